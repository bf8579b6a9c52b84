#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Worked examples of every instrument, and a named test for each trap of its key.

Each row says where the figures come from: a publication or a scoring guide, the tests of an independent public scorer, or
"by hand", worked out here from the published key where no worked example could be found."""
import json
import subprocess
import sys

FILTER = sys.argv[1]
HAND = "by hand"
AWELL = "awell-score, tests of the public scorer"
N = None
HIGH, ACUTE, NOT_ACUTE = "HIGH – immediate", "ACUTE positive → safety precautions now", \
    "non-acute positive → brief safety assessment"


def cycle(n, *values):
    return [values[i % len(values)] for i in range(n)]


def except_at(answers, **changes):
    """except_at([2] * 40, i24=4)"""
    out = list(answers)
    for item, value in changes.items():
        out[int(item[1:]) - 1] = value
    return out


BY_SEVEN = [i % 7 for i in range(1, 23)]
PSQI_REST = [0] * 14

# (what is shown, source, instrument, answers, sex, what must come out; subscales as far as they are named)
WORKED = [
    ("example", "PHQ and GAD-7 instruction manual: 3 answers of 1, 2 of 2 and 3 of 3 make 16 (recalled; their places are ours)",
     "phq9", [2, 3, 1, 3, 2, 1, 3, 1, 0], N, {"total": 16, "severity": "moderately severe", "critical": [],
                                              "subscales": {"algorithm": (5, "major depressive syndrome")}}),
    ("example", AWELL + " (its eight items; the ninth 0)", "phq9", [3, 0, 1, 2, 0, 0, 1, 0, 0], N, {"total": 7, "severity": "mild"}),
    ("item 9 counts towards the syndrome from 1, the others from 2", "Kroenke 2001", "phq9", [2, 2, 2, 2, 0, 0, 0, 0, 1], N,
     {"total": 9, "severity": "mild", "critical": [9], "subscales": {"algorithm": (5, "major depressive syndrome")}}),
    ("without a cardinal symptom there is no syndrome, however high", "Kroenke 2001", "phq9", [1, 1, 3, 3, 3, 3, 3, 3, 3], N,
     {"total": 23, "severity": "severe", "critical": [9], "subscales": {"algorithm": (7, "none")}}),
    ("item 9 is told on an incomplete form", HAND, "phq9", [N] * 8 + [1], N, {"complete": False, "severity": N, "critical": [9]}),
    ("edge", HAND, "phq2", [1, 2], N, {"total": 3, "severity": "positive → PHQ-9"}),
    ("has no item about suicide", HAND, "phq2", [3, 3], N, {"total": 6, "critical": []}),
    ("edge", HAND, "gad2", [1, 1], N, {"total": 2, "severity": "negative"}),
    ("example", HAND, "gad7", [1, 2, 3, 0, 1, 2, 1], N, {"total": 10, "severity": "moderate"}),
    ("severe begins at 15, not above it", "CamCOPS, OpenScales against a misprint", "gad7", [3, 3, 3, 3, 3, 0, 0], N,
     {"total": 15, "severity": "severe"}),
    ("anxiety comes first on the form", HAND, "phq4", [2, 1, 1, 1], N,
     {"total": 5, "severity": "mild", "subscales": {"anxiety": (3, "positive"), "depression": (2, "negative")}}),
    ("men are not asked item 4, and it does not count when it was answered", "Kroenke 2002", "phq15", [2] * 15, "male",
     {"total": 28, "severity": "high", "missing": []}),
    ("women are asked item 4", "Kroenke 2002", "phq15", [2] * 15, "female", {"total": 30}),
    ("a man's form is complete without item 4", HAND, "phq15", [1, 1, 1, N] + [1] * 11, "male",
     {"complete": True, "total": 14, "severity": "medium"}),
    ("a woman's form is not", HAND, "phq15", [1, 1, 1, N] + [1] * 11, "female", {"complete": False, "total": N, "missing": [4]}),
    ("where the sex is not known, item 4 is asked", HAND, "phq15", [1, 1, 1, N] + [1] * 11, N, {"complete": False, "missing": [4]}),

    ("item 24 is not reversed in the international key", "nine independent scorers of Form Y", "stai",
     except_at([2] * 40, i24=4), N, {"total": N, "subscales": {"S-AI": (50, N), "T-AI": (51, N)}}),
    ("item 24 is reversed in the Chinese handbook", "four scripts with the Chinese key", "stai_cn",
     except_at([2] * 40, i24=4), N, {"total": N, "subscales": {"S-AI": (50, N), "T-AI": (48, N)}}),
    ("lowest answers", HAND, "stai", [1] * 40, N, {"subscales": {"S-AI": (50, N), "T-AI": (47, N)}}),
    ("two of twenty may be left out, the score is rounded up: 20 × 48/18 = 53.3", "manual (not seen)", "stai",
     [1, 1, N, N] + [1] * 36, N, {"complete": False, "subscales": {"S-AI": (N, N), "T-AI": (47, N)},
                               "prorated": {"total": N, "severity": N, "subscales": {"S-AI": {"score": 54, "severity": N}}}}),
    ("three may not", "manual (not seen)", "stai", [N, N, N] + [1] * 37, N, {"prorated": N}),
    ("lowest answers", HAND, "stai_cn", [1] * 40, N, {"subscales": {"S-AI": (50, N), "T-AI": (50, N)}}),

    ("the three scales have keys of their own and no total", "MBI manual's key, one public scorer", "mbi_hss", BY_SEVEN, N,
     {"total": N, "severity": N, "subscales": {"EE": (27, N), "DP": (14, N), "PA": (23, N)}}),
    ("is not MBI-HSS: other items, means, and efficacy turned in the composite", "Kalimo 2003 (bio-protocol 9033186)",
     "mbi_gs", BY_SEVEN[:16], N, {"total": 2.73, "severity": "some symptoms",
                                 "subscales": {"EX": (3.2, N), "CY": (2, N), "PE": (19 / 6, N)}}),
    ("no efficacy at all is worse, not better", HAND, "mbi_gs", [0] * 16, N, {"total": 1.8, "severity": "some symptoms"}),
    ("answers are kept, nothing is computed, and it says so", HAND, "osi_r", [1] * 140, N,
     {"complete": True, "total": N, "severity": N, "subscales": {}, "not_scored": True}),
    ("cannot be scored", HAND, "oasq", [], N, {"error": True}),
    ("cannot be scored", HAND, "jcq", [], N, {"error": True}),
    ("cannot be scored", HAND, "copsoq3", [], N, {"error": True}),

    ("keyed by content: the same person in the scorer's other numbering (6 medicine, 7 awake, 8 enthusiasm, 9 quality)",
     AWELL + ", median response", "psqi", ["22:00", 20, "07:00", 6, 2] + [1] * 9 + [1, 1, 1, 2], N,
     {"total": 10, "severity": "poor", "subscales": {"C1": (1, N), "C2": (2, N), "C3": (1, N), "C4": (2, N), "C5": (1, N),
                                                     "C6": (1, N), "C7": (2, N)}}),
    ("exactly 7 hours count 0 (the printed form says above 7; the scorer, which follows it, has 9 here)",
     AWELL + ", random response", "psqi", ["23:00", 10, "06:00", 7, 3, 1, 0, 2, 0, 1, 1, 3, 0, 0, 1, 3, 1, 1], N,
     {"total": 8, "subscales": {"C1": (1, N), "C2": (2, N), "C3": (0, N), "C4": (0, N), "C5": (1, N), "C6": (3, N), "C7": (1, N)}}),
    ("worst", AWELL, "psqi", ["23:00", 90, "08:00", 4] + [3] * 14, N, {"total": 21, "severity": "poor"}),
    ("best", AWELL, "psqi", ["00:00", 0, "08:00", 8] + PSQI_REST, N, {"total": 0, "severity": "good (Buysse)"}),
    ("an efficiency of 84.8 % is below 85, and scores 1, not 3", "Buysse 1989; a gap in a public scorer", "psqi",
     ["22:45", 10, "07:00", 7] + [0] * 9 + [N, 0, 0, 0, 0], N, {"complete": True, "total": 1, "subscales": {"C4": (1, N)}}),
    ("an efficiency of exactly 85 % scores 0", HAND, "psqi", ["23:00", 10, "07:00", 6.8] + PSQI_REST, N, {"total": 1, "subscales": {
        "C3": (1, N), "C4": (0, N)}}),
    ("15 minutes to fall asleep are still 0", HAND, "psqi", ["23:00", 15, "07:00", 8] + PSQI_REST, N, {"total": 0}),
    ("16 minutes to fall asleep are 1", HAND, "psqi", ["23:00", 16, "07:00", 8] + PSQI_REST, N, {"total": 1}),
    ("to bed after midnight", HAND, "psqi", ["1:00", 10, "09:00", 8] + PSQI_REST, N, {"total": 0}),
    ("24:00 is midnight", HAND, "psqi", ["24:00", 10, "08:00", 8] + PSQI_REST, N, {"complete": True, "total": 0}),
    ("11:00 for 23:00: twenty hours in bed", HAND, "psqi", ["11:00", 10, "07:00", 7] + PSQI_REST, N, {"error": True}),
    ("sixteen hours in bed are taken", HAND, "psqi", ["16:00", 10, "08:00", 16] + PSQI_REST, N, {"complete": True}),
    ("longer to fall asleep than in bed", HAND, "psqi", ["02:00", 400, "08:00", 1] + PSQI_REST, N, {"error": True}),
    ("more sleep than time in bed is an error of entry", HAND, "psqi", ["23:00", 10, "06:00", 7.5] + PSQI_REST, N, {"error": True}),
    ("no time in bed is an error of entry", HAND, "psqi", ["23:00", 10, "23:00", 8] + PSQI_REST, N, {"error": True}),
    ("there is no 25 o'clock", HAND, "psqi", ["25:00", 10, "06:00", 6] + PSQI_REST, N, {"error": True}),
    ("a missing component gives no global score, and no sum of the others", "comment of a public scorer", "psqi",
     ["23:00", 10, "07:00", 8] + [0] * 10 + [N, 0, 0, 0], N, {"complete": False, "total": N, "severity": N, "missing": [6]}),
    ("5j left blank counts 0", "Pittsburgh scoring", "psqi", ["23:00", 10, "07:00", 8] + [0] * 9 + [N, 0, 0, 0, 0], N,
     {"complete": True, "total": 0}),

    ("factors", "self-management.eu (one secondary source)", "atq30", cycle(30, 1, 2, 3, 4, 5), N,
     {"total": 90, "subscales": {"PMDC": (17, N), "NSNE": (20, N), "LSE": (5, N), "Helplessness": (9, N)}}),
    ("the factors are not consecutive items: with the first twelve at 5, somatization is 2, not 5",
     "Derogatis 1973; eight Chinese scorers", "scl90", [5] * 12 + [1] * 78, N, {"total": 138, "subscales": {
         "SOM": (2, N), "O-C": (2.2, N), "I-S": (13 / 9, N), "DEP": (17 / 13, N), "ANX": (1.4, N), "HOS": (10 / 6, N),
         "PHOB": (1, N), "PAR": (10 / 6, N), "PSY": (1.4, N), "ADD": (1, N)}}),
    ("items 15, 59 and 63 want somebody to act", "five Chinese lists of the items (15); not seen (59, 63)", "scl90",
     except_at([1] * 90, i15=2, i59=3, i63=3), N, {"critical": [15, 59, 63]}),
    ("13, 20 and 23 are reversed", "J Parkinsons Dis article", "pcq24", [4] * 24, N, {"total": 3.875, "subscales": {
        "efficacy": (4, N), "hope": (4, N), "resilience": (23 / 6, N), "optimism": (22 / 6, N)}}),
    ("12 and 6 items, and 17 and 18 in the total only, not 10 and 10", "MSQ manual", "msq20",
     except_at([3] * 20, i17=5, i18=5), N, {"total": 64, "subscales": {"intrinsic": (36, N), "extrinsic": (18, N)}}),
    ("ratio with 3/7, four items reversed", "companion.soep.de (constant and reversals not seen)", "eri", [3] * 16, N,
     {"total": 63 / 54, "subscales": {"effort": (9, N), "reward": (18, N), "overcommitment": (17, N)}}),
    ("edges", "SJWEH 2016;42:490", "was", [5], N, {"total": 5, "severity": "poor"}),
    ("edges", "SJWEH 2016;42:490", "was", [10], N, {"total": 10, "severity": "excellent"}),
    ("5 of 40 hours missed", "Reilly Associates (WPAI:GH formula)", "wpai_gh", [1, 5, 0, 35, 4, 6], N, {"total": N, "subscales": {
        "absenteeism": (12.5, N), "presenteeism": (40, N), "overall": (47.5, N), "activity": (60, N)}}),
    ("who does not work has activity only", "Reilly Associates", "wpai_gh", [0, N, N, N, N, 6], N, {"complete": True, "subscales": {
        "absenteeism": (N, N), "presenteeism": (N, N), "overall": (N, N), "activity": (60, N)}}),
    ("neither worked nor missed an hour: no share", "Reilly Associates", "wpai_gh", [1, 0, 10, 0, 4, 6], N, {"complete": True,
        "subscales": {"absenteeism": (N, N), "presenteeism": (N, N), "overall": (N, N), "activity": (60, N)}}),
    ("who worked no hour is not asked how well", "Reilly Associates: if 0, skip to question 6", "wpai_gh",
     [1, 40, 0, 0, N, 10], N, {"complete": True, "subscales": {
         "absenteeism": (100, N), "presenteeism": (N, N), "overall": (100, N), "activity": (100, N)}}),
    ("more hours than a week has", HAND, "wpai_gh", [1, 100, 0, 80, 5, 5], N, {"error": True}),
    ("higher is better: full agreement with being distracted is the lowest score", "Koopman 2002; Ta-Thi 2022", "sps6",
     [5, 1, 5, 5, 1, 1], N, {"total": 6}),
    ("higher is better: the other end", "Koopman 2002; Ta-Thi 2022", "sps6", [1, 5, 1, 1, 5, 5], N,
     {"total": 30, "subscales": {"completing": (15, N), "avoiding": (15, N)}}),
    ("item 10 (energy for family) is reversed and always is 100", "PMC6881898", "cbi", except_at([50] * 19, i10=100) + [1], N,
     {"complete": True, "subscales": {"personal": (50, "moderate"), "work": (300 / 7, "low"), "client": (50, "moderate")}}),
    ("three of six are enough", "Kristensen 2005 (not seen)", "cbi", [75, 75, 75, N, N, N] + [0] * 6 + [0] + [0] * 6 + [1], N,
     {"complete": False, "missing": [4, 5, 6], "subscales": {"personal": (N, N)},
      "prorated": {"total": N, "severity": N, "subscales": {"personal": {"score": 75, "severity": "high"}}}}),
    ("two of six are not", "Kristensen 2005 (not seen)", "cbi", [75, 75, N, N, N, N] + [0] * 13 + [1], N, {"prorated": N}),
    ("no clients, no client scale", "Kristensen 2005", "cbi", [50] * 13 + [N] * 6 + [0], N,
     {"complete": True, "subscales": {"client": (N, N)}}),
    ("mean of twelve", HAND, "bat12", cycle(12, 1, 2, 3, 4, 5), N, {"total": 2.75}),
    ("raw below 13 is poor", "WHO 2024", "who5", [3, 3, 2, 2, 2], N, {"total": 48, "severity": "poor well-being → assess depression"}),
    ("raw 13 is not", "WHO 2024", "who5", [3, 3, 3, 2, 2], N, {"total": 52, "severity": "adequate"}),
    ("coded 1–5, so the lowest is 10", "ABS 4817.0.55.001", "k10", [1] * 10, N, {"total": 10, "severity": "low"}),
    ("coded 1–5: there is no 0", "ABS 4817.0.55.001", "k10", [0] * 10, N, {"error": True}),
    ("3 and 6 are skipped after none of the time", "interviewer's version", "k10", [5, 1, N, 5, 1, N, 5, 5, 5, 5], N,
     {"complete": True, "total": 34, "severity": "very high"}),
    ("3 is not skipped otherwise", HAND, "k10", [5, 2, N] + [5] * 7, N, {"complete": False, "missing": [3]}),
    ("edge", "Kessler 2002", "k6", [2, 2, 2, 2, 3, 2], N, {"total": 13, "severity": "serious mental illness likely"}),
    ("4, 5, 7 and 8 are reversed", "PX180801 and a public scorer", "pss10", [4] * 10, N, {"total": 24}),
    ("median", AWELL, "isi", [2] * 7, N, {"total": 14, "severity": "subthreshold"}),
    ("6 is above 5", "Soldatos 2000 (documentation of an R package)", "ais", [1] * 6 + [0, 0], N, {"total": 6, "severity": "insomnia likely"}),
    ("without an event there is nothing to ask", "VA", "pcptsd5", [0, N, N, N, N, N], N, {"complete": True, "total": 0, "severity": "negative"}),
    ("3 of 5", "Prins 2016", "pcptsd5", [1, 1, 0, 1, 1, 0], N, {"total": 3, "severity": "positive"}),
    ("the event must be known", HAND, "pcptsd5", [N, 1, 0, 1, 1, 0], N, {"complete": False, "total": N, "missing": ["gate"]}),
    ("clusters can be met far below the cut-off", "VA", "pcl5", except_at([0] * 20, i1=2, i6=2, i8=2, i9=2, i16=2, i15=2), N,
     {"total": 12, "severity": "below", "critical": [16], "subscales": {"B": (2, N), "C": (2, N), "D": (4, N), "E": (4, N),
                                                                     "provisional": (1, "provisional PTSD")}}),
    ("one D symptom is not enough", "VA", "pcl5", except_at([0] * 20, i1=4, i6=4, i8=4, i15=4, i16=4), N,
     {"total": 20, "subscales": {"provisional": (0, "not met")}}),

    ("nothing", "Columbia triage", "cssrs_screen", [0, 0, N, N, N, 0, N], N,
     {"complete": True, "total": N, "severity": "negative", "critical": []}),
    ("1 only", "Columbia triage", "cssrs_screen", [1, 0, N, N, N, 0, N], N, {"severity": "low", "critical": [1]}),
    ("1 and 2", "Columbia triage", "cssrs_screen", [1, 1, 0, 0, 0, 0, N], N, {"severity": "low"}),
    ("3", "Columbia triage", "cssrs_screen", [1, 1, 1, 0, 0, 0, N], N, {"severity": "moderate", "critical": [1, 2, 3]}),
    ("4", "Columbia triage", "cssrs_screen", [1, 1, 0, 1, 0, 0, N], N, {"severity": HIGH, "critical": [1, 2, 4]}),
    ("5", "Columbia triage", "cssrs_screen", [1, 1, 0, 0, 1, 0, N], N, {"severity": HIGH, "critical": [1, 2, 5]}),
    ("behaviour long ago", "Columbia triage", "cssrs_screen", [0, 0, N, N, N, 1, 0], N, {"severity": "moderate", "critical": [6]}),
    ("behaviour within three months", "Columbia triage", "cssrs_screen", [0, 0, N, N, N, 1, 1], N,
     {"severity": HIGH, "critical": [6, "6b"]}),
    ("five yes are never a number", "Columbia triage against a web article", "cssrs_screen", [1, 1, 1, 1, 1, 0, N], N,
     {"total": N, "severity": HIGH}),
    ("3 not answered is not cleared", "product rule", "cssrs_screen", [1, 1, N, 0, 0, 0, N], N,
     {"complete": False, "severity": N, "missing": [3], "critical": [1, 2]}),
    ("2 not answered: 3 to 5 are asked", "product rule", "cssrs_screen", [0, N, N, N, N, 0, N], N,
     {"complete": False, "severity": N, "missing": [2, 3, 4, 5]}),
    ("6 not answered", "product rule", "cssrs_screen", [0, 0, N, N, N, N, N], N, {"complete": False, "missing": [6, "6b"]}),
    ("an intention counts though the thought before it was denied", "product rule", "cssrs_screen", [0, 0, N, 1, N, 0, N], N,
     {"severity": HIGH, "critical": [4]}),
    ("a method too", "product rule", "cssrs_screen", [0, 0, 1, N, N, 0, N], N, {"severity": "moderate", "critical": [3]}),
    ("recent behaviour counts though behaviour was denied", "product rule", "cssrs_screen", [0, 0, N, N, N, 0, 1], N,
     {"severity": HIGH, "critical": ["6b"]}),
    ("a no to what was not asked is nothing", "product rule", "cssrs_screen", [0, 0, 0, 0, 0, 0, 0], N,
     {"complete": True, "severity": "negative", "critical": []}),
    ("5 yes is acute though 1 to 4 were denied", "product rule", "asq", [0, 0, 0, 0, 1], N, {"severity": ACUTE, "critical": [5]}),
    ("four no: 5 is not asked", "NIMH toolkit (SPiER primer)", "asq", [0, 0, 0, 0, N], N, {"complete": True, "severity": "negative"}),
    ("a refusal counts as yes", "NIMH toolkit (SPiER primer)", "asq", [0, 0, 2, 0, 0], N, {"severity": NOT_ACUTE, "critical": [3]}),
    ("5 yes is acute", "NIMH toolkit (SPiER primer)", "asq", [0, 1, 0, 0, 1], N, {"severity": ACUTE, "critical": [2, 5]}),
    ("5 is asked after one yes", "NIMH toolkit (SPiER primer)", "asq", [0, 1, 0, 0, N], N,
     {"complete": False, "severity": N, "missing": [5], "critical": [2]}),

    ("median", AWELL, "audit", [2] * 10, N, {"total": 20, "severity": "possible dependence", "subscales": {
        "consumption": (6, N), "dependence": (6, "positive"), "problems": (8, N)}}),
    ("never drinks: 2 to 8 are skipped", "WHO manual 2001", "audit", [0] + [N] * 7 + [2, 4], N,
     {"complete": True, "total": 6, "severity": "low risk"}),
    ("light drinking: 4 to 8 are skipped", "WHO manual 2001", "audit", [3, 0, 0] + [N] * 5 + [0, 0], N, {"complete": True, "total": 3}),
    ("otherwise nothing is skipped", "WHO manual 2001", "audit", [3, 0, 1] + [N] * 5 + [0, 0], N,
     {"complete": False, "missing": [4, 5, 6, 7, 8]}),
    ("9 and 10 are 0, 2 or 4", "WHO manual 2001", "audit", [0] * 8 + [1, 0], N, {"error": True}),
    ("15 is hazardous, as WHO prints it", "WHO manual zones against 8–14", "audit", [4, 4, 4, 3] + [0] * 6, N,
     {"total": 15, "severity": "hazardous"}),
    ("3 is positive for a woman", "PMID 12695273", "auditc", [1, 1, 1], "female", {"total": 3, "severity": "positive"}),
    ("3 is negative for a man", "PMID 12695273", "auditc", [1, 1, 1], "male", {"total": 3, "severity": "negative"}),
    ("3 says nothing where the sex is not known", HAND, "auditc", [1, 1, 1], N, {"complete": True, "total": 3, "severity": N}),
    ("4 is positive for a man", "PMID 12695273", "auditc", [2, 1, 1], "male", {"severity": "positive"}),
    ("never drinks", "PMID 12695273", "auditc", [0, N, N], "male", {"complete": True, "total": 0, "severity": "negative"}),
    ("depression is 3, 5, 10, 13, 16, 17, 21 (a public page has it as anxiety)", "Lovibond & Lovibond 1995", "dass21",
     [3 if i in (3, 5, 10, 13, 16, 17, 21) else 0 for i in range(1, 22)], N, {"total": N, "critical": [10, 17, 21],
     "subscales": {"D": (42, "extremely severe"), "A": (0, "normal"), "S": (0, "normal")}}),
    ("anxiety is 2, 4, 7, 9, 15, 19, 20", "Lovibond & Lovibond 1995", "dass21",
     [1 if i in (2, 4, 7, 9, 15, 19, 20) else 0 for i in range(1, 22)], N,
     {"critical": [], "subscales": {"D": (0, "normal"), "A": (14, "moderate"), "S": (0, "normal")}}),
    ("one of seven may be missing: the mean stands in, and it is said apart", "DASS FAQ (not seen)", "dass21",
     [N if i == 3 else 1 for i in range(1, 22)], N, {"complete": False, "total": N, "missing": [3], "subscales": {
         "D": (N, N), "A": (14, N), "S": (14, N)}, "prorated": {"total": N, "severity": N, "subscales": {
             "D": {"score": 14, "severity": "moderate"}}}}),
    ("two of seven may not", "DASS FAQ (not seen)", "dass21", [N if i in (3, 5) else 1 for i in range(1, 22)], N,
     {"subscales": {"D": (N, N)}, "prorated": N}),
    ("answers go up to 8", "Mundt 2002 against a comment that says 4", "wsas", [8] * 5 + [0], N, {"total": 40, "severity": "moderately severe or worse"}),
    ("who does not work leaves 1 out", "CamCOPS", "wsas", [N, 8, 8, 8, 8, 1], N, {"complete": True, "total": 32}),
    ("1 is needed otherwise", HAND, "wsas", [N, 8, 8, 8, 8], N, {"complete": False, "missing": [1]}),
    ("2 and 3 are reversed: nothing answered is 8", "Barkham 2013 (CamCOPS)", "core10", [0] * 10, N,
     {"total": 8, "severity": "low level", "critical": []}),
    ("10 is low, 11 mild (another page has other bands)", "NovoPsych", "core10", [3] + [0] * 9, N, {"total": 11, "severity": "mild"}),
    ("one of ten may be missing: 10 × 9 / 9", "CamCOPS", "core10", [1, 3, 3] + [1] * 6 + [N], N,
     {"complete": False, "total": N, "severity": N, "critical": [6],
      "prorated": {"total": 10, "severity": "low level", "subscales": {}}}),
    ("two may not", "CamCOPS", "core10", [1] * 8 + [N, N], N, {"prorated": N, "total": N}),
    ("plans to end life", "CamCOPS", "core10", [0, 4, 4, 0, 0, 1, 0, 0, 0, 0], N, {"total": 1, "severity": "healthy", "critical": [6]}),
    ("the total is the metric score, not the raw one", "three public files with the table", "swemwbs", [3] * 7, N, {"total": 19.25}),
    ("metric and raw meet at the ends", "three public files with the table", "swemwbs", [5] * 7, N, {"total": 35}),
    ("9 is not answered", "CamCOPS", "eq5d5l", [1, 2, 3, 4, 9, 80], N, {"complete": False, "missing": [5], "total": N}),
    ("item 19 is not reversed", "nine public scorers against one copy", "sds",
     [4, 1, 4, 4, 1, 1, 4, 4, 4, 4, 1, 1, 4, 1, 4, 1, 1, 1, 4, 1], N, {"total": 100, "severity": "severe", "critical": [19]}),
    ("the integer part of 42 × 1.25 = 52.5", "Chinese handbook", "sds", [3, 2, 2, 2, 3, 3, 2, 2, 2, 2, 3, 3, 2, 3, 2, 3, 3, 3, 2, 3], N,
     {"total": 52, "severity": "normal"}),
    ("five reversed items", "four Chinese scorers", "sas", [2] * 20, N, {"total": 56, "severity": "mild"}),
    ("all 1", HAND, "hamd17", [1] * 17, N, {"total": 17, "severity": "possible", "critical": [3], "subscales": {
        "anxiety/somatization": (6, N), "sleep": (3, N), "retardation": (4, N)}}),
    ("16 not assessed is missing", "CamCOPS", "hamd17", [0] * 15 + [3, 0], N, {"complete": False, "missing": [16], "total": N}),
    ("a first item of 0 does not end the form", "against a copied shortcut in CamCOPS", "hamd17", [0] + [N] * 16, N,
     {"complete": False, "total": N, "missing": list(range(2, 18))}),
    ("psychic and somatic", HAND, "hama14", [2] * 14, N, {"total": 28, "severity": "marked", "subscales": {"psychic": (14, N), "somatic": (14, N)}}),
    ("all 2", HAND, "madrs", [2] * 10, N, {"total": 20, "severity": "moderate", "critical": [10]}),
    ("a moderate presentation", "lib/ymrs-v514, tests of a public scorer (Young 1978)", "ymrs", [3, 3, 1, 3, 4, 4, 2, 2, 0, 1, 1], N,
     {"total": 24, "severity": "≥20 mania"}),
    ("12 is remission", "lib/ymrs-v514, tests of a public scorer", "ymrs", [4, 4, 4] + [0] * 8, N, {"total": 12, "severity": "remission ≤12"}),
    ("two ratings, never a sum", "CamCOPS has one of 30", "cgi", [4, 2], N,
     {"complete": True, "total": N, "severity": N, "subscales": {},
      "indices": {"S": {"score": 4, "severity": "moderate"}, "I": {"score": 2, "severity": "response"}}}),
    ("0 is not assessed", "CamCOPS", "cgi", [4, 0], N, {"complete": False, "missing": ["I"], "total": N}),
    ("0 is not assessed", "CamCOPS", "gaf", [0], N, {"complete": False, "missing": [1]}),
    ("example", HAND, "gaf", [55], N, {"total": 55}),
    ("ends at 100", HAND, "gaf", [101], N, {"error": True}),
    ("pairs", "PX610102", "whodas12", cycle(12, 0, 1, 2, 3, 4, 0), N, {"total": 20, "subscales": {
        "mobility": (0, N), "life": (1, N), "cognition": (2, N), "participation": (7, N), "self-care": (3, N), "getting": (7, N)}}),
    ("one of twelve may be missing: 12 × 22/11", "manual (not seen)", "whodas12", [2] * 11 + [N], N,
     {"complete": False, "total": N, "prorated": {"total": 24, "severity": N, "subscales": {}}}),
    ("edge", "Morgan 1999", "scoff", [1, 0, 1, 0, 0], N, {"total": 2, "severity": "positive"}),
    ("item 10 whatever the total", "Cox 1987 (CamCOPS)", "epds", [0] * 9 + [1], N, {"total": 1, "severity": "lower", "critical": [10]}),
    ("edge", "Cox 1987 (CamCOPS)", "epds", [1] * 10, N, {"total": 10, "severity": "possible depression"}),
    ("2, 4 and 6 are reversed", "Smith 2008 (PX251401)", "brs", [5, 1, 5, 1, 5, 1], N, {"total": 5, "severity": "high"}),
    ("a mean of 4.33 is above 4.3", "Smith 2008 (public scorer)", "brs", [5, 2, 5, 2, 4, 2], N, {"total": 26 / 6, "severity": "high"}),
    ("16/9 is 1.78, which is low", "Schaufeli & Bakker 2004", "uwes9", [1, 3, 2, 1, 2, 0, 2, 3, 2], N,
     {"total": 16 / 9, "severity": "low"}),
    ("15/9 is 1.67, which is very low", "Schaufeli & Bakker 2004", "uwes9", [1, 3, 2, 1, 2, 0, 2, 3, 1], N,
     {"total": 15 / 9, "severity": "very low"}),
    ("42/9 is 4.67, which is high", "Schaufeli & Bakker 2004", "uwes9", [6, 5, 5, 6, 0, 6, 6, 6, 2], N,
     {"total": 42 / 9, "severity": "high"}),
    ("three means", "public app, by content", "uwes9", [4] * 9, N, {"total": 4, "severity": "average", "subscales": {
        "vigor": (4, N), "dedication": (4, N), "absorption": (4, N)}}),
    ("seven, together, with trouble", "Hirschfeld 2000", "mdq", [1] * 7 + [0] * 6 + [1, 2], N, {"total": 7, "severity": "positive"}),
    ("no total and no word before the last questions are answered", HAND, "mdq", [1] * 13 + [N, N], N,
     {"complete": False, "total": N, "severity": N, "missing": [14, 15]}),
    ("thirteen times no: the last two are not put", HAND, "mdq", [0] * 13, N, {
        "complete": True, "total": 0, "severity": "negative"}),
    ("one yes: together is not put, trouble is", HAND, "mdq", [1] + [0] * 12 + [N, 2], N, {
        "complete": True, "total": 1, "severity": "negative"}),
    ("a minor problem is not enough", "Hirschfeld 2000", "mdq", [1] * 13 + [1, 1], N, {"total": 13, "severity": "negative"}),
    ("not together is not enough", "Hirschfeld 2000", "mdq", [1] * 13 + [0, 3], N, {"total": 13, "severity": "negative"}),
    ("the first three count from sometimes, the others from often", "WHO ASRS v1.1", "asrs6", [2, 2, 2, 3, 0, 0], N,
     {"complete": True, "total": 4, "severity": "highly consistent with ADHD"}),
    ("not one step below", "WHO ASRS v1.1", "asrs6", [1, 1, 1, 2, 2, 2], N, {"total": 0, "severity": "negative"}),
]

ALL = """phq9 phq2 gad7 gad2 phq4 phq15 stai stai_cn mbi_hss mbi_gs osi_r psqi atq30 oasq scl90 pcq24 msq20 copsoq3 jcq eri was
wpai_gh sps6 cbi bat12 who5 k10 k6 pss10 isi ais pcptsd5 pcl5 cssrs_screen asq audit auditc dass21 wsas core10 swemwbs eq5d5l
sds sas hamd17 hama14 madrs ymrs cgi gaf whodas12 scoff epds brs uwes9 mdq asrs6""".split()


def near(x, y):
    return x == y if None in (x, y) or isinstance(x, str) else abs(x - y) < 1e-9


def complaint(got, want):
    if want.get("error"):
        return None if "error" in got else "taken"
    if "error" in got:
        return "refused"
    for key, value in want.items():
        if key == "subscales":
            if not value and got["subscales"]:
                return "subscales %s" % got["subscales"]
            for name, (score, word) in value.items():
                part = got["subscales"].get(name, {})
                if not near(part.get("score"), score) or part.get("severity") != word:
                    return "%s is %s, not %s %s" % (name, part, score, word)
        elif key == "not_scored":
            if not got.get(key):
                return "does not say why it is not scored"
        elif not near(got.get(key), value) if key == "total" else got.get(key) != value:
            return "%s is %s, not %s" % (key, got.get(key), value)
    return None


def ask(requests):
    done = subprocess.run([FILTER], input="".join(json.dumps(r) + "\n" for r in requests), capture_output=True, text=True)
    if done.returncode:
        print("# " + done.stderr)
    return [json.loads(line) for line in done.stdout.splitlines()]


def main():
    results = ask([dict({"id": i, "answers": a}, **({"sex": sex} if sex else {})) for _, _, i, a, sex, _ in WORKED])
    shown = {i for _, _, i, _, _, _ in WORKED}
    # values no form has, one at a time into an otherwise empty form
    bad = [(i, n, value) for i in ALL for n in (0, 1) for value in (-1000, 1e7, 0.123, "x", True, [1], {"1": 1})]
    refused = ask([{"id": i, "answers": [None] * n + [value]} for i, n, value in bad])
    taken = [b for b, r in zip(bad, refused) if "error" not in r and not (b[0] in ("psqi", "wpai_gh") and b[1] == 1 and b[2] == 0.123)]
    print("1..%d" % (len(WORKED) + 3))
    print("%sok 1 - every example was answered" % ("" if len(results) == len(WORKED) else "not "))
    for n, ((what, source, instrument, answers, _, want), got) in enumerate(zip(WORKED, results), 2):
        said = complaint(got, want)
        if said:
            print("# %s\n# %s" % (said, json.dumps(answers)))
        print("%sok %d - %s: %s (%s)" % ("not " if said else "", n, instrument, what.replace("#", "no."), source))
    print("%sok %d - every instrument has an example: %s" % ("not " if set(ALL) - shown else "", len(WORKED) + 2, sorted(set(ALL) - shown)))
    for one in taken[:5]:
        print("# taken: %s" % (one,))
    print("%sok %d - %d values no form has are refused" % ("not " if taken or len(refused) != len(bad) else "", len(WORKED) + 3, len(bad)))


main()
