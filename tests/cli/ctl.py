# SPDX-License-Identifier: GPL-3.0-or-later
"""A new vault, and evenkeelctl at work in it. The program is the first argument of the test."""
import json
import os
import shutil
import subprocess
import sys
import tempfile

PROGRAM = sys.argv[1]
PLACE = "/dev/shm" if os.access("/dev/shm", os.W_OK) else tempfile.gettempdir()
ENV = {k: v for k, v in os.environ.items() if not k.startswith("EVENKEEL_")} | {"TZ": "UTC", "LC_ALL": "C.UTF-8"}
PASSPHRASE = "Ruhige See, 平静的海 7"
MADE = []


class Ctl:
    """One vault and how to talk to it."""

    def __init__(self, role="psychiatrist"):
        self.dir = tempfile.mkdtemp(prefix="evenkeelctl-", dir=PLACE)
        MADE.append(self.dir)
        self.vault = os.path.join(self.dir, "vault")
        self.pass_file = self.write("passphrase", PASSPHRASE)
        self.json("init", "--name", "王医生", "--role", role, "--fast")

    def write(self, name, content):
        """A file beside the vault; what is no text is written as JSON."""
        path = os.path.join(self.dir, name)
        with open(path, "w", encoding="utf-8") as f:
            f.write(content if isinstance(content, str) else json.dumps(content))
        return path

    def run(self, *words):
        return subprocess.run([PROGRAM, "--vault", self.vault, "--passphrase-file", self.pass_file, "--json", *words],
                              env=ENV, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
                              timeout=120)

    def json(self, *words):
        """What a command that succeeds without a remark says."""
        done = self.run(*words)
        assert done.returncode == 0 and done.stderr == b"", (words, done)
        return json.loads(done.stdout)

    def error(self, *words):
        """The code of the error with which a command fails and says nothing else."""
        done = self.run(*words)
        assert done.returncode in (1, 2) and done.stdout == b"", (words, done)
        error = json.loads(done.stderr)["error"]
        assert error["message"], error
        return error["code"]

    def add(self, name, *more):
        return self.json("patient", "add", "--name", name, *more)["id"]

    def file(self, who):
        return self.json("patient", "show", who)


def clean_up():
    for path in MADE:
        shutil.rmtree(path, ignore_errors=True)
