#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Dates that cannot be, at the command line: refused in words, asked about where it happens, marked where they are here."""
import json

from ctl import Ctl, clean_up
from tap import run, test

GAD7 = "[1,1,1,1,1,1,1]"


@test
def a_birth_to_come_is_refused_and_a_very_old_one_is_asked_about():
    c = Ctl()
    assert c.error("patient", "add", "--name", "A", "--birth-date", "2980-01-01") == "invalid"
    assert c.error("patient", "add", "--name", "A", "--birth-date", "2980-01-01", "--confirm-dates") == "invalid"
    assert c.error("patient", "add", "--name", "A", "--birth-date", "1880") == "unlikely"
    who = c.json("patient", "add", "--name", "A", "--birth-date", "1880", "--confirm-dates")["id"]
    marked = c.json("patient", "show", who)["doubtful"]
    assert [(m["type"], m["field"]) for m in marked] == [("patient", "birth_date")], marked
    # what lies here is not asked about again, what is entered now is
    c.json("patient", "edit", who, "--phone", "1")
    assert c.error("patient", "edit", who, "--birth-date", "1870") == "unlikely"


@test
def a_form_needs_a_day_after_birth_and_not_to_come():
    c = Ctl()
    who = c.json("patient", "add", "--name", "B", "--birth-date", "2000-06-10")["id"]
    for date in ("1999-12-31", "2980-01-01", "2026-06", "2026", "2026-06-10T10:00:00", "10.6.2026"):
        assert c.error("assess", who, "gad7", "--answers", GAD7, "--mode", "paper", "--date", date) in ("invalid", "syntax")
    assert c.json("patient", "show", who)["assessments"] == []
    c.json("assess", who, "gad7", "--answers", GAD7, "--mode", "paper", "--date", "2020-06-10")


@test
def what_a_file_says_is_told_value_by_value():
    c = Ctl()
    file = c.write("in.json", json.dumps({"resourceType": "Patient", "id": "p", "name": [{"text": "C", "prefix": ["Dr."]}],
                                          "birthDate": "06/05/1980"}))
    told = {(d["path"], d["reason"], d["value"]) for d in c.json("patient", "import", file)["dropped"]}
    assert ("birthDate", "unreadable", "06/05/1980") in told, told
    assert ("name[0].prefix[0]", "not-kept", "Dr.") in told, told


run(clean_up)
