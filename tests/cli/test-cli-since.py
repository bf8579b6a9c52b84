#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drafts that the file has overtaken: the command refuses to sign them, says what differs, and brings them up to date."""
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
CALM = "[1,1,1,1,1,0,0,0,0]"
DANGEROUS = "[1,1,1,1,1,0,0,0,3]"


class Ctl:
    """One vault with one patient."""

    def __init__(self):
        self.dir = tempfile.mkdtemp(prefix="evenkeelctl-")
        MADE.append(self.dir)
        self.vault = os.path.join(self.dir, "vault")
        self.pass_file = os.path.join(self.dir, "passphrase")
        with open(self.pass_file, "w", encoding="utf-8") as f:
            f.write("Ruhige See, 平静的海 7")
        self.json("init", "--name", "王医生", "--role", "psychiatrist", "--fast")
        self.patient = self.json("patient", "add", "--name", "赵一", "--sex", "female", "--birth-date", "1990-05-05")["id"]

    def run(self, *words):
        return subprocess.run([PROGRAM, "--vault", self.vault, "--passphrase-file", self.pass_file, "--json", *words], env=ENV,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, timeout=120)

    def json(self, *words):
        done = self.run(*words)
        assert done.returncode == 0, (words, done)
        return json.loads(done.stdout)

    def conflict(self, *words):
        done = self.run(*words)
        error = json.loads(done.stderr)["error"]
        assert done.returncode == 1 and error["code"] == "conflict", (words, done)
        assert "risk was opened" in error["message"], error

    def assess(self, answers):
        self.json("assess", self.patient, "phq9", "--answers", answers)


@test
def a_plan_is_not_signed():
    c = Ctl()
    c.assess(CALM)
    drafted = c.json("plan", "draft", c.patient)
    assert drafted["since"] == {"unread": [], "differs": [], "recorded": []}, drafted["since"]
    c.assess(DANGEROUS)
    since = c.json("plan", "show", c.patient)["since"]
    assert since["differs"] and any("PHQ-9" in line for line in since["recorded"]), since
    c.conflict("plan", "sign", c.patient)
    c.json("plan", "draft", c.patient)
    signed = c.json("plan", "sign", c.patient)
    assert signed["plan"]["status"] == "signed" and "since" not in signed, signed


@test
def a_baseline_is_not_signed():
    c = Ctl()
    c.json("battery", "start", c.patient, "baseline")
    c.json("battery", "finish", c.patient, "--stop", "no time left")
    c.json("baseline", "make", c.patient)
    c.assess(DANGEROUS)
    c.conflict("baseline", "sign", c.patient)
    made = c.json("baseline", "make", c.patient)
    assert made["since"]["differs"] == [], made["since"]
    assert c.json("baseline", "sign", c.patient)["baseline"]["status"] == "signed"


@test
def a_review_is_not_signed_or_closed():
    c = Ctl()
    c.assess(CALM)
    c.json("mdt", "open", c.patient, "--question", "门诊是否够?")
    c.json("mdt", "opinion", c.patient, "--text", "够", "--stance", "agrees")
    c.json("mdt", "decide", c.patient, "--decision", "门诊", "--reason", "轻", "--action", "复诊|王医生|2099-01-01")
    c.json("mdt", "sign", c.patient)
    c.assess(DANGEROUS)
    c.conflict("mdt", "sign", c.patient)
    c.conflict("mdt", "close", c.patient)
    refreshed = c.json("mdt", "refresh", c.patient)
    assert refreshed["review"]["decision"] == "门诊" and refreshed["review"]["page"]["risks"], refreshed
    assert [s["current"] for s in refreshed["signatures"]] == [False], "signed under another page"
    c.json("mdt", "sign", c.patient)
    assert c.json("mdt", "close", c.patient)["review"]["status"] == "closed"


run(lambda: [shutil.rmtree(d, ignore_errors=True) for d in MADE])
