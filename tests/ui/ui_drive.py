#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""ui-drive - drive a GTK 4 application the way a user does: AT-SPI to see, X11 (xdotool) to act.

Run inside ui-run.  Steps come from the arguments, or one a line from standard input (# starts a comment line):
    ui-run ui-drive 'start gtk4-demo' 'click "list item" Assistant' 'click button Run' 'shot run.png'
or from Python:  from ui_drive import UI; ui = UI(); ui.start("gtk4-demo"); ui.click("button", "Run")

ROLE and NAME are regular expressions that must match the whole role (GTK's own names: button, checkbox,
switch, text box, search box, list, list item, row, grid cell, menu item, tab, window, dialog, label,
group, widget ...; see `tree`) and the whole name.  A widget without a name of its own is known by the
labels inside it, so "list item" Assistant finds a row.  NAME#2 is the second match, in tree order.
Only what a user can see and hit is found (see spot()).  Steps wait for their widget, UI_TIMEOUT (10 s).

  start CMD ARGS      run a program, wait for its first window; its output goes to UI_OUT/app.log
  app REGEX           from now on the GTK 4 application of this name (default: the newest one)
  tree [ROLE [NAME]]  print the accessible tree, or the part below a widget (hidden parts too)
  wait ROLE NAME [STATE ... !STATE ...]   until it is there and has / has not these states
  gone ROLE NAME      until it is not there              assert ROLE NAME [STATE ...]   now, no waiting
  click|double|right|hover ROLE NAME      real mouse events
  activate ROLE NAME [ACTION]             AT-SPI action, else a click
  drag ROLE NAME ROLE2 NAME2 | scroll ROLE NAME [-]TICKS
  focus ROLE NAME     Tab until it has the focus         key KEYS ...     e.g. key ctrl+a Delete
  type TEXT           into what has the focus: xdotool; AT-SPI insertion if not ASCII
  into ROLE NAME TEXT click the entry and replace its text
  select ROLE NAME ROW   in a list: the ROW-th row that GTK holds (AT-SPI), or its text (scrolls to it, clicks)
  text ROLE NAME REGEX | value ROLE NAME NUMBER [set] | states ROLE NAME
  log REGEX | nolog [REGEX]   something / nothing in app.log matches (default CRITICAL|WARNING|Traceback)
  shot FILE | resize W H | sleep SECONDS | close        of the display | of the active window
A step that fails says why and what is there, takes a screenshot (failed-N.png) and ends with status 1.
UI_TYPES=Foo|Bar: prefixes of the program's own widget types, whose names GTK gives to nameless widgets.
Needs: python3-gi python3-xlib xdotool imagemagick.
"""
import difflib, os, re, shlex, subprocess, sys, tempfile, time
from functools import partialmethod
from gi.repository import GLib
from Xlib.error import XError
from ui_tree import ATSPI, NULL, PROPS, Failed, Node, Tree


class UI(Tree):
    def xdo(self, *args):
        subprocess.run(["xdotool", *map(str, args)], check=True, stdout=subprocess.DEVNULL)

    def point_at(self, n):
        """Until the node is where the pointer is: it may be moving still, or a window lie over it that is going."""
        self.until(lambda: self.is_at(n), lambda: self.why)

    def is_at(self, n):
        try:
            self.look_again(n)
            x, y, wid = place = self.position(n)
            self.xdo("mousemove", x - 2, y - 2, "sleep", 0.03, "mousemove", x, y, "sleep", 0.05)   # one is not enough
            self.look_again(n)
            self.why = "it moves, or another window lies over %s" % n
            if self.position(n) != place or wid not in self.under_pointer():
                return False
        except Failed as e:
            self.why = str(e)
            return False
        print("  at %d,%d: %s" % (x, y, n), flush=True)
        return True

    def under_pointer(self):
        w, chain = self.x.screen().root, []
        while w and w.id not in chain:
            chain.append(w.id)
            w = w.query_pointer().child
        return chain

    def press(self, button=1, times=1):                  # `xdotool click` is often lost after a popover has closed
        self.xdo(*["mousedown", button, "sleep", 0.05, "mouseup", button, "sleep", 0.05] * times)
        time.sleep(0.15)

    def mouse(self, role, name=".*", button=1, times=1):
        self.until(lambda: self.is_at(self.find(role, name, "sensitive")), lambda: self.why)   # it may be made anew
        self.press(button, times)

    click, double, right = partialmethod(mouse), partialmethod(mouse, times=2), partialmethod(mouse, button=3)

    def hover(self, role, name=".*"):
        self.point_at(self.find(role, name))
        time.sleep(0.8)                                  # a tooltip takes 0.5 s

    def scroll(self, role, name, ticks):
        self.mouse(role, name, 4 if int(ticks) < 0 else 5, abs(int(ticks)))

    def drag(self, role, name, role2, name2):
        (x, y, _), (a, b, _) = self.position(self.find(role2, name2)), self.position(self.find(role, name))
        self.xdo("mousemove", a, b, "mousedown", 1)
        for i in range(1, 11):
            self.xdo("mousemove", a + (x - a) * i // 10, b + (y - b) * i // 10, "sleep", 0.03)
        self.xdo("mouseup", 1)

    def activate(self, role, name=".*", action="click|activate|toggle"):
        n = self.find(role, name)
        for i, a in enumerate(self.call(n.ref, ATSPI + "Action", "GetActions")[0] or []):
            if re.fullmatch(action, a[0]) and self.call(n.ref, ATSPI + "Action", "DoAction", "(i)", i)[0]:
                return print("  action %s: %s" % (a[0], n))
        self.click(role, name)

    def focus(self, role, name=".*"):
        for _ in range(150):
            n = self.focused()
            if n and n.called(role, name):
                return print("  focused: %s" % n)
            self.key("ctrl+Tab" if n and "multiline" in n.states else "Tab")   # Tab is text in a text view
        raise Failed("Tab does not reach %s \"%s\"" % (role, name))

    def has_keyboard(self):
        """Whether the window that the user deals with first is the one that keys go to, once it is there at all."""
        top = self.snapshot(depth=1)
        try:
            wid, w = self.origin(top.kids[0])[2], self.x.get_input_focus().focus
            while w and getattr(w, "id", wid) != wid:
                w = w.query_tree().parent
            return bool(w) and hasattr(w, "id")
        except (Failed, XError, AttributeError, IndexError):
            return False

    def keyboard(self):
        self.until(self.has_keyboard, lambda: "keys do not go to %s" % [str(w) for w in self.snapshot(depth=1).kids])

    def key(self, *keys):
        self.keyboard()
        self.xdo("key", "--delay", 30, *keys)
        time.sleep(0.1)

    def type(self, text):
        if text.isascii():
            self.keyboard()
            self.xdo("type", "--delay", 15, text)
        else:                                            # xdotool loses such characters when the machine is busy
            n = self.focused() or Node(NULL)
            at = self.prop(n.ref, ATSPI + "Text", "CaretOffset")
            size = len(text.encode())
            if at is None or not self.call(n.ref, ATSPI + "EditableText", "InsertText", "(isi)", at, text, size)[0]:
                raise Failed("cannot insert text into %s" % n.ref[1])
            self.call(n.ref, ATSPI + "Text", "SetCaretOffset", "(i)", at + len(text))
        time.sleep(0.15)

    def into(self, role, name, text):
        self.click(role, name)
        self.key("ctrl+a", "BackSpace")
        self.type(text)
        self.holds(role, name, text)

    def holds(self, role, name, text):
        """Until what was typed has arrived; the widget may have gone on showing something else beside it. Newer GTK
        tells of a passphrase only how long it is."""
        self.until(lambda: any(self.read(n) in (text, "●" * len(text)) for n in self.matches(role, name, False)),
                   lambda: "it holds %r" % [self.read(n) for n in self.matches(role, name, False)])

    def select(self, role, name, row):
        n = self.find(role, name)
        if row.isdigit():
            if not self.call(n.ref, ATSPI + "Selection", "SelectChild", "(i)", int(row))[0]:
                raise Failed("cannot select row %s of %s" % (row, n))
            return time.sleep(0.15)
        self.point_at(n)
        for turn in range(300):                          # from the top, scroll like a user until the row can be hit
            for r in self.matches("list item|row|grid cell|option|widget", row):
                if n.ref in (u.ref for u in r.up()):
                    self.point_at(r)
                    return self.press()
            self.xdo("click", "--repeat", 3 if turn else 300, "--delay", 1, 5 if turn else 4)
            time.sleep(0.1)
        raise Failed("no row \"%s\" in %s" % (row, n))

    # -- Starting, checking and the rest
    def start(self, *cmd, **popen):
        log = open(os.path.join(self.out, "app.log"), "a" if self.child else "w")
        preload = os.environ.get("UI_PRELOAD")               # says where the application is when it crashes
        asked, self.sight, self.asked = os.path.join(tempfile.mkdtemp(), "sight"), None, None
        if preload:
            popen["env"] = dict(popen.get("env") or os.environ, LD_PRELOAD=preload, UI_SIGHT=asked)
        self.child = subprocess.Popen(cmd, stdout=log, stderr=log, **popen)
        self.until(lambda: (self.snapshot() or Node(NULL)).kids, lambda: "no window")
        version = self.prop(self.application(), ATSPI + "Application", "Version") or ""
        if re.match(r"4\.[0-8](\.|$)", version):
            return
        if not os.path.exists(asked):
            raise Failed("GTK %s does not tell what is seen: UI_PRELOAD has to name sight.so" % version)
        self.sight = asked

    def app(self, regex):
        self.pattern = regex

    def tree(self, role=None, name=".*"):
        node = self.find(role, name, seen=False) if role else self.snapshot(True)
        for n in node.walk():
            print("  " * (len(list(n.up())) - len(list(node.up()))) + str(n))

    wait, expect = Tree.find, partialmethod(Tree.find, timeout=0)

    def gone(self, role, name=".*"):
        self.until(lambda: not self.matches(role, name), lambda: "still there: %s \"%s\"" % (role, name))

    def text(self, role, name, regex):
        self.until(lambda: re.fullmatch(regex, self.read(self.find(role, name)), re.S),
                   lambda: "the text is %r" % self.read(self.find(role, name)))

    def value(self, role, name, number, put=None):
        ref, val = self.find(role, name).ref, ATSPI + "Value"
        if put:
            self.call(ref, PROPS, "Set", "(ssv)", val, "CurrentValue", GLib.Variant("d", float(number)))
        self.until(lambda: abs((self.prop(ref, val, "CurrentValue") or 0) - float(number)) < 1e-6,
                   lambda: "the value is %s" % self.prop(ref, val, "CurrentValue"))

    def states(self, role, name=".*"):
        print("  %s" % self.find(role, name))

    def logged(self, regex):
        return [l.rstrip() for l in open(os.path.join(self.out, "app.log"), errors="replace") if re.search(regex, l)]

    def log(self, regex):
        self.until(lambda: self.logged(regex), lambda: "nothing in app.log matches " + regex)

    def nolog(self, regex="CRITICAL|WARNING|Traceback"):
        if self.logged(regex):
            raise Failed("app.log has\n  " + "\n  ".join(self.logged(regex)[:10]))

    def shot(self, file):
        subprocess.run(["import", "-silent", "-window", "root", os.path.join(self.out, file)], check=True)

    def resize(self, w, h):
        wid = self.origin([n for n in self.snapshot().kids if "active" in n.states][0])[2]
        l, r, t, b = next((f for i, _, _, f in self.xwindows(False) if i == wid), None) or [0] * 4
        self.xdo("windowsize", wid, (int(w) + l + r) * self.scale, (int(h) + t + b) * self.scale, "sleep", 0.3)

    def sleep(self, seconds):
        time.sleep(float(seconds))

    def close(self):
        """Ends the application as a person does, and looks how it ended."""
        self.key("alt+F4")
        if self.child:
            self.until(lambda: self.child.poll() is not None, lambda: "it does not end")
            if self.child.returncode:
                raise Failed("the application has ended: %s" % self.ending())

    def step(self, line):
        words = [] if line.lstrip().startswith("#") else shlex.split(line)
        if words:
            print("* " + line.strip(), flush=True)
            try:
                getattr(self, {"assert": "expect"}.get(words[0], words[0]))(*words[1:])
            except (Failed, AttributeError, TypeError, subprocess.CalledProcessError) as e:
                self.failed(words, e)

    def failed(self, words, why):
        print("FAILED %s: %s" % (" ".join(words), why))
        self.shots += 1
        self.shot("failed-%d.png" % self.shots)
        alive = not self.child or self.child.poll() is None
        named = [n for n in self.snapshot().walk() if n.label()] if alive and self.application() else []
        like = difflib.get_close_matches((words + ["", ""])[2], {n.label() for n in named}, 8, 0.5)
        near = [n for n in named if n.label() in like][:12]
        same = [n for n in named if len(words) > 1 and re.fullmatch(words[1], n.role) and n.ext and n.ext[2]][:30]
        print("  near in name:", *near, "of that role:", *same, "end of app.log:", *self.logged("")[-5:], sep="\n    ")
        sys.exit(1)


if __name__ == "__main__":
    if sys.argv[1:2] in (["-h"], ["--help"]):
        sys.exit(__doc__)
    driver = UI()
    for line in sys.argv[1:] or sys.stdin:
        driver.step(line)
