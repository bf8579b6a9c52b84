#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is shown as the source of a fact, or as a note on it, can be read in Chinese: a citation (authors, year, journal,
title, address) stands as it is, everything else that is said in English has its Chinese beside it, with the same
figures."""
import copy
import glob
import json
import os
import re
import sys

FOLDER, KNOWLEDGE = sys.argv[1:3]
HAN = re.compile("[\u3400-\u9fff]")
# Titles and names that are cited as they are printed.
CITED = ["Violence and aggression", "Depression in adults", "Bipolar disorder", "Antenatal and postnatal mental health",
         "Generalised anxiety disorder and panic disorder", "Post-traumatic stress disorder", "guidelines on mental health at work",
         "European Insomnia Guideline", "awell-score", "updated", "et al", "and"]
ADDRESS = re.compile(r"\b[a-z][a-z0-9.-]*\.(?:org|com|de|gov|int)\b[^\s,;)]*")
CHANGE = ("caseness", "remission", "response", "smallest_difference", "reliable_change", "cut_offs")


def listed(value):
    return [] if value is None else value if isinstance(value, list) else [value]


def changes(change):
    for kind in CHANGE:
        for one in listed(change.get(kind)):
            yield kind, one["source"]


def shown_of_definition(d):
    """Every source, note and term that the program shows of an instrument."""
    yield "rights", d["rights"]["terms"]
    yield from ((m["what"], m["note"]) for m in d["verification"] if "note" in m)
    yield from changes(d.get("change", {}))
    for score in d["scores"]:
        yield from changes(score.get("change", {}))
        yield from (("norm", n["source"]) for n in listed(score.get("norms")))
        if "source" in score.get("prorate", {}):
            yield "prorate", score["prorate"]["source"]
    yield from (("critical", c["source"]) for c in d.get("critical", ()) if "source" in c)


def shown_of_knowledge(value, where=""):
    """What every rule and set rests on."""
    if isinstance(value, dict):
        where = value.get("id", where)
        if "evidence" in value:
            zh = value.get("evidence_zh")
            yield where, value["evidence"] if zh is None else {"en": value["evidence"], "zh": zh}
        for member in value.values():
            yield from shown_of_knowledge(member, where)
    elif isinstance(value, list):
        for member in value:
            yield from shown_of_knowledge(member, where)


def says_something(text):
    """Whether a text has words of English that are no names and no title."""
    rest = ADDRESS.sub("", text)
    for cited in CITED:
        rest = re.sub(r"\b%s\b" % re.escape(cited), "", rest)
    return re.search(r"(?<![\w*/])[a-z]{2,}", rest) is not None or "Service's" in rest or "CONFLICT" in rest


def figures(text):
    return sorted(re.findall(r"\d+", text))


def faults(shown):
    for where, text in shown:
        if isinstance(text, str):
            if says_something(text) and not HAN.search(text):
                yield "%s has no Chinese: %s" % (where, text)
            continue
        en, zh = text.get("en", ""), text.get("zh", "")
        if not en or not HAN.search(zh):
            yield "%s is not in both languages: %s" % (where, text)
        elif figures(en) != figures(zh):
            yield "%s has other figures in Chinese: %s" % (where, text)


def read(path):
    with open(path, encoding="utf-8") as f:
        return json.load(f)


def spoil(value, shown, change):
    broken = copy.deepcopy(value)
    change(broken)
    return [] if list(faults(shown(broken))) else ["accepted"]


def main():
    results, phq9, severity = [], None, None
    for path in sorted(glob.glob(FOLDER + "/*.json")):
        if path.endswith("schema.json"):
            continue
        definition = read(path)
        phq9 = definition if definition["id"] == "phq9" else phq9
        results.append((os.path.basename(path), list(faults(shown_of_definition(definition)))))
    n_definitions = len(results)
    for path in sorted(glob.glob(KNOWLEDGE + "/*.json")):
        knowledge = read(path)
        severity = knowledge if knowledge["id"] == "severity" else severity
        results.append((os.path.basename(path), list(faults(shown_of_knowledge(knowledge)))))
    results.append(("there is something to look at", [] if n_definitions > 50 and phq9 and severity else ["nothing"]))
    english = "recalled from the literature, not seen"
    for name, change in (
            ("terms", lambda d: d["rights"].update(terms="No permission required.")),
            ("a note", lambda d: d["verification"][3].update(note=english)),
            ("a note with a citation in it", lambda d: d["verification"][3].update(note="Kroenke 2001; " + english)),
            ("a threshold", lambda d: d["change"]["response"].update(source=english)),
            ("a reliable change", lambda d: d["change"]["reliable_change"][0].update(source=english)),
            ("a cut-off", lambda d: d["change"]["cut_offs"][0].update(source=english)),
            ("a critical rule", lambda d: d["critical"][0].update(source=english)),
            ("a norm", lambda d: d["scores"][0].update(norms=[{"source": english}])),
            ("a rule for missing items", lambda d: d["scores"][0].update(prorate={"source": "manual"})),
            ("English in the place of Chinese", lambda d: d["change"]["response"].update(source={"en": english, "zh": english})),
            ("another figure", lambda d: d["change"]["response"].update(source={"en": "from 6", "zh": "5分起"}))):
        results.append(("refused: " + name, spoil(phq9, shown_of_definition, change)))
    results.append(("refused: a rule", spoil(severity, shown_of_knowledge, lambda d: d["raise"][0].pop("evidence_zh"))))
    results.append(("a citation stands as it is", [] if not says_something(
        "Kroenke, Spitzer & Williams, J Gen Intern Med 2001;16:606–613; Wang et al., PMC7525967 (2020)") else ["refused"]))
    print("1..%d" % len(results))
    for n, (name, found) in enumerate(results, 1):
        for line in found[:8]:
            print("# " + line)
        print("%s %d - %s" % ("not ok" if found else "ok", n, name))


main()
