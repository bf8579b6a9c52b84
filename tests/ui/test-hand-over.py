#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A form in the patient's hands, in the real program. TAP output.

    ui-run -l LOCALE test-hand-over.py PROGRAM TRANSLATIONS LANGUAGE

Hands a PHQ-9 over; looks for anything of the record in the accessible tree, hidden parts too; tries every way out that
a keyboard has; kills the program in the middle, goes on where it stopped, and takes the machine back.
"""
import os, re, signal, sys, tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import ui_clinician
from ui_clinician import PASSPHRASE, Clinician, add_patient, create_vault, language, named, ok, plan, program, run
from ui_clinician import unlock, words

# In the language of the form, which is not that of the program's messages.
SAY = {
    "en": {"start": "Start", "go on": "Go on where I stopped", "rather not": "I would rather not answer this",
           "back": "Back", "next": "Next", "stop": "Stop for now", "give back": "Give back", "continue": "Go on",
           "finish": "I have finished", "thanks": "Thank you", "options": ["Not at all", "Several days"]},
    "zh": {"start": "开始", "go on": "从上次停下的地方继续", "rather not": "这一题我不想回答", "back": "上一题", "next": "下一题",
           "stop": "先停一下", "give back": "交还", "continue": "继续回答", "finish": "我答完了", "thanks": "谢谢您",
           "options": ["完全不会", "好几天"]},
}
say = SAY[language]
SECRET = re.compile("Li Na|MR-1009|Dr Chen|PHQ-9")
# What the pages behind are called: the whole text, as a word of it may stand on the form too.
BEHIND = re.compile("(%s)(?: \\1)?" % "|".join(
    map(named, ["Overview", "Assessments", "Trajectory", "_Add patient", "Patients", "Preferences", "Main menu"])))


def nothing_behind(ui, where):
    found = ["%s “%s”" % (node.role, text) for node, text in ui.everything()
             if SECRET.search(text) or BEHIND.fullmatch(text.strip())]
    if found:
        raise SystemExit("behind the form, %s: %s" % (where, found[:8]))


def position(ui):
    """“3 / 10” as the screen has it."""
    return next((n.name for n in ui.snapshot().walk() if n.role == "label" and re.fullmatch(r"\d+ / \d+", n.name)), None)


def answer(ui, option, times=1):
    for _ in range(times):
        before = position(ui)
        ui.click("toggle button|button", re.escape(option))
        ui.until(lambda: position(ui) != before, lambda: "still at %s" % before)


def hand_over(ui):
    ui.key("alt+2")
    ui.see("button", re.escape(words("Give %s now") % "PHQ-9"))
    ui.shot("page.png")
    ui.click("combo box|button|toggle button", named("How it is given"))
    ui.see("list item", named("Read aloud"), "focused")
    ui.key("Down")
    ui.see("list item", named("To the patient"), "focused")
    ui.key("Return")
    ui.gone("list item", named("To the patient"))
    ui.see("label", named("To the patient"))
    ui.click("button", re.escape(words("Give %s now") % "PHQ-9"))
    ui.see("button", say["start"])
    ui.shot("welcome.png")
    nothing_behind(ui, "on the first screen")
    ok("the form is handed over, and nothing of the record is in the accessible tree")


def give_answers(ui):
    ui.click("button", say["start"])
    ui.see("button", say["rather not"])
    ui.shot("question.png")
    answer(ui, say["options"][1], 3)
    nothing_behind(ui, "at a question")
    if any(re.search(r"\bTotal\b|%s" % named("Critical answer"), text) for _, text in ui.everything()):
        raise SystemExit("a score is shown to the patient")
    before = position(ui)
    ui.click("button", say["rather not"])
    ui.until(lambda: position(ui) != before, lambda: "declining does not go on")
    ok("each answer and each refusal goes on to the next question, without a score")


def try_every_way_out(ui):
    here = position(ui)
    for keys in (["ctrl+k"], ["ctrl+n"], ["ctrl+e"], ["ctrl+o"], ["F5"], ["ctrl+comma"], ["F1"], ["ctrl+question"],
                 ["alt+1"], ["alt+3"], ["ctrl+l"], ["F10"], ["Escape"], ["ctrl+shift+i"], ["ctrl+shift+d"], ["F11"],
                 ["ctrl+q"]):
        ui.key(*keys)
        ui.sleep(0.15)
        nothing_behind(ui, "after " + keys[0])
        windows = [n for n in ui.snapshot().kids if n.ext and n.ext[2]]
        if len(windows) != 1:
            raise SystemExit("%s opened a window: %s" % (keys[0], windows))
    if position(ui) != here:
        raise SystemExit("a key left the question")
    ui.key("alt+F4")
    ui.see("text box", named("Passphrase"))
    nothing_behind(ui, "after closing")
    ui.click("button", say["continue"])
    ui.see("button", say["rather not"])
    ok("no key leads anywhere; closing asks for the passphrase")


def wrong_passphrase(ui):
    ui.click("button", say["give back"])
    ui.see("text box", named("Passphrase"))
    ui.shot("back.png")
    ui.into("text box", named("Passphrase"), "not the passphrase")
    ui.key("Return")
    ui.see("label", named("The passphrase is wrong. The form stays open."))
    nothing_behind(ui, "after a wrong passphrase")
    ui.click("button", say["continue"])
    ui.see("button", say["rather not"])
    ok("a wrong passphrase does not open anything")


def interrupted(ui, vault):
    here = position(ui)
    os.kill(ui.child.pid, signal.SIGKILL)
    ui.child.wait()
    ui.start(program, "--vault", vault)
    ui.see("text box", named("Passphrase"))
    unlock(ui)
    ui.see("label", named("A form in a patient's hands was interrupted"))
    ui.shot("interrupted.png")
    ui.push("_Hand over again")
    ui.click("button", say["go on"])
    ui.until(lambda: position(ui) == here, lambda: "it goes on at %s, not at %s" % (position(ui), here))
    nothing_behind(ui, "after the interruption")
    ok("after the program was killed the form goes on where it stopped")


def to_the_end(ui):
    answer(ui, say["options"][0], 4)
    # The ninth: what is dangerous opens the risk, and the patient sees nothing of it.
    answer(ui, say["options"][1])
    if any(re.search("form-alarm|needs somebody", text) for _, text in ui.everything()):
        raise SystemExit("the patient is shown an alarm")
    ui.click("button", say["next"])
    ui.see("label", say["thanks"])
    ui.shot("thanks.png")
    nothing_behind(ui, "at the end")
    ok("the end thanks, and shows no alarm")


def take_back(ui):
    ui.click("button", say["give back"])
    ui.into("text box", named("Passphrase"), PASSPHRASE)
    ui.key("Return")
    ui.see("label", named("The patient gave an answer that needs you now"))
    ui.shot("alarm.png")
    ui.push("_Close")
    ui.see("list item", "Li Na.*")
    ui.see("button", named("_Act on this risk…"))
    ui.shot("after.png")
    ok("the clinician gets the machine back with the alarm and the open risk")


def main():
    home = tempfile.mkdtemp(dir=os.environ["HOME"])
    vault = os.path.join(home, "vault")
    os.environ["UI_TYPES"] = "Ek"
    ui = Clinician()
    ui.start(program, "--vault", vault)
    create_vault(ui)
    add_patient(ui)
    ok("a vault with a patient")
    for step in (hand_over, give_answers, try_every_way_out, wrong_passphrase):
        print("== " + step.__name__, flush=True)
        step(ui)
    ui.nolog()
    interrupted(ui, vault)
    to_the_end(ui)
    take_back(ui)
    ui.nolog()
    ok("nothing was warned of")
    ui.close()
    plan()


run(main)
