#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine against second_opinion.py: at least 2,000 random forms of every instrument, with and without gaps, for both
sexes and none; everything lowest and highest; each item left out; and a walk from the lowest to the highest score in the
smallest steps, so that both sides of the edge of every band are seen."""
import json
import random
import subprocess
import sys

from second_opinion import FORM, REFUSED, SCORE

FILTER, RANDOM, SEED = sys.argv[1], 2000, 20260101
FACTS = json.load(open(sys.argv[2], encoding="utf-8"))
# scores that jump over some whole numbers or lie between them: of these both sides of each edge are seen, not its figures
UNEVEN = ("who5", "sds", "sas", "mbi_gs", "brs", "uwes9")
SEXES = (None, "male", "female")

# a walk begins here where the answers hang together: eight hours in bed, eight asleep
START = {"psqi": {"1": "23:00", "3": "07:00", "4": 8}}


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
        return float("inf")
    if opinion.total is not None:
        return opinion.total
    return sum(v for v, _, _ in opinion.parts.values() if v is not None)


def walk(name, sex):
    """From the lowest score to the highest, one answer of one item at a time."""
    items, score = FORM[name], SCORE[name]
    a = dict({i: values[0] for i, values in items}, **START.get(name, {}))
    order = {i: [a[i]] for i in START.get(name, ())}
    for i, values in items:
        if i in order:
            continue
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
        for a in walk(name, sex):
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


def edges_not_seen(name, totals, words):
    """Of each band: the last score below it, its first, its last and the first above it"""
    low, high = FACTS[name]["range"] or (0, 0)
    for first, last, word, *_ in FACTS[name].get("bands", ()):
        if word not in words:
            yield "no form was %s" % word
        for value in (first - 1, first, last, last + 1):
            if name not in UNEVEN and low <= value <= high and value not in totals:
                yield "no form had %s" % value


def main():
    plan, lines, wanted, words, totals = [], [], [], {}, {}
    for name in sorted(FORM):
        rng = random.Random("%s %d" % (name, SEED))
        start = len(lines)
        for sex, a in forms(name, rng):
            opinion = SCORE[name](a, sex)
            lines.append("\t".join([name, sex[0] if sex else "?", "?"] + ["-" if v is None else str(v) for v in a.values()]))
            wanted.append(expected(opinion))
            if opinion != REFUSED and not opinion.missing:
                totals.setdefault(name, set()).add(opinion.total)
            if opinion != REFUSED:
                words.setdefault(name, set()).update(
                    [opinion.word] + ["%s %s" % (k, w) for k, (_, w, _) in opinion.parts.items() if w])
        plan.append((name, start, len(lines)))
    done = subprocess.run([FILTER], input="\n".join(lines) + "\n", capture_output=True, text=True)
    results = done.stdout.splitlines()
    unseen = [(n, said) for n in FORM if n in FACTS for said in edges_not_seen(n, totals.get(n, ()), words.get(n, ()))]
    print("1..%d" % (len(plan) + 3))
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

    for one in unseen[:10]:
        print("# %s: %s" % one)
    print("%sok %d - both sides of the edge of every band were seen" % ("not " if unseen else "", len(plan) + 3))


main()
