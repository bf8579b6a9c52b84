# SPDX-License-Identifier: GPL-3.0-or-later
"""ui_tree - see a GTK 4 application: its accessible tree, and where each part is on the screen.

The base of ui-drive, ui-a11y and ui-perf; run inside ui-run (needs AT_SPI_BUS_ADDRESS and DISPLAY).
What GTK 4.8 does not tell over AT-SPI is worked out here: whether a widget is really visible (spot), where
windows and popovers are on the screen (origin), names (Node.label), which widget has the focus (focused).
"""
import os, re, signal, socket, time
from gi.repository import Gio, GLib
from Xlib import X, display

ATSPI, PROPS = "org.a11y.atspi.", "org.freedesktop.DBus.Properties"
ACC, COMP, WINDOW = ATSPI + "Accessible", ATSPI + "Component", 1     # 1: coordinates relative to the GtkWindow
ROOT, NULL = (ATSPI + "Registry", "/org/a11y/atspi/accessible/root"), ("", "/org/a11y/atspi/null")
STATES = {0: "invalid", 1: "active", 3: "busy", 4: "checked", 7: "editable", 9: "expandable", 10: "expanded",
          11: "focusable", 12: "focused", 16: "modal", 17: "multiline", 20: "pressed", 22: "selectable",
          23: "selected", 24: "sensitive", 32: "indeterminate", 33: "required", 43: "read-only"}
TYPE_NAME = re.compile(r"(Gtk|Adw|Gdk|%s)[A-Z]\w*|\w+\+\w+" % os.environ.get("UI_TYPES", "Gsk"))


class Failed(Exception):
    pass


class Node:
    """One accessible object as it was when the tree was read."""
    def __init__(self, ref, parent=None):
        self.ref, self.parent, self.kids = tuple(ref), parent, []

    def fill(self, role, name, state, ext):
        self.role, self.name = role[0] if role else "?", name[0] if name else ""
        if self.role == "widget" and self.toplevel():    # GtkAssistant, GtkFileChooserDialog
            self.role = "window"
        half = self.name[len(self.name) // 2 + 1:]
        if half and self.name.replace("_", "", 1) == half + " " + half:
            self.name = half                             # GTK 4.8 calls a mnemonic button "_Save Save"
        bits = sum(w << 32 * i for i, w in enumerate(state[0])) if state else 0
        self.states = {s for b, s in STATES.items() if bits >> b & 1}
        self.ext = ext[0] if ext else None               # x, y, width, height of the content box

    def walk(self):
        yield self
        for k in self.kids:
            yield from k.walk()

    def up(self):
        while self:
            yield self
            self = self.parent

    def toplevel(self):
        return bool(self.parent and not self.parent.parent)

    def label(self):
        """The name if somebody gave one, else the labels inside that have a size."""
        if self.name and not TYPE_NAME.fullmatch(self.name) and self.name != "Tab":
            return self.name
        sized = self.ext and self.ext[2]
        return " ".join(n.name for n in self.walk() if n.role == "label" and n.name.strip()
                        and not (sized and n.ext and not n.ext[2]))

    def called(self, role, name):
        return re.fullmatch(role, self.role) and (re.fullmatch(name, self.name) or re.fullmatch(name, self.label()))

    def __str__(self):
        lab, st = self.label(), " ".join(sorted(self.states - {"sensitive"}))
        return '%s "%s"%s %s%s %s' % (self.role, self.name, ' ~"%s"' % lab[:60] if lab not in ("", self.name) else "",
                                      st, "" if "sensitive" in self.states else " INSENSITIVE", list(self.ext or []))


class Tree:
    def __init__(self, app=".*", timeout=float(os.environ.get("UI_TIMEOUT", 10)), out=os.environ.get("UI_OUT", ".")):
        self.pattern, self.timeout, self.out, self.shots, self.why = app, timeout, out, 0, ""
        self.child = self.focus_ref = self.sight = self.asked = None
        self.roles = {}                                  # by reference: a role never changes
        flags = Gio.DBusConnectionFlags
        self.bus = Gio.DBusConnection.new_for_address_sync(os.environ["AT_SPI_BUS_ADDRESS"],
            flags.AUTHENTICATION_CLIENT | flags.MESSAGE_BUS_CONNECTION, None, None)
        self.bus.signal_subscribe(None, ATSPI + "Event.Object", "StateChanged", None, "focused", 0, self.on_focus)
        self.x, self.scale = display.Display(), int(os.environ.get("GDK_SCALE", 1))

    def on_focus(self, conn, sender, path, iface, signal, args):
        if args.unpack()[1]:
            self.focus_ref = (sender, path)

    # -- Seeing.  Plain D-Bus, all questions about one level of the tree at once: libatspi's one-by-one calls
    #    take 20 ms a widget in a busy application, and its cache goes stale without a main loop.
    def batch(self, calls):
        res, left, loop = [None] * len(calls), [len(calls)], GLib.MainLoop()
        def done(conn, r, i):
            try:
                res[i] = conn.call_finish(r).unpack()
            except GLib.Error:
                pass                                     # gone meanwhile, or not implemented: None
            left[0] -= 1
            if not left[0]:
                loop.quit()
        for i, ((dest, path), iface, method, args) in enumerate(calls):
            self.bus.call(dest, path, iface, method, args, None, 0, int(self.timeout * 1000), None, done, i)
        if calls:
            loop.run()
        return res

    def call(self, ref, iface, method, sig=None, *args):
        return self.batch([(ref, iface, method, GLib.Variant(sig, args) if sig else None)])[0] or (None,)

    def prop(self, ref, iface, name):
        return self.call(ref, PROPS, "Get", "(ss)", iface, name)[0]

    def ending(self):
        """How the child ended, and where it was, if that was a crash."""
        code = self.child.returncode
        name = "status %d" % code if code >= 0 else "signal %s" % signal.Signals(-code).name
        try:
            log = open(os.path.join(self.out, "app.log"), errors="replace").read()
        except (AttributeError, OSError):
            log = ""
        report = log.rpartition("== crashed by")
        return name + "".join("\n  " + line for line in (report[1] + report[2]).splitlines()[:200] if report[1])

    def application(self):
        found = None
        for ref in self.call(ROOT, ACC, "GetChildren")[0] or []:
            if (self.prop(ref, ATSPI + "Application", "Version") or "").startswith("4") \
                    and re.fullmatch(self.pattern, self.prop(ref, ACC, "Name") or ""):
                found = ref
        if not found and self.child and self.child.poll() is not None:
            raise Failed("the application has ended: %s" % self.ending())
        return found

    def load(self, ref, full=False, depth=1000):
        """The tree below ref; without what is below widgets of no size (rows out of sight) unless full."""
        top = Node(ref)
        level = [top]
        name, window = GLib.Variant("(ss)", (ACC, "Name")), GLib.Variant("(u)", (WINDOW,))
        while level and depth >= 0:
            new = list({n.ref for n in level} - self.roles.keys())
            for ref, role in zip(new, self.batch([(ref, ACC, "GetRoleName", None) for ref in new])):
                if role:
                    self.roles[ref] = role
            r = self.batch([c for n in level for c in (
                (n.ref, PROPS, "Get", name), (n.ref, ACC, "GetState", None),
                (n.ref, COMP, "GetExtents", window), (n.ref, ACC, "GetChildren", None))])
            for i, n in enumerate(level):
                n.fill(self.roles.get(n.ref), *r[4 * i:4 * i + 3])
                if full or not n.ext or n.ext[2] > 0:
                    n.kids = [Node(k, n) for k in (r[4 * i + 3] or [[]])[0]]
            level, depth = [k for n in level for k in n.kids], depth - 1
        return top

    def look_again(self, node):
        """Where the node and what it is in are by now."""
        chain = list(node.up())
        for n, ext in zip(chain, self.batch([(n.ref, COMP, "GetExtents", GLib.Variant("(u)", (WINDOW,))) for n in chain])):
            n.ext = ext[0] if ext else None

    def snapshot(self, full=False, depth=1000):
        """The whole tree, the window that the user deals with first (GTK 4.8 never calls a dialog active)."""
        ref = self.application()
        top = self.load(ref, full, depth) if ref else None
        if top:
            top.kids.sort(key=lambda w: 0 if "modal" in w.states else 1 if "active" in w.states else 2)
        return top

    def native(self, node):
        """The popover or window that the node is in: the nearest ancestor with a surface of its own."""
        chain = list(node.up())
        layers = self.batch([(n.ref, COMP, "GetLayer", None) for n in chain])
        return next((n for n, l in zip(chain, layers) if l and l[0] in (5, 7)), chain[-1])

    def spot(self, node):
        """A point of the node that a user can see and hit, in window coordinates, or None.  GTK 4.8 calls
        everything visible, even other pages of a stack, so: clip with the ancestors, ask whether it is mapped
        (Contains), and whether something unrelated lies on top (what is hit there). Newer GTK answers both of these
        wrongly; there the program is asked itself."""
        if not node.ext or min(node.ext[2:]) <= 0:
            return None
        nat, (x, y, w, h) = self.native(node), node.ext
        if self.sight:
            return self.told_spot(node, nat)
        r, b = x + w, y + h
        for n in node.up():
            if n.ext and n.ext[2]:
                x, y, r, b = max(x, n.ext[0]), max(y, n.ext[1]), min(r, n.ext[0] + n.ext[2]), min(b, n.ext[1] + n.ext[3])
            if n is nat:
                break
        if r - x < 3 or b - y < 3:
            return None
        point = (x + r) // 2, (y + b) // 2
        args = GLib.Variant("(iiu)", (*point, WINDOW))
        inside, hit = self.batch([(node.ref, COMP, "Contains", args), (nat.ref, COMP, "GetAccessibleAtPoint", args)])
        if not inside or not inside[0]:
            return None
        hit, related = tuple(hit[0]) if hit else NULL, {n.ref for n in node.walk()} | {n.ref for n in node.up()}
        while hit[1] != NULL[1] and hit not in related:  # null: a presentational widget, not in the tree
            hit = tuple(self.prop(hit, ACC, "Parent") or NULL)
            if hit[1] in (NULL[1], ROOT[1]):
                return None
        return point

    def told_spot(self, node, nat):
        """The same of the program itself (sight.c), by the place where GTK says the node is."""
        if self.asked is None:
            self.asked = socket.socket(socket.AF_UNIX)
            self.asked.settimeout(self.timeout)
            self.asked.connect(self.sight)
        self.asked.sendall(("%d %d %d %d\n" % tuple(node.ext)).encode())
        answer = self.asked.recv(64).decode().split()
        dx, dy = (0, 0) if nat.toplevel() or not nat.ext else nat.ext[:2]     # as position() takes it off again
        return (int(answer[0]) + dx, int(answer[1]) + dy) if len(answer) == 2 else None

    def matches(self, role, name=".*", seen=True):
        name, _, nth = name.rpartition("#") if re.search(r".#\d+$", name) else (name, "", "")
        top = self.snapshot(not seen)
        hits = [n for n in (top.walk() if top else ()) if n.called(role, name)
                and (not seen or n.toplevel() or self.spot(n))]
        hits = [n for n in hits if not any(k in hits and k.role == n.role for k in n.kids)]   # the inner one
        return hits[int(nth) - 1:int(nth)] if nth else hits

    def focused(self):
        self.call(ROOT, "org.freedesktop.DBus.Peer", "Ping")     # lets on_focus see what has come
        n = self.load(self.focus_ref) if self.focus_ref else None
        if not n or "focused" not in n.states:
            n = ([n for n in self.snapshot().walk() if "focused" in n.states] or [None])[-1]
        return n

    def read(self, node):
        return self.call(node.ref, ATSPI + "Text", "GetText", "(ii)", 0, 2**31 - 1)[0] or node.label()   # -1 gives ""

    def until(self, got, why, timeout=None):
        """Calls got() until it is true, and returns that; or fails with why()."""
        end = time.time() + (self.timeout if timeout is None else timeout)
        while True:
            r = got()
            if r:
                return r
            if time.time() > end:
                raise Failed(why())
            time.sleep(0.1)

    def find(self, role, name=".*", *states, timeout=None, seen=True):
        """The first match that has / has not the states; waits for it."""
        hits = []
        def got():
            hits[:] = self.matches(role, name, seen)
            return next((n for n in hits if all((s.lstrip("!") in n.states) == (s[0] != "!") for s in states)), None)
        return self.until(got, lambda: "no %s \"%s\" %s%s" % (role, name, " ".join(states), "; there is %s" % hits[0]
                                                              if hits else ""), timeout)

    # -- Where it is on the screen (AT-SPI on GTK 4 knows no screen coordinates)
    def xwindows(self, popups):
        """Mapped X windows, topmost last: (id, [x, y, w, h], title, frame), the override-redirect ones or the others."""
        res, root, atom, k = [], self.x.screen().root, self.x.intern_atom, self.scale
        clients = root.get_full_property(atom("_NET_CLIENT_LIST"), X.AnyPropertyType)
        for i in list(clients.value) if clients and not popups else [w.id for w in root.query_tree().children]:
            try:
                w = self.x.create_resource_object("window", i)
                a, g, p = w.get_attributes(), w.get_geometry(), w.translate_coords(root, 0, 0)
                title, frame = (w.get_full_property(atom(s), X.AnyPropertyType) for s in ("_NET_WM_NAME", "_GTK_FRAME_EXTENTS"))
            except Exception:
                continue                                 # it went away
            if a.map_state == X.IsViewable and bool(a.override_redirect) == popups and a.win_class != X.InputOnly:
                res.append((i, [v // k for v in (-p.x, -p.y, g.width, g.height)], title.value.decode() if title else "",
                            frame and [v // k for v in frame.value]))
        return res

    def origin(self, nat):
        """Screen position of (0, 0) of a window's or popover's widget, and the id of its X window."""
        best, (w, h), popup = None, nat.ext[2:], not nat.toplevel()
        for i, (x, y, ww, hh), title, frame in self.xwindows(popup):
            l, r, t, b = (0, 0, 0, 0) if popup else frame or [(ww - w) / 2] * 2 + [(hh - h) / 2] * 2   # CSD shadow
            off = abs(ww - l - r - w) + abs(hh - t - b - h) + (0 if popup or title == nat.name else 5)
            if min(l, t) >= 0 and off < 40 and (best is None or off <= best[0]):
                best = (off, int(x + l), int(y + t), i)
        if best is None:
            raise Failed("no X window for %s" % nat)
        return best[1:]

    def position(self, node):
        """Where to point at on the screen, and the X window that is to be hit there."""
        point, nat = self.spot(node), self.native(node)
        if not point:
            raise Failed("cannot be hit: %s" % node)
        x, y, wid = self.origin(nat)
        dx, dy = (0, 0) if nat.toplevel() else nat.ext[:2]     # GTK reports a popover at its parent's corner
        return (x + point[0] - dx) * self.scale, (y + point[1] - dy) * self.scale, wid
