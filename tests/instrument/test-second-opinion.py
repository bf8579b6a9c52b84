#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine against second_opinion.py: at least 2,000 random forms of every instrument, with and without gaps, for both
sexes and none; everything lowest and highest; each item left out; and a walk from the lowest to the highest score in the
smallest steps, so that both sides of the edge of every band are seen."""
import random
import subprocess
import sys

from second_opinion import FORM, REFUSED, SCORE

FILTER, RANDOM, SEED = sys.argv[1], 2000, 20260101
SEXES = (None, "male", "female")


def choose(rng, values, lean):
    """lean −1 … 1 pulls towards the first or the last answer, so that every band is met"""
    x = rng.random()
    x = x ** (1 + 3 * lean) if lean > 0 else 1 - (1 - x) ** (1 - 3 * lean)
    return values[min(int(x * len(values)), len(values) - 1)]


def random_form(rng, items):
    lean, holes = rng.uniform(-1, 1), rng.choice((0, 0, 0, 1, 1, 2, 3, 4, len(items) // 2))
    a = {i: choose(rng, values, lean) for i, values in items}
    for i in rng.sample(list(a), min(holes, len(a))):
        a[i] = None
    return a


def size(opinion):
    """What a walk is to raise: the total, or all the parts together"""
    if opinion == REFUSED:
        return float("-inf")
    if opinion.total is not None:
        return opinion.total
    return sum(v for v, _, _ in opinion.parts.values() if v is not None)


def walk(items, score, sex):
    """From the lowest score to the highest, one answer of one item at a time."""
    a = {i: values[0] for i, values in items}
    order = {}
    for i, values in items:
        ranked = sorted((size(score(dict(a, **{i: v}), sex)), k) for k, v in enumerate(values))
        order[i] = [values[k] for _, k in ranked]
        a[i] = order[i][0]
    yield dict(a)
    for i, _ in items:
        for v in order[i][1:]:
            a = dict(a, **{i: v})
            yield a


def forms(name, rng):
    items, score = FORM[name], SCORE[name]
    for sex in SEXES:
        for end in (0, -1):
            full = {i: values[end] for i, values in items}
            yield sex, full
            for gone in full:
                yield sex, dict(full, **{gone: None})
        yield sex, {i: None for i, _ in items}
    for sex in ("male", "female"):
        for a in walk(items, score, sex):
            yield sex, a
    accepted = 0
    while accepted < RANDOM:
        sex, a = rng.choice(SEXES), random_form(rng, items)
        accepted += score(a, sex) != REFUSED
        yield sex, a


def written(value):
    return "-" if value is None else value if isinstance(value, str) else "%.6f" % value


def expected(opinion):
    if opinion == REFUSED:
        return "!"
    return "\t".join((
        "0" if opinion.missing else "1", written(opinion.total), str(int(opinion.prorated)), opinion.word or "-",
        "|".join("%s=%s:%d:%s" % (k, written(v), prorated, name or "-") for k, (v, name, prorated) in opinion.parts.items()),
        ",".join(opinion.missing), ",".join("%s/%s" % pair for pair in opinion.critical)))


def close(got, want):
    """The same but for the last printed digit of a number"""
    if got == want:
        return True
    a, b = (t.replace("=", "\t").replace(":", "\t").split("\t") for t in (got, want))
    if len(a) != len(b):
        return False
    for x, y in zip(a, b):
        try:
            if x != y and abs(float(x) - float(y)) > 2e-6:
                return False
        except ValueError:
            return False
    return True


def main():
    plan, lines, wanted, words = [], [], [], {}
    for name in sorted(FORM):
        rng = random.Random("%s %d" % (name, SEED))
        start = len(lines)
        for sex, a in forms(name, rng):
            opinion = SCORE[name](a, sex)
            lines.append("\t".join([name, sex[0] if sex else "?", "?"] + ["-" if v is None else str(v) for v in a.values()]))
            wanted.append(expected(opinion))
            if opinion != REFUSED:
                words.setdefault(name, set()).update(
                    [opinion.word] + ["%s %s" % (k, w) for k, (_, w, _) in opinion.parts.items() if w])
        plan.append((name, start, len(lines)))
    done = subprocess.run([FILTER], input="\n".join(lines) + "\n", capture_output=True, text=True)
    results = done.stdout.splitlines()
    print("1..%d" % (len(plan) + 2))
    print("%sok 1 - %d forms were answered" % ("" if len(results) == len(lines) and not done.returncode else "not ", len(lines)))
    for n, (name, start, end) in enumerate(plan, 2):
        wrong = [k for k in range(start, end) if k >= len(results) or not close(results[k], wanted[k])]
        for k in wrong[:3]:
            print("# %s\n#   engine  %s\n#   opinion %s" % (lines[k][:300], results[k] if k < len(results) else "nothing", wanted[k]))
        refused = sum(w == "!" for w in wanted[start:end])
        print("%sok %d - %s: %d forms, %d refused, %d words met" % ("not " if wrong or end - start - refused < 2000 else "", n,
                                                                 name, end - start, refused, len(words.get(name, ()) - {None})))
    different = sum(a != b for a, b in zip(results, results[1:]))
    print("%sok %d - the answers differ (%d times)" % ("" if different > len(lines) / 2 else "not ", len(plan) + 2, different))


main()
