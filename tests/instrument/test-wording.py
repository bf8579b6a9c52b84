#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The words of the definitions: whole in each language or marked as not there, cleanly set, and none where the rights
do not allow them."""
import copy
import glob
import json
import os
import re
import sys

FOLDER = sys.argv[1]
LANGUAGES = ("en", "zh")
FORM = ("title", "instructions", "items", "option_sets")
# What may be given with its words. Everything else has its structure only, until the hospital brings the words it has a
# licence for.
FREE = ("phq9 phq2 gad7 gad2 phq4 phq15 msq20 cbi who5 k10 k6 pcptsd5 pcl5 cssrs_screen asq audit auditc dass21 core10 "
        "hamd17 hama14 cgi asrs6").split()
HAN = "\u3400-\u9fff"
WIDE = HAN + "\u3001\u3002\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f\u201c\u201d\u300a\u300b"
UNCLEAN = [
    (re.compile("^\\s|\\s$"), "begins or ends with a space"),
    (re.compile("\\s\\s|\\s[,.;:?!)]|\\(\\s"), "has a stray space"),
    (re.compile("[\t\r\u3000\u00a0\u200b\ufeff]"), "has a space that is not an ordinary one"),
    (re.compile("\\.\\.\\."), "has three full stops for an ellipsis"),
    (re.compile("[%s][,.;:?!()]|[,.;:?!()][%s]" % (HAN, HAN)), "has narrow punctuation beside a Chinese character"),
    (re.compile("[%s] +[%s]" % (WIDE, WIDE)), "has a space between Chinese characters"),
]
TYPEWRITER = re.compile("[\"']")
# Characters that are written otherwise in Simplified Chinese: one is enough to know a form that is not.
TRADITIONAL = re.compile("[\u500b\u5011\u9019\u8aaa\u6703\u4f86\u6642\u5c0d\u70ba\u7121\u5f8c\u904e\u8207\u9ad4"
                         "\u9ede\u6c92\u89ba\u611b\u96e3\u61c9\u767c\u52d5\u5834\u554f\u984c\u7d93\u7e3d\u5f9e"
                         "\u8b93\u6a5f\u95dc\u65bc\u9032\u904b\u8b8a\u7dca\u5f35\u616e\u9b31]")


def choices(definition, item):
    options = item.get("options", [])
    return definition["option_sets"][options] if isinstance(options, str) else options


def english(text):
    """A note or terms: one text for every language, or one for each."""
    return text.get("en", "") if isinstance(text, dict) else text


def words_of(value, where=""):
    """Every text in both languages of a definition: its place and its words."""
    if isinstance(value, dict):
        if value and set(value) <= set(LANGUAGES):
            yield where, value
        else:
            for name, member in value.items():
                yield from words_of(member, where + "." + name if where else name)
    elif isinstance(value, list):
        for i, member in enumerate(value):
            name = member["id"] if isinstance(member, dict) and "id" in member else i
            yield from words_of(member, "%s[%s]" % (where, name))


def unclean(definition):
    for where, words in words_of(definition):
        for language, text in words.items():
            for pattern, fault in UNCLEAN:
                if pattern.search(text):
                    yield "%s (%s) %s: %s" % (where, language, fault, text)
            if where.startswith(FORM) and TYPEWRITER.search(text):
                yield "%s (%s) has typewriter quotation marks: %s" % (where, language, text)
            if language == "zh" and TRADITIONAL.search(text):
                yield "%s is not in Simplified Chinese: %s" % (where, text)
            if language == "en" and re.search("[%s]" % HAN, text):
                yield "%s has Chinese in its English: %s" % (where, text)


def lists_of_options(definition):
    for name, options in definition.get("option_sets", {}).items():
        yield "option set " + name, options
    for item in definition["items"]:
        if isinstance(item.get("options"), list):
            yield "item " + item["id"], item["options"]


def uneven(definition):
    """Answers that are there in one language for some options only: the lists would differ in length."""
    for where, options in lists_of_options(definition):
        for language in LANGUAGES:
            there = sum(language in option.get("label", {}) for option in options)
            if 0 < there < len(options) and definition["id"] in FREE:
                yield "%s has %d of %d answers in %s" % (where, there, len(options), language)


def incomplete(definition):
    """An instrument that may be given with its words: each language whole, or the mark says what is not there."""
    for language in LANGUAGES:
        marks = [v for v in definition["verification"] if v["what"].startswith("wording-" + language)]
        whole = [v for v in marks if v["what"] == "wording-" + language]
        if len(whole) != 1:
            yield "there are %d marks for the wording in %s" % (len(whole), language)
        for mark in marks:
            if not mark["verified"] and not mark.get("note"):
                yield mark["what"] + " is not verified and does not say why"
        missing = [item for item in definition["items"] if language not in item.get("text", {})]
        if missing and language == "en":
            yield "items without English words: " + ", ".join(item["id"] for item in missing)
        if missing and not any(not v["verified"] and "not included" in english(v.get("note", "")) for v in marks):
            yield "no mark says that the words in %s of %d items are missing" % (language, len(missing))
        for item in missing:
            if set(item.get("topic", {})) != set(LANGUAGES):
                yield "item %s has neither words in %s nor a topic in both languages" % (item["id"], language)
        for item in definition["items"]:
            silent = [o for o in choices(definition, item) if language not in o.get("label", {})]
            if language in item.get("text", {}) and silent:
                yield "item %s has words in %s, its answers have not" % (item["id"], language)
    terms = english(definition["rights"]["terms"])
    if not terms.endswith("."):
        yield "the terms are not a sentence: " + terms


def unlicensed(definition):
    """An instrument whose words may not be given: structure and topics only."""
    for item in definition["items"]:
        if "text" in item:
            yield "item %s has words: %s" % (item["id"], item["text"])
    if "instructions" in definition:
        yield "it has the instructions of the form"
    if not any(v["what"] == "wording" and not v["verified"] for v in definition["verification"]):
        yield "no mark says that the words are missing"


def bare(definition):
    """Facts that every definition has in both languages."""
    for where, words in (("title", definition["title"]), ("recall", definition.get("recall", {})),
                         ("interval", definition.get("interval", {}).get("text", {}))):
        if set(words) != set(LANGUAGES):
            yield "%s is not in both languages: %s" % (where, words)
    for item in definition["items"]:
        if "topic" in item and set(item["topic"]) != set(LANGUAGES):
            yield "the topic of item %s is not in both languages" % item["id"]
    for name in ("holder", "terms"):
        if not definition["rights"].get(name):
            yield "the rights name no " + name


def faults(definition):
    yield from bare(definition)
    yield from unclean(definition)
    yield from uneven(definition)
    yield from incomplete(definition) if definition["id"] in FREE else unlicensed(definition)


def spoil(definition, change):
    broken = copy.deepcopy(definition)
    change(broken)
    return [] if list(faults(broken)) else ["accepted"]


def item(number):
    return lambda d: next(i for i in d["items"] if i["id"] == str(number))


def mark(what):
    return lambda d: next(v for v in d["verification"] if v["what"] == what)


SPOILS = [
    ("an item without its English words", "phq9", lambda d: item(3)(d)["text"].pop("en")),
    ("an item without its Chinese words", "who5", lambda d: item(3)(d)["text"].pop("zh")),
    ("an item without a topic or words", "core10", lambda d: item(3)(d).pop("topic")),
    ("an answer without its Chinese words", "dass21", lambda d: d["option_sets"]["answers"][1]["label"].pop("zh")),
    ("answers without their Chinese words", "dass21",
     lambda d: [o["label"].pop("zh") for o in d["option_sets"]["answers"]]),
    ("an anchor without its words", "hamd17", lambda d: item(7)(d)["options"][2].pop("label")),
    ("a wording without its mark", "gad7", lambda d: d["verification"].remove(mark("wording-zh")(d))),
    ("a missing wording without its mark", "pcl5", lambda d: mark("wording-zh")(d).update(note="It is fine.")),
    ("narrow punctuation beside Chinese", "dass21",
     lambda d: item(4)(d)["text"].update(zh="\u6211\u611f\u5230,\u5f88\u7d2f")),
    ("a full stop beside Chinese", "dass21", lambda d: item(4)(d)["text"].update(zh="\u6211\u611f\u5230\u5f88\u7d2f.")),
    ("narrow brackets beside Chinese", "dass21",
     lambda d: item(4)(d)["text"].update(zh="\u6211\u611f\u5230(\u5f88\u7d2f)")),
    ("a space between Chinese characters", "dass21", lambda d: item(4)(d)["text"].update(zh="\u6211 \u611f\u5230")),
    ("a space at the end", "dass21", lambda d: item(4)(d)["text"].update(en="I felt tired ")),
    ("two spaces", "dass21", lambda d: item(4)(d)["text"].update(en="I  felt tired")),
    ("typewriter quotation marks", "dass21", lambda d: item(4)(d)["text"].update(en="I couldn't rest")),
    ("Traditional Chinese", "dass21", lambda d: item(4)(d)["text"].update(zh="\u6211\u89ba\u5f97")),
    ("Chinese in the English", "dass21", lambda d: item(4)(d)["text"].update(en="\u6211\u611f\u5230")),
    ("words of a licensed instrument", "epds", lambda d: d["items"][0].update(text={"en": "Words"})),
    ("instructions of a licensed instrument", "epds", lambda d: d.update(instructions={"en": "Words"})),
    ("a title in one language", "epds", lambda d: d["title"].pop("zh")),
    ("rights without a holder", "epds", lambda d: d["rights"].update(holder="")),
]


def main():
    definitions = {}
    for path in sorted(glob.glob(os.path.join(FOLDER, "*.json"))):
        if not path.endswith("schema.json"):
            with open(path, encoding="utf-8") as f:
                definition = json.load(f)
            definitions[definition["id"]] = definition
    results = [("the free instruments are there", sorted(set(FREE) - set(definitions)))]
    results += [(name, list(faults(definition))) for name, definition in definitions.items()]
    results += [("refused: " + name, spoil(definitions[instrument], change)) for name, instrument, change in SPOILS]
    print("1..%d" % len(results))
    for n, (name, found) in enumerate(results, 1):
        for line in found[:8]:
            print("# " + line)
        print("%s %d - %s" % ("not ok" if found else "ok", n, name))


main()
