#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What nobody has looked at goes with the file: from one vault to a second, a third and back, without doubles."""
import json
import os

import ctl
from tap import run, test

ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"


class Ctl(ctl.Ctl):
    def who(self):
        rows = self.json("patient", "list")
        assert len(rows) == 1, rows
        return rows[0]["id"]

    def file(self):
        return self.json("patient", "show", self.who())

    def take(self, *resources):
        """A file of a patient with these resources, as a hospital gives it."""
        patient = {"resourceType": "Patient", "id": "p", "name": [{"text": "郑庚"}], "birthDate": "1980-02-02"}
        entries = [{"resource": r} for r in (patient, *resources)]
        return self.json("patient", "import",
                         self.write("in.json", {"resourceType": "Bundle", "type": "collection", "entry": entries}))

    def export(self):
        out = os.path.join(self.dir, "out.json")
        said = self.json("patient", "export", self.who(), "--out", out)
        with open(out, encoding="utf-8") as f:
            return said, json.load(f)

    def bring(self, bundle, without=()):
        """Imports an export, without resources of some types."""
        entries = [e for e in bundle["entry"] if e["resource"]["resourceType"] not in without]
        return self.json("patient", "import", self.write("in.json", {**bundle, "entry": entries}))


def about(kind, **more):
    return {"resourceType": kind, "subject": {"reference": "Patient/p"}, **more}


DANGER = about("CarePlan", id="c", status="active", intent="plan", description="will kill himself tonight")
UNKNOWN = about("QuestionnaireResponse", id="u", status="completed", authored="2026-01-05T01:00:00Z",
                questionnaire="http://hospital.example/Questionnaire/own",
                item=[{"linkId": "a", "text": "Wishes", "answer": [{"valueString": "x" * 900}]},
                      *({"linkId": "b" * 490 + "%d" % n, "text": "生活" * 200, "answer": [{"valueString": "难" * 300}]}
                        for n in range(210))])
TOTAL = about("QuestionnaireResponse", id="t", status="completed", authored="2026-01-06T01:00:00Z",
              questionnaire="http://loinc.org/q/44249-1", item=[{"linkId": "44261-6", "answer": [{"valueInteger": 27}]}])
ENDED = about("Flag", id="f", status="inactive", code={"text": "Suicide risk"},
              period={"start": "2026-01-01", "end": "2026-01-10"})


def look(file):
    return sorted((n["kind"], json.dumps(n["detail"], sort_keys=True), n["status"]) for n in file["notices"])


def resources(bundle, kind):
    return [e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == kind]


@test
def what_nobody_has_looked_at_goes_round_three_vaults():
    first, second, third = Ctl(), Ctl(), Ctl()
    first.take(DANGER, UNKNOWN, TOTAL, ENDED)
    before = look(first.file())
    assert {k for k, _, _ in before} == {"unclear-danger", "unreadable-form", "warning-ended"}, before
    assert len(before) == 4 and all(s == "open" for _, _, s in before), before
    _, bundle = first.export()
    issues = resources(bundle, "DetectedIssue")
    # a stranger reads the words, and that nobody has dealt with it
    assert len(issues) == 4 and {i["status"] for i in issues} == {"preliminary"}, issues
    assert any("will kill himself tonight" in i["detail"] for i in issues), issues
    assert all("person must look" in i["code"]["text"] and i["severity"] == "high" for i in issues), issues
    for vault in (second, third):
        vault.bring(bundle, without=("RiskAssessment", "Flag"))
        assert look(vault.file()) == before, look(vault.file())
        assert vault.json("patient", "list")[0]["perhaps_dangerous"] == 4, vault.json("patient", "list")
        _, bundle = vault.export()
        assert len(resources(bundle, "DetectedIssue")) == 4
    first.bring(bundle)
    assert look(first.file()) == before, look(first.file())


@test
def it_is_one_where_the_hospital_sent_it_to_both():
    first, second = Ctl(), Ctl()
    first.take(DANGER, UNKNOWN)
    second.take(DANGER, UNKNOWN)
    before = look(second.file())
    second.bring(first.export()[1])
    assert look(second.file()) == before, look(second.file())
    first.bring(second.export()[1])
    assert look(first.file()) == before, look(first.file())


@test
def a_declined_form_comes_back_as_declined():
    first, second, third = Ctl(), Ctl(), Ctl()
    who = first.json("patient", "add", "--name", "孙辛", "--birth-date", "1990-01-01")["id"]
    first.json("assess", who, "phq9", "--decline", "不愿谈论")
    first.json("assess", who, "gad7", "--decline", "too long")
    _, bundle = first.export()
    forms = resources(bundle, "QuestionnaireResponse")
    assert {f["status"] for f in forms} == {"stopped"} and not any("item" in f for f in forms), forms
    assert all({"url": ABSENT, "valueCode": "asked-declined"} in f["extension"] for f in forms), forms
    for vault in (second, third):
        vault.bring(bundle, without=("RiskAssessment", "Flag"))
        file = vault.file()
        said = sorted((a["instrument"], a["status"], a.get("reason"), a.get("total")) for a in file["assessments"])
        assert said == [("gad7", "declined", "too long", None), ("phq9", "declined", "不愿谈论", None)], said
        assert [(r["kind"], r["level"], r["status"]) for r in file["risks"]] == [("suicide", "unassessed", "open")], file
        assert file["notices"] == [], file["notices"]
        _, bundle = vault.export()
    first.bring(bundle)
    file = first.file()
    assert len(file["assessments"]) == 2 and len(file["risks"]) == 1 and file["notices"] == [], file


@test
def a_form_without_any_answer_stays_a_form():
    first, second, third = Ctl(), Ctl(), Ctl()
    who = first.json("patient", "add", "--name", "孙辛", "--birth-date", "1990-01-01")["id"]
    for instrument in ("gaf", "was"):
        first.json("assess", who, instrument, "--answers", "{}")
    before = sorted((a["instrument"], a["status"], a.get("total"), a.get("complete")) for a in first.file()["assessments"])
    bundle = first.export()[1]
    for vault in (second, third, first):
        vault.bring(bundle)
        file = vault.file()
        now = sorted((a["instrument"], a["status"], a.get("total"), a.get("complete")) for a in file["assessments"])
        assert now == before and file["notices"] == [], (before, now, file["notices"])
        bundle = vault.export()[1]


@test
def an_export_says_in_numbers_what_is_not_in_it():
    ctl = Ctl()
    ctl.take(DANGER)
    who = ctl.who()
    assert ctl.export()[0]["not_in_it"] == {}, ctl.export()[0]
    ctl.json("battery", "start", who, "screening")
    twin = {"resourceType": "Patient", "id": "p2", "name": [{"text": "郑庚"}], "birthDate": "1980-02-02"}
    ctl.json("patient", "import", ctl.write("twin.json", {"resourceType": "Bundle", "type": "collection",
                                                          "entry": [{"resource": twin}]}), "--source", "http://b/fhir")
    out = os.path.join(ctl.dir, "out.json")
    said = ctl.json("patient", "export", who, "--out", out)
    assert said["not_in_it"] == {"battery": 1, "notice": 1}, said
    assert b"Notice: 1" in ctl.run("patient", "export", who).stderr


run(ctl.clean_up)
