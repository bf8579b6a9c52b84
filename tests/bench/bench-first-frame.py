#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""From exec to the first painted frame: the application at the unlock page of a vault with 30 patients, against a bare
window of GTK 4 and libadwaita, turn by turn in the same run.

    ui-run bench-first-frame.py EVENKEEL EVENKEELCTL BASELINE [RUNS]
"""
import os, statistics, subprocess, sys, tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "ui"))
from ui_perf import one_start

program, control, baseline = sys.argv[1:4]
runs = int(sys.argv[4]) if len(sys.argv) > 4 else 11

with tempfile.TemporaryDirectory(dir=os.environ["HOME"]) as place:
    vault, words = os.path.join(place, "vault"), os.path.join(place, "words")
    with open(words, "w") as f:
        f.write("first frame of a morning\n")
    for command in (["init", "--fast", "--name", "Dr Chen", "--role", "psychiatrist"], ["demo", "--patients", "30", "--seed", "1"]):
        subprocess.run([control, "--vault", vault, "--passphrase-file", words, *command], check=True, stdout=subprocess.DEVNULL)
    subjects = {"bare window": [baseline], "evenkeel": [program, "--vault", vault]}
    times = {name: [] for name in subjects}
    for i in range(runs + 1):                            # the first turn warms the caches up
        for name, command in subjects.items():
            frame = one_start(command)
            if frame is None:
                sys.exit("%s: no frame in 60 s" % name)
            if i:
                times[name].append((frame[0] * 1e3, frame[2] * 1e3))

middle = {name: [statistics.median(column) for column in zip(*of)] for name, of in times.items()}
print("first frame after exec, medians of %d runs, warm" % runs)
for name, (frame, cpu) in middle.items():
    print("%-12s %4.0f ms (%.0f to %.0f), cpu %4.0f ms" % (name, frame, min(t for t, _ in times[name]),
                                                            max(t for t, _ in times[name]), cpu))
print("ratio        %.2f" % (middle["evenkeel"][0] / middle["bare window"][0]))
