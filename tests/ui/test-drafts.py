#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing typed is lost, in the real program. TAP output.

    ui-run -g keyfile -l LOCALE test-drafts.py PROGRAM TRANSLATIONS LANGUAGE [STEP...]

Types into forms of every kind and does not save; locks by key, lets the time run out, quits, kills; after each looks
whether the text, the page and the dialog are there again. What was saved or discarded is not, and no file has a word of
it in the clear.
"""
import os, re, signal, sys, tempfile, time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import ui_clinician
from ui_clinician import Clinician, add_patient, create_vault, named, ok, plan, program, run, unlock, words

# A word that is in no translation, name or path, in the letters that xdotool types everywhere.
WORD = "Zwiebelkuchen"
OFFERED = re.sub(r"%\d\\\$s", ".+", named("Unsaved text from %1$s: %2$s"))
KEPT = words("Not saved yet: typed until %s and kept for you.").split("%s")[0]


def set_minutes(n):
    """Without input, until the lock. The program follows while it runs."""
    settings = os.path.join(os.environ["XDG_CONFIG_HOME"], "glib-2.0", "settings")
    os.makedirs(settings, exist_ok=True)
    with open(os.path.join(settings, "keyfile.new"), "w") as f:
        f.write("[io/evenkeel/Evenkeel]\nauto-lock-minutes=%d\n" % n)
    os.rename(os.path.join(settings, "keyfile.new"), os.path.join(settings, "keyfile"))


def locked(ui):
    ui.see("label", named("The patient files are locked"))
    left = [text for node, text in ui.everything() if WORD in text]
    if left:
        raise SystemExit("behind the lock: %s" % left)


def lock(ui):
    ui.key("ctrl+l")
    locked(ui)


def kill(ui):
    ui.child.send_signal(signal.SIGKILL)
    ui.child.wait()
    ui.start(program, "--vault", ui.vault)


def quit_(ui):
    ui.key("ctrl+q")
    ui.until(lambda: ui.child.poll() is not None, lambda: "Ctrl+Q does not end it")
    if ui.child.returncode:
        raise SystemExit("it ended with status %d" % ui.child.returncode)
    ui.start(program, "--vault", ui.vault)


def holds(ui, label, text):
    ui.text("text box", named(label) + ".*", re.escape(text))


def told(ui):
    ui.see("label", re.escape(KEPT) + ".*")


def nothing_open(ui):
    """The list of patients is read and the page shown: what comes back by itself would be there."""
    ui.see("list item", "Li Na.*")
    ui.sleep(1.5)
    left = [text for node, text in ui.everything() if WORD in text or text.startswith(KEPT)
            or re.fullmatch(OFFERED, text)]
    if left:
        raise SystemExit("offered again: %s" % left)


def session_note(ui):
    ui.key("alt+1")
    ui.act("Add a session or visit")
    ui.write("Summary", WORD + " one")
    ui.key("Left", "Left", "Left")
    lock(ui)
    unlock(ui)
    holds(ui, "Summary", WORD + " one")
    told(ui)
    ok("a session note is there again after the lock")
    ui.sleep(0.5)
    ui.type("x")
    holds(ui, "Summary", WORD + " xone")
    ok("and the caret is where it was")
    kill(ui)
    unlock(ui)
    ui.text("text box", named("Summary") + ".*", WORD + " x?one")
    ok("and after the program was killed")
    ui.key("Escape")
    ui.push("_Discard")
    ui.see("list item", "Li Na.*")
    lock(ui)
    unlock(ui)
    nothing_open(ui)
    ok("what was discarded is not offered again")


def plan_line(ui):
    ui.key("alt+4")
    ui.push("_Draft from the rules")
    ui.push("_Add a line…")
    ui.write("What is to be done", WORD + " two")
    ui.write("Goal", WORD + " three")
    quit_(ui)
    unlock(ui)
    holds(ui, "What is to be done", WORD + " two")
    holds(ui, "Goal", WORD + " three")
    ok("a line of the plan is there again after quitting over its dialog, on its page")
    ui.push("_Add")
    ui.see("label", WORD + " two.*", seen=False)
    lock(ui)
    unlock(ui)
    ui.see("label", WORD + " two.*", seen=False)
    ui.sleep(1)
    if ui.matches("text box", named("What is to be done") + ".*"):
        raise SystemExit("what was saved is offered again")
    ok("the same tab is shown after the lock, and what was saved is not offered again")


def review(ui):
    ui.key("alt+5")
    ui.push("_Open a case review…")
    ui.write("Question for the team", WORD + " four")
    ui.key("Escape")
    ui.see("label", named("Discard what you entered?"))
    ui.sleep(1)
    ui.xdo("key", "ctrl+l")           # of two dialogs the driver does not know which one has the keys
    locked(ui)
    unlock(ui)
    holds(ui, "Question for the team", WORD + " four")
    ok("the lock works over the question whether to discard, which answers nothing")
    ui.key("Escape")
    ui.push("_Discard")


def patient_form(ui):
    ui.key("ctrl+n")
    ui.into("text box", named("Name"), WORD + " five")
    lock(ui)
    unlock(ui)
    ui.text("text box", named("Name"), WORD + " five")
    ok("a new patient is there again")
    ui.key("Escape")
    ui.push("_Discard")


def join(ui):
    ui.click("button", named("This patient"))
    ui.click("menu item", named("_Join with another file of the same person…"))
    ui.write("Or find another: name, pinyin, number or telephone", WORD + " six")
    lock(ui)
    unlock(ui)
    holds(ui, "Or find another: name, pinyin, number or telephone", WORD + " six")
    ok("the search for another file of the person is there again")
    ui.key("Escape")
    ui.push("_Discard")


def window(ui):
    ui.key("ctrl+i")
    ui.see("label", named("Instruments"))
    ui.type("isi")
    lock(ui)
    unlock(ui)
    ui.see("button", named("_Export structure…"))
    ok("a window beside comes back after the lock")
    ui.key("alt+F4")
    ui.gone("button", named("_Export structure…"))


def by_time(ui):
    """A minute without a key. The sign comes first; a key sends it away, and then nobody presses one."""
    set_minutes(1)
    ui.key("alt+1")
    ui.act("Add a session or visit")
    ui.write("Summary", WORD + " seven")
    sign = re.escape(words("Locks in %u second. Any key or movement of the mouse keeps it open.").split("%u")[0]) + ".*"
    ui.see("timer|label", sign, seen=False)
    ui.shot("sign.png")
    ok("the lock that comes by itself is announced")
    ui.key("shift")
    ui.gone("timer|label", sign)
    ok("a key keeps it open")
    ui.see("timer|label", sign, seen=False)
    locked(ui)
    unlock(ui)
    holds(ui, "Summary", WORD + " seven")
    ok("the text is there again after the time ran out")


def nothing_in_the_clear(ui):
    places = [ui.vault, os.environ["HOME"], os.environ.get("TMPDIR", "/tmp")]
    own = os.path.abspath(os.environ["UI_OUT"])
    for place in places:
        for folder, _, files in os.walk(place):
            if os.path.abspath(folder).startswith(own):
                continue
            for name in files:
                path = os.path.join(folder, name)
                try:
                    # What was there before the word was typed holds it for another reason, such as this test.
                    if os.path.isfile(path) and os.path.getmtime(path) >= ui.began \
                            and WORD.encode() in open(path, "rb").read():
                        raise SystemExit("in the clear in " + path)
                except OSError:
                    pass
    ok("no file holds a word of it")


def main():
    set_minutes(60)
    ui = Clinician()
    ui.began = time.time() - 1
    ui.vault = os.path.join(tempfile.mkdtemp(dir=os.environ["HOME"]), "vault")
    ui.start(program, "--vault", ui.vault)
    create_vault(ui)
    add_patient(ui)
    all_steps = [session_note, plan_line, review, patient_form, join, window, by_time]
    steps = [globals()[name] for name in sys.argv[4:]] or all_steps
    for step in steps + [nothing_in_the_clear]:
        print("== " + step.__name__, flush=True)
        step(ui)
    ui.nolog()
    ok("nothing was warned of")
    ui.key("ctrl+q")
    ui.until(lambda: ui.child.poll() is not None, lambda: "it does not end")
    if ui.child.returncode:
        raise SystemExit("it ended with %s" % ui.ending())
    plan()


run(main)
