#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""evenkeelctl end to end on throw-away vaults: every command, exit statuses, one JSON document, error codes, hostile
input, and that a secret or a patient never shows where it must not."""
import csv
import datetime
import glob
import hashlib
import json
import os
import pty
import re
import shutil
import subprocess
import sys
import tempfile

from tap import run, test

PROGRAM, MANUAL = sys.argv[1], sys.argv[2]
MADE = []
# No command takes this long; only a computer that does a great deal else.
PATIENCE = 600
PASSPHRASE = "Ruhige See, 平静的海 7"
ENV = {k: v for k, v in os.environ.items() if not k.startswith("EVENKEEL_")}


class Ctl:
    """One vault and how to talk to it."""

    def __init__(self, make=True):
        self.dir = tempfile.mkdtemp(prefix="evenkeelctl-")
        MADE.append(self.dir)
        self.vault = os.path.join(self.dir, "vault")
        self.pass_file = self.write("passphrase", PASSPHRASE + "\n")
        if make:
            self.recovery = self.json("init", "--name", "王医生", "--role", "psychiatrist", "--licence", "110001",
                                      "--fast")["recovery_code"]

    def write(self, name, content):
        path = os.path.join(self.dir, name)
        with open(path, "wb") as f:
            f.write(content if isinstance(content, bytes) else content.encode())
        return path

    def run(self, *words, passphrase=None, env=None, stdin=b"", fds=()):
        given = ["--passphrase-file", passphrase or self.pass_file] if passphrase != "" else []
        return subprocess.run([PROGRAM, "--vault", self.vault, *given, *words], capture_output=True, input=stdin,
                              env=dict(ENV, **(env or {})), pass_fds=fds, timeout=PATIENCE)

    def json(self, *words, notes=0, **options):
        done = self.run("--json", *words, **options)
        assert done.returncode == 0, "%s: %d %s" % (words, done.returncode, done.stderr.decode())
        self.notes = json.loads(done.stderr)["notes"] if done.stderr else []
        assert notes == len(self.notes), self.notes
        return json.loads(done.stdout)

    def error(self, *words, status=1, **options):
        done = self.run("--json", *words, **options)
        assert done.returncode == status, "%s: %d %s %s" % (words, done.returncode, done.stdout, done.stderr)
        told = json.loads(done.stderr)
        assert set(told) == {"error"} and set(told["error"]) == {"code", "message"}, told
        assert told["error"]["message"], told
        return told["error"]["code"], told["error"]["message"], done.stdout

    def state(self):
        digests = {}
        for path in sorted(glob.glob(self.vault + "/**", recursive=True)):
            if os.path.isfile(path):
                with open(path, "rb") as f:
                    digests[path] = hashlib.sha256(f.read()).hexdigest()
        return digests


def ctl():
    return Ctl()


PHQ9 = {"complete": True, "critical": [9], "missing": [], "severity": "moderate", "total": 13}


@test
def help_and_version():
    c = Ctl(make=False)
    done = c.run("--version")
    assert done.returncode == 0 and re.match(rb"evenkeelctl \d", done.stdout), done.stdout
    done = c.run("--help")
    commands = re.findall(r"^  ([a-z]+(?: [a-z-]+)?)  +\S", done.stdout.decode(), re.M)
    assert done.returncode == 0
    for wanted in ("init", "user add", "user list", "verify", "demo", "patient add", "patient list", "patient find",
                   "patient show", "patient import", "patient export", "instrument list", "instrument show",
                   "instrument score", "instrument export-structure", "instrument check", "instrument import",
                   "instrument withdraw", "instrument reinstate", "assess", "trajectory", "plan draft", "plan show", "plan sign", "mdt open",
                   "mdt opinion", "mdt decide", "mdt refresh", "mdt sign", "mdt minutes", "server add", "server test", "server list", "sync", "sync status", "audit list", "audit verify"):
        assert wanted in commands, wanted
    for command in commands:
        done = c.run(*command.split(), "--help")
        assert done.returncode == 0 and done.stdout.startswith(("Usage: evenkeelctl " + command).encode()), command


@test
def manual_names_every_command_and_option():
    c = Ctl(make=False)
    with open(MANUAL, encoding="utf-8") as f:
        manual = f.read().replace("\\-", "-")
    commands = re.findall(r"^  ([a-z]+(?: [a-z-]+)?)  +\S", c.run("--help").stdout.decode(), re.M)
    for command in commands:
        assert command in manual, "the manual does not know %s" % command
        for option in re.findall(r"^  --([a-z-]+)", c.run(*command.split(), "--help").stdout.decode(), re.M):
            assert "Fl -" + option in manual, "the manual does not know --%s of %s" % (option, command)


@test
def wrong_usage():
    c = ctl()
    for words in (["nothing"], ["patient"], ["patient", "fly"], ["--nothing"], ["patient", "list", "--name", "x"],
                  ["patient", "show"], ["patient", "list", "extra"], ["--passphrase-fd", "x", "patient", "list"],
                  ["trajectory", "x", "--out"], ["init", "--fast=yes", "--name", "a", "--role", "psychiatrist"],
                  ["instrument", "score", "phq9"], ["instrument", "score", "phq9", "--answers", "[]", "--sex", "f"],
                  ["demo", "--patients", "-3"], ["demo", "--patients", "3x"], []):
        code, message, out = c.error(*words, status=2)
        assert code == "usage" and out == b"", (words, code)
    done = c.run("nothing")
    assert done.returncode == 2 and done.stdout == b"" and done.stderr.startswith(b"evenkeelctl: "), done.stderr


@test
def passphrase_sources():
    c = ctl()
    assert [u["name"] for u in c.json("user", "list")] == ["王医生"]
    r, w = os.pipe()
    os.write(w, PASSPHRASE.encode())
    os.close(w)
    assert len(c.json("user", "list", "--passphrase-fd", str(r), passphrase="", fds=(r,))) == 1
    os.close(r)
    assert c.error("user", "list", passphrase="", status=2)[0] == "usage"
    assert c.error("user", "list", "--passphrase-fd", "0", status=2)[0] == "usage"
    assert c.error("user", "list", passphrase=c.dir + "/none")[0] == "not-found"
    assert c.error("user", "list", "--passphrase-fd", "77", passphrase="")[0] == "io"
    assert c.error("user", "list", passphrase=c.write("empty", ""))[0] == "invalid"
    assert c.error("user", "list", passphrase=c.write("long", "x" * 100000))[0] == "too-large"
    # where another program's list could show it: never taken from the command line
    assert c.error("--passphrase", PASSPHRASE, "user", "list", status=2)[0] == "usage"


@test
def wrong_passphrase_changes_nothing():
    c = ctl()
    before = c.state()
    wrong = c.write("wrong", "not the passphrase")
    code, message, out = c.error("patient", "list", passphrase=wrong)
    assert code == "wrong-passphrase" and out == b"" and "not the passphrase" not in message
    assert c.state() == before, "a wrong passphrase changed the vault"
    assert c.json("patient", "list") == []


@test
def init_only_once():
    c = ctl()
    before = c.state()
    assert c.error("init", "--name", "x", "--role", "counsellor", "--fast")[0] == "exists"
    assert c.state() == before
    d = Ctl(make=False)
    assert d.error("patient", "list")[0] == "not-found"
    assert d.error("init", "--name", "x", "--role", "captain", "--fast", status=2)[0] == "usage"
    assert d.error("init", "--role", "counsellor", "--fast", status=2)[0] == "usage"
    assert not os.path.exists(d.vault), "a refused init left something behind"


@test
def users():
    c = ctl()
    other = c.write("other", "second passphrase 二")
    admin = c.write("admin", "third passphrase 三")
    added = c.json("user", "add", "--name", "李咨询师", "--role", "counsellor", "--licence", "X9",
                   "--new-passphrase-file", other)
    assert added["role"] == "counsellor" and added["licence"] == "X9" and not added["disabled"]
    c.json("user", "add", "--name", "IT", "--role", "administrator", "--new-passphrase-file", admin)
    assert {u["name"] for u in c.json("user", "list", passphrase=other)} == {"王医生", "李咨询师", "IT"}
    assert c.error("user", "add", "--name", "李咨询师", "--role", "counsellor", "--licence", "X9",
                   "--new-passphrase-file", other)[0] == "exists"
    assert c.error("user", "add", "--name", "x", "--role", "counsellor", status=2)[0] == "usage"
    # from now on the administrator looks after users, and who made the vault
    assert c.error("user", "add", "--name", "y", "--role", "counsellor", "--new-passphrase-file", admin,
                   passphrase=other)[0] == "permission"
    c.json("patient", "add", "--name", "陈一", passphrase=other)
    assert c.error("patient", "list", passphrase=admin)[0] == "permission"
    assert c.json("patient", "list", "--user", "李咨询师", passphrase=other)[0]["name"] == "陈一"
    assert c.error("patient", "list", "--user", "王医生", passphrase=other)[0] == "wrong-passphrase"
    late = c.write("late", "fourth passphrase 四")
    added = c.json("user", "add", "--name", "新医生", "--role", "psychiatrist", "--new-passphrase-file", late, passphrase=admin)
    assert added["waiting"] and c.error("patient", "list", passphrase=late)[0] == "permission"
    assert c.error("user", "let-in", "新医生", passphrase=admin)[0] == "permission"
    # whoever knows the first passphrase reads nothing with it
    assert added["first_passphrase"] and c.error("user", "let-in", "新医生", passphrase=other)[0] == "permission"
    first, late = late, c.write("own", "fifth passphrase 五")
    assert c.error("user", "passphrase", "--new-passphrase-file", first, passphrase=first)[0] == "invalid"
    changed = c.json("user", "passphrase", "--new-passphrase-file", late, passphrase=first)
    assert not changed["first_passphrase"] and changed["waiting"] and changed["key_mark"] != added["key_mark"]
    assert c.error("patient", "list", passphrase=first)[0] == "wrong-passphrase"
    assert not c.json("user", "let-in", "新医生", passphrase=other)["waiting"]
    assert c.json("patient", "list", passphrase=late)[0]["name"] == "陈一"
    assert c.json("user", "disable", "新医生", notes=1, passphrase=admin)["disabled"]
    assert "open risks" in c.notes[0] and "新医生" in c.notes[0], c.notes
    assert c.error("patient", "list", passphrase=late)[0] == "permission"
    assert c.error("user", "disable", "nobody")[0] == "not-found"


@test
def backup_and_restore():
    c = ctl()
    c.json("patient", "add", "--name", "陈一")
    made = c.json("backup", os.path.join(os.path.dirname(c.vault), "elsewhere"))["backup"]
    own = c.json("backup")["backup"]
    assert os.path.dirname(own) == os.path.join(c.vault, "backups")
    assert c.error("restore", made)[0] == "exists"
    shutil.rmtree(c.vault)
    restored = c.json("restore", made, passphrase="")
    assert not restored["audited"]
    assert c.json("verify")["ok"]
    c.json("patient", "list", notes=1)            # told to each person once, and in the audit from then on
    assert any(e["action"] == "restore" for e in c.json("audit", "list", "--system", "--all"))
    assert c.json("patient", "list")[0]["name"] == "陈一"
    assert c.error("restore", "/nowhere")[0] in ("not-found", "exists")


@test
def patients():
    c = ctl()
    wei = c.json("patient", "add", "--name", "张伟", "--birth-date", "1980-02-03", "--sex", "male",
                 "--identifier", "urn:hospital|0042", "--identifier", "urn:oid:1.2|A|7", "--phone", "13800000000")
    c.json("patient", "add", "--name", "Maria Jensen", "--identifier", "urn:hospital|0043")
    assert re.fullmatch(r"[0-9a-f-]{36}", wei["id"])
    rows = c.json("patient", "list")
    assert {"id", "name", "identifiers"} <= set(rows[0]) and sorted(r["name"] for r in rows) == ["Maria Jensen", "张伟"]
    for query in ("张伟", "张", "zhangwei", "zw", "zhang wei", "0042", "13800000000", "ZHANG"):
        assert [r["name"] for r in c.json("patient", "find", query)] == ["张伟"], query
    assert [r["name"] for r in c.json("patient", "find", "jens")] == ["Maria Jensen"]
    assert c.json("patient", "find", "nobody") == []
    shown = c.json("patient", "show", "urn:hospital|0042")
    assert shown["id"] == wei["id"] and shown["name"] == "张伟" and shown["birth_date"] == "1980-02-03"
    assert {"system": "urn:oid:1.2|A", "value": "7"} in shown["identifiers"]
    assert c.json("patient", "show", wei["id"])["id"] == c.json("patient", "show", "张伟")["id"] == wei["id"]
    edited = c.json("patient", "edit", wei["id"], "--phone", "", "--employer", "第三医院")
    assert "phone" not in edited and edited["employer"] == "第三医院" and edited["revision"] == 2
    assert edited["birth_date"] == "1980-02-03"
    assert c.error("patient", "add", "--name", "x", "--identifier", "urn:hospital|0042")[0] == "exists"
    assert c.error("patient", "add", "--name", "x", "--identifier", "nothing", status=2)[0] == "usage"
    assert c.error("patient", "add", "--name", "x", "--birth-date", "1980-02-31")[0] == "invalid"
    assert c.error("patient", "add", "--name", "x", "--sex", "m")[0] == "invalid"
    assert c.error("patient", "add", status=2)[0] == "usage"
    assert c.error("patient", "show", "00000000-0000-4000-8000-000000000000")[0] == "not-found"
    assert c.error("patient", "show", "nobody")[0] == "not-found"
    assert len(c.json("patient", "list")) == 2


@test
def names_cannot_steer_the_terminal():
    c = ctl()
    c.json("patient", "add", "--name", "a\x1b[2Jb\u202ec")
    out = c.run("patient", "list").stdout
    assert b"\x1b" not in out and "\u202e".encode() not in out, out
    assert c.json("patient", "list")[0]["name"] == "a[2Jbc"
    # nor can what was typed or came from elsewhere, in an error, in JSON or not; U+009B is an escape sequence too
    evil = "\u009b2J\x1b[31m\u202e"
    for command in (["no-such" + evil], ["patient", "show", "no-such" + evil], ["patient", "list", "--" + evil]):
        for json_or_not in ([], ["--json"]):
            done = c.run(*json_or_not, *command)
            assert done.returncode != 0
            for bad in ("\u009b", "\x1b", "\u202e"):
                assert bad.encode() not in done.stdout + done.stderr, (command, done.stderr)


def filled_in(c, instrument, word, name="words.csv"):
    """The structure as a table, every item and answer given words by number."""
    path = os.path.join(c.dir, name)
    c.json("instrument", "export-structure", instrument, "--csv", "--out", path, passphrase="")
    with open(path, encoding="utf-8-sig", newline="") as f:
        rows = list(csv.reader(f))
    for row in rows[1:]:
        if row[0] == "item":
            row[5], row[6] = "%s item %s" % (word, row[1]), "%s第%s题,\n\"请作答\"" % (word, row[1])
        elif row[0] in ("option-set", "item-option"):
            row[5], row[6] = "%s answer %s" % (word, row[2]), "%s答%s" % (word, row[2])
        elif row[0] == "licence":
            row[2] = {"holder": "Mind Garden", "number": "00123", "valid_until": "2027/12/31"}.get(row[1], "")
    with open(path, "w", encoding="utf-8-sig", newline="") as f:
        csv.writer(f).writerows(rows)
    return path


STAI = [1 + i % 4 for i in range(40)]


@test
def structure_goes_out_and_words_come_in():
    c = ctl()
    rows = {r["id"]: r for r in c.json("instrument", "list", passphrase="")}
    assert not rows["stai"]["words"] and rows["stai"]["source"] == "program" and rows["stai"]["not_verified"] > 0
    path = filled_in(c, "stai", "Old")
    told = c.json("instrument", "check", path, passphrase="")
    assert told["good"] and told["errors"] == [] and told["kind"] == "wording" and told["instrument"] == "stai", told
    assert c.error("instrument", "import", path, passphrase="", status=2)[0] == "usage"
    first = c.json("instrument", "import", path)
    assert re.fullmatch(r"1\.0\+1\.[0-9a-f]{8}", first["version"]), first
    assert first["licence"] == "00123" and first["licence_valid_until"] == "2027-12-31"
    assert c.error("instrument", "import", path)[0] == "exists"
    rows = {r["id"]: r for r in c.json("instrument", "list")}
    assert rows["stai"]["words"] and rows["stai"]["words_zh"] and rows["stai"]["source"] == "imported"
    assert len(rows) == len(c.json("instrument", "list", passphrase=""))

    # the same score with and without words; a form keeps the words it was answered under
    def score(version):
        return c.json("instrument", "score", "stai", "--answers", json.dumps(STAI), "--definition", version)["subscales"]
    assert score("1.0") == score(first["version"])
    patient = c.json("patient", "add", "--name", "陈志远")["id"]
    form = c.json("assess", patient, "stai", "--answers", json.dumps(STAI))
    second = c.json("instrument", "import", filled_in(c, "stai", "New"))
    assert re.fullmatch(r"1\.0\+2\.[0-9a-f]{8}", second["version"])
    kept = c.json("patient", "show", patient)["assessments"][0]
    assert kept["version"] == first["version"], kept
    shown = c.json("instrument", "show", "stai", "--definition", first["version"])
    assert shown["items"][0]["text"]["en"] == "Old item 1"
    assert shown["items"][39]["text"]["zh"] == "Old第40题,\n\"请作答\""
    assert c.json("instrument", "show", "stai")["items"][0]["text"]["en"] == "New item 1"

    # what is said about it is there in Chinese too; nobody but the hospital can vouch for its own words
    assert "purchase per administration" in shown["rights"] and "按施测次数购买" in shown["rights_zh"], shown
    notes = {mark["what"]: mark for mark in shown["verification"]}
    assert "hospital imported" in notes["wording"]["note"] and "医院导入" in notes["wording"]["note_zh"], notes
    change = c.json("instrument", "show", "phq9")
    assert "reliable change from 6" in change["reliable_change_source"] and "6分起" in change["reliable_change_source_zh"]
    sets = [c.json("battery", "show", "baseline", "--lang", language)["evidence"] for language in ("en", "zh")]
    assert sets[0].startswith("Service's") and sets[1].startswith("本机构"), sets

    # withdrawn: not given, not lost
    assert c.json("instrument", "withdraw", "stai", second["version"], "--reason", "misprint")["withdrawn"]
    assert c.error("instrument", "withdraw", "stai", second["version"])[0] == "exists"
    assert c.error("instrument", "withdraw", "stai", "1.0")[0] == "not-found"
    shown = c.json("instrument", "show", "stai")
    assert shown["version"] == first["version"]
    assert [v["given"] for v in shown["versions"]] == [False, True, False], shown["versions"]
    assert shown["versions"][0]["withdrawn_reason"] == "misprint"
    assert not c.json("instrument", "reinstate", "stai", second["version"])["withdrawn"]
    assert c.json("instrument", "show", "stai")["version"] == second["version"]
    actions = [(e["action"], e["subject"], e["detail"]) for e in c.json("audit", "list")
               if e["subject_type"] == "definition"]
    assert sorted(a[2] for a in actions) == ["taken back into use", "withdrawn", "wording", "wording"], actions

    # exported again with its words, through the other format; a back-up brings everything back
    out = os.path.join(c.dir, "again.json")
    c.json("instrument", "export-structure", "stai", "--out", out)
    with open(out, encoding="utf-8") as f:
        assert json.load(f)["items"][0]["text"]["en"] == "New item 1"
    backup = c.json("backup", os.path.join(c.dir, "safe"))
    other = Ctl(make=False)
    shutil.rmtree(other.vault, ignore_errors=True)
    other.json("restore", backup["backup"], notes=1)
    assert other.json("instrument", "show", "stai", "--definition", first["version"])["items"][0]["text"]["en"] == "Old item 1"
    assert c.json("verify") is not None


@test
def words_with_something_wrong_are_refused_in_words():
    c = ctl()
    path = filled_in(c, "psqi", "W")
    with open(path, encoding="utf-8-sig", newline="") as f:
        text = f.read()
    for name, wrong, said in (("a", text.replace("W item 5c,", ","), "English text is missing of these items: 5c"),
                              ("b", text.replace("item,5c,", "item,5x,"), "no item “5x”"),
                              ("c", text.replace("psqi,v", "psqi,v7."), "no structure of PSQI in version"),
                              ("d", text.replace("W item 5c", "W\u202eitem 5c"), "U+202E")):
        bad = c.write(name + ".csv", "\ufeff" + wrong)
        assert wrong != text, name
        done = c.run("--json", "instrument", "check", bad, passphrase="")
        assert done.returncode == 1 and json.loads(done.stderr)["error"]["code"] == "invalid"
        told = json.loads(done.stdout)
        assert not told["good"] and any(said in e["message"] for e in told["errors"]), told
        before = c.state()
        assert c.error("instrument", "import", bad)[0] == "invalid"
    for name, content in (("half.json", b'{"format": "evenkeel-wording", "items": ['), ("deep.json", b"[" * 80000),
                          ("twice.json", b'{"format": "evenkeel-wording", "format": 1}'), ("nul.csv", b"part,name\0"),
                          ("gbk.csv", "part,name,value,en,zh\nitem,1,,,问题".encode("gbk")), ("empty.csv", b""),
                          ("big.csv", b"x" * (5 << 20))):
        code, message, _ = c.error("instrument", "check", c.write(name, content), passphrase="")
        assert code in ("syntax", "incomplete", "too-large"), (name, code, message)
    assert c.error("instrument", "check", os.path.join(c.dir, "nowhere"), passphrase="")[0] in ("not-found", "io")
    assert c.error("instrument", "export-structure", "copsoq3", "--out", c.dir + "/x", passphrase="")[0] == "unsupported"
    assert c.json("instrument", "show", "psqi")["version"] == "1.0"


@test
def a_definition_of_the_hospital():
    c = ctl()
    with open(os.path.join(os.environ["EK_DATA_DIR"], "instruments", "gad2.json"), encoding="utf-8") as f:
        own = json.load(f)
    own.update(id="house2", version="1.0", abbreviation="House-2")
    path = c.write("own.json", json.dumps(own))
    told = c.json("instrument", "import", path)
    assert told["kind"] == "definition" and told["version"] == "1.0"
    assert c.json("instrument", "score", "house2", "--answers", "[3,3]")["total"] == 6
    assert c.error("instrument", "score", "house2", "--answers", "[3,3]", passphrase="")[0] == "not-found"
    own["title"]["en"] = "Something else"
    assert c.error("instrument", "import", c.write("own.json", json.dumps(own)))[0] == "invalid"
    own["version"] = "1.1"
    assert c.json("instrument", "import", c.write("own.json", json.dumps(own)))["version"] == "1.1"
    own["scores"][0]["formula"] = "sum(@1..@90)"
    own["version"] = "1.2"
    assert c.error("instrument", "import", c.write("own.json", json.dumps(own)))[0] == "invalid"


@test
def an_import_that_is_killed_is_whole_or_not_there():
    c = ctl()
    for i in range(8):
        path = filled_in(c, "isi", "Round %d" % i)
        child = subprocess.Popen([PROGRAM, "--json", "--vault", c.vault, "--passphrase-file", c.pass_file, "instrument",
                                  "import", path], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENV)
        try:
            child.wait(0.004 * (i + 1) ** 1.5)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        there = [v for v in c.json("instrument", "show", "isi")["versions"] if v["source"] == "imported"]
        audited = [e for e in c.json("audit", "list") if e["subject_type"] == "definition"]
        assert len(there) == len(audited) and all(v["words"] for v in there), (there, audited)
    assert c.json("verify") is not None


@test
def instruments_need_no_vault():
    c = Ctl(make=False)
    rows = {r["id"]: r for r in c.json("instrument", "list", passphrase="")}
    assert rows["phq9"]["words"] and not rows["stai"]["words"] and len(rows) >= 56
    shown = c.json("instrument", "show", "phq9", passphrase="")
    assert shown["items"][8]["text"]["zh"] == "有不如死掉或用某种方式伤害自己的念头"
    assert "No permission required" in shown["rights"] and shown["caseness"] == 10
    assert any(not mark["verified"] for mark in shown["verification"])
    score = c.json("instrument", "score", "phq9", "--answers", "[0,1,2,3,0,1,2,3,1]", passphrase="")
    assert list(score) == ["instrument", "version", "complete", "total", "severity", "subscales", "missing", "critical",
                           "words"]
    assert score["words"] == {"en": "screening positive, in the range of moderate depressive symptoms",
                              "zh": "筛查阳性，处于中度抑郁症状范围"}
    dass = c.json("instrument", "score", "dass21", "--answers", json.dumps([3] * 21), passphrase="")
    assert dass["subscales"]["D"]["words"]["en"] == "in the range of extremely severe depressive symptoms", dass
    assert {k: score[k] for k in PHQ9} == PHQ9 and score["instrument"] == "phq9"
    by_item = c.json("instrument", "score", "phq9", "--answers", json.dumps({str(i + 1): v for i, v in
                     enumerate([0, 1, 2, 3, 0, 1, 2, 3, 1])}), passphrase="")
    assert by_item == score
    partly = c.json("instrument", "score", "phq9", "--answers", "[0,1,null,3,0,1,2,3,0]", passphrase="")
    assert partly["complete"] is False and partly["total"] is None and partly["severity"] is None
    assert partly["missing"] == [3] and partly["critical"] == []
    path = c.write("answers.json", "[1,1,1,1,1,1,1]")
    assert c.json("instrument", "score", "gad7", "--answers", "@" + path, passphrase="")["total"] == 7
    assert c.json("instrument", "score", "gad7", "--answers", "-", passphrase="", stdin=b"[2,2,2,2,2,2,2]")["severity"] == "moderate"
    assert c.json("instrument", "score", "auditc", "--answers", "[1,1,1]", "--sex", "female", passphrase="")["severity"] == "positive"
    assert set(c.json("instrument", "score", "scl90", "--answers", json.dumps([1] * 90), passphrase="")["subscales"]) == {
        "SOM", "O-C", "I-S", "DEP", "ANX", "HOS", "PHOB", "PAR", "PSY", "ADD"}


@test
def hostile_answers():
    c = Ctl(make=False)
    for answers, code in (("[9,0,0,0,0,0,0,0,0]", "invalid"), ("[true]", "invalid"), ('["1"]', "invalid"), ("7", "invalid"),
                          ('{"x":1}', "invalid"), (json.dumps([0] * 20), "invalid"), ("[0.5]", "invalid"),
                          ("[NaN]", "syntax"), ("[1e999]", None), ('{"1":1,"1":2}', None), ("[0,", "syntax"), (" ", None),
                          ("[" * 5000 + "]" * 5000, "too-large"), ("@/nonexistent", "not-found")):
        got, message, out = c.error("instrument", "score", "phq9", "--answers", answers, passphrase="")
        assert (code is None or got == code) and out == b"", (answers[:20], got)
    assert c.error("instrument", "score", "../phq9", "--answers", "[]", passphrase="")[0] == "not-found"
    assert c.error("instrument", "show", "", passphrase="")[0] == "not-found"


@test
def one_patient_all_the_way():
    c = ctl()
    patient = c.json("patient", "add", "--name", "李芳", "--sex", "female", "--birth-date", "1988-08-08")["id"]
    first = c.json("assess", patient, "phq9", "--answers", "[2,2,2,2,2,1,1,1,1]", "--date", "2026-01-05")
    assert first["assessment"]["total"] == 14 and first["assessment"]["severity"] == "moderate"
    assert first["assessment"]["words"]["zh"] == "筛查阳性，处于中度抑郁症状范围"
    assert first["assessment"]["taken"].startswith("2026-01-05") and first["assessment"]["complete"] is True
    assert first["risk"]["status"] == "open", "item 9 opens a risk"
    later = c.json("assess", patient, "phq9", "--answers", "[1,1,1,1,1,0,0,0,0]", "--date", "2026-02-05")
    assert later["assessment"]["total"] == 5 and later["risk"] is None
    c.json("assess", patient, "gad7", "--answers", "[1,1,1,1,1,1,1]", "--date", "2026-02-05", "--mode", "paper")
    # an incomplete form with a critical answer is kept, has no severity, and still opens the risk
    partly = c.json("assess", patient, "phq9", "--answers", '{"9": 2}', "--date", "2026-02-20")
    assert partly["risk"] is not None and partly["assessment"].get("severity") is None
    assert partly["assessment"].get("total") is None
    before = len(c.json("patient", "show", patient)["assessments"])
    assert c.error("assess", patient, "phq9", "--answers", "[4,0,0,0,0,0,0,0,0]")[0] == "invalid"
    assert c.error("assess", patient, "phq9", "--answers", "[0,0,0,0,0,0,0,0,0]", "--date", "2999-01-01")[0] == "invalid"
    assert c.error("assess", patient, "phq9", "--answers", "[0]", "--date", "yesterday")[0] in ("invalid", "syntax")
    assert c.error("assess", patient, "nothing", "--answers", "[]")[0] == "not-found"
    assert c.error("assess", patient, "gad7", "--decline", " ")[0] == "incomplete"
    assert c.error("assess", patient, "gad7", "--decline", "tired", "--answers", "[]")[0] == "invalid"
    assert c.error("assess", patient, "gad7", "--answers", '{"1": {"declined": ""}}')[0] == "invalid"
    shown = c.json("patient", "show", patient)
    assert len(shown["assessments"]) == before == 4 and len(shown["risks"]) == 1
    item = c.json("assess", patient, "gad2", "--answers", '[1, {"declined": "不愿回答"}]', "--mode", "paper",
                  "--date", "2026-01-02")["assessment"]
    assert item["declined"] == {"2": "不愿回答"} and "total" not in {k: v for k, v in item.items() if v is not None}
    whole = c.json("assess", patient, "gad2", "--decline", "too tired", "--date", "2026-01-03")["assessment"]
    assert whole["status"] == "declined" and whole["reason"] == "too tired"
    for ending, magic in (("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF"), ("csv", b"")):
        out = os.path.join(c.dir, "course." + ending)
        told = c.json("trajectory", patient, "--out", out, "--size", "800x600", "--lang", "zh")
        with open(out, "rb") as f:
            content = f.read()
        assert content.startswith(magic) and len(content) == told["bytes"] > 100 and told["values"] == 3
        assert os.stat(out).st_mode & 0o077 == 0, "others can read the chart"
    with open(os.path.join(c.dir, "course.png"), "rb") as f:
        assert f.read()[16:24] == (800).to_bytes(4, "big") + (600).to_bytes(4, "big")
    assert c.error("trajectory", patient, "--out", c.dir + "/x.exe", status=2)[0] == "usage"
    assert c.error("trajectory", patient, "--out", c.dir + "/x.png", "--size", "1x1", status=2)[0] == "usage"
    assert c.error("trajectory", patient, "--out", c.dir + "/none/x.png")[0] in ("io", "not-found")
    assert c.error("trajectory", patient, status=2)[0] == "usage"
    courses(c, patient)
    plan_and_review(c, patient)
    audit(c, patient)


@test
def sets_schedules_and_baseline():
    c, begun = ctl(), datetime.date.today()

    def left(days):
        """How many days may be left of so many: as many fewer as have begun meanwhile."""
        return range(days - (datetime.date.today() - begun).days, days + 1)
    patient = c.json("patient", "add", "--name", "周敏", "--sex", "female", "--birth-date", "1990-03-03",
                     "--emergency-name", "母亲")["id"]
    sets = c.json("battery", "list")["batteries"]
    assert {"baseline", "session", "screening"} <= {s["id"] for s in sets} and all(s["minutes"] > 0 for s in sets)
    shown = c.json("battery", "show", "screening", "--lang", "zh")
    assert shown["name"] == "两步筛查" and shown["items"][1]["when"] == {"at_least": 3, "fact": "phq2.total"}
    assert c.error("battery", "show", "nothing")[0] == "not-found"
    assert c.error("battery", "status", patient)[0] == "not-found"
    assert c.error("baseline", "make", patient)[0] == "not-found"
    assert c.error("baseline", "show", patient)[0] == "not-found"
    started = c.json("battery", "start", patient, "baseline")
    assert started["status"] == "in-progress" and started["next"] == "phq9"
    assert c.error("battery", "start", patient, "session")[0] == "exists"
    assert c.error("battery", "finish", patient)[0] == "incomplete"
    assert c.error("battery", "give", patient, "gad7", "--answers", "[9]")[0] == "invalid"
    step = c.json("battery", "status", patient)
    assert step["next"] == "phq9" and step["open_risks"] == 0, "half a form was kept"
    step = c.json("battery", "give", patient, "phq9", "--answers", "[2,2,2,2,2,1,1,1,1,1]")
    states = {s["instrument"]: s["state"] for s in step["steps"]}
    assert states["phq9"] == "done" and states["cssrs_screen"] == "due" and step["next"] == "cssrs_screen"
    assert step["open_risks"] == 1, "a critical answer is not told"
    assert c.error("battery", "skip", patient, "gad7", status=2)[0] == "usage"
    assert c.error("battery", "skip", patient, "gad7", "--reason", "  ")[0] == "incomplete"
    step = c.json("battery", "give", patient, "gad7", "--answers", "[2,2,2,2,2,2,2]")
    while step["next"]:
        step = c.json("battery", "skip", patient, step["next"], "--reason", "患者疲惫")
    assert c.json("battery", "finish", patient)["status"] == "completed"
    made = c.json("baseline", "make", patient, "--summary", "抑郁与焦虑并存，先评估风险。")
    baseline = made["baseline"]
    assert baseline["level"] in ("moderate", "severe") and baseline["status"] == "draft" and made["signatures"] == []
    rules = {f["reason"]["rule"] for f in baseline["result"]["factors"]}
    assert {"death-thoughts", "depression-with-anxiety", "emergency-contact"} <= rules, rules
    assert any("患者疲惫" in n["zh"] for n in baseline["result"]["not_asked"])
    assert baseline["basis"]["facts"]["phq9.total"]["value"] == 14
    signed = c.json("baseline", "sign", patient)
    assert signed["baseline"]["status"] == "signed" and [s["valid"] for s in signed["signatures"]] == [True]
    assert c.error("baseline", "sign", patient)[0] == "permission"
    for language, words in (("zh", ("抑郁与焦虑并存", "死亡或自伤想法", "患者疲惫", "周敏")), ("en", ("Risk factors", "Thoughts of death", "Not asked"))):
        out = os.path.join(c.dir, "baseline-%s.pdf" % language)
        assert c.json("baseline", "report", patient, "--out", out, "--lang", language)["bytes"] > 1000
        assert os.stat(out).st_mode & 0o077 == 0, "others can read the report"
        text = subprocess.run(["pdftotext", "-layout", out, "-"], capture_output=True, check=True).stdout.decode()
        for word in words:
            assert word in re.sub(r"\s+", " ", text), (language, word, text)
    assert c.error("schedule", "add", patient, "phq9", "--every", "7")[0] == "conflict"
    assert c.error("schedule", "add", patient, "phq9", "--every", "0", status=2)[0] == "usage"
    assert c.error("schedule", "add", patient, "phq99", "--every", "14")[0] == "not-found"
    c.json("schedule", "add", patient, "phq9", "--every", "14", "--purpose", "病程")
    c.json("schedule", "add", patient, "session", "--every", "28", "--until", "2099-01-01")
    assert c.error("schedule", "add", patient, "session", "--every", "28")[0] == "exists"
    rows = c.json("schedule", "list", patient)["schedules"]
    assert [r["days"] in left(14) for r in rows if r["subject"] == "phq9"] == [True], rows
    due = c.json("schedule", "due")["schedules"]
    assert [(r["subject"], r["patient_name"], r["days"] in left(0)) for r in due] == [("session", "周敏", True)], due
    assert len(c.json("schedule", "due", "--days", "30")["schedules"]) == 2
    assert c.json("schedule", "stop", patient, "session", "--reason", "结束")["schedule"]["status"] == "stopped"
    assert c.error("schedule", "stop", patient, "session")[0] == "not-found"
    assert c.json("schedule", "due")["schedules"] == []
    c.json("battery", "start", patient, "session")
    stopped = c.json("battery", "finish", patient, "--stop", "离开")
    assert stopped["status"] == "stopped" and stopped["reason"] == "离开"


def courses(c, patient):
    """Every course there is can be chosen, and what its numbers say is told with how it is known."""
    named = {one["series"]: one for one in c.json("trajectory", patient, "--list")["scores"]}
    assert named["phq9"]["primary"] and named["phq9"]["kind"] == "total" and named["phq9#9"]["kind"] == "item"
    told = c.json("trajectory", patient, "--statistics", "--series", "phq9", "--lang", "en")["scores"]
    assert len(told) == 1 and told[0]["series"] == "phq9"
    by_id = {one["id"]: one for one in told[0]["statistics"]}
    assert by_id["n"]["value"] == str(named["phq9"]["values"]) and {"last", "baseline", "caseness"} <= set(by_id)
    out = os.path.join(c.dir, "courses.csv")
    told = c.json("trajectory", patient, "--out", out, "--series", "phq9#9,phq9", "--lang", "en")
    with open(out, encoding="utf-8-sig") as f:
        rows = list(csv.reader(f))
    assert len(rows) == told["values"] + 1 and {row[-1] for row in rows[1:]} == {"phq9", "phq9#9"}
    told = c.json("trajectory", patient, "--out", out, "--series", "all")
    assert told["values"] == sum(one["values"] for one in named.values())
    for options in (["--overlay"], ["--multiples", "--expected"], ["--axis", "sessions"], ["--patient-view"],
                    ["--from", "2020-01-01", "--to", "2020-06-01"], ["--baseline", "2020-01-01"]):
        out = os.path.join(c.dir, "view.svg")
        told = c.json("trajectory", patient, "--out", out, *options)
        assert os.path.getsize(out) == told["bytes"] and ("patient_words" in told) == ("--patient-view" in options)
    assert c.error("trajectory", patient, "--list", "--series", "phq8")[0] == "not-found"
    assert c.error("trajectory", patient, "--list", "--axis", "dreams", status=2)[0] == "usage"
    assert c.error("trajectory", patient, "--list", "--from", "2021-01-01", "--to", "2020-01-01", status=2)[0] == "usage"


def plan_and_review(c, patient):
    assert c.error("plan", "show", patient)[0] == "not-found"
    assert c.error("plan", "sign", patient)[0] == "not-found"
    draft = c.json("plan", "draft", patient)
    assert draft["plan"]["status"] == "draft" and draft["plan"]["lines"] and draft["signatures"] == []
    assert all(line["why"] for line in draft["plan"]["lines"]), "every line says why"
    signed = c.json("plan", "sign", patient)
    assert signed["plan"]["status"] == "signed" and [s["valid"] for s in signed["signatures"]] == [True]
    assert c.json("plan", "show", patient)["plan"]["id"] == draft["plan"]["id"]
    assert c.error("mdt", "opinion", patient, "--text", "x")[0] == "not-found"
    assert c.error("mdt", "open", patient, status=2)[0] == "usage"
    c.json("mdt", "open", patient, "--question", "是否需要药物治疗?")
    c.json("mdt", "opinion", patient, "--text", "先做CBT", "--stance", "agrees")
    assert c.error("mdt", "close", patient)[0] in ("incomplete", "permission")
    assert c.error("mdt", "decide", patient, "--decision", "x", "--reason", "y", "--action", "no date", status=2)[0] == "usage"
    assert "decision" not in c.json("mdt", "show", patient)["review"], "half a decision was kept"
    decided = c.json("mdt", "decide", patient, "--decision", "CBT每周一次", "--reason", "中度", "--action", "预约|王医生|2099-01-01")
    assert decided["actions"][0]["owner_name"] == "王医生"
    assert c.json("mdt", "sign", patient)["signatures"][0]["valid"]
    minutes = os.path.join(c.dir, "minutes.pdf")
    assert c.json("mdt", "minutes", patient, "--out", minutes)["bytes"] > 500
    with open(minutes, "rb") as f:
        assert f.read(4) == b"%PDF"
    plan = os.path.join(c.dir, "plan.pdf")
    assert c.json("plan", "print", patient, "--out", plan, "--lang", "zh")["bytes"] > 500
    assert c.json("mdt", "close", patient)["review"]["status"] == "closed"
    assert c.error("mdt", "opinion", patient, "--text", "late")[0] == "not-found"


def audit(c, patient):
    entries = c.json("audit", "list", "--patient", patient, "--limit", "1000")
    actions = {e["action"] for e in entries}
    assert {"create", "open", "export", "sign"} <= actions, actions
    assert all(e["user_name"] == "王医生" for e in entries)
    assert [e["sequence"] for e in entries] == sorted((e["sequence"] for e in entries), reverse=True)
    assert len(c.json("audit", "list", "--limit", "2")) == 2
    system = c.json("audit", "list", "--system")
    assert "李芳" not in json.dumps(system, ensure_ascii=False) and all(e["patient"] is None for e in system)
    assert [chain["ok"] for chain in c.json("audit", "verify")] == [True, True]


def bundle(*resources):
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": [{"resource": r} for r in resources]})


FHIR_PATIENT = {"resourceType": "Patient", "id": "p1", "identifier": [{"system": "urn:his", "value": "77"}],
                "name": [{"text": "赵敏"}], "gender": "female", "birthDate": "1990-05-06"}


@test
def import_and_export():
    c = ctl()
    file = c.write("in.json", bundle(FHIR_PATIENT, {"resourceType": "Condition", "id": "c1", "subject": {"reference": "Patient/p1"},
                   "code": {"text": "失眠"}}, {"resourceType": "Basic", "id": "b1", "code": {"text": "x"}}))
    report = c.json("patient", "import", file)
    assert "Basic" in json.dumps(report), "what is not taken is told"
    assert [r["name"] for r in c.json("patient", "list")] == ["赵敏"]
    shown = c.json("patient", "show", "urn:his|77")
    assert [p["text"] for p in shown["problems"]] == ["失眠"]
    c.json("patient", "import", file)
    again = c.json("patient", "show", "urn:his|77")
    assert again["revision"] == shown["revision"] and len(again["problems"]) == 1 and len(c.json("patient", "list")) == 1
    out = c.json("patient", "export", "urn:his|77")
    assert out["resourceType"] == "Bundle"
    path = os.path.join(c.dir, "out.json")
    assert c.json("patient", "export", "urn:his|77", "--out", path)["resources"] == len(out["entry"])
    d = ctl()
    d.json("patient", "import", path)
    assert [r["name"] for r in d.json("patient", "list")] == ["赵敏"]
    assert c.error("patient", "export", "nobody")[0] == "not-found"


@test
def hostile_imports():
    c = ctl()
    good = bundle(FHIR_PATIENT)
    for name, content in (("truncated", good[:-20]), ("empty", ""), ("text", "hello"), ("zeros", b"\0" * 4096),
                          ("latin1", b'{"resourceType":"Patient","name":[{"text":"\xe9"}]}'), ("deep", "[" * 100000),
                          ("number", "7"), ("other", '{"a":1}'), ("ndjson", json.dumps(FHIR_PATIENT) + "\n{broken\n")):
        code, message, out = c.error("patient", "import", c.write(name, content))
        assert code in ("syntax", "incomplete", "too-large", "invalid") and out == b"", (name, code)
        assert "赵敏" not in message
    assert c.error("patient", "import", c.dir + "/none")[0] == "not-found"
    assert c.error("patient", "import", c.dir)[0] in ("io", "invalid", "not-found", "syntax")
    assert c.json("patient", "list") == [], "a refused file left something behind"


@test
def demonstration():
    c, d = ctl(), ctl()
    for vault in (c, d):
        assert vault.json("demo", "--patients", "12", "--seed", "5") == {"patients": 12, "seed": 5}
    rows = c.json("patient", "list")
    assert len(rows) == 12 and all(r["demonstration"] for r in rows)
    assert sorted(r["id"] for r in rows) == sorted(r["id"] for r in d.json("patient", "list")), "the seed decides"
    texts = [r["name"].encode() for r in rows]
    for path in c.state():
        with open(path, "rb") as f:
            content = f.read()
        assert not any(name in content for name in texts), "%s holds a name in the clear" % path


def flip(path, at):
    with open(path, "r+b") as f:
        f.seek(at)
        byte = f.read(1)[0]
        f.seek(at)
        f.write(bytes([byte ^ 0x10]))


@test
def verify_names_the_file():
    c = ctl()
    c.json("demo", "--patients", "5", "--seed", "2")
    assert c.json("verify") == {"ok": True, "problems": []}
    keep = c.vault + ".keep"
    shutil.copytree(c.vault, keep)
    for name in ("clinical.db", "system.db", "vault.keys"):
        size = os.path.getsize(os.path.join(keep, name))
        for at in {0, 20, size // 3, size // 2, size - 1}:
            shutil.rmtree(c.vault)
            shutil.copytree(keep, c.vault)
            flip(os.path.join(c.vault, name), at)
            done = c.run("--json", "verify")
            assert done.returncode != 0, "%s byte %d was changed and nobody noticed" % (name, at)
            told = json.loads(done.stderr)["error"]
            assert name in told["message"], "%s byte %d: %s" % (name, at, told)
    shutil.rmtree(c.vault)
    shutil.copytree(keep, c.vault)
    assert c.json("verify")["ok"]
    os.remove(os.path.join(c.vault, "clinical.db"))
    assert "clinical.db" in c.error("verify")[1]


@test
def servers():
    c = ctl()
    secret = c.write("secret", "hunter2-bearer-token")
    added = c.json("server", "add", "--name", "HIS", "--url", "https://localhost:1/fhir", "--profile", "bearer",
                   "--secret-passphrase-file", secret)
    assert added["name"] == "HIS"
    listed = c.run("--json", "server", "list").stdout + c.run("server", "list").stdout
    assert b"HIS" in listed and b"hunter2" not in listed
    assert c.error("server", "add", "--name", "x", "--url", "ftp://x", "--profile", "none")[0] in ("invalid", "usage")
    assert c.error("server", "add", "--name", "x", "--url", "https://x", "--profile", "magic", status=2)[0] == "usage"
    c.json("server", "remove", "HIS")
    assert c.json("server", "list") == [] and c.error("server", "remove", "HIS")[0] == "not-found"


@test
def a_server_that_is_not_there():
    c = ctl()
    c.json("server", "add", "--name", "HIS", "--url", "https://localhost:1/fhir", "--profile", "none")
    code, message, out = c.error("server", "test", "HIS")
    assert code == "network" and json.loads(out)["ok"] is False
    assert c.error("server", "test", "nothing")[0] == "not-found"
    assert c.json("sync", "status")["conflicts"] == 0
    c.json("patient", "add", "--name", "钱二")
    assert c.error("sync", "--once")[0] in ("network", "tls")
    assert c.json("sync", "status")["waiting"] >= 1, "what could not be sent waits"
    assert c.error("sync", "resolve", "x", status=2)[0] == "usage"
    assert c.json("sync", "conflicts") == []
    assert isinstance(c.json("sync", "journal"), (list, dict))
    c.json("server", "remove", "HIS")
    assert c.error("sync", "--once")[0] == "not-found"


@test
def secrets_stay_inside():
    c = ctl()
    seen = b""
    for words in (["user", "list"], ["patient", "list"], ["audit", "list", "--system", "--all"], ["verify"], ["--help"]):
        done = c.run("--json", *words)
        seen += done.stdout + done.stderr
    assert PASSPHRASE.encode() not in seen and c.recovery.encode() not in seen
    for path in c.state():
        with open(path, "rb") as f:
            content = f.read()
        assert PASSPHRASE.encode() not in content and c.recovery.encode() not in content


@test
def asked_for_on_a_terminal_and_not_shown():
    c = ctl()
    for typed, status in ((PASSPHRASE + "\n", 0), ("falsch 12\n", 1), ("\n", 1), ("\x03", 130)):
        pid, terminal = pty.fork()
        if pid == 0:
            os.execve(PROGRAM, [PROGRAM, "--vault", c.vault, "user", "list"], ENV)
        seen = b""
        while not seen.endswith(b": "):
            seen += os.read(terminal, 1)
        os.write(terminal, typed.encode())
        try:
            while part := os.read(terminal, 4096):
                seen += part
        except OSError:                                   # the other end has closed
            pass
        ended = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        os.close(terminal)
        assert ended == status, (typed, ended, seen)
        assert typed.strip().encode() not in seen or not typed.strip() or typed == "\x03", "the passphrase was shown"
        assert status != 0 or "王医生".encode() in seen


@test
def reads_well_in_chinese():
    c = ctl()
    locales = subprocess.run(["locale", "-a"], capture_output=True, text=True).stdout.lower()
    done = c.run("instrument", "list", "--lang", "zh")
    assert "患者健康问卷" in done.stdout.decode()
    if "zh_cn.utf8" in locales:
        done = c.run("patient", "show", "nobody", env={"LC_ALL": "zh_CN.UTF-8", "LANGUAGE": "zh_CN"})
        assert done.returncode == 1 and done.stderr


run(lambda: [shutil.rmtree(left, ignore_errors=True) for left in MADE])
