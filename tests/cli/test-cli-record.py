#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person writes down in a file, at the command line: as the declarations say, with the same gates as in the window."""
import json
import re

from ctl import Ctl, clean_up
from tap import run, test


def set_all(**fields):
    return [word for name, value in fields.items() for word in ("--set", "%s=%s" % (name, value))]


@test
def every_kind_of_record_can_be_added_changed_and_removed():
    c = Ctl()
    who = c.add("钱二", "--birth-date", "1990-01-01")
    values = {"text": "as told", "note": "as told", "date": "2026-03-04", "instant": "2026-03-04T10:00:00+08:00",
              "number": "12.5", "integer": "3", "boolean": "true"}
    types = c.json("record", "types")
    assert {"problem", "allergy", "medicine", "encounter", "event"} <= set(types), types
    for kind, fields in types.items():
        given = {f["field"]: next(iter(f["choices"])) if f.get("choices") else values[f["kind"]] for f in fields}
        made = c.json("record", "add", kind, who, *set_all(**given))
        for field in fields:
            told = made[field["field"]]
            expected = given[field["field"]]
            if field["kind"] == "instant":
                assert json.dumps(told).find("2026-03-04T10:00:00") >= 0, (kind, field, told)
            elif field["kind"] in ("number", "integer", "boolean"):
                assert told == json.loads(expected), (kind, field, told)
            else:
                assert told == expected, (kind, field, told)
        optional = [f["field"] for f in fields if not f["required"]]
        changed = c.json("record", "edit", kind, made["id"], *set_all(**{optional[-1]: ""}))
        assert optional[-1] not in changed and changed["revision"] == made["revision"] + 1, changed
        assert c.json("record", "remove", kind, made["id"], "--reason", "test") == {"removed": made["id"]}
        assert c.error("record", "edit", kind, made["id"], "--set", optional[-1] + "=") == "not-found"


@test
def what_cannot_be_is_refused_and_nothing_is_saved():
    c = Ctl()
    who = c.add("孙三", "--birth-date", "1990-01-01")
    for words in (("problem", "--set", "status=active"),                        # a required field is missing
                  ("problem", "--set", "text=x", "--set", "status=better"),    # no such choice
                  ("problem", "--set", "text=x", "--set", "onset=last year"),  # no date
                  ("problem", "--set", "text=x", "--set", "onset=1980"),       # before birth
                  ("problem", "--set", "text=x", "--set", "onset=2990-01-01"),
                  ("problem", "--set", "text=x", "--set", "received_from=me"),  # written by the program
                  ("problem", "--set", "text=x", "--set", "colour=red"),
                  ("problem", "--set", "text"),
                  ("medicine", "--set", "name=x", "--set", "dose_mg=much"),
                  ("encounter", "--set", "kind=visit", "--set", "started=soon"),
                  ("risk", "--set", "level=low"),                              # has commands of its own
                  ("nothing", "--set", "text=x")):
        assert c.error("record", "add", words[0], who, *words[1:]), words
    shown = c.file(who)
    assert not any(shown[list_of] for list_of in ("problems", "medicines", "encounters", "risks")), shown
    assert c.error("record", "add", "problem", "nobody", "--set", "text=x") == "not-found"


@test
def words_of_danger_open_a_risk_and_roles_keep_their_gates():
    c = Ctl()
    who = c.add("李四", "--birth-date", "1990-01-01")
    c.json("record", "add", "problem", who, "--set", "text=自杀未遂", "--set", "verification=confirmed")
    risks = c.json("risk", "list", who)
    assert len(risks) == 1 and risks[0]["status"] == "open", risks
    c.json("record", "add", "encounter", who, "--set", "kind=phone", "--set", "reason=今晚要跳楼，已写好遗书")
    assert "跳楼" in json.dumps(c.json("risk", "list", who), ensure_ascii=False)
    nurse = Ctl("counsellor")
    other = nurse.add("周五")
    for kind, field in (("problem", "text=x"), ("medicine", "name=x")):
        assert nurse.error("record", "add", kind, other, "--set", field) == "permission", kind
    nurse.json("record", "add", "event", other, "--set", "kind=life", "--set", "text=搬家")


@test
def particulars_of_a_patient_follow_the_declaration():
    c = Ctl()
    who = c.add("吴六", "--birth-date", "1990-01-01", "--shift", "night", "--other-names", "吴陆")
    assert (c.file(who)["shift"], c.file(who)["other_names"]) == ("night", "吴陆")
    assert c.error("patient", "edit", who, "--shift", "sometimes") == "invalid"
    assert c.error("patient", "edit", who, "--birth-date", "spring") == "invalid"
    c.json("patient", "edit", who, "--shift", "")
    assert not c.file(who).get("shift"), c.file(who)
    assert re.match(r"[0-9a-f-]{36}$", who)


def consents(c):
    kept = ("purpose", "status", "scope", "given", "until", "withdrawn", "by", "by_name", "how", "note")
    rows = [c.file(row["id"])["consents"] for row in c.json("patient", "list")]
    return sorted(([{k: one[k] for k in kept if k in one} for row in rows for one in row]), key=str)


@test
def a_consent_travels_to_another_vault_and_back():
    here, there = Ctl(), Ctl()
    who = here.add("郑七", "--birth-date", "1990-01-01")
    purposes = next(f for f in here.json("record", "types")["consent"] if f["field"] == "purpose")["choices"]
    for n, purpose in enumerate(purposes):
        status = ("given", "refused", "withdrawn")[n % 3]
        here.json("record", "add", "consent", who, *set_all(
            purpose=purpose, status=status, given="2026-03-04", until="2027-03-04" if n % 2 else "",
            withdrawn="2026-05-01" if status == "withdrawn" else "", by="guardian", by_name="郑父", how="written",
            scope="仅限请假日期" * 200, note="口头说明过"))
    out = here.dir + "/out.json"
    here.json("patient", "export", who, "--out", out)
    for entry in json.load(open(out, encoding="utf-8"))["entry"]:
        if entry["resource"]["resourceType"] == "Consent":
            assert {"status", "scope", "category", "patient", "policyRule"} <= set(entry["resource"]), entry
    assert len(consents(here)) == len(purposes)
    there.json("patient", "import", out)
    assert consents(there) == consents(here)
    there.json("patient", "export", there.json("patient", "list")[0]["id"], "--out", out)
    here.json("patient", "import", out)
    assert consents(there) == consents(here) and len(here.json("patient", "list")) == 1


@test
def a_consent_of_others_is_never_more_than_it_says():
    c = Ctl()
    base = {"resourceType": "Consent", "patient": {"reference": "Patient/p"}, "dateTime": "2026-02-01",
            "scope": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/consentscope", "code": "research"}]},
            "category": [{"text": "Sharing with insurers"}], "policyRule": {"text": "See the paper"}}
    opt_out = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "OPTOUT"}]}
    given = [{**base, "id": "a", "status": "active"},
             {**base, "id": "b", "status": "active", "policyRule": opt_out},
             {**base, "id": "c", "status": "active", "provision": {"type": "deny"}},
             {**base, "id": "d", "status": "active", "scope": {"text": "own"},
              "provision": {"period": {"end": "2026-12-31"}, "provision": [{"type": "deny"}]}},
             {**base, "id": "e", "status": "proposed"},
             {**base, "id": "f", "status": "active", "dateTime": None},
             {**base, "id": "g", "status": "inactive", "patient": {"reference": "Patient/other"}}]
    entries = [{"resource": {"resourceType": "Patient", "id": "p", "name": [{"text": "王八斤"}], "birthDate": "1980-02-02"}},
               *({"resource": {k: v for k, v in r.items() if v}} for r in given)]
    said = c.json("patient", "import", c.write("in.json", {"resourceType": "Bundle", "type": "collection", "entry": entries}))
    kept = consents(c)
    assert sorted((k["purpose"], k["status"]) for k in kept) == [
        ("other", "given"), ("research", "given"), ("research", "refused"), ("research", "refused")], kept
    own = next(k for k in kept if k["purpose"] == "other")
    assert own["until"] == "2026-12-31" and "Sharing with insurers" in own["scope"], own
    told = json.dumps(said, ensure_ascii=False)
    assert "provision.provision" in told, told                # the exception is not dropped without a word
    assert sorted(p["reason"] for p in said["problems"]) == ["no-date", "not-carried-out", "patient-unknown"], said


run(clean_up)
