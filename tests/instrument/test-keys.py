#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every instrument against its published key, written a second time here: tables of item numbers and plain Python,
nothing of the definitions is read. Random answers, all lowest, all highest, one left out, values outside the form.

Sources of the keys: the manuals and papers named in each definition's "verification"; worked examples are cited beside
them."""
import json
import random
import subprocess
import sys

FILTER, RUNS = sys.argv[1], 40
random.seed(20260101)


def lookup(bands, score):
    """bands: (lowest score, word), rising"""
    word = None
    for low, name in bands:
        if score >= low - 1e-9:
            word = name
    return word


def picks(a, numbers):
    return [a[n] for n in numbers]


def mean(values):
    values = list(values)
    return sum(values) / len(values)


def total(lowest, highest, n, bands=None, reverse=(), transform=None, subscales=None, critical=()):
    """A form of n items from lowest to highest whose total is the sum after reversing."""
    def score(a):
        v = {i: (lowest + highest - x if i in reverse else x) for i, x in a.items()}
        t = sum(v.values())
        if transform:
            t = transform(t)
        subs = subscales(v) if subscales else {}
        return t, lookup(bands, t) if bands else None, subs, [i for i, least in critical if a[i] >= least]
    return {"items": {i: list(range(lowest, highest + 1)) for i in range(1, n + 1)}, "score": score}


def sums(table, factor=1, words=None):
    return lambda v: {k: (factor * sum(picks(v, n)), lookup(words[k], factor * sum(picks(v, n))) if words else None)
                      for k, n in table.items()}


def means(table):
    return lambda v: {k: (mean(picks(v, n)), None) for k, n in table.items()}


def none_total(form, subs):
    inner = form["score"]
    return dict(form, score=lambda a: (None, None, inner(a)[2] if subs is None else subs(a), inner(a)[3]))


R = lambda a, b: list(range(a, b + 1))
PHQ = [(0, "minimal/none"), (5, "mild"), (10, "moderate"), (15, "moderately severe"), (20, "severe")]
DASS = ("normal", "mild", "moderate", "severe", "extremely severe")
dass_words = {"D": list(zip((0, 10, 14, 21, 28), DASS)), "A": list(zip((0, 8, 10, 15, 20), DASS)),
              "S": list(zip((0, 15, 19, 26, 34), DASS))}

FORMS = {
    "gad7": total(0, 3, 7, [(0, "minimal"), (5, "mild"), (10, "moderate"), (15, "severe")]),
    "phq2": total(0, 3, 2, [(0, "negative"), (3, "positive → PHQ-9")]),
    "gad2": total(0, 3, 2, [(0, "negative"), (3, "positive → GAD-7")]),
    "phq4": total(0, 3, 4, [(0, "normal"), (3, "mild"), (6, "moderate"), (9, "severe")], subscales=sums(
        {"anxiety": [1, 2], "depression": [3, 4]}, words={k: [(0, "negative"), (3, "positive")] for k in ("anxiety", "depression")})),
    "phq15": total(0, 2, 15, [(0, "minimal"), (5, "low"), (10, "medium"), (15, "high")], critical=[(6, 2), (8, 2)]),
    "pcq24": total(1, 6, 24, reverse=(13, 20, 23), transform=lambda t: t / 24, subscales=means(
        {"efficacy": R(1, 6), "hope": R(7, 12), "resilience": R(13, 18), "optimism": R(19, 24)})),
    "msq20": total(1, 5, 20, subscales=sums({"intrinsic": [1, 2, 3, 4, 7, 8, 9, 10, 11, 15, 16, 20],
                                             "extrinsic": [5, 6, 12, 13, 14, 19]})),
    "sps6": total(1, 5, 6, reverse=(1, 3, 4), subscales=sums({"completing": [2, 5, 6], "avoiding": [1, 3, 4]})),
    "bat12": total(1, 5, 12, transform=lambda t: t / 12),
    "who5": total(0, 5, 5, [(0, "poor well-being → assess depression"), (50, "adequate")], transform=lambda t: 4 * t),
    "k10": total(1, 5, 10, [(10, "low"), (16, "moderate"), (22, "high"), (30, "very high")]),
    "k6": total(0, 4, 6, [(0, "low"), (5, "moderate distress"), (13, "serious mental illness likely")]),
    "pss10": total(0, 4, 10, reverse=(4, 5, 7, 8)),
    "isi": total(0, 4, 7, [(0, "none"), (8, "subthreshold"), (15, "moderate"), (22, "severe")]),
    "ais": total(0, 3, 8, [(0, "no insomnia"), (6, "insomnia likely")]),
    "core10": total(0, 4, 10, [(0, "healthy"), (6, "low level"), (11, "mild"), (15, "moderate"), (20, "moderate–severe"),
                               (25, "severe")], reverse=(2, 3), critical=[(6, 1)]),
    "sds": total(1, 4, 20, [(25, "normal"), (53, "mild"), (63, "moderate"), (73, "severe")],
                 reverse=(2, 5, 6, 11, 12, 14, 16, 17, 18, 20), transform=lambda t: int(t * 1.25), critical=[(19, 2)]),
    "sas": total(1, 4, 20, [(25, "normal"), (50, "mild"), (60, "moderate"), (70, "severe")],
                 reverse=(5, 9, 13, 17, 19), transform=lambda t: int(t * 1.25)),
    "hama14": total(0, 4, 14, [(0, "none (<7)"), (7, "possible"), (14, "definite"), (21, "marked"), (29, "severe")],
                    subscales=sums({"psychic": R(1, 6) + [14], "somatic": R(7, 13)})),
    "madrs": total(0, 6, 10, [(0, "normal"), (7, "mild"), (20, "moderate"), (35, "severe")], critical=[(10, 2)]),
    "whodas12": total(0, 4, 12, subscales=sums({"mobility": [1, 7], "life": [2, 12], "cognition": [3, 6],
                                                "participation": [4, 5], "self-care": [8, 9], "getting": [10, 11]})),
    "scoff": total(0, 1, 5, [(0, "negative"), (2, "positive")]),
    "epds": total(0, 3, 10, [(0, "lower"), (10, "possible depression"), (13, "likely depression")], critical=[(10, 1)]),
    "brs": total(1, 5, 6, [(1, "low"), (3, "normal"), (4.31, "high")], reverse=(2, 4, 6), transform=lambda t: t / 6),
    "uwes9": total(0, 6, 9, [(0, "very low"), (1.78, "low"), (2.89, "average"), (4.67, "high"), (5.51, "very high")],
                   transform=lambda t: t / 9, subscales=means({"vigor": [1, 2, 5], "dedication": [3, 4, 7],
                                                               "absorption": [6, 8, 9]})),
    "atq30": total(1, 5, 30, subscales=sums({"PMDC": [7, 10, 14, 20, 26], "NSNE": [2, 3, 9, 21, 23, 24, 28],
                                             "LSE": [17, 18], "Helplessness": [29, 30]})),
    # D and A are swapped on one public page; Lovibond & Lovibond 1995 has depression at 3, 5, 10, 13, 16, 17, 21
    "dass21": none_total(total(0, 3, 21, subscales=sums({"D": [3, 5, 10, 13, 16, 17, 21], "A": [2, 4, 7, 9, 15, 19, 20],
                                                         "S": [1, 6, 8, 11, 12, 14, 18]}, 2, dass_words),
                               critical=[(10, 2), (17, 2), (21, 1)]), None),
    # item 24 is not reversed in the international Form Y
    "stai": none_total(total(1, 4, 40, reverse=(1, 2, 5, 8, 10, 11, 15, 16, 19, 20, 21, 23, 26, 27, 30, 33, 34, 36, 39),
                             subscales=sums({"S-AI": R(1, 20), "T-AI": R(21, 40)})), None),
    "mbi_hss": none_total(total(0, 6, 22, subscales=sums({"EE": [1, 2, 3, 6, 8, 13, 14, 16, 20], "DP": [5, 10, 11, 15, 22],
                                                          "PA": [4, 7, 9, 12, 17, 18, 19, 21]})), None),
    # the factors are not consecutive items (Derogatis 1973)
    "scl90": total(1, 5, 90, subscales=means({
        "SOM": [1, 4, 12, 27, 40, 42, 48, 49, 52, 53, 56, 58], "O-C": [3, 9, 10, 28, 38, 45, 46, 51, 55, 65],
        "I-S": [6, 21, 34, 36, 37, 41, 61, 69, 73], "DEP": [5, 14, 15, 20, 22, 26, 29, 30, 31, 32, 54, 71, 79],
        "ANX": [2, 17, 23, 33, 39, 57, 72, 78, 80, 86], "HOS": [11, 24, 63, 67, 74, 81],
        "PHOB": [13, 25, 47, 50, 70, 75, 82], "PAR": [8, 18, 43, 68, 76, 83],
        "PSY": [7, 16, 35, 62, 77, 84, 85, 87, 88, 90], "ADD": [19, 44, 59, 60, 64, 66, 89]}),
        critical=[(15, 2), (59, 3), (63, 3)]),
}


def phq9(a):
    core = (a[1] >= 2) + (a[2] >= 2)
    n = core + sum(a[i] >= 2 for i in R(3, 8)) + (a[9] >= 1)
    word = "none" if not core or n < 2 else "other depressive syndrome" if n < 5 else "major depressive syndrome"
    return sum(picks(a, R(1, 9))), lookup(PHQ, sum(picks(a, R(1, 9)))), {"algorithm": (n, word)}, [9] if a[9] else []


def mbi_gs(a):
    ex, cy, pe = (mean(picks(a, n)) for n in ([1, 2, 3, 4, 6], [8, 9, 13, 14, 15], [5, 7, 10, 11, 12, 16]))
    t = 0.4 * ex + 0.3 * cy + 0.3 * (6 - pe)
    return t, lookup([(0, "no burnout (Kalimo)"), (1.5, "some symptoms"), (3.5, "severe")], t), \
        {"EX": (ex, None), "CY": (cy, None), "PE": (pe, None)}, []


def cbi(a):
    v = dict(a)
    v[10] = 100 - v[10]
    words = [(0, "low"), (50, "moderate"), (75, "high"), (100, "severe")]
    return None, None, {k: (mean(picks(v, n)), lookup(words, mean(picks(v, n)))) for k, n in
                        (("personal", R(1, 6)), ("work", R(7, 13)), ("client", R(14, 19)))}, []


def pcl5(a):
    clusters = {"B": R(1, 5), "C": [6, 7], "D": R(8, 14), "E": R(15, 20)}
    met = all(sum(a[i] >= 2 for i in clusters[c]) >= n for c, n in (("B", 1), ("C", 1), ("D", 2), ("E", 2)))
    subs = {c: (sum(picks(a, n)), None) for c, n in clusters.items()}
    subs["provisional"] = (int(met), "provisional PTSD" if met else "not met")
    t = sum(a.values())
    return t, lookup([(0, "below"), (31, "probable PTSD (31–33)")], t), subs, [16] if a[16] >= 2 else []


def hamd17(a):
    t = sum(a.values())
    subs = {"anxiety/somatization": [10, 11, 12, 13, 15, 17], "sleep": [4, 5, 6], "retardation": [1, 7, 8, 14]}
    return t, lookup([(0, "none"), (7, "possible"), (18, "definite, mild–moderate"), (25, "severe")], t), \
        {k: (sum(picks(a, n)), None) for k, n in subs.items()}, [3] if a[3] else []


def ymrs(a):
    t = sum(a.values())
    return t, lookup([(0, "remission ≤12"), (13, "mild"), (20, "≥20 mania")], t), {}, []


def swemwbs(a):
    table = [7.0, 9.51, 11.25, 12.4, 13.33, 14.08, 14.75, 15.32, 15.84, 16.36, 16.88, 17.43, 17.98, 18.59, 19.25, 19.98,
             20.73, 21.54, 22.35, 23.21, 24.11, 25.03, 26.02, 27.03, 28.13, 29.31, 30.7, 32.55, 35.0]
    return table[sum(a.values()) - 7], None, {}, []


def audit(a):
    t = sum(a.values())
    sub = lambda n: sum(picks(a, n))
    return t, lookup([(0, "low risk"), (8, "hazardous"), (16, "harmful"), (20, "possible dependence")], t), {
        "consumption": (sub([1, 2, 3]), None), "dependence": (sub([4, 5, 6]), "positive" if sub([4, 5, 6]) >= 4 else "negative"),
        "problems": (sub([7, 8, 9, 10]), None)}, []


def asrs6(a):
    t = sum(a[i] >= 2 for i in (1, 2, 3)) + sum(a[i] >= 3 for i in (4, 5, 6))
    points = sum(a[i] >= (2 if i in (1, 2, 3, 9, 12, 16, 18) else 3) for i in R(1, 18))
    return t, "highly consistent with ADHD" if t >= 4 else "negative", {
        "dichotomised": (points, None), "inattentive": (sum(picks(a, [1, 2, 3, 4, 7, 8, 9, 10, 11])), None),
        "motor": (sum(picks(a, [5, 6, 12, 13, 14])), None), "verbal": (sum(picks(a, R(15, 18))), None)}, []


def mdq(a):
    n = sum(picks(a, R(1, 13)))
    return n, "positive" if n >= 7 and a[14] and a[15] >= 2 else "negative", {}, []


def eri(a):
    v = {k: (5 - x if k in ("ERI5", "ERI6", "ERI7", "OC3") else x) for k, x in a.items()}
    effort, reward = sum(v["ERI%d" % i] for i in R(1, 3)), sum(v["ERI%d" % i] for i in R(4, 10))
    return effort / (reward * 3 / 7), None, {"effort": (effort, None), "reward": (reward, None),
                                             "overcommitment": (sum(v["OC%d" % i] for i in R(1, 6)), None)}, []


def psqi(a):
    step = lambda x, limits: sum(x > limit for limit in limits)
    clock = lambda t: int(t[:2]) * 60 + int(t[3:])
    in_bed = (clock(a[3]) - clock(a[1])) % 1440
    efficiency = 100 * a[4] * 60 / in_bed
    nights = sum(a["5" + c] for c in "bcdefghij")
    c = [a[6], [0, 1, 1, 2, 2, 3, 3][step(a[2], (15, 30, 60)) + a["5a"]],
         0 if a[4] >= 7 else 1 if a[4] >= 6 else 2 if a[4] >= 5 else 3,
         0 if efficiency >= 85 else 1 if efficiency >= 75 else 2 if efficiency >= 65 else 3,
         0 if nights == 0 else 1 if nights <= 9 else 2 if nights <= 18 else 3, a[7], [0, 1, 1, 2, 2, 3, 3][a[8] + a[9]]]
    return sum(c), "poor" if sum(c) > 5 else "good (Buysse)", {"C%d" % (i + 1): (x, None) for i, x in enumerate(c)}, []


def form(items, score):
    return {"items": items, "score": score}


five, three = R(0, 4), R(0, 2)
FORMS.update({
    "phq9": form({i: R(0, 3) for i in R(1, 9)}, phq9),
    "mbi_gs": form({i: R(0, 6) for i in R(1, 16)}, mbi_gs),
    "cbi": form({i: [0, 25, 50, 75, 100] for i in R(1, 19)}, cbi),
    "pcl5": form({i: five for i in R(1, 20)}, pcl5),
    "hamd17": form({i: five if i in (1, 2, 3, 7, 8, 9, 10, 11, 15) else three for i in R(1, 17)}, hamd17),
    "ymrs": form({i: [0, 2, 4, 6, 8] if i in (5, 6, 8, 9) else five for i in R(1, 11)}, ymrs),
    "swemwbs": form({i: R(1, 5) for i in R(1, 7)}, swemwbs),
    "audit": form({i: [0, 2, 4] if i > 8 else five for i in R(1, 10)}, audit),
    "asrs6": form({i: five for i in R(1, 18)}, asrs6),
    "mdq": form({i: [0, 1] for i in R(1, 14)} | {15: R(0, 3)}, mdq),
    "eri": form({k: R(1, 4) for k in ["ERI%d" % i for i in R(1, 10)] + ["OC%d" % i for i in R(1, 6)]}, eri),
    "psqi": form({1: ["22:00", "23:30", "00:15", "01:00"], 2: [0, 15, 16, 30, 31, 60, 61, 90],
                       3: ["06:30", "07:00", "08:00"], 4: [3.5, 4.9, 5, 5.5]}
                 | {k: R(0, 3) for k in ["5" + c for c in "abcdefghij"] + [6, 7, 8, 9]}, psqi),
    "was": form({1: R(0, 10)}, lambda a: (a[1], lookup([(0, "poor"), (6, "moderate"), (8, "good"), (10, "excellent")], a[1]), {}, [])),
})

# Forms whose course depends on the answers, and traps: answers in item order, sex, what must come out.
HIGH, ACUTE, NOT_ACUTE = "HIGH – immediate", "ACUTE positive → safety precautions now", \
    "non-acute positive → brief safety assessment"
N = None
WORKED = [
    # PHQ-15 leaves item 4 out for men, also when it was answered
    ("phq15", [2] * 15, "male", {"total": 28, "severity": "high", "missing": []}),
    ("phq15", [2] * 15, "female", {"total": 30}),
    ("phq15", [1, 1, 1, N] + [1] * 11, "male", {"complete": True, "total": 14, "severity": "medium"}),
    ("phq15", [1, 1, 1, N] + [1] * 11, "female", {"complete": False, "total": None, "missing": [4]}),
    ("phq15", [1, 1, 1, N] + [1] * 11, N, {"complete": False, "missing": [4]}),
    # AUDIT: never drinks, questions 2 to 8 are skipped; no heavy drinking, 4 to 8 are (WHO manual 2001, box 4)
    ("audit", [0, N, N, N, N, N, N, N, 2, 4], N, {"complete": True, "total": 6, "severity": "low risk"}),
    ("audit", [3, 0, 0, N, N, N, N, N, 0, 0], N, {"complete": True, "total": 3}),
    ("audit", [3, 0, 1, N, N, N, N, N, 0, 0], N, {"complete": False, "missing": [4, 5, 6, 7, 8]}),
    ("audit", [0, 0, 0, 0, 0, 0, 0, 0, 1, 0], N, {"error": True}),
    ("auditc", [1, 1, 1], "female", {"total": 3, "severity": "positive"}),
    ("auditc", [1, 1, 1], "male", {"total": 3, "severity": "negative"}),
    ("auditc", [1, 1, 1], N, {"complete": True, "total": 3, "severity": None}),
    ("auditc", [2, 1, 1], "male", {"severity": "positive"}),
    ("auditc", [0, N, N], "male", {"complete": True, "total": 0, "severity": "negative"}),
    # C-SSRS screener: triage by the highest answer, never a sum
    ("cssrs_screen", [0, 0, N, N, N, 0, N], N, {"complete": True, "total": None, "severity": "negative", "critical": []}),
    ("cssrs_screen", [1, 0, N, N, N, 0, N], N, {"severity": "low", "critical": [1]}),
    ("cssrs_screen", [1, 1, 0, 0, 0, 0, N], N, {"severity": "low"}),
    ("cssrs_screen", [1, 1, 1, 0, 0, 0, N], N, {"severity": "moderate"}),
    ("cssrs_screen", [1, 1, 0, 1, 0, 0, N], N, {"severity": HIGH, "critical": [1, 2, 4]}),
    ("cssrs_screen", [0, 0, N, N, N, 1, 0], N, {"severity": "moderate", "critical": [6]}),
    ("cssrs_screen", [0, 0, N, N, N, 1, 1], N, {"severity": HIGH, "critical": [6, "6b"]}),
    ("cssrs_screen", [1, 1, N, 0, 0, 0, N], N, {"complete": False, "severity": None, "missing": [3], "critical": [1, 2]}),
    ("cssrs_screen", [0, N, N, N, N, 0, N], N, {"complete": False, "severity": None, "missing": [2, 3, 4, 5]}),
    ("cssrs_screen", [0, 0, N, N, N, N, N], N, {"complete": False, "missing": [6, "6b"]}),
    ("asq", [0, 0, 0, 0, N], N, {"complete": True, "severity": "negative"}),
    ("asq", [0, 0, 2, 0, 0], N, {"severity": NOT_ACUTE, "critical": [3]}),
    ("asq", [0, 1, 0, 0, 1], N, {"severity": ACUTE, "critical": [2, 5]}),
    ("asq", [0, 1, 0, 0, N], N, {"complete": False, "severity": None, "missing": [5]}),
    ("pcptsd5", [0, N, N, N, N, N], N, {"complete": True, "total": 0, "severity": "negative"}),
    ("pcptsd5", [1, 1, 0, 1, 1, 0], N, {"total": 3, "severity": "positive"}),
    ("pcptsd5", [N, 1, 0, 1, 1, 0], N, {"complete": False, "total": None, "missing": ["gate"]}),
    ("k10", [5, 1, N, 5, 1, N, 5, 5, 5, 5], N, {"complete": True, "total": 34, "severity": "very high"}),
    ("wsas", [N, 8, 8, 8, 8, 1], N, {"complete": True, "total": 32, "severity": "moderately severe or worse"}),
    ("wsas", [N, 8, 8, 8, 8], N, {"complete": False, "missing": [1]}),
    ("wsas", [8, 8, 8, 8, 8], N, {"total": 40}),
    ("cbi", [50] * 13 + [N] * 6 + [0], N, {"complete": True}),
    # WPAI (Reilly Associates): 5 of 40 hours missed, productivity 4, activities 6
    ("wpai_gh", [1, 5, 0, 35, 4, 6], N, {"total": None, "subscales": {
        "absenteeism": {"score": 12.5, "severity": None}, "presenteeism": {"score": 40, "severity": None},
        "overall": {"score": 47.5, "severity": None}, "activity": {"score": 60, "severity": None}}}),
    ("wpai_gh", [0, N, N, N, N, 6], N, {"complete": True, "subscales": {
        "absenteeism": {"score": None, "severity": None}, "presenteeism": {"score": None, "severity": None},
        "overall": {"score": None, "severity": None}, "activity": {"score": 60, "severity": None}}}),
    ("hamd17", [0] * 15 + [3, 0], N, {"complete": False, "missing": [16], "total": None}),
    ("gaf", [0], N, {"complete": False, "missing": [1]}),
    ("gaf", [55], N, {"total": 55}),
    ("gaf", [101], N, {"error": True}),
    ("cgi", [4, 0], N, {"complete": False, "missing": ["I"], "total": None}),
    ("eq5d5l", [1, 2, 3, 4, 9, 80], N, {"complete": False, "missing": [5]}),
    # PSQI: 7 hours of 8¼ is 84.8 %, below the edge of 85; 5j left blank counts 0; more sleep than bed is refused
    ("psqi", ["22:45", 10, "07:00", 7] + [0] * 9 + [N, 0, 0, 0, 0], N, {"complete": True, "total": 1, "severity": "good (Buysse)"}),
    ("psqi", ["23:00", 10, "07:00", 6.8] + [0] * 10 + [0, 0, 0, 0], N, {"total": 1}),
    ("psqi", ["23:00", 10, "06:00", 8] + [0] * 14, N, {"error": True}),
    ("psqi", ["23:00", 10, "23:00", 8] + [0] * 14, N, {"error": True}),
    ("psqi", ["25:00", 10, "06:00", 6] + [0] * 14, N, {"error": True}),
    ("stai", [1] * 40, N, {"total": None, "complete": True}),
    ("jcq", [], N, {"error": True}),
    ("oasq", [], N, {"error": True}),
    ("osi_r", [1] * 140, N, {"complete": True, "total": None, "severity": None, "subscales": {}}),
    # ASRS: the six items of part A are a form of their own
    ("asrs6", [2, 2, 2, 3, 0, 0], N, {"complete": True, "total": 4, "severity": "highly consistent with ADHD"}),
    ("asrs6", [1, 1, 1, 2, 2, 2], N, {"total": 0, "severity": "negative"}),
    ("sds", [4, 1, 4, 4, 1, 1, 4, 4, 4, 4, 1, 1, 4, 1, 4, 1, 1, 1, 4, 1], N, {"total": 100, "severity": "severe"}),
    # integer part of 42 × 1.25 = 52.5
    ("sds", [3, 2, 2, 2, 3, 3, 2, 2, 2, 2, 3, 3, 2, 3, 2, 3, 3, 3, 2, 3], N, {"total": 52, "severity": "normal"}),
]


class Filter:
    def __init__(self):
        self.lines = []

    def ask(self, instrument, answers, sex=None):
        request = {"id": instrument, "answers": answers}
        if sex:
            request["sex"] = sex
        self.lines.append(json.dumps(request))
        return len(self.lines) - 1

    def run(self):
        done = subprocess.run([FILTER], input="\n".join(self.lines) + "\n", capture_output=True, text=True)
        if done.returncode:
            print("# " + done.stderr)
        return [json.loads(line) for line in done.stdout.splitlines()]


def as_object(a):
    return {str(k): v for k, v in a.items()}


def near(x, y):
    return x == y if x is None or y is None or isinstance(x, str) else abs(x - y) < 1e-9


def complaint(got, want):
    if "error" in got:
        return "refused"
    t, word, subs, critical = want
    if not got["complete"] or got["missing"]:
        return "not complete: %s" % got["missing"]
    if not near(got["total"], t) or got["severity"] != word:
        return "total %s %s, not %s %s" % (got["total"], got["severity"], t, word)
    if set(got["subscales"]) != set(subs):
        return "subscales %s" % sorted(got["subscales"])
    for key, (value, name) in subs.items():
        if not near(got["subscales"][key]["score"], value) or got["subscales"][key]["severity"] != name:
            return "%s is %s, not %s %s" % (key, got["subscales"][key], value, name)
    if got["critical"] != critical:
        return "critical %s, not %s" % (got["critical"], critical)
    return None


def number(text):
    return int(text) if str(text).isdigit() else text


def main():
    ask, checks = Filter(), []

    def plan(name, instrument, answers, test, sex=None):
        checks.append((name, ask.ask(instrument, answers, sex), test))

    for name, one in sorted(FORMS.items()):
        items = one["items"]
        cases = [{i: v[0] for i, v in items.items()}, {i: v[-1] for i, v in items.items()}]
        cases += [{i: random.choice(v) for i, v in items.items()} for _ in range(RUNS)]
        for a in cases:
            plan(name, name, as_object(a), lambda got, want=one["score"](a): complaint(got, want))
        for gone in items if name not in ("asrs6", "phq15", "k10", "audit") else list(items)[:2]:
            if (name, gone) in (("psqi", "5j"), ("audit", 2)):
                continue
            a = {i: v[-1] for i, v in items.items()}
            del a[gone]
            plan(name + " without one", name, as_object(a), lambda got, gone=gone: None if not got.get("complete", True)
                 and got["missing"] == [number(gone)] and got["total"] is None and got["severity"] is None
                 else "%s" % got)
        for i, values in items.items():
            if isinstance(values[0], str):
                continue
            a = {j: v[0] for j, v in items.items()}
            for bad in (values[0] - 1000, 1e7, 0.123, "1", True, [1]):
                plan(name + " refuses", name, as_object(a) | {str(i): bad},
                     lambda got, bad=bad, name=name, i=i: None if "error" in got or (name == "psqi" and bad == 0.123)
                     else "took %r for %s" % (bad, i))
    for instrument, answers, sex, want in WORKED:
        def test(got, want=want):
            if want.get("error"):
                return None if "error" in got else "not refused"
            return next(("%s is %s, not %s" % (k, got.get(k), v) for k, v in want.items() if got.get(k) != v), None)
        plan("worked " + instrument, instrument, answers, test, sex)

    results = ask.run()
    names = list(dict.fromkeys(name for name, _, _ in checks))
    print("1..%d" % (len(names) + 1))
    print("%s 1 - every line was answered" % ("ok" if len(results) == len(ask.lines) else "not ok"))
    for n, name in enumerate(names, 2):
        wrong = []
        for other, index, test in checks:
            if other == name:
                said = test(results[index]) if index < len(results) else "no answer"
                if said:
                    wrong.append("%s: %s" % (ask.lines[index][:160], said))
        for line in wrong[:5]:
            print("# " + line)
        print("%s %d - %s" % ("not ok" if wrong else "ok", n, name))


main()
