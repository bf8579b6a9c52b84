#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The chain of a risk on the command line: raised by what is entered or imported, assessed, agreed to, closed."""
import json
import os
import shutil
import subprocess
import sys
import tempfile

from tap import run, test

PROGRAM = sys.argv[1]
MADE = []
PLACE = "/dev/shm" if os.access("/dev/shm", os.W_OK) else tempfile.gettempdir()
ENV = {k: v for k, v in os.environ.items() if not k.startswith("EVENKEEL_")} | {"TZ": "UTC", "LC_ALL": "C.UTF-8"}
NONE = '{"1":0,"2":0,"6":0}'


class Ctl:
    def __init__(self):
        self.dir = tempfile.mkdtemp(prefix="evenkeelctl-", dir=PLACE)
        MADE.append(self.dir)
        self.vault = os.path.join(self.dir, "vault")
        self.pass_file = self.write("passphrase", "Ruhige See, 平静的海 7")
        self.json("init", "--name", "王医生", "--role", "psychiatrist", "--fast")
        self.who = self.json("patient", "add", "--name", "孙辛", "--birth-date", "1990-01-01")["id"]

    def write(self, name, content):
        path = os.path.join(self.dir, name)
        with open(path, "w", encoding="utf-8") as f:
            f.write(content)
        return path

    def run(self, *words):
        return subprocess.run([PROGRAM, "--vault", self.vault, "--passphrase-file", self.pass_file, "--json", *words],
                              env=ENV, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
                              timeout=120)

    def json(self, *words):
        done = self.run(*words)
        assert done.returncode == 0, (words, done)
        return json.loads(done.stdout)

    def error(self, *words):
        done = self.run(*words)
        assert done.returncode in (1, 2), (words, done)
        return json.loads(done.stderr)["error"]

    def risks(self):
        return self.json("risk", "list", self.who)

    def export(self, name):
        path = os.path.join(self.dir, name)
        self.json("patient", "export", self.who, "--out", path)
        return path

    def planned(self):
        return json.dumps(self.json("plan", "draft", self.who))


@test
def a_high_risk_is_not_closed_by_one_person_alone():
    ctl = Ctl()
    ctl.json("assess", ctl.who, "phq9", "--answers", "[3,3,3,3,3,3,3,3,3]")
    assert [(r["kind"], r["level"]) for r in ctl.risks()] == [("suicide", "unassessed")], ctl.risks()
    assert ctl.error("risk", "close", ctl.who, "--note", "fine")["code"] == "incomplete"
    ctl.json("risk", "assess", ctl.who, "high", "--note", "plan and means")
    assert set(ctl.risks()[0]["before_closing"]) == {"screener-or-second", "safety-plan"}, ctl.risks()
    assert ctl.error("risk", "close", ctl.who, "--note", "fine", "--plan", "page 3")["code"] == "incomplete"
    assert ctl.error("risk", "assess", ctl.who, "low", "--note", "fine", "--plan", "page 3")["code"] == "incomplete"
    ctl.json("risk", "agree", ctl.who, "low", "--note", "I myself")
    assert ctl.error("risk", "close", ctl.who, "--note", "fine", "--plan", "page 3")["code"] == "incomplete"
    ctl.json("assess", ctl.who, "cssrs_screen", "--answers", NONE)
    assert ctl.error("risk", "close", ctl.who, "--note", "fine")["code"] == "incomplete"
    assert ctl.error("risk", "close", ctl.who, "--note", "fine", "--plan", "a", "--no-plan", "b")["code"] == "usage"
    closed = ctl.json("risk", "close", ctl.who, "--note", "calm, family informed", "--plan", "page 3")
    assert closed["status"] == "closed" and "page 3" in closed["action"], closed
    assert ctl.risks() == [] and len(ctl.json("risk", "list", ctl.who, "--closed")) == 1
    assert "risk-assessment" not in ctl.planned()


@test
def a_refused_safety_question_is_asked_by_a_person():
    for words in (("phq9", "--answers", '[3,3,3,3,3,3,3,3,{"declined":"no"}]'),
                  ("asq", "--answers", '{"1":{"declined":"refuses"},"2":0,"3":0,"4":0}'),
                  ("phq9", "--decline", "wants to go")):
        ctl = Ctl()
        ctl.json("assess", ctl.who, *words)
        assert len(ctl.risks()) == 1, words
        assert "ask-refused" in ctl.planned(), words


@test
def a_medical_danger_has_a_chain_of_its_own():
    ctl = Ctl()
    ctl.json("assess", ctl.who, "phq15", "--answers", "[2,2,2,0,1,2,1,2,2,2,0,1,1,2,2]")
    assert [r["kind"] for r in ctl.risks()] == ["medical"], ctl.risks()
    plan = ctl.planned()
    assert "physician-today" in plan and "safety-plan" not in plan
    for words in ([], ["--plan", "nobody has seen her"], ["--plan", "x"], ["--no-plan", "none"]):
        assert ctl.error("risk", "assess", ctl.who, "low", "--note", "seen", *words)["code"] == "incomplete", words
    ctl.json("risk", "assess", ctl.who, "high", "--note", "seen")
    assert ctl.error("risk", "close", ctl.who, "--note", "fine again")["code"] == "incomplete"
    ctl.json("risk", "close", ctl.who, "--note", "fine again", "--plan", "Dr. Zhao, 14:00")


@test
def kinds_stand_side_by_side():
    ctl = Ctl()
    ctl.json("risk", "raise", ctl.who, "--kind", "others", "--note", "threatened a colleague")
    ctl.json("risk", "raise", ctl.who, "--note", "said goodbye")
    assert {r["kind"] for r in ctl.risks()} == {"others", "suicide"}
    ctl.json("risk", "log", ctl.who, "--kind", "others", "--note", "called the guard")
    others = [r for r in ctl.risks() if r["kind"] == "others"][0]
    assert "called the guard" in others["action"], others
    assert ctl.error("risk", "log", ctl.who, "--kind", "medical", "--note", "x")["code"] == "not-found"
    assert ctl.error("risk", "raise", ctl.who, "--kind", "weather", "--note", "x")["code"] == "usage"
    assert ctl.error("risk", "hand-over", ctl.who, "nobody")["code"] == "not-found"
    assert len(ctl.json("risk", "list")) == 2


@test
def a_form_that_nobody_can_read_is_a_notice_until_somebody_looked():
    ctl = Ctl()
    name = ctl.write("in.json", json.dumps({"resourceType": "Bundle", "type": "collection", "entry": [
        {"resource": {"resourceType": "Patient", "id": "p", "name": [{"text": "郑庚"}], "birthDate": "1980-02-02"}},
        {"resource": {"resourceType": "QuestionnaireResponse", "id": "q", "status": "completed",
                      "questionnaire": "http://hospital.example/Questionnaire/own", "authored": "2026-01-05T01:00:00Z",
                      "subject": {"reference": "Patient/p"},
                      "item": [{"linkId": "a", "answer": [{"valueInteger": 2}]}]}}]}))
    ctl.json("patient", "import", name)
    notices = ctl.json("notice", "list")
    assert [n["kind"] for n in notices] == ["unreadable-form"], notices
    assert len(ctl.json("patient", "show", notices[0]["patient"])["notices"]) == 1
    assert notices[0]["perhaps_dangerous"], notices
    said = ("notice", "close", notices[0]["id"])
    assert ctl.error(*said)["code"] == "incomplete"
    assert ctl.error(*said, "--note", "read it on paper")["code"] == "incomplete"
    assert ctl.error(*said, "--found", "weather", "--note", "read it on paper")["code"] == "usage"
    assert ctl.error(*said, "--found", "none", "--note", "fine")["code"] == "incomplete"
    draft = ctl.json("plan", "draft", notices[0]["patient"])
    assert draft["plan"]["lines"][0]["intervention"] == "look-at-unread", draft
    assert ctl.error("plan", "sign", notices[0]["patient"])["code"] == "conflict"
    done = ctl.json(*said, "--found", "suicide", "--note", "read on paper: wants to die")
    assert done["status"] == "done" and done["found"] == "suicide", done
    risk = ctl.json("risk", "list", notices[0]["patient"])[0]
    assert risk["id"] == done["risk"] and "wants to die" in risk["causes"][0], risk
    assert ctl.json("notice", "list") == []
    assert ctl.error("notice", "close", "nothing", "--note", "x")["code"] == "not-found"


@test
def what_was_closed_while_two_files_were_one_is_open_again():
    ctl = Ctl()
    other = ctl.json("patient", "add", "--name", "赵未", "--birth-date", "1971-07-07")["id"]
    ctl.json("assess", other, "phq9", "--answers", "[3,3,3,3,3,3,3,3,3]")
    ctl.json("risk", "assess", other, "high", "--note", "plan")
    ctl.json("patient", "join", ctl.who, other, "--reason", "x", "--same-person")
    ctl.json("assess", ctl.who, "cssrs_screen", "--answers", NONE)
    ctl.json("risk", "assess", ctl.who, "low", "--note", "talked", "--no-plan", "none needed")
    ctl.json("risk", "close", ctl.who, "--note", "done")
    assert ctl.risks() == []
    ctl.json("patient", "part", other, "--reason", "two persons")
    (risk,) = ctl.json("risk", "list", other)
    assert risk["level"] == "high" and "assessed again" in risk["words"], risk
    assert "screener-or-second" in risk["before_closing"], risk
    assert ctl.risks() == []


@test
def what_is_refused_in_a_set_is_refused():
    for words in (("give", "phq9", "--answers", '[0,0,0,0,0,0,0,0,{"declined":"will not say"}]'),
                  ("skip", "phq9", "--reason", "refuses")):
        ctl = Ctl()
        ctl.json("battery", "start", ctl.who, "session")
        ctl.json("battery", words[0], ctl.who, *words[1:])
        assert [(r["kind"], r["level"]) for r in ctl.risks()] == [("suicide", "unassessed")], (words, ctl.risks())
        form = ctl.json("patient", "show", ctl.who)["assessments"][0]
        assert (form.get("declined") or {}).get("9") == "will not say" or form.get("reason") == "refuses", form


def closed_in_one_vault(lower):
    """A vault where a high risk was closed after a screener, and what it says."""
    ctl = Ctl()
    ctl.json("assess", ctl.who, "phq9", "--answers", "[3,3,3,3,3,3,3,3,3]")
    ctl.json("risk", "assess", ctl.who, "high", "--note", "plan")
    before = ctl.export("before.json")
    ctl.json("assess", ctl.who, "cssrs_screen", "--answers", NONE)
    if lower:
        ctl.json("risk", "assess", ctl.who, "low", "--note", "talked", "--no-plan", "none needed")
    ctl.json("risk", "close", ctl.who, "--note", "done", "--no-plan", "none needed")
    return ctl, before, ctl.export("after.json")


def other_vault(*files):
    ctl = Ctl()
    for name in files:
        ctl.json("patient", "import", name)
    (ctl.who,) = [p["id"] for p in ctl.json("patient", "list") if p["id"] != ctl.who]
    return ctl


def told(ctl):
    return [n for n in ctl.json("notice", "list", ctl.who) if n["kind"] == "closed-elsewhere"]


def only(name, *types):
    with open(name, encoding="utf-8") as f:
        bundle = json.load(f)
    bundle["entry"] = [e for e in bundle["entry"] if e["resource"]["resourceType"] in types]
    return bundle


def forged(bundle):
    """The risk as if it had been closed, by nobody, as a file may say."""
    for entry in bundle["entry"]:
        if entry["resource"]["resourceType"] == "RiskAssessment":
            for part in entry["resource"]["extension"][0]["extension"]:
                if part["url"] == "status":
                    part["valueString"] = "closed"
    return json.dumps(bundle)


@test
def what_is_closed_elsewhere_while_high_is_open_here():
    ctl, _, after = closed_in_one_vault(lower=False)
    second = other_vault(after)
    (risk,) = second.risks()
    assert risk["level"] == "high" and "assessed again" in risk["words"], risk
    assert len(told(second)) == 1 and "open here" in told(second)[0]["words"], told(second)
    # the same once more changes nothing, and is told once
    second.json("notice", "close", told(second)[0]["id"], "--note", "seen")
    second.json("patient", "import", after)
    assert len(second.risks()) == 1 and told(second) == []
    # it comes back to where it was closed by the rules, and stays closed there
    ctl.json("patient", "import", after)
    ctl.json("patient", "import", second.export("back.json"))
    assert ctl.risks() == []
    assert told(ctl) == []
    # somebody who assesses it over there is heard
    second.json("risk", "log", second.who, "--note", "has bought a rope")
    ctl.json("patient", "import", second.export("again.json"))
    assert len(ctl.risks()) == 1


@test
def what_was_lowered_and_closed_elsewhere_is_told_once():
    ctl, _, after = closed_in_one_vault(lower=True)
    second = other_vault(after)
    assert second.risks() == []
    assert len(told(second)) == 1 and "Nobody here" in told(second)[0]["words"], told(second)
    second.json("patient", "import", after)
    assert len(told(second)) == 1
    ctl.json("patient", "import", second.export("back.json"))
    assert ctl.risks() == [] and told(ctl) == []


@test
def a_closing_that_nobody_was_asked_about_silences_no_answer():
    _, before, _ = closed_in_one_vault(lower=False)
    whole = Ctl().write("whole.json", forged(only(before, "Patient", "RiskAssessment", "QuestionnaireResponse")))
    alone = Ctl().write("alone.json", forged(only(before, "Patient", "RiskAssessment")))
    form = Ctl().write("form.json", json.dumps(only(before, "Patient", "QuestionnaireResponse")))
    for files in ((whole,), (alone,), (alone, form), (form, alone), (before, whole), (form, whole)):
        second = other_vault(*files)
        assert len(second.risks()) == 1, files
        assert second.risks()[0]["level"] in ("high", "unassessed"), files


def came_back(bundle, change):
    """The risk as a file may say it, with one more step."""
    (risk,) = [e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == "RiskAssessment"]
    risk["mitigation"] += "\n2031-01-01 10:00 · 某医生 · Assessed: fine"
    change(risk)
    return json.dumps(bundle)


def as_low(risk):
    risk["prediction"][0]["qualitativeRisk"]["coding"][0]["code"] = "low"


def as_medical(risk):
    risk["code"]["coding"][0]["code"] = "medical-risk"


@test
def a_file_does_not_lower_a_high_risk_nor_make_it_another():
    for change in (as_low, as_medical):
        ctl = Ctl()
        ctl.json("assess", ctl.who, "phq9", "--answers", "[0,0,0,0,0,0,0,0,1]")
        ctl.json("risk", "assess", ctl.who, "high", "--note", "has a rope at home")
        with open(ctl.export("file.json"), encoding="utf-8") as f:
            ctl.json("patient", "import", ctl.write("back.json", came_back(json.load(f), change)))
        (risk,) = ctl.risks()
        assert (risk["kind"], risk["level"]) == ("suicide", "high"), risk
        assert "screener-or-second" in risk["before_closing"], risk
        ctl.error("risk", "close", ctl.who, "--note", "went home calm", "--plan", "page 3")


@test
def a_lowering_by_the_rules_reaches_the_machine_that_has_it_high():
    ctl, before, _ = closed_in_one_vault(lower=False)
    second = other_vault(before)
    assert [r["level"] for r in second.risks()] == ["high"]
    third = other_vault(before)
    third.json("assess", third.who, "cssrs_screen", "--answers", NONE)
    third.json("risk", "assess", third.who, "low", "--note", "talked", "--no-plan", "none needed")
    second.json("patient", "import", third.export("lowered.json"))
    (risk,) = second.risks()
    assert risk["level"] == "low" and "again" not in risk["words"], risk
    third.json("patient", "import", second.export("back.json"))
    assert [r["level"] for r in third.risks()] == ["low"]


@test
def a_closing_by_the_rules_reaches_the_machine_that_has_it_open():
    _, before, after = closed_in_one_vault(lower=False)
    second = other_vault(before)
    assert len(second.risks()) == 1
    second.json("patient", "import", after)
    assert second.risks() == []
    assert told(second) == []


@test
def a_risk_does_not_stay_with_somebody_who_cannot_come_in_unnoticed():
    ctl = Ctl()
    new = ctl.write("new", "Ein anderes Meer, 另一片海 8")
    gone = ctl.json("user", "add", "--name", "赵医生", "--role", "psychiatrist", "--new-passphrase-file", new)["id"]
    ctl.json("assess", ctl.who, "phq9", "--answers", "[3,3,3,3,3,3,3,3,3]")
    ctl.json("risk", "hand-over", ctl.who, gone)
    assert ctl.risks()[0]["owner_can_come_in"] is True
    refused = ctl.error("user", "disable", gone)
    assert "hand it over first" in refused["message"], refused
    assert ctl.json("user", "disable", gone, "--leave-risks")["id"] == gone
    assert ctl.risks()[0]["owner_can_come_in"] is False


@test
def an_administrator_who_cannot_see_risks_is_told_to_have_somebody_look():
    ctl = Ctl()
    new = ctl.write("new", "Ein anderes Meer, 另一片海 8")
    gone = ctl.json("user", "add", "--name", "赵医生", "--role", "psychiatrist", "--new-passphrase-file", new)["id"]
    ctl.json("user", "add", "--name", "网管", "--role", "administrator", "--new-passphrase-file", new)
    second = ctl.json("user", "add", "--name", "网管乙", "--role", "administrator", "--new-passphrase-file", new)["id"]
    ctl.pass_file = new
    done = ctl.run("--user", "网管", "user", "disable", gone)
    assert done.returncode == 0 and json.loads(done.stdout)["disabled"] is True, done
    assert "open risks" in done.stderr.decode() and "赵医生" in done.stderr.decode(), done
    done = ctl.run("--user", "网管", "user", "disable", second)
    assert done.returncode == 0 and "open risks" not in done.stderr.decode(), done


def clean_up():
    for folder in MADE:
        shutil.rmtree(folder, ignore_errors=True)


run(clean_up)
