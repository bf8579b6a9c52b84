#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""From exec to the first painted frame: the application at the unlock page of a vault with 30 patients, against a bare
window of GTK 4 and libadwaita, turn by turn in the same run; and a window of GTK 4 alone, which tells what libadwaita
costs, but is no measure for a program that is made of it.

    ui-run bench-first-frame.py EVENKEEL EVENKEELCTL BASELINE [RUNS]

The ratio wanted is at most 1.4 in processor time of all threads, the least of the runs; where others use the computer,
the time that passed says little. Nothing is excused: the libraries that only the application needs, its style, and what
its threads read before the frame are counted. What is made after it is not: bench-frames.py counts that. Nothing here
fails because of a time.
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
    subjects = {"bare window": [baseline], "GTK alone": [baseline, "plain"], "evenkeel": [program, "--vault", vault]}
    times = {name: [] for name in subjects}
    for i in range(runs + 1):                            # the first turn warms the caches up
        for name, command in subjects.items():
            frame = one_start(command)
            if frame is None:
                sys.exit("%s: no frame in 60 s" % name)
            if i:
                times[name].append((frame[0] * 1e3, frame[2] * 1e3))

middle = {name: [statistics.median(column) for column in zip(*of)] for name, of in times.items()}
least = {name: [min(column) for column in zip(*of)] for name, of in times.items()}
print("first frame after exec, medians and least of %d runs, warm" % runs)
for name in times:
    print("%-12s %4.0f ms (least %.0f), processor %4.0f ms (least %.0f)" % (
        name, middle[name][0], least[name][0], middle[name][1], least[name][1]))
for name in "bare window", "GTK alone":
    print("ratio to %-12s %.2f of the time, %.2f of the processor time (least %.2f)" % (
        name, middle["evenkeel"][0] / middle[name][0], middle["evenkeel"][1] / middle[name][1],
        least["evenkeel"][1] / least[name][1]))
