#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What evenkeelctl puts out and where: a full disk, closed descriptors, devices, pipes and links in the place of files,
standard output as a file, and help."""
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
        self.pass_file = self.write("passphrase", "Ruhige See, 平静的海 7")
        self.json("init", "--name", "王医生", "--role", "psychiatrist", "--fast")

    def write(self, name, content):
        path = os.path.join(self.dir, name)
        with open(path, "w", encoding="utf-8") as f:
            f.write(content)
        return path

    def run(self, *words, **how):
        how.setdefault("stdout", subprocess.PIPE)
        return subprocess.run([PROGRAM, "--vault", self.vault, "--passphrase-file", self.pass_file, *words], env=ENV,
                              stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, timeout=120, **how)

    def json(self, *words):
        done = self.run("--json", *words)
        assert done.returncode == 0 and done.stderr == b"", (words, done)
        return json.loads(done.stdout)

    def error(self, *words, status=1):
        done = self.run("--json", *words)
        assert done.returncode == status and done.stdout == b"", (words, done)
        return told(done.stderr)["code"]


def told(stderr):
    document = json.loads(stderr)
    assert set(document) == {"error"} and document["error"]["message"], document
    return document["error"]


@test
def a_full_disk_is_told():
    """Of standard output and of every file: exit status, code, and the device is still one."""
    c = Ctl()
    patient = c.json("patient", "add", "--name", "陈志远")["id"]
    c.json("assess", patient, "phq9", "--answers", "[1,1,1,1,1,1,1,1,0]")
    c.json("plan", "draft", patient)
    for words in (["instrument", "list"], ["patient", "list"], ["verify"], ["--help"], ["--version"],
                  ["patient", "--help"]):
        for say in (["--json"], []):
            with open("/dev/full", "wb") as full:
                done = c.run(*say, *words, stdout=full)
            assert done.returncode == 1, (words, "a result that could not be written counted as success")
            assert not say or told(done.stderr)["code"] == "no-space", (words, done.stderr)
            assert done.stderr, words
    # As somebody who may do everything the device itself could be replaced: a name that leads to it is enough to see.
    for command, ending in ((["trajectory", patient], "png"), (["trajectory", patient], "csv"),
                            (["plan", "print", patient], "pdf"), (["patient", "export", patient], "json"),
                            (["instrument", "export-structure", "phq9"], "json")):
        link = os.path.join(c.dir, "full." + ending)
        if not os.path.lexists(link):
            os.symlink("/dev/full", link)
        assert c.error(*command, "--out", link) == "no-space", command
        assert os.path.islink(link), "the name was taken over by a file"
    assert c.json("verify")["ok"]


@test
def files_are_written_where_they_were_meant():
    c = Ctl()
    patient = c.json("patient", "add", "--name", "陈志远")["id"]
    target = c.write("target.json", "old")
    os.symlink(target, os.path.join(c.dir, "link.json"))
    done = c.json("patient", "export", patient, "--out", os.path.join(c.dir, "link.json"))
    assert os.path.islink(os.path.join(c.dir, "link.json")) and os.path.getsize(target) == done["bytes"]
    assert json.load(open(target, encoding="utf-8"))["resourceType"] == "Bundle"
    assert os.stat(target).st_mode & 0o777 == 0o600
    # into a pipe
    pipe = os.path.join(c.dir, "pipe")
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", pipe], stdout=subprocess.PIPE) as cat:
        assert c.json("patient", "export", patient, "--out", pipe)["bytes"] == len(cat.communicate()[0])
    assert os.path.exists(pipe) and not os.path.isfile(pipe)
    # to standard output: the file and nothing else, or the document and nothing else
    for words in (["patient", "export", patient], ["patient", "export", patient, "--out", "-"]):
        plain, wrapped = c.run(*words), c.run("--json", *words)
        assert plain.returncode == wrapped.returncode == 0, words
        assert len(json.loads(plain.stdout)["entry"]) == len(json.loads(wrapped.stdout)["entry"]), words
    plain = c.run("instrument", "export-structure", "phq9", "--out", "-")
    assert plain.returncode == 0 and json.loads(plain.stdout)["instrument"], plain.stdout[:200]
    assert c.error("instrument", "export-structure", "phq9", "--out", "-", status=2) == "usage"
    assert c.error("patient", "export", patient, "--out", c.dir) == "io"
    assert not [name for name in os.listdir(c.dir) if name.startswith("-") or ".json." in name]


@test
def closed_descriptors_never_become_files():
    """The first file opened would get the number of standard output, and what is printed would be written into it."""
    c = Ctl()
    common = [PROGRAM, "--vault", c.vault, "--passphrase-file", c.pass_file]
    for closed, status in ((">&-", 1), ("2>&-", 0), ("<&-", 0), (">&- 2>&-", 1), ("<&- >&- 2>&-", 1)):
        before = len(c.json("patient", "list"))
        for say in (["--json"], []):
            done = subprocess.run(["sh", "-c", 'exec "$@" ' + closed, "sh", *common, *say, "patient", "add", "--name",
                                   "张三", "--another-person"], capture_output=True, env=ENV)
            assert done.returncode == status, (closed, done)
            if closed == ">&-":
                assert not say or told(done.stderr)["code"] == "io", done
        assert len(c.json("patient", "list")) == before + 2, closed
        assert c.json("verify")["ok"], closed


@test
def a_course_is_limited_by_whole_days():
    c = Ctl()
    patient = c.json("patient", "add", "--name", "陈志远")["id"]
    for at in ("2026-03-09T23:59:00Z", "2026-03-10T00:00:00Z", "2026-03-11", "2026-03-12T23:59:59Z", "2026-03-13T00:00:00Z"):
        c.json("assess", patient, "phq9", "--answers", "[1,1,1,1,1,1,1,1,0]", "--date", at)
    out = os.path.join(c.dir, "course.csv")
    for limits, values in ((["--from", "2026-03-10", "--to", "2026-03-12"], 3), (["--from", "2026-03-10"], 4),
                           (["--to", "2026-03-12"], 4), (["--from", "2026-03-11", "--to", "2026-03-11"], 1),
                           (["--from", "2026-03-12T23:59:59Z", "--to", "2026-03-12T23:59:59Z"], 1),
                           (["--from", "2026-05-01"], 0), (["--to", "2025-05-01"], 0), (["--to", "2050-01-01"], 5), ([], 5)):
        told_values = c.json("trajectory", patient, "--out", out, *limits)["values"]
        with open(out, encoding="utf-8") as f:
            assert len(f.read().splitlines()) - 1 == told_values == values, limits
        c.json("trajectory", patient, "--out", os.path.join(c.dir, "course.png"), *limits)
    for wrong in (["--from", "2026-03-12", "--to", "2026-03-10"], ["--overlay", "--multiples"], ["--lang", "fr"],
                  ["--lang", ""], ["--size", "0x0"], ["--size", "-1x300"], ["--size", "100000x100000"], ["--size", "300"]):
        assert c.error("trajectory", patient, "--out", os.path.join(c.dir, "course.svg"), *wrong, status=2) == "usage", wrong
    assert c.error("trajectory", patient, "--out", out, "--series", "") == "not-found"
    assert not os.path.exists(os.path.join(c.dir, "course.svg"))


@test
def help_of_a_group():
    c = Ctl()
    for words in (["patient", "--help"], ["--help", "patient"], ["patient", "-h"]):
        done = c.run(*words)
        assert done.returncode == 0 and b"\n  patient import " in done.stdout and b"mdt" not in done.stdout, done.stdout
    assert c.run("-h").stdout == c.run("--help").stdout
    done = c.run("--json", "patient")
    assert done.returncode == 2 and done.stdout == b"" and "import" in told(done.stderr)["message"], done
    assert c.error("pat", status=2) == "usage" and c.error("patient", "bogus", status=2) == "usage"


run(lambda: [shutil.rmtree(left, ignore_errors=True) for left in MADE])
