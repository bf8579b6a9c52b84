#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two files of one person, from the command line: compared, joined, parted, and two who are two."""
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


class Ctl:
    """One vault and how to talk to it."""

    def __init__(self):
        self.dir = tempfile.mkdtemp(prefix="evenkeelctl-", dir=PLACE)
        MADE.append(self.dir)
        self.vault = os.path.join(self.dir, "vault")
        self.pass_file = os.path.join(self.dir, "passphrase")
        with open(self.pass_file, "w", encoding="utf-8") as f:
            f.write("Ruhige See, 平静的海 7")
        self.json("init", "--name", "王医生", "--role", "psychiatrist", "--fast")

    def run(self, *words):
        return subprocess.run([PROGRAM, "--vault", self.vault, "--passphrase-file", self.pass_file, "--json", *words],
                              env=ENV, capture_output=True, stdin=subprocess.DEVNULL, timeout=120)

    def json(self, *words):
        done = self.run(*words)
        assert done.returncode == 0 and done.stderr == b"", (words, done)
        return json.loads(done.stdout)

    def error(self, *words):
        done = self.run(*words)
        assert done.returncode in (1, 2) and done.stdout == b"", (words, done)
        return json.loads(done.stderr)["error"]

    def add(self, *words):
        return self.json("patient", "add", *words)["id"]


def two(c):
    """One person in two files: with a form of her own in each, and an open risk in the second."""
    first = c.add("--name", "林黛玉", "--sex", "female", "--birth-date", "1990-02-03", "--identifier", "urn:n|A1",
                  "--phone", "111")
    second = c.add("--name", "林黛玉", "--sex", "female", "--birth-date", "1990-02-03", "--identifier", "urn:n|B2",
                   "--phone", "222", "--employer", "B 厂", "--another-person")
    c.json("assess", first, "phq9", "--answers", "[1,1,1,1,1,1,1,1,0]")
    c.json("assess", second, "phq9", "--answers", "[1,1,1,1,1,1,1,1,2]")
    return first, second


def forms(c, patient):
    return len(c.json("patient", "show", patient)["assessments"])


@test
def joined_and_parted():
    """One person in list, search and dangers; every word that meant either means the one; parted, two as before."""
    c = Ctl()
    first, second = two(c)
    before = c.json("patient", "show", first), c.json("patient", "show", second)
    look = c.json("patient", "compare", first, second)
    assert look["contradictions"] == [], look
    assert {f["field"]: f["holds"] for f in look["fields"]} == {"phone": "kept", "employer": "other"}, look
    assert any(t["kind"] == "open-risk" and t["other"] == 1 for t in look["in_both"]), look
    join = c.json("patient", "join", first, second, "--reason", "身份证一致", "--take", "phone")["join"]

    rows = c.json("patient", "list")
    assert len(rows) == 1 and rows[0]["id"] == first and rows[0]["risk"] == "unassessed", rows
    assert [i["value"] for i in rows[0]["identifiers"]] == ["A1", "B2"], rows
    for word in (first, second, "urn:n|B2", "urn:n|A1", "林黛玉", "B2"):
        shown = c.json("patient", "show", word)
        assert shown["id"] == first and len(shown["assessments"]) == 2 and shown["joined"] == [second], (word, shown)
        assert shown["phone"] == "222" and shown["employer"] == "B 厂", shown
    assert [j["join"] for j in c.json("patient", "joined", second)] == [join]
    # what is written by the former number is in the joined file
    c.json("assess", second, "gad7", "--answers", "[1,1,1,1,1,1,1]")
    assert forms(c, first) == 3

    shown = c.json("patient", "part", first, "--look")
    assert not shown["parted"] and {r["type"] for r in shown["written_since"]} >= {"assessment"}, shown
    assert len(c.json("patient", "list")) == 1
    parted = c.json("patient", "part", join, "--reason", "两个人")
    assert parted["parted"], parted
    assert len(c.json("patient", "list")) == 2 and forms(c, first) == 2 and forms(c, second) == 1
    after = c.json("patient", "show", first), c.json("patient", "show", second)
    for was, now in zip(before, after):
        for member in ("name", "phone", "employer", "identifiers", "risks", "joined"):
            assert was[member] == now[member], (member, was, now)
    c.json("verify")


@test
def where_it_goes():
    """What was written since goes where it is said."""
    c = Ctl()
    first, second = two(c)
    c.json("patient", "join", first, second, "--reason", "seen")
    c.json("assess", first, "gad7", "--answers", "[1,1,1,1,1,1,1]")
    form = [r["id"] for r in c.json("patient", "part", first, "--look")["written_since"] if r["type"] == "assessment"][0]
    assert c.error("patient", "part", first, "--reason", "two", "--to-former", first)["code"] == "not-found"
    assert len(c.json("patient", "list")) == 1
    c.json("patient", "part", second, "--reason", "two", "--to-former", form)
    assert forms(c, first) == 1 and forms(c, second) == 2


@test
def contradictions():
    """Two who are hardly one are not joined in passing; a reason is always asked for."""
    c = Ctl()
    first = c.add("--name", "林黛玉", "--sex", "female", "--birth-date", "1990-02-03")
    second = c.add("--name", "王伟", "--sex", "male", "--birth-date", "1971-01-01")
    assert c.json("patient", "compare", first, second)["contradictions"] == ["name", "birth-date", "sex"]
    told = c.error("patient", "join", first, second, "--reason", "seen")
    assert told["code"] == "invalid" and len(c.json("patient", "list")) == 2, told
    assert c.error("patient", "join", first, second)["code"] == "usage"
    assert c.error("patient", "join", first, second, "--reason", "  ", "--same-person")["code"] == "incomplete"
    assert c.error("patient", "join", first, first, "--reason", "seen")["code"] == "exists"
    assert c.error("patient", "join", first, second, "--reason", "seen", "--take", "nonsense")["code"] == "usage"
    c.json("patient", "join", first, second, "--reason", "改名换性别登记", "--same-person")
    assert len(c.json("patient", "list")) == 1
    assert c.error("patient", "join", second, first, "--reason", "seen")["code"] == "exists"


@test
def audited():
    """Who joined what and why stands in the audit of the file, for both; the chain holds."""
    c = Ctl()
    first, second = two(c)
    c.json("patient", "join", first, second, "--reason", "身份证一致")
    rows = c.json("audit", "list", "--patient", second, "--limit", "400")
    told = [r for r in rows if r["detail"] and "身份证一致" in r["detail"]]
    assert {r["patient"] for r in told} == {first, second} and {r["user_name"] for r in told} == {"王医生"}, told
    c.json("audit", "verify")


@test
def two_persons():
    """Said once, kept; files that are joined are not told apart by it."""
    c = Ctl()
    first, second = two(c)
    assert c.error("patient", "distinct", first, second)["code"] == "usage"
    c.json("patient", "distinct", first, second, "--reason", "双胞胎")
    c.json("patient", "join", first, second, "--reason", "不是双胞胎")
    assert c.error("patient", "distinct", first, second, "--reason", "x")["code"] == "exists"


@test
def schedules():
    """What was finished in either file counts; what is due is due in the joined one."""
    c = Ctl()
    first, second = two(c)
    c.json("schedule", "add", second, "gad7", "--every", "14")
    c.json("patient", "join", first, second, "--reason", "seen")
    due = c.json("schedule", "due")["schedules"]
    assert [r["patient"] for r in due] == [first] and due[0]["last"] is None, due
    assert [r["id"] for r in c.json("schedule", "list", first)["schedules"]] == [due[0]["id"]]
    c.json("assess", first, "gad7", "--answers", "[1,1,1,1,1,1,1]")
    assert c.json("schedule", "due")["schedules"] == []
    assert c.json("schedule", "list", second)["schedules"][0]["last"] is not None


run(lambda: [shutil.rmtree(d, ignore_errors=True) for d in MADE])
