#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Dates that cannot be, at the command line: refused in words, asked about where it happens, marked where they are here."""
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
ENV = {k: v for k, v in os.environ.items() if not k.startswith("EVENKEEL_")} | {"TZ": "UTC"}
GAD7 = "[1,1,1,1,1,1,1]"


class Ctl:
    """One vault and how to talk to it."""

    def __init__(self):
        self.dir = tempfile.mkdtemp(prefix="evenkeelctl-", dir=PLACE)
        MADE.append(self.dir)
        self.pass_file = self.write("passphrase", "Ruhige See, 平静的海 7")
        self.json("init", "--name", "王医生", "--role", "psychiatrist", "--fast")

    def write(self, name, content):
        path = os.path.join(self.dir, name)
        with open(path, "w", encoding="utf-8") as f:
            f.write(content)
        return path

    def run(self, *words):
        return subprocess.run([PROGRAM, "--json", "--vault", os.path.join(self.dir, "vault"), "--passphrase-file",
                               self.pass_file, *words], env=ENV, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              stdin=subprocess.DEVNULL, timeout=120)

    def json(self, *words):
        done = self.run(*words)
        assert done.returncode == 0, (words, done.stderr)
        return json.loads(done.stdout)

    def error(self, *words):
        done = self.run(*words)
        assert done.returncode != 0, words
        return json.loads(done.stderr or done.stdout)["error"]["code"]


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


run(lambda: [shutil.rmtree(d, ignore_errors=True) for d in MADE])
