#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Both languages of a text, whatever the program itself speaks, and English where no translation is installed."""
import json
import os
import shutil
import subprocess
import sys
import tempfile

from tap import run, test

PROGRAM = sys.argv[1]
INSTALLED = sys.argv[2]
FOLDER = tempfile.mkdtemp(prefix="evenkeelctl-")


def bands(program, language):
    env = dict(os.environ, LC_ALL="C.UTF-8", LANGUAGE=language)
    done = subprocess.run([program, "--json", "instrument", "show", "phq9"], env=env, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["total"]["bands"][0]["words"]


@test
def both_languages_whatever_is_spoken():
    for language in "en", "zh_CN":
        words = bands(PROGRAM, language)
        assert words["en"].startswith("in the range"), words
        assert "处于" in words["zh"], words


@test
def english_where_no_translation_is_installed():
    alone = shutil.copy(PROGRAM, FOLDER)                  # away from the build directory it looks where it is installed
    words = bands(alone, "zh_CN")
    assert words["en"].startswith("in the range"), words
    assert ("处于" if os.path.exists(INSTALLED) else "in the range") in words["zh"], words


if __name__ == "__main__":
    run(lambda: shutil.rmtree(FOLDER))
