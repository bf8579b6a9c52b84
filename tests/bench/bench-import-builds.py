#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the import of a FHIR file costs in one build of the command line against another, turn by turn in the same run.

    bench-import-builds.py FILE EVENKEELCTL DATA OTHER-EVENKEELCTL OTHER-DATA [RUNS]

DATA is the folder "data" of the sources that a build was made from. A worktree of an older commit with a build directory
of its own gives the other. Processor time of the whole process, the least of RUNS (9): once with the command that lists
the patients, which does what every command does, and once with the import; the difference is the import. What an older
build did not look at is not excused. bench-import compares with json-glib, within one build. Nothing here fails because
of a time.
"""
import os, resource, subprocess, sys, tempfile

PASSPHRASE = "first frame of a morning"


def used():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


class Build:
    def __init__(self, control, data):
        self.control, self.env = os.path.abspath(control), dict(os.environ)
        self.env.update(EK_DATA_DIR=os.path.abspath(data), LC_ALL="C.UTF-8")
        self.imports, self.others = [], []

    def run(self, place, *command):
        before = used()
        subprocess.run([self.control, "--vault", os.path.join(place, "vault"), "--passphrase-file",
                        os.path.join(place, "words"), *command], check=True, stdout=subprocess.DEVNULL, env=self.env)
        return (used() - before) * 1e3

    def turn(self, path):
        with tempfile.TemporaryDirectory() as place:
            with open(os.path.join(place, "words"), "w") as f:
                f.write(PASSPHRASE + "\n")
            self.run(place, "init", "--fast", "--name", "Dr Chen", "--role", "psychiatrist")
            self.run(place, "patient", "list")         # what is done once in a vault
            self.others.append(self.run(place, "patient", "list"))
            self.imports.append(self.run(place, "patient", "import", path))

    def cost(self):
        return min(self.imports) - min(self.others)


path, runs = os.path.abspath(sys.argv[1]), int(sys.argv[6]) if len(sys.argv) > 6 else 9
ours, theirs = Build(*sys.argv[2:4]), Build(*sys.argv[4:6])
for _ in range(runs):
    ours.turn(path)
    theirs.turn(path)
print("import of %.1f MB, processor time, least of %d runs in turn" % (os.path.getsize(path) / 1e6, runs))
for name, build in ("this build", ours), ("the other", theirs):
    print("%-11s %6.1f ms, with the start and the unlocking %6.1f" % (name, build.cost(), min(build.imports)))
print("ratio       %6.2f, with the start and the unlocking %6.2f" % (ours.cost() / theirs.cost(),
                                                                 min(ours.imports) / min(theirs.imports)))
