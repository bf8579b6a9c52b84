#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is who at the command line: nobody is added twice unawares, namesakes are told apart, and what an import makes of
the people in a file is said before and after."""
import json
import os
import shutil
import subprocess
import sys
import tempfile

from tap import run, test

PROGRAM = sys.argv[1]
MADE = []
ENV = {k: v for k, v in os.environ.items() if not k.startswith("EVENKEEL_")}
WIDE = "\u3000"


class Ctl:
    """One vault and how to talk to it."""

    def __init__(self):
        self.dir = tempfile.mkdtemp(prefix="evenkeelctl-")
        MADE.append(self.dir)
        self.vault = os.path.join(self.dir, "vault")
        self.pass_file = self.write("passphrase", "Ruhige See, 平静的海 7")
        self.json("init", "--name", "王医生", "--role", "psychiatrist", "--fast")

    def write(self, name, content):
        path = os.path.join(self.dir, name)
        with open(path, "w", encoding="utf-8") as f:
            f.write(content)
        return path

    def run(self, *words):
        return subprocess.run([PROGRAM, "--vault", self.vault, "--passphrase-file", self.pass_file, "--json", *words],
                              env=ENV, capture_output=True, stdin=subprocess.DEVNULL, timeout=600)

    def json(self, *words):
        done = self.run(*words)
        assert done.returncode == 0 and done.stderr == b"", (words, done)
        return json.loads(done.stdout)

    def error(self, *words):
        done = self.run(*words)
        assert done.returncode in (1, 2) and done.stdout == b"", (words, done)
        told = json.loads(done.stderr)["error"]
        return told["code"], told["message"]

    def add(self, name, *more):
        return self.json("patient", "add", "--name", name, *more)["id"]

    def names(self):
        return sorted(row["name"] for row in self.json("patient", "list"))

    def imported(self, *resources, more=()):
        text = json.dumps({"resourceType": "Bundle", "type": "collection", "entry": [{"resource": r} for r in resources]})
        return self.json("patient", "import", self.write("in.json", text), *more)


def patient(name, born=None, number=None, id="1"):
    made = {"resourceType": "Patient", "id": id, "name": [{"text": name}]}
    if born:
        made["birthDate"] = born
    if number:
        made["identifier"] = [{"system": "urn:his", "value": number}]
    return made


def condition(text, whose="1", id="c"):
    return {"resourceType": "Condition", "id": id, "code": {"text": text}, "subject": {"reference": "Patient/" + whose}}


@test
def nobody_is_added_twice_unawares():
    c = Ctl()
    first = c.add("张伟", "--birth-date", "1970-01-01", "--identifier", "urn:his|11010119900307123X")
    for words in (("--name", "张伟", "--birth-date", "1970-01-01"), ("--name", "章玮", "--birth-date", "1970-01-01"),
                  ("--name", "Wei Zhang", "--birth-date", "1970-01-01"), ("--name", "张 伟", "--birth-date", "1970"),
                  ("--name", "张伟"), ("--name", "李娜", "--identifier", "urn:his|11010119900307123x"),
                  ("--name", "李娜", "--identifier", "urn:his| 110101 19900307 123Ｘ"),
                  ("--name", "李娜", "--identifier", "urn:other|11010119900307123X")):
        code, message = c.error("patient", "add", *words)
        assert code == "exists" and first in message and "1970-01-01" in message and "张伟" in message, (words, message)
    assert c.names() == ["张伟"]
    c.add("张伟", "--birth-date", "1970-01-02")
    c.add("张伟", "--birth-date", "1970-01-01", "--another-person")
    c.add("李娜", "--identifier", "urn:his|11010119900307123x", "--another-person")
    assert c.names() == ["张伟"] * 3 + ["李娜"]


@test
def a_name_has_something_in_it():
    c = Ctl()
    for name in ("", " ", WIDE, "\u200b", "\u3164\u2060", "\u2800", "\t"):
        code, _ = c.error("patient", "add", "--name", name)
        assert code in ("incomplete", "usage"), name
    report = c.imported(patient(WIDE), condition("X"))
    assert c.names() == [] and report["types"]["Patient"]["reasons"] == {"no-name": 1}
    assert report["types"]["Condition"]["reasons"] == {"patient-not-taken": 1}
    assert [p.get("because") for p in report["problems"]] == [None, "no-name"]
    one = c.add("张伟")
    assert c.error("patient", "edit", one, "--name", WIDE)[0] == "incomplete"


@test
def a_change_does_not_make_two_of_one_either():
    c = Ctl()
    c.add("张伟", "--birth-date", "1970-01-01", "--identifier", "urn:his|7")
    other = c.add("李娜", "--birth-date", "1980-01-01")
    assert c.error("patient", "edit", other, "--identifier", "urn:his| 7")[0] == "exists"
    assert c.error("patient", "edit", other, "--name", "张伟", "--birth-date", "1970-01-01")[0] == "exists"
    c.json("patient", "edit", other, "--name", "张伟", "--birth-date", "1970-01-01", "--another-person")
    # what was decided is not asked again when something else is changed
    c.json("patient", "edit", other, "--phone", "1")


@test
def namesakes_are_told_apart():
    c = Ctl()
    ids = [c.add("张伟", "--birth-date", "1970-01-0%d" % n, "--identifier", "urn:his|%d" % n) for n in (1, 2)]
    code, message = c.error("patient", "show", "张伟")
    assert code == "invalid" and all(i in message for i in ids) and "1970-01-02" in message
    c.add("王芳", "--identifier", "urn:his|1", "--another-person")
    code, message = c.error("patient", "show", "urn:his|1")
    assert code == "invalid" and "王芳" in message and "张伟" in message
    assert c.json("patient", "show", "urn:his|2")["id"] == ids[1]


@test
def what_must_be_looked_at_is_counted_and_told_in_words():
    c = Ctl()
    path = os.path.join(c.dir, "letter.ndjson")
    with open(path, "w", encoding="utf-8") as f:
        for one in ({"resourceType": "Patient", "id": "p", "name": [{"text": "赵明"}], "birthDate": "1980-01-02",
                     "link": [{"other": {"reference": "Patient/99"}, "type": "replaced-by"}]},
                    {"resourceType": "Condition", "id": "c", "subject": {"reference": "Patient/p"}, "code": {"text": "F32"},
                     "modifierExtension": [{"url": "http://x.example/not", "valueBoolean": True}]},
                    {"resourceType": "QuestionnaireResponse", "id": "q", "status": "completed", "authored":
                     "2026-09-01T10:00:00Z", "questionnaire": "http://x.example/q", "subject": {"reference": "Patient/p"},
                     "item": [{"linkId": "1", "text": "Thoughts", "answer": [{"valueString": "many"}]}]}):
            f.write(json.dumps(one) + "\n")
    report = c.json("patient", "import", path)
    row = c.json("patient", "list")[0]
    assert (row["to_be_looked_at"], row["perhaps_dangerous"], row["replaced"], row["joined"]) == (3, 1, True, False)
    shown = c.json("patient", "show", row["id"])
    assert (shown["to_be_looked_at"], shown["perhaps_dangerous"], shown["replaced"]) == (3, 1, True)
    words = sorted(n["words"] for n in c.json("notice", "list"))
    assert words == sorted(one["words"] for one in report["look"])
    assert all("modifier" not in w and "://" not in w and "Condition" not in w for w in words), words
    assert sum("letter.ndjson" in w for w in words) == 2
    for notice in c.json("notice", "list"):
        c.json("notice", "close", notice["id"], "--note", "read it with him: nothing new", "--found", "none")
    row = c.json("patient", "list")[0]
    # the hospital's word stays
    assert (row["to_be_looked_at"], row["perhaps_dangerous"], row["replaced"]) == (0, 0, True)


@test
def what_a_qualifier_in_a_part_changes_is_not_read():
    """FHIR R4, modifier extensions: no part that carries one is read as if it were not there."""
    struck = [{"url": "http://x.example/struck-out", "valueBoolean": True}]
    about = {"subject": {"reference": "Patient/p"}}

    def pressure(high):
        loinc = lambda code: {"coding": [{"system": "http://loinc.org", "code": code}]}
        return {"resourceType": "Observation", "id": "o", "status": "final", "effectiveDateTime": "2026-09-01T10:00:00Z",
                "code": loinc("85354-9"), **about,
                "component": [{"code": loinc(code), "valueQuantity": {"value": value, "unit": "mmHg"}, **more}
                              for code, value, more in (("8480-6", 250, high), ("8462-4", 80, {}))]}

    def medicine(more):
        return {"resourceType": "MedicationRequest", "id": "m", "status": "active", "intent": "order", **about,
                "authoredOn": "2026-09-01", "medicationCodeableConcept": {"text": "lithium"},
                "dosageInstruction": [{"text": "900 mg at night", **more}]}

    def allergy(more):
        return {"resourceType": "AllergyIntolerance", "id": "a", "patient": {"reference": "Patient/p"},
                "code": {"text": "penicillin"}, "reaction": [{"manifestation": [{"text": "rash"}], **more}]}

    def visit(more):
        return {"resourceType": "Encounter", "id": "e", "status": "finished", "class": {"code": "AMB"}, **about,
                "period": {"start": "2026-09-01T10:00:00Z"},
                "participant": [{"individual": {"display": "Dr Wang"}, **more}]}

    for make in (pressure, medicine, allergy, visit):
        for more in ({}, {"modifierExtension": struck}):
            c = Ctl()
            report = c.imported(patient("林秀兰", "1960-02-03", id="p"), make(more))
            kind = report["types"][make(more)["resourceType"]]
            if more:
                assert kind["created"] == 0 and kind["reasons"] == {"modifier-unknown": 1}, (make, kind)
            else:
                assert kind["created"] >= 1 and not kind.get("reasons"), (make, kind)
            # what somebody may miss in treatment is looked at by a person, as when the whole of it is qualified
            assert len(c.json("notice", "list")) == (1 if more and make in (medicine, allergy) else 0), make
    # a person is not left out with all that speaks of them, because of one who could be called
    c = Ctl()
    someone = patient("林秀兰", "1960-02-03", id="p")
    someone["contact"] = [{"name": {"text": "王芳"}, "modifierExtension": struck}]
    assert c.imported(someone, condition("抑郁", "p"))["types"]["Condition"]["created"] == 1


@test
def removing_says_whom_and_why_not():
    c = Ctl()
    one = c.add("张伟", "--birth-date", "1970-01-01", "--identifier", "urn:his|7")
    code, message = c.error("patient", "remove", one)
    assert code == "usage" and "张伟" in message and "1970-01-01" in message and "7" in message
    c.json("assess", one, "phq9", "--answers", "[0,0,0,0,0,0,0,0,3]")
    code, message = c.error("patient", "remove", one, "--yes")
    assert code == "permission" and "张伟" in message and "risk" in message.lower(), message
    other = c.add("李娜", "--birth-date", "1980-01-01")
    c.json("patient", "remove", other, "--yes")
    assert c.names() == ["张伟"]


@test
def an_import_says_who_is_who():
    c = Ctl()
    one = c.add("林秀兰", "--birth-date", "1960-02-03", "--identifier", "urn:his|7x")
    people = (patient("林秀兰", "1960-02-03", "7X", "a"), condition("抑郁", "a"), patient("陈大勇", "1999-09-09", id="b"),
              condition("失眠", "b", "d"), patient("Lin Xiulan", "1960-02-03", id="e"))
    before = c.imported(*people, more=("--preview",))
    assert before["preview"] and c.names() == ["林秀兰"]
    after = c.imported(*people)
    assert not after["preview"] and c.names() == ["Lin Xiulan", "林秀兰", "陈大勇"]
    for report in (before, after):
        told = {p["name"]: p for p in report["people"]}
        assert told["林秀兰"]["id"] == one and told["林秀兰"]["recognised_by"] == "number"
        assert told["林秀兰"]["records"]["created"] == 1 and told["陈大勇"]["outcome"] == "created"
        assert [d["id"] for d in told["Lin Xiulan"]["possible_duplicates"]] == [one]
    assert "id" not in {p["name"]: p for p in before["people"]}["陈大勇"]
    assert c.json("patient", "show", one)["problems"][0]["text"] == "抑郁"


@test
def a_shared_number_joins_nobody():
    for order in ((0, 1), (1, 0)):
        for apart in (False, True):
            c = Ctl()
            both = (patient("Eva Muster", "1980-01-02", "F-1", "p1"), patient("Max Beispiel", None, "F-1", "p2"))
            both = [both[i] for i in order]
            if apart:
                for one in both:
                    c.imported(one, condition("X", one["id"], "c" + one["id"]))
            else:
                c.imported(condition("X", "p2", "cp2"), *both, condition("X", "p1", "cp1"))
            rows = {r["name"]: r for r in c.json("patient", "list")}
            assert set(rows) == {"Eva Muster", "Max Beispiel"}, rows
            assert rows["Eva Muster"]["birth_date"] == "1980-01-02" and rows["Max Beispiel"]["birth_date"] is None
            for row in rows.values():
                assert len(c.json("patient", "show", row["id"])["problems"]) == 1


def clean_up():
    for path in MADE:
        shutil.rmtree(path, ignore_errors=True)


run(clean_up)
