#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Forms at the command line: answers that cannot be are asked again, sex and age decide over scores, totals without answers stand
on the course, and what was received and could not be read is not silent."""
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile

from tap import run, test

PROGRAM = sys.argv[1]
MADE = []
ENV = {k: v for k, v in os.environ.items() if not k.startswith("EVENKEEL_")} | {"TZ": "UTC"}


class Ctl:
    def __init__(self, *particulars):
        self.dir = tempfile.mkdtemp(prefix="evenkeelctl-")
        MADE.append(self.dir)
        self.pass_file = os.path.join(self.dir, "passphrase")
        with open(self.pass_file, "w", encoding="utf-8") as f:
            f.write("Ruhige See, 平静的海 7")
        self.json("init", "--name", "王医生", "--role", "psychiatrist", "--fast")
        if particulars:
            self.patient = self.json("patient", "add", "--name", "赵一", *particulars)["id"]

    def run(self, *words):
        return subprocess.run([PROGRAM, "--vault", os.path.join(self.dir, "vault"), "--passphrase-file", self.pass_file, "--json",
                               *words], env=ENV, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
                              timeout=120)

    def json(self, *words):
        done = self.run(*words)
        assert done.returncode == 0, (words, done)
        return json.loads(done.stdout)

    def refused(self, *words):
        done = self.run(*words)
        assert done.returncode == 1, (words, done)
        return json.loads(done.stderr)["error"]

    def take(self, *resources):
        path = os.path.join(self.dir, "in.json")
        with open(path, "w", encoding="utf-8") as f:
            json.dump({"resourceType": "Bundle", "type": "collection", "entry": [{"resource": r} for r in resources]}, f)
        return self.json("patient", "import", path)

    def only(self):
        return self.json("patient", "show", self.json("patient", "list")[0]["id"])


def psqi(bed, up, slept):
    return json.dumps([bed, 10, up, slept] + [0] * 14)


def patient(**more):
    return {"resourceType": "Patient", "id": "p", "name": [{"text": "钱二"}], "birthDate": "1990-01-01", **more}


def total(code, value, day, **more):
    return {"resourceType": "Observation", "id": "t%s%s" % (code, day), "status": "final",
            "code": {"coding": [{"system": "http://loinc.org", "code": code}]}, "subject": {"reference": "Patient/p"},
            "effectiveDateTime": day + "T09:00:00Z", "valueQuantity": {"value": value, "unit": "{score}"}, **more}


def phq9(day, answers):
    codes = ["44250-9", "44255-8", "44259-0", "44254-1", "44251-7", "44258-2", "44252-5", "44253-3", "44260-8"]
    return {"resourceType": "QuestionnaireResponse", "id": "q" + day, "status": "completed", "authored": day + "T08:30:00Z",
            "subject": {"reference": "Patient/p"},
            "item": [{"linkId": "/" + c, "answer": [{"valueInteger": a}]} for c, a in zip(codes, answers)]}


def values(c):
    """The course of the PHQ-9: value and how it came, oldest first."""
    path = os.path.join(c.dir, "course.csv")
    c.json("trajectory", c.only()["id"], "--out", path, "--lang", "en")
    with open(path, encoding="utf-8-sig", newline="") as f:
        return [(row["Value"], row["How it came in"]) for row in csv.DictReader(f) if row["Series"] == "phq9"]


@test
def impossible_nights_are_asked_again():
    c = Ctl("--sex", "female", "--birth-date", "1990-05-05")
    for words in (("instrument", "score", "psqi", "--answers"), ("assess", c.patient, "psqi", "--answers")):
        error = c.refused(*words, psqi("11:00", "07:00", 7))
        assert error["code"] == "invalid" and "16" in error["message"] and "23:00" in error["message"], error
        assert "Item 4" in c.refused(*words, psqi("23:00", "06:00", 8))["message"]
        assert c.json(*words, psqi("24:00", "08:00", 8))
    assert len(c.only()["assessments"]) == 1
    assert c.json("instrument", "score", "psqi", "--answers", psqi("24:00", "08:00", 8))["total"] == 0


@test
def questions_that_are_not_put_are_not_missed():
    c = Ctl()
    wpai = c.json("instrument", "score", "wpai_gh", "--answers", '{"1":1,"2":40,"3":0,"4":0,"6":10}')
    assert wpai["complete"] and wpai["subscales"]["absenteeism"]["score"] == 100, wpai
    assert wpai["subscales"]["overall"]["score"] == 100, wpai
    mdq = c.json("instrument", "score", "mdq", "--answers", json.dumps([0] * 13))
    assert mdq["complete"] and mdq["severity"] == "negative", mdq


@test
def sex_put_right_counts_again():
    c = Ctl("--sex", "male", "--birth-date", "1990-05-05")
    c.json("assess", c.patient, "auditc", "--answers", "[1,1,1]")
    assert c.only()["assessments"][0]["severity"] == "negative"
    out = os.path.join(c.dir, "out.json")
    c.json("patient", "export", c.patient, "--out", out)
    with open(out, encoding="utf-8") as f:
        here = next(e["resource"] for e in json.load(f)["entry"] if e["resource"]["resourceType"] == "Patient")
    c.take(here | {"gender": "female"})
    form = c.only()["assessments"][0]
    assert (form["total"], form["severity"]) == (3, "positive"), form


@test
def totals_stand_on_the_course():
    c = Ctl()
    c.take(patient(), total("44261-6", 21, "2026-10-01"), total("44261-6", 15, "2026-10-15"), total("89204-2", 26, "2026-10-20"))
    assert [value for value, row in values(c)] == ["21", "15"]
    assert all("total only" in row for value, row in values(c))
    # the form itself comes later: one point, with its answers
    c.take(patient(), phq9("2026-10-01", [3, 3, 3, 3, 3, 2, 2, 2, 0]))
    course = values(c)
    assert [value for value, row in course] == ["21", "15"], course
    assert "total only" not in course[0][1] and "total only" in course[1][1], course
    # and a total that comes after its form adds nothing
    c.take(patient(), total("44261-6", 21, "2026-10-01", id="again"))
    assert [value for value, row in values(c)] == ["21", "15"]
    shown = c.only()
    assert len(shown["assessments"]) == 1 and {m["code"] for m in shown["measurements"]} == {"44261-6", "89204-2"}


@test
def totals_go_out_as_they_came():
    first, second = Ctl(), Ctl()
    first.take(patient(), total("44261-6", 21, "2026-10-01"))
    out = os.path.join(first.dir, "out.json")
    first.json("patient", "export", first.only()["id"], "--out", out)
    with open(out, encoding="utf-8") as f:
        sent = [e["resource"] for e in json.load(f)["entry"]]
    assert not [r for r in sent if r["resourceType"] == "QuestionnaireResponse"], sent
    second.json("patient", "import", out)
    assert values(second) == values(first)
    # taken back by the hospital, it is gone from the course
    first.take(patient(), total("44261-6", 21, "2026-10-01") | {"status": "entered-in-error"})
    assert values(first) == []


@test
def a_form_with_an_answer_too_many_is_marked():
    c = Ctl()
    form = phq9("2026-10-01", [1] * 9)
    form["item"].append({"linkId": "remark", "text": "Anything else?", "answer": [{"valueString": "since the accident"}]})
    told = c.take(patient(), form)
    assert told["notes"], told
    kept = c.only()["assessments"][0]
    assert kept["instrument"] == "phq9" and kept["complete"] and kept["total"] == 9, kept
    assert kept["unread"] == [{"link": "remark", "text": "Anything else?", "answer": "since the accident", "reason": "no-item"}]


run(lambda: [shutil.rmtree(d, ignore_errors=True) for d in MADE])
