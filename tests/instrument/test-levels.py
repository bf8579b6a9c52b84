#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The bare word of a band is for the library that makes a finding of it: nothing else in the sources may take it."""
import pathlib, re, sys

sources = pathlib.Path(sys.argv[1])
print("1..2")
taken = ["%s:%d" % (path.relative_to(sources), number)
         for path in sorted(sources.rglob("*.c")) if "instrument" not in path.parts
         for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
         if re.search(r"\bek_band_label \(", line)
         and path.name != "cli-instrument.c"]      # shows a definition as it is, the word beside what is made of it
print("ok 1" if not taken else "not ok 1", "- no bare word of a band outside of the instruments", *taken)

# A level that a record keeps is an identifier; where it is shown, it goes through the words.
shown = []
for room in ("app", "report"):
    for path in sorted((sources / room).rglob("*.c")):
        text = path.read_text(encoding="utf-8")
        if "EK_ASSESSMENT_SEVERITY" in text and not re.search(r"ek_format_finding|ek_band_id_words|ek_band_level_words", text):
            shown.append(path.name)
print("ok 2" if not shown else "not ok 2", "- a level of a record is shown in words", *shown)
