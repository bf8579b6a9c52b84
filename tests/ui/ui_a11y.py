#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""ui-a11y - check what a GTK 4 program shows right now for accessibility, inside ui-run.

  ui-run ui-a11y [-x REGEX] [--no-tab] [--no-contrast] STEP...
      Does the ui-drive STEPs (start the program, go to the page), then prints one line a finding:
  ERROR name      something to operate without an accessible name (GTK 4.8 then gives the type name, "GtkImage", and
                  a tooltip counts only as description), or a window or dialog without a title
  ERROR role      takes the focus but has no role of its own ("widget": drawing areas, custom widgets)
  ERROR image     an image that says nothing: no name and no description, and not marked as presentation
  ERROR keyboard  can have the focus, but Tab does not get there (rows, tabs and menu items: the arrow keys may)
  ERROR contrast  text with less than 4.5:1 (3:1 if large), measured in the screenshot; insensitive text is exempt
  WARN  trap      Tab goes through the rows of a long list one by one (GTK 4.8 has no tab-behavior)
  WARN  focus     takes the focus without telling (the text inside an AdwEntryRow in libadwaita 1.2)
  WARN  name      the name is only the labels inside (a screen reader hears the type name), or keeps a mnemonic's "_"
-x leaves out the findings that match REGEX.  The status is 1 if an ERROR is left.
Only what is visible is checked: run it once for each page, menu and dialog.
Needs: what ui-drive needs, and python3-pil python3-numpy.
"""
import gettext, io, re, subprocess, sys
import numpy
from PIL import Image
from ui_drive import UI
from ui_tree import ACC, TYPE_NAME

OPERATE = {"button", "checkbox", "radio", "switch", "text box", "search box", "spin button", "combo box", "slider", "link",
           "menu item", "menu item checkbox", "menu item radio", "tab", "list", "grid", "tree grid", "table"}
CONTENT = {"list item", "row", "grid cell", "tab", "option", "tree item"}     # readers take the name from what is inside
LISTS = {"list", "grid", "tree grid", "table"}
ARROWS = CONTENT | {"menu item", "menu item checkbox", "menu item radio", "radio"}


def described(ui, n):
    return ui.prop(n.ref, ACC, "Description") or ""


def names(ui, seen):
    for n in seen:
        own = n.name if n.name and not TYPE_NAME.fullmatch(n.name) else ""
        if n.role == "image":
            if not own and not described(ui, n) and not any(u.role in OPERATE - LISTS | CONTENT for u in n.up()):
                yield "ERROR image", n, ""
        elif n.role == "widget" and "focusable" in n.states and not any(u.role in OPERATE - LISTS for u in n.up()) \
                and not any("focusable" in k.states for k in n.walk() if k is not n):
            yield "ERROR role", n, ""
        elif n.role in OPERATE | CONTENT and not own:
            if n.role in CONTENT and n.label():
                continue
            inner = [k for k in n.walk() if k is not n and k.role in OPERATE - LISTS]
            if n.label():
                if not inner:
                    yield "WARN  name", n, "only from the labels inside"
            elif not (inner and n.role in LISTS | {"button", "combo box"}):      # the inner one is reported
                yield "ERROR name", n, "only a tooltip: \"%s\"" % described(ui, n) if described(ui, n) else ""
        elif n.role in OPERATE and re.search(r"(^|[^\w])_\w|\w_\w+ \w", own):
            yield "WARN  name", n, "mnemonic in the name"


def keyboard(ui, seen):
    """Tab from where the focus is until it comes round; in a long list jump to its end."""
    gtk = gettext.translation("gtk40", fallback=True).gettext
    exempt = {gtk("Minimize"), gtk("Maximize"), gtk("Close")}      # window controls: the window manager's keys do that
    reached, stops, run, last_list, trap, blind, n = set(), [], 0, None, [], 0, ui.focused()
    for _ in range(400):
        ui.xdo("key", "ctrl+Tab" if n and "multiline" in n.states else "Tab")
        for wait in range(4):
            m = ui.focused()
            if m and (not n or m.ref != n.ref):
                break
        n = m
        if not n:
            blind += 1
            continue
        stops.append(n.ref)
        if stops.count(stops[0]) > 1 or stops[-8:].count(n.ref) == 8:
            break                                        # once round, or stuck
        reached.add(n.ref)
        parent = n.ref
        for _ in range(3):                               # the list that it is in, if any
            parent = tuple(ui.prop(parent, ACC, "Parent") or ("", ""))
            if ui.call(parent, ACC, "GetRoleName")[0] in LISTS:
                break
        else:
            parent = None
        run = run + 1 if parent and parent == last_list else 0
        last_list = parent
        if run == 6:
            trap.append(parent)
            ui.xdo("key", "ctrl+End")
            run = 0
    if stops[-8:].count(stops[-1]) == 8:
        yield "ERROR keyboard", n, "Tab does not get out of it"
    for n in seen:
        if n.ref in trap:
            yield "WARN  trap", n, "%d rows or more" % len(n.kids)
        above = list(n.up())[1:]
        if {"focusable", "sensitive"} <= n.states and n.role not in ARROWS | {"group", "window", "dialog"} \
                and not {k.ref for k in n.walk()} & reached and n.label() not in exempt \
                and not any(u.role in ARROWS | OPERATE - LISTS or u.ref in trap for u in above) \
                and not any("focusable" in k.states for k in n.walk() if k is not n):
            if n.role == "text box" and blind:
                yield "WARN  focus", n, "does not report its focus (AdwEntryRow)"
            elif n.role == "checkbox":
                yield "WARN  keyboard", n, "or one of a radio group, then the arrow keys"
            else:
                yield "ERROR keyboard", n, ""


def luminance(rgb):
    c = numpy.asarray(rgb) / 255
    c = numpy.where(c <= 0.03928, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    return c @ numpy.array([0.2126, 0.7152, 0.0722])


def contrast(ui, seen):
    """Background: the commonest luminance in the label's box; text: what is farthest from it in at least 0.3% of it."""
    png = subprocess.run(["import", "-silent", "-window", "root", "png:-"], capture_output=True).stdout
    shot = Image.open(io.BytesIO(png)).convert("RGB")
    for n in seen:
        text = ui.read(n) if n.role in ("label", "text box") else ""
        if not re.search(r"\w", text) or TYPE_NAME.fullmatch(text) or any("sensitive" not in u.states for u in n.up() if u.parent):
            continue
        (x, y, _), w, h = ui.position(n), min(n.ext[2], 800) * ui.scale, n.ext[3] * ui.scale
        px = luminance(numpy.asarray(shot.crop((x - w // 2, y - h // 2, x + w // 2, y + h // 2))).reshape(-1, 3))
        if len(px) < 20:
            continue
        values, counts = numpy.unique(px.round(3), return_counts=True)
        bg = values[counts.argmax()]
        far = numpy.sort(abs(px - bg))[::-1]
        d = far[max(3, len(px) // 300)]
        fg = bg - d if bg - d >= px.min() - 1e-3 else bg + d
        ratio = (max(bg, fg) + 0.05) / (min(bg, fg) + 0.05)
        if 1.05 < ratio < (3 if n.ext[3] >= 28 else 4.5):
            yield "ERROR contrast", n, "%.1f:1" % ratio


def main():
    args, skip = sys.argv[1:], None
    tab, con = "--no-tab" not in args, "--no-contrast" not in args
    args = [a for a in args if a not in ("--no-tab", "--no-contrast")]
    if args[:1] == ["-x"]:
        skip, args = re.compile(args[1]), args[2:]
    if not args or args[0].startswith("-"):
        sys.exit(__doc__)
    ui = UI()
    for step in args:
        ui.step(step)
    top = ui.snapshot()
    wins = [w for w in top.kids if "active" in w.states or "modal" in w.states] or top.kids
    seen = [n for w in wins[-1:] for n in w.walk() if ui.spot(n)]
    found = [("ERROR name", w, "window without a title") for w in wins if not w.name or TYPE_NAME.fullmatch(w.name)]
    found += list(names(ui, seen)) + (list(contrast(ui, seen)) if con else []) + (list(keyboard(ui, seen)) if tab else [])
    errors = 0
    for kind, n, why in found:
        where = " > ".join(u.label()[:20] for u in list(n.up())[1:-1] if u.name and not TYPE_NAME.fullmatch(u.name))
        line = "%s: %s %s%s" % (kind, n, "(%s)" % why if why else "", " in " + where if where else "")
        if not (skip and skip.search(line)):
            print(line)
            errors += kind.startswith("ERROR")
    print("%d widgets visible, %d findings, %d errors" % (len(seen), len(found), errors))
    sys.exit(1 if errors else 0)


if __name__ == "__main__":
    main()
