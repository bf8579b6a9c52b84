#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""No file that a command writes takes the place of one of the record, and every file passes the one check."""
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

from tap import run, test

PROGRAM, SOURCES = sys.argv[1], sys.argv[2]
PLACE = "/dev/shm" if os.access("/dev/shm", os.W_OK) else tempfile.gettempdir()
ENV = {k: v for k, v in os.environ.items() if not k.startswith("EVENKEEL_")} | {"TZ": "UTC", "LC_ALL": "C.UTF-8"}
FOLDER = tempfile.mkdtemp(prefix="evenkeelctl-", dir=PLACE)
VAULT = os.path.join(FOLDER, "vault")
PASS = os.path.join(FOLDER, "passphrase")
# What may make a file, and where: the draft that passes the check, and what keeps the record itself.
MAKERS = r"\b(O_CREAT|O_TMPFILE|O_TRUNC|fopen|creat|g_file_set_contents\w*|g_file_replace\w*|g_file_create\w*|" \
         r"g_file_append_to|g_key_file_save_to_file|json_generator_to_file|gdk_texture_save_to_\w+|" \
         r"cairo_surface_write_to_png|gtk_print_operation_set_export_filename|ek_file_draft_new_kept)\b"
KEEPERS = {"base/ek-file.c", "vault/ek-vault-ring.c", "vault/ek-vault-backup.c", "vault/ek-vault-create.c",
           "vault/ek-work-folder.c", "vault/ek-vault-reading.c"}


def ctl(*words, vault=VAULT):
    return subprocess.run([PROGRAM, "--vault", vault, "--passphrase-file", PASS, "--json", *words], env=ENV,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, timeout=120)


def done(*words):
    it = ctl(*words)
    assert it.returncode == 0, (words, it)
    return json.loads(it.stdout)


def state():
    return {n: hashlib.sha256(open(os.path.join(VAULT, n), "rb").read()).hexdigest() if n.startswith("vault.") else
            os.stat(os.path.join(VAULT, n)).st_ino for n in sorted(os.listdir(VAULT)) if not n.endswith(("-wal", "-shm"))}


def begin():
    with open(PASS, "w", encoding="utf-8") as f:
        f.write("Ruhige See, 平静的海 7")
    done("init", "--name", "王医生", "--role", "psychiatrist", "--fast")
    done("patient", "add", "--name", "孙辛", "--birth-date", "1990-01-01", "--sex", "female")
    done("assess", "孙辛", "phq9", "--answers", "[1,1,1,1,1,1,1,1,0]")
    done("plan", "draft", "孙辛")
    done("mdt", "open", "孙辛", "--question", "怎样继续？")


def commands():
    yield ["patient", "export", "孙辛"], ".json"
    for end in (".csv", ".pdf", ".png", ".svg"):
        yield ["trajectory", "孙辛"], end
    yield ["plan", "print", "孙辛"], ".pdf"
    yield ["mdt", "minutes", "孙辛"], ".pdf"
    yield ["instrument", "export-structure", "phq9"], ".json"
    yield ["instrument", "export-structure", "phq9", "--csv"], ".csv"


@test
def no_out_lands_in_the_record():
    before = state()
    # One function decides for all commands: the first of them tries every file, the others one each in turn.
    ends = ("clinical.db", "system.db", "vault.keys", "new.pdf")
    for turn, (words, ending) in enumerate(commands()):
        done(*words, "--out", os.path.join(FOLDER, "as-before" + ending))
        for end in ends if turn == 0 else ends[turn % len(ends):][:1]:
            link = os.path.join(FOLDER, "to-" + end + ending)
            if not os.path.islink(link):
                os.symlink(os.path.join(VAULT, end), link)
            for out in (link, os.path.relpath(link), os.path.join(VAULT, end), os.path.join(VAULT, "x" + ending),
                        os.path.join(VAULT, "..", "vault", end), os.path.join(VAULT, "backups", "x" + ending)):
                it = ctl(*words, "--out", out)
                assert it.returncode != 0, (words, out, it)
    it = ctl("patient", "export", "孙辛", "--out", os.path.join(VAULT, "clinical.db"))
    assert "patients' records" in json.loads(it.stderr)["error"]["message"], it
    assert state() == before, (before, state())
    assert done("verify")["ok"]
    assert done("patient", "list")


@test
def nor_in_a_copy_of_it_or_a_back_up():
    copy = done("backup", os.path.join(FOLDER, "elsewhere"))["backup"]
    for name in os.listdir(copy):
        before = open(os.path.join(copy, name), "rb").read()
        assert ctl("patient", "export", "孙辛", "--out", os.path.join(copy, name)).returncode != 0, name
        assert open(os.path.join(copy, name), "rb").read() == before, name


@test
def a_hard_link_and_a_file_that_was_there():
    other = os.path.join(FOLDER, "other.db")
    os.link(os.path.join(VAULT, "clinical.db"), other)
    assert ctl("patient", "export", "孙辛", "--out", other).returncode != 0
    os.unlink(other)
    with open(other, "w", encoding="utf-8") as f:
        f.write("old")
    done("patient", "export", "孙辛", "--out", other)
    assert json.load(open(other, encoding="utf-8"))["resourceType"] == "Bundle"


@test
def whatever_makes_a_file_is_known():
    for folder, _, names in os.walk(SOURCES):
        for name in names:
            path = os.path.join(folder, name)
            if name.endswith(".c") and os.path.relpath(path, SOURCES) not in KEEPERS:
                text = open(path, encoding="utf-8").read()
                assert not re.search(MAKERS, text), path


begin()
run(lambda: shutil.rmtree(FOLDER, ignore_errors=True))
