#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ctrl+L and Ctrl+Q over every window, dialog and menu, in the real program. TAP output.

    ui-run -l LOCALE test-over.py PROGRAM TRANSLATIONS LANGUAGE [STEP...]

STEP is the name of one of them, or windows (those of the program), dialogs (those over a patient), foreign (those that
the program did not make itself), or quit; without any, all.

Opens each of them over the chart of an invented patient, locks by key, looks that nothing of it is left, and unlocks.
Then quits over those that are not the program's own.
"""
import os, re, sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from ui_clinician import Clinician, named, ok, plan, program, run, words


def unlock(ui):
    ui.into("text box", named("Passphrase"), "demonstration")
    ui.key("Return")
    ui.gone("label", named("The patient files are locked"))


def menu(entry, of="Main menu"):
    """An entry of one of the menus."""
    def open_it(ui):
        if of == "Share":
            ui.key("alt+3")
        ui.click("button", named(of))
        ui.click("menu item", named(entry))
    return open_it


def key(*keys):
    return lambda ui: ui.key(*keys)


def question(ui):
    ui.key("ctrl+n")
    ui.into("text box", named("Name"), "Nobody")
    ui.key("Escape")
    ui.see("label", named("Discard what you entered?"))


# What it is, and how it is opened.
WINDOWS = [
    ("the preferences", key("ctrl+comma")),
    ("the list of keys", key("F1")),
    ("the words about the program", menu("_About Evenkeel")),
    ("the instruments", key("ctrl+i")),
    ("the exchange with the hospital", key("F5")),
    ("the choice of a file", key("ctrl+o")),
    ("the form of a new patient", key("ctrl+n")),
    ("a menu", key("F10")),
]
DIALOGS = [
    ("the form of a patient", key("ctrl+e")),
    ("who opened a file", menu("_Who opened and changed this file…", "This patient")),
    ("the joining of two files", menu("_Join with another file of the same person…", "This patient")),
    ("the question whether to remove a patient", menu("_Remove patient…", "This patient")),
    ("the printing of a chart", menu("Print…", "Share")),
    ("the choice where a chart goes", menu("Page (PDF)…", "Share")),
    ("the chart that a patient is shown", menu("Show to the patient…", "Share")),
    ("a question whether to discard", question),
]
OVER = WINDOWS + DIALOGS
# The other key goes the same way; these are windows that the program did not make itself.
FOREIGN = ("the choice of a file", "the printing of a chart", "a question whether to discard")


def parts(ui):
    """The windows of the application, and how many menus are open."""
    return ["%s %s" % (n.role, n.name) for n in ui.snapshot(depth=1).kids]


def first(ui):
    ui.see("list item", ".*")
    ui.key("ctrl+k", "Down", "Return")
    ui.see("label", ".*DEMO-[0-9]+-[0-9]+.*")     # whoever it is
    ui.key("alt+1")


def lock_over(ui, what, open_it):
    open_it(ui)
    if what != "a menu":
        ui.until(lambda: len(parts(ui)) > 1, lambda: "nothing opens: %s" % parts(ui))
    ui.sleep(0.3)
    ui.xdo("key", "ctrl+l")           # of several windows the driver does not know which one has the keys
    ui.see("label", named("The patient files are locked"))
    ui.until(lambda: len(parts(ui)) == 1, lambda: "still there: %s" % parts(ui))
    ok("the lock works over " + what)


def quit_over(ui):
    for what in FOREIGN:
        print("== quit over " + what, flush=True)
        dict(OVER)[what](ui)
        ui.sleep(0.5)
        ui.xdo("key", "ctrl+q")
        ui.until(lambda: ui.child.poll() is not None, lambda: "Ctrl+Q does not end it over " + what)
        if ui.child.returncode:
            raise SystemExit("it ended with %s" % ui.ending())
        ok("quitting works over " + what)
        if what != FOREIGN[-1]:
            ui.start(program, "--demo")
            first(ui)


def main():
    ui = Clinician()
    ui.start(program, "--demo")
    first(ui)
    groups = {"windows": dict(WINDOWS), "dialogs": dict(DIALOGS), "foreign": FOREIGN}
    steps = sys.argv[4:] or ["windows", "dialogs", "quit"]
    wanted = {what for step in steps for what in groups.get(step, [step])}
    for what, open_it in OVER:
        if what not in wanted:
            continue
        print("== " + what, flush=True)
        lock_over(ui, what, open_it)
        unlock(ui)
        ui.sleep(0.5)
        if parts(ui)[1:]:             # it comes back where one was
            ui.key("Escape")
            if open_it is question:
                ui.push("_Discard")
            ui.until(lambda: len(parts(ui)) == 1, lambda: "does not close: %s" % parts(ui))
        ui.see("list item", ".*")     # what the patient is shown covers it until it is closed
    if "quit" in wanted:
        quit_over(ui)
    ui.nolog()
    ok("nothing was warned of")
    plan()


run(main)
