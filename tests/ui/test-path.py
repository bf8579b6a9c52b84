#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""One patient, all the way, in the real program as a clinician drives it. TAP output.

    ui-run -l LOCALE test-path.py PROGRAM TRANSLATIONS LANGUAGE

Makes a vault, adds a patient, gives the PHQ-9 with a dangerous ninth answer, sees the risk banner come, looks at the
trajectory, drafts and signs the plan, opens a case review, locks and unlocks.
"""
import os, re, sys, tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from ui_clinician import PASSPHRASE, Clinician, named, ok, plan as tell_plan, program, run, words


def create_vault(ui):
    ui.enter("Name", "Dr Chen")
    ui.into("text box", named("Passphrase"), PASSPHRASE)
    ui.into("text box", named("Passphrase again"), PASSPHRASE + "x")
    ui.see("label", named("The two passphrases differ."))
    ui.into("text box", named("Passphrase again"), PASSPHRASE)
    ui.push("_Create vault")
    code = ui.see("label", "[0-9A-Z]{4,6}(-[0-9A-Z]{4,6}){3,}").name
    ui.see("button", named("_Start"), "!sensitive")
    ui.into("text box", named("End of the code"), code[-4:])
    ui.push("_Start")
    ui.see("button", named("_Add patient"))
    ok("a vault is made and the recovery code is asked back")


def add_patient(ui):
    ui.push("_Add patient")
    ui.see("text box", named("Name"))
    ui.push("_Save")
    ui.see("label", ".*" + re.escape(words("“%s” is needed.") % words("Name")))
    ui.into("text box", named("Name"), "Li Na")
    ui.into("text box", named("Date of birth") + ".*", "1991/3/12")
    ui.enter("Number", "MR-1009")
    ui.push("_Save")
    ui.see("list item", "Li Na.*")
    ui.see("label", ".*MR-1009.*")
    ok("a patient is added by a form that says what is missing")


def search(ui):
    ui.key("ctrl+k")
    ui.type("nobody such")
    ui.see("label", named("Nobody found"))
    ui.key("ctrl+a", "BackSpace")
    ui.type("mr-1009")
    ui.see("list item", "Li Na.*")
    ui.key("Escape")
    ok("the patient is found by number, and nobody else")


def assess(ui):
    ui.key("alt+2")
    ui.click("button", re.escape(words("Give %s now") % "PHQ-9"))
    ui.see("button", named("_Finish"))
    for n, answer in enumerate("222221212", 1):
        ui.key(answer)
        ui.see("label", re.escape(words("%u of %u answered") % (n, 10)) + ".*")
    # The ninth answer alone raises the risk: before the form is finished, and without anybody asking for it.
    ui.see("button", named("_Act on this risk…"))
    ok("a dangerous answer raises the banner while the form is still open")
    if any(n.called("button", named("_Finish")) and "sensitive" in n.states for n in ui.snapshot().walk()):
        ui.push("_Finish")
    ui.see("list item", "Li Na.*PHQ-9 1[0-9].*")
    ok("the score is in the list")


def trajectory(ui):
    ui.key("alt+3")
    ui.see("toggle button|radio|tab|button", named("Chart"))
    ok("the trajectory is shown")


def plan(ui):
    ui.key("alt+4")
    ui.push("_Draft from the rules")
    ui.push("_Sign…")
    ui.into("text box", named("Your passphrase"), PASSPHRASE)
    ui.push("_Sign")
    ui.see("button", named("_New version"))
    ok("a plan is drafted by the rules and signed")


def review(ui):
    ui.key("alt+5")
    ui.push("_Open a case review…")
    ui.write("Question for the team", "What next?")
    ui.push("_Open")
    ui.act("Write down an opinion")
    ui.write("Opinion", "Assess the risk first.")
    ui.push("_Save")
    ui.act("Write down the decision")
    ui.write("What the team decides", "Same-day assessment, then CBT.")
    ui.write("Why", "Item 9 was answered.")
    ui.push("_Save")
    ui.act("Add an action")
    ui.write("What is to be done", "See the patient today")
    ui.write("Name of the owner, if without an account", "Nurse Berg")
    ui.write("Done by", "2099-12-31")
    ui.push("_Add")
    ui.act("Sign the decision")
    ui.write("Your passphrase", PASSPHRASE)
    ui.push("_Sign")
    ui.see("label", named("Nothing is missing: the review can be closed."), seen=False)
    ok("a case review goes from the question to the signed decision")


def lock(ui):
    ui.key("ctrl+l")
    ui.see("label", named("The patient files are locked"))
    shown = [n for n in ui.snapshot().walk() if "Li Na" in (n.name or "") or "MR-1009" in (n.name or "")]
    if shown:
        raise SystemExit("still there after the lock: %s" % shown)
    ok("after the lock nothing about the patient is left in the accessible tree")
    ui.into("text box", named("Passphrase"), "not the passphrase")
    ui.key("Return")
    ui.see("alert|label", named("The passphrase is wrong. Nothing was changed; try again, or use the recovery code."))
    ui.into("text box", named("Passphrase"), PASSPHRASE)
    ui.key("Return")
    ui.see("list item", "Li Na.*")
    ok("a wrong passphrase is told, the right one opens")


def main():
    vault = tempfile.mkdtemp(dir=os.environ["HOME"])
    os.environ["UI_TYPES"] = "Ek"
    ui = Clinician()
    ui.start(program, "--vault", os.path.join(vault, "vault"))
    for step in (create_vault, add_patient, search, assess, trajectory, plan, review, lock):
        print("== " + step.__name__, flush=True)
        step(ui)
    ui.nolog()
    ok("nothing was warned of")
    ui.close()
    tell_plan()


run(main)
