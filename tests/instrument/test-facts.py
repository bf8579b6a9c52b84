#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The definitions against data/facts.json, a table of the published facts kept apart from them: items, answers, reversed
items, subscales, ranges, bands with their words, critical items, thresholds, direction, recall, interval, LOINC codes,
and whether each was seen in a source. A fact that was not seen must be marked so."""
import glob
import json
import os
import re
import sys

FOLDER, FACTS = sys.argv[1], json.load(open(sys.argv[2], encoding="utf-8"))
# other punctuation, or our own wording of the same name (the second is the one of the definition)
WIDE = str.maketrans("(),:;", "（），：；")
VARIANTS = {"stai_cn": "stai"}


def expand(definition):
    for item in definition["items"]:
        first, dots, last = item["id"].partition("..")
        for i in range(int(first), int(last) + 1) if dots else (first,):
            yield str(i), item


def named(text, order):
    """The items a formula names"""
    found = []
    for first, last in re.findall(r"@(\w+)(?:\.\.@(\w+))?", text):
        found += order[order.index(first):order.index(last or first) + 1]
    return sorted(set(found), key=order.index)


def listed(items, order):
    found = []
    for one in items:
        first, _, last = one.partition("..")
        found += order[order.index(first):order.index(last or first) + 1]
    return found


def as_list(value):
    return [] if value is None else value if isinstance(value, list) else [value]


class Definition:
    def __init__(self, d):
        self.d, self.items = d, dict(expand(d))
        self.order = list(self.items)
        self.scores = {s["id"]: s for s in d["scores"]}
        self.total = self.scores.get("total")
        self.marks = {m["what"]: m["verified"] for m in d["verification"]}

    def options(self, item):
        o = item.get("options", [])
        return [x["value"] for x in (self.d["option_sets"][o] if isinstance(o, str) else o)
                if x["value"] not in item.get("not_answered", ())]

    def uses(self, score, seen=()):
        text = score.get("formula", "") + " ".join(o["when"] for o in score.get("outcomes", ()))
        found = set(named(text, self.order))
        for other in re.findall(r"score\('([^']+)'\)", text):
            if other != score["id"] and other not in seen:
                found |= set(self.uses(self.scores[other], seen + (score["id"],)))
        return sorted(found, key=self.order.index)

    def band_verified(self, band):
        return band.get("verified", self.marks.get("bands", False))


def check_items(d, f):
    counted = [i for i, x in d.items.items() if not (x.get("optional") and not x.get("scored", True))]
    if len(counted) != f["n"]:
        yield "%d items, not %d" % (len(counted), f["n"])
    choices = [(i, x) for i, x in d.items.items() if x.get("kind", "choice") == "choice" and i in counted]
    for i, x in choices:
        values = sorted(d.options(x))
        if "options" in f and values != f["options"] and i not in ("15",):
            yield "item %s takes %s, not %s" % (i, values, f["options"])
        if "item_options" in f and len(x["options"] if isinstance(x["options"], list) else d.d["option_sets"][x["options"]]) \
                != f["item_options"][i]:
            yield "item %s has not %d answers" % (i, f["item_options"][i])
    turned = listed(d.d.get("reverse", []), d.order) + [i for i, x in d.items.items() if x.get("reverse")]
    if sorted(turned, key=d.order.index) != sorted(f.get("reverse", []), key=d.order.index):
        yield "reversed %s, not %s" % (turned, f.get("reverse"))
    if not f["ship_items"] and any("text" in x for x in d.items.values()):
        yield "its wording is licensed, yet it is here"


def check_bands(d, score, wanted):
    got = {b["range"][0]: b for b in score.get("bands", ())}
    if len(got) != len(wanted):
        yield "%s has %d bands, not %d" % (score["id"], len(got), len(wanted))
    for low, high, name, zh, *seen in wanted:
        b = got.get(low)
        if b is None or b["range"] != [low, high] or (name and b["id"] != name):
            yield "%s %s–%s %s is %s" % (score["id"], low, high, name, b)
        elif zh and zh.translate(WIDE) not in (b["label"]["zh"].translate(WIDE), b["label"]["zh"] + "→做GAD-7") and \
                not set(zh) & set(b["label"]["zh"]):
            yield "%s %s is called %s, not %s" % (score["id"], name, b["label"]["zh"], zh)
        elif d.band_verified(b) != (seen != [False]):
            yield "%s %s: verified is %s" % (score["id"], name, d.band_verified(b))


def check_scores(d, f):
    total = d.total
    has_range = total is not None and "range" in total
    if f["range"] and (not has_range or total["range"] != f["range"]):
        yield "range %s, not %s" % (total and total.get("range"), f["range"])
    if total is None and "no_total" not in d.d:
        yield "no total and no reason"
    yield from check_bands(d, total or {"id": "total"}, f.get("bands", [])) if f.get("bands") else ()
    for key, part in f.get("subscales", {}).items():
        score = d.scores.get(key) or next((s for k, s in d.scores.items() if k.split("/")[0] == key), None)
        if score is None:
            yield "no score %s" % key
            continue
        if "items" in part and d.uses(score) != part["items"]:
            yield "%s counts %s, not %s" % (key, d.uses(score), part["items"])
        if "range" in part and score.get("range") != part["range"]:
            yield "%s ranges %s, not %s" % (key, score.get("range"), part["range"])
        if "bands" in part and [b["range"] for b in score.get("bands", ())] != part["bands"]:
            yield "%s has other bands" % key
        if part.get("verified") is False and score.get("verified", d.marks["scoring"]):
            yield "%s was not seen in a source" % key
        if "norm" in part and [[n["mean"], n["sd"]] for n in as_list(score.get("norms"))] != [part["norm"]]:
            yield "%s has other norms" % key
        yield from check_bands(d, score, [b + ["", False] for b in f["part_bands"]]) if "part_bands" in f else ()
    allowed, verified = f.get("missing_allowed", [0, None])
    rules = [s["prorate"] for s in d.d["scores"] if "prorate" in s]
    if (allowed and not rules) or any(r["at_most"] != allowed or r.get("verified", False) != verified for r in rules):
        yield "missing items: %s, not %s" % (rules, allowed)


def check_change(d, f):
    parts = [d.d.get("change", {})] + [s.get("change", {}) for s in d.d["scores"]]
    amounts = []
    for c in parts:
        for r in as_list(c.get("reliable_change")):
            z = 1.645 if r.get("confidence") == 90 else 1.96
            amounts.append(r.get("amount") or z * r["sd"] * (2 * (1 - r["reliability"])) ** .5)
            if not r["source"]:
                yield "a reliable change without source"
    for wanted in f.get("reliable_change", []):
        if not any(abs(a - wanted) < .05 for a in amounts):
            yield "no reliable change of %s: %s" % (wanted, amounts)
    if "smallest_difference" in f:
        got = [[x["amount"], x.get("verified", False)] for c in parts for x in as_list(c.get("smallest_difference"))]
        if f["smallest_difference"] not in got:
            yield "smallest difference %s, not %s" % (got, f["smallest_difference"])
    values = [x.get(k) for c in parts for x in as_list(c.get("cut_offs")) for k in ("at_least", "above", "at_most", "below")]
    values += [x["score"] for c in parts for x in as_list(c.get("caseness"))]
    for wanted in f.get("cut_offs", []):
        if wanted not in values:
            yield "cut-off %s is not there" % wanted


def check_rest(d, f):
    critical = [[listed(c["items"], d.order), c.get("at_least")] for c in d.d.get("critical", ())]
    for rule in f.get("critical", []):
        if rule not in critical:
            yield "critical %s is not among %s" % (rule, critical)
    for what, value in (("direction", d.d["direction"]), ("rater", d.d.get("rater", "self")), ("days", d.d["interval"]["days"])):
        if f[what] != value:
            yield "%s is %s, not %s" % (what, value, f[what])
    if f.get("recall", "") not in d.d["recall"]["en"]:
        yield "recall is %s, not %s" % (d.d["recall"]["en"], f["recall"])
    codes = f.get("loinc", {})
    for what in ("panel", "total"):
        if what in codes and d.d.get("loinc", {}).get(what) != codes[what]:
            yield "LOINC %s is not %s" % (what, codes[what])
    for i, code in codes.get("items", {}).items():
        if d.items[i].get("loinc") != code:
            yield "LOINC of item %s is %s, not %s" % (i, d.items[i].get("loinc"), code)
    if "loinc" in d.d and not codes.get("panel") and d.marks.get("loinc") is not False:
        yield "its LOINC codes were not seen in a source"


def check_marks(d, f):
    if d.marks.get("scoring") != f["scoring_verified"]:
        yield "scoring is marked %s" % d.marks.get("scoring")
    if d.marks.get("missing-items") != f["missing_verified"]:
        yield "missing-items is marked %s" % d.marks.get("missing-items")
    for what in f.get("not_verified", []):
        if d.marks.get(what) is not False:
            yield "%s was not seen in a source, but is marked %s" % (what, d.marks.get(what))


def main():
    definitions = {}
    for path in sorted(glob.glob(os.path.join(FOLDER, "*.json"))):
        if not path.endswith("schema.json"):
            with open(path, encoding="utf-8") as f:
                d = json.load(f)
            definitions[d["id"]] = Definition(d)
    results = [("every instrument is here", sorted(set(FACTS) - set(definitions))),
               ("nothing else is here", sorted(set(definitions) - set(FACTS) - set(VARIANTS)))]
    for name, f in FACTS.items():
        for check in (check_items, check_scores, check_change, check_rest, check_marks):
            d = definitions.get(name)
            results.append(("%s %s" % (name, check.__name__[6:]), list(check(d, f)) if d else ["not here"]))
    for name, original in VARIANTS.items():
        d = definitions[name]
        wrong = [] if d.d.get("variant_of") == original else ["not marked as another form"]
        results.append((name, wrong + [x for x in check_items(d, dict(FACTS[original], reverse=sorted(
            FACTS[original]["reverse"] + ["24"], key=int)))]))
    print("1..%d" % len(results))
    for n, (name, wrong) in enumerate(results, 1):
        for line in wrong[:6]:
            print("# %s" % line)
        print("%s %d - %s" % ("not ok" if wrong else "ok", n, name))


main()
