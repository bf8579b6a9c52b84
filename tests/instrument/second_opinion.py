#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every instrument makes of a set of answers, written a second time from the published keys as plain functions, one
by one. Nothing of the definitions or of their formulas is read here, and nothing here knows how the engine works.

FORM[id] is the form: (item, the answers it takes) in the order of the page. SCORE[id](a, sex) takes the answers by item
(None: not answered) and gives an Opinion. Sources of the keys: the papers and manuals named in the definitions."""
import math
from bisect import bisect_right

FORM, SCORE = {}, {}


class Opinion:
    """total, its word, is it prorated; parts: {score: (value, word, prorated)}; missing items; critical (item, rule)"""
    def __init__(self, missing=(), total=None, word=None, parts=None, critical=(), prorated=False):
        self.missing, self.total, self.parts, self.critical = list(missing), total, parts or {}, list(critical)
        self.prorated = prorated and total is not None
        if self.missing and not self.prorated:      # an incomplete form has neither total nor word
            self.total = word = None
        self.word = word


REFUSED = "refused"


def span(first, last):
    return [str(i) for i in range(first, last + 1)]


def form(name, *blocks):
    """blocks: (items, answers)"""
    FORM[name] = [(item, tuple(answers)) for items, answers in blocks for item in items]

    def register(function):
        SCORE[name] = function
        return function
    return register


def gaps(a):
    return [i for i, v in a.items() if v is None]


def add(a, items):
    total = 0
    for i in items:
        if a[i] is None:
            return None
        total += a[i]
    return total


def average(a, items):
    s = add(a, items)
    return None if s is None else s / len(items)


def word(limits, words, value, gap=1):
    """words[k] from limits[k] on; the first word below them all. A word ends one gap before the next begins: what lies
    between has the word of the nearer end, as rounded"""
    return None if value is None else words[bisect_right(limits, value + gap / 2 + 1e-9)]


def mirrored(a, items, both_ends):
    return {i: (both_ends - v if i in items and v is not None else v) for i, v in a.items()}


def at_least(a, *rules):
    """(items, lowest answer, rule), in the order of the page"""
    return [(i, rule) for i in a for items, least, rule in rules if i in items and a[i] is not None and a[i] >= least]


def stretched(a, items, allowed):
    """Sum with the mean standing in for at most so many missing: (sum, was it prorated)"""
    there = [a[i] for i in items if a[i] is not None]
    n_gone = len(items) - len(there)
    if n_gone == 0:
        return sum(there), False
    if n_gone > allowed or not there:
        return None, False
    return sum(there) + n_gone * sum(there) / len(there), True


def both(*truths):
    """and, where None is not known"""
    return False if False in truths else None if None in truths else True


def either(*truths):
    return True if True in truths else None if None in truths else False


def known(value, test):
    return None if value is None else bool(test(value))


def counted(a, items, least):
    return None if any(a[i] is None for i in items) else sum(a[i] >= least for i in items)


def scale(name, n, lowest, highest, limits=None, words=None, reverse=(), divide=1, parts=None, critical=(), total=True,
          partwise="sum"):
    """A form of n like items, the commonest kind."""
    reverse = [str(i) for i in reverse]
    parts = {k: [str(i) for i in v] for k, v in (parts or {}).items()}

    @form(name, (span(1, n), range(lowest, highest + 1)))
    def score(a, sex):
        v = mirrored(a, reverse, lowest + highest)
        t = add(v, v) if total else None
        t = None if t is None else t / divide
        sub = {k: ((add if partwise == "sum" else average)(v, i), None, False) for k, i in parts.items()}
        said = word(limits, words, t, 1 if divide == 1 else 0.01) if limits else None
        return Opinion(gaps(a), t, said, sub, at_least(a, *critical))


R = range
DEPRESSION = ([5, 10, 15, 20], ["minimal/none", "mild", "moderate", "moderately severe", "severe"])


@form("phq9", (span(1, 10), R(4)))
def phq9(a, sex):
    nine = {k: v for k, v in a.items() if k != "10"}
    cardinal = counted(a, ["1", "2"], 2)
    others = counted(a, span(3, 8), 2)
    n = None if None in (cardinal, others, a["9"]) else cardinal + others + (a["9"] >= 1)
    if cardinal is None:
        syndrome = None
    elif cardinal == 0:
        syndrome = "none"
    else:
        syndrome = None if n is None else ("major depressive syndrome" if n > 4 else
                                           "other depressive syndrome" if n > 1 else "none")
    t = add(nine, nine)
    return Opinion(gaps(nine), t, word(*DEPRESSION, t), {"algorithm": (n, syndrome, False)},
                   at_least(a, (["9"], 1, "suicidal-thoughts")))


scale("phq2", 2, 0, 3, [3], ["negative", "positive → PHQ-9"])
scale("gad2", 2, 0, 3, [3], ["negative", "positive → GAD-7"])
scale("gad7", 7, 0, 3, [5, 10, 15], ["minimal", "mild", "moderate", "severe"])


@form("phq4", (span(1, 4), R(4)))
def phq4(a, sex):
    halves = {"anxiety": add(a, ["1", "2"]), "depression": add(a, ["3", "4"])}
    t = add(a, a)
    return Opinion(gaps(a), t, word([3, 6, 9], ["normal", "mild", "moderate", "severe"], t),
                   {k: (v, word([3], ["negative", "positive"], v), False) for k, v in halves.items()})


@form("phq15", (span(1, 15), R(3)))
def phq15(a, sex):
    asked = {k: v for k, v in a.items() if k != "4" or sex != "male"}
    t = add(asked, asked)
    return Opinion(gaps(asked), t, word([5, 10, 15], ["minimal", "low", "medium", "high"], t), {},
                   at_least(a, (["6", "8"], 2, "chest-pain-fainting")))


def stai_with(trait_reversed):
    def stai(a, sex):
        v = mirrored(a, "1 2 5 8 10 11 15 16 19 20".split() + trait_reversed.split(), 5)
        parts = {}
        for name, items in (("S-AI", span(1, 20)), ("T-AI", span(21, 40))):
            s, prorated = stretched(v, items, 2)
            if prorated:
                s = math.ceil(s - 1e-9)
            parts[name] = (s, None, prorated)
        return Opinion(gaps(a), None, None, parts)
    return stai


form("stai", (span(1, 40), R(1, 5)))(stai_with("21 23 26 27 30 33 34 36 39"))
form("stai_cn", (span(1, 40), R(1, 5)))(stai_with("21 23 24 26 27 30 33 34 36 39"))

scale("mbi_hss", 22, 0, 6, total=False, parts={"EE": [1, 2, 3, 6, 8, 13, 14, 16, 20], "DP": [5, 10, 11, 15, 22],
                                               "PA": [4, 7, 9, 12, 17, 18, 19, 21]})


@form("mbi_gs", (span(1, 16), R(7)))
def mbi_gs(a, sex):
    ex, cy = average(a, "1 2 3 4 6".split()), average(a, "8 9 13 14 15".split())
    pe = average(a, "5 7 10 11 12 16".split())
    t = None if None in (ex, cy, pe) else .4 * ex + .3 * cy + .3 * (6 - pe)
    return Opinion(gaps(a), t, word([1.5, 3.5], ["no burnout (Kalimo)", "some symptoms", "severe"], t, 0.01),
                   {"EX": (ex, None, False), "CY": (cy, None, False), "PE": (pe, None, False)})


form("osi_r", (span(1, 140), R(1, 6)))(lambda a, sex: Opinion(gaps(a)))

CLOCK_TO_BED, CLOCK_UP = ("21:30", "22:00", "22:45", "23:00", "23:30", "0:15", "01:00"), ("05:00", "06:00", "06:30", "07:00", "08:10")


@form("psqi", (["1"], CLOCK_TO_BED), (["2"], (0, 10, 15, 16, 30, 31, 60, 61, 120)), (["3"], CLOCK_UP),
      (["4"], (2, 3.5, 4, 4.75, 5, 5.5, 6, 6.25, 7, 7.5, 8, 8.5)),
      (["5" + c for c in "abcdefghij"] + ["6", "7", "8", "9", "10"], R(4)))
def psqi(a, sex):
    def grade(x, *limits):
        return None if x is None else sum(x > limit for limit in limits)

    def clock(t):
        hour, minute = t.split(":")
        return int(hour) * 60 + int(minute)
    share = None
    if a["1"] is not None and a["3"] is not None:
        in_bed = clock(a["3"]) - clock(a["1"])
        in_bed += 1440 if in_bed < 0 else 0
        if in_bed == 0 or in_bed > 16 * 60 or (a["2"] is not None and a["2"] > in_bed):
            return REFUSED
        if a["4"] is not None:
            share = a["4"] * 6000 / in_bed
            if share > 100 + 1e-9:
                return REFUSED
    latency = None if a["2"] is None or a["5a"] is None else grade(a["2"], 15, 30, 60) + a["5a"]
    nights = [a["5" + c] for c in "bcdefghi"]
    trouble = None if None in nights else sum(nights) + (a["5j"] or 0)
    day = add(a, ["8", "9"])
    c = [a["6"], grade(latency, 0, 2, 4), None if a["4"] is None else 3 - grade(a["4"] + 1e-9, 5, 6, 7),
         None if share is None else 3 - grade(share + 1e-6, 65, 75, 85), grade(trouble, 0, 9, 18), a["7"], grade(day, 0, 2, 4)]
    t = None if None in c else sum(c)
    parts = {"C1": c[0], "C2": c[1], "C3": c[2], "efficiency": share, "C4": c[3], "C5": c[4], "C6": c[5], "C7": c[6]}
    asked = {k: v for k, v in a.items() if k not in ("5j", "10")}
    return Opinion(gaps(asked), t, word([6], ["good (Buysse)", "poor"], t), {k: (v, None, False) for k, v in parts.items()})


scale("atq30", 30, 1, 5, parts={"PMDC": [7, 10, 14, 20, 26], "NSNE": [2, 3, 9, 21, 23, 24, 28], "LSE": [17, 18],
                                "Helplessness": [29, 30]})

FACTORS = {  # Derogatis 1973; the order of the form is not by factor
    "SOM": "1 4 12 27 40 42 48 49 52 53 56 58", "O-C": "3 9 10 28 38 45 46 51 55 65", "I-S": "6 21 34 36 37 41 61 69 73",
    "DEP": "5 14 15 20 22 26 29 30 31 32 54 71 79", "ANX": "2 17 23 33 39 57 72 78 80 86", "HOS": "11 24 63 67 74 81",
    "PHOB": "13 25 47 50 70 75 82", "PAR": "8 18 43 68 76 83", "PSY": "7 16 35 62 77 84 85 87 88 90",
    "ADD": "19 44 59 60 64 66 89"}


@form("scl90", (span(1, 90), R(1, 6)))
def scl90(a, sex):
    parts = {k: average(a, v.split()) for k, v in FACTORS.items()}
    t = add(a, a)
    severe = [v for v in a.values() if v is not None and v >= 2]
    n = None if t is None else len(severe)
    screen = either(known(t, lambda x: x > 160), known(n, lambda x: x > 43),
                    *[known(v, lambda x: x >= 2 - 1e-9) for k, v in parts.items() if k != "ADD"])
    parts.update(GSI=None if t is None else t / 90, PST=n, PSDI=sum(severe) / n if n else None)
    out = {k: (v, None, False) for k, v in parts.items()}
    out["screen"] = (None, None if screen is None else "positive" if screen else "negative", False)
    return Opinion(gaps(a), t, None, out, at_least(a, (["15"], 2, "suicidal-thoughts"), (["59"], 3, "thoughts-of-death"),
                                                   (["63"], 3, "harm-to-others")))


scale("pcq24", 24, 1, 6, reverse=(13, 20, 23), divide=24, partwise="mean",
      parts={"efficacy": R(1, 7), "hope": R(7, 13), "resilience": R(13, 19), "optimism": R(19, 25)})
scale("msq20", 20, 1, 5, parts={"intrinsic": [1, 2, 3, 4, 7, 8, 9, 10, 11, 15, 16, 20], "extrinsic": [5, 6, 12, 13, 14, 19]})


@form("eri", (["ERI%d" % i for i in R(1, 11)] + ["OC%d" % i for i in R(1, 7)], R(1, 5)))
def eri(a, sex):
    v = mirrored(a, ["ERI5", "ERI6", "ERI7", "OC3"], 5)
    e, r = add(v, ["ERI%d" % i for i in R(1, 4)]), add(v, ["ERI%d" % i for i in R(4, 11)])
    o = add(v, ["OC%d" % i for i in R(1, 7)])
    return Opinion(gaps(a), None if None in (e, r) else 7 * e / (3 * r), None,
                   {"effort": (e, None, False), "reward": (r, None, False), "overcommitment": (o, None, False)})


@form("was", (["1"], R(11)))
def was(a, sex):
    return Opinion(gaps(a), a["1"], word([6, 8, 10], ["poor", "moderate", "good", "excellent"], a["1"]))


@form("wpai_gh", (["1"], (0, 1)), (["2", "3", "4"], (0, 3, 8, 20, 37.5, 40)), (["5", "6"], R(11)))
def wpai(a, sex):
    works = a["1"] != 0
    if works and None not in (a["2"], a["3"], a["4"]) and a["2"] + a["3"] + a["4"] > 168:
        return REFUSED
    lost = gone = both_lost = None
    if works:
        if a["2"] is not None and a["4"] is not None and a["2"] + a["4"] > 0:
            gone = a["2"] / (a["2"] + a["4"])
        lost = None if a["5"] is None or a["4"] == 0 else a["5"] / 10
        both_lost = gone if a["4"] == 0 else None if None in (gone, lost) else gone + (1 - gone) * lost
    asked = {k: v for k, v in a.items() if k in "16" or (works and (k != "5" or a["4"] != 0))}
    return Opinion(gaps(asked), None, None, {k: (None if v is None else 100 * v, None, False) for k, v in (
        ("absenteeism", gone), ("presenteeism", lost), ("overall", both_lost),
        ("activity", None if a["6"] is None else a["6"] / 10))})


scale("sps6", 6, 1, 5, reverse=(1, 3, 4), parts={"completing": [2, 5, 6], "avoiding": [1, 3, 4]})


@form("cbi", (span(1, 19), (0, 25, 50, 75, 100)), (["clients"], (0, 1)))
def cbi(a, sex):
    v = mirrored({k: x for k, x in a.items() if k != "clients"}, ["10"], 100)
    if a["clients"] == 0:
        v = {k: x for k, x in v.items() if int(k) < 14}
    parts = {}
    for name, items, allowed in (("personal", span(1, 6), 3), ("work", span(7, 13), 3), ("client", span(14, 19), 3)):
        value, prorated = stretched(v, items, allowed) if items[0] in v else (None, False)
        value = None if value is None else value / len(items)
        parts[name] = (value, word([50, 75, 100], ["low", "moderate", "high", "severe"], value, 0.01), prorated)
    return Opinion(gaps(v), None, None, parts)


scale("bat12", 12, 1, 5, divide=12)


@form("who5", (span(1, 5), R(6)))
def who5(a, sex):
    raw = add(a, a)
    t = None if raw is None else raw * 4
    return Opinion(gaps(a), t, word([50], ["poor well-being → assess depression", "adequate"], t), {"raw": (raw, None, False)})


@form("k10", (span(1, 10), R(1, 6)))
def k10(a, sex):
    v = dict(a)
    for gate, follow in (("2", "3"), ("5", "6")):
        if v[gate] == 1 and v[follow] is None:
            v[follow] = 1
    t = add(v, v)
    return Opinion(gaps(v), t, word([16, 22, 30], ["low", "moderate", "high", "very high"], t))


scale("k6", 6, 0, 4, [5, 13], ["low", "moderate distress", "serious mental illness likely"])
scale("pss10", 10, 0, 4, reverse=(4, 5, 7, 8))
scale("isi", 7, 0, 4, [8, 15, 22], ["none", "subthreshold", "moderate", "severe"])
scale("ais", 8, 0, 3, [6], ["no insomnia", "insomnia likely"])


@form("pcptsd5", (["gate"] + span(1, 5), (0, 1)))
def pcptsd5(a, sex):
    if a["gate"] == 0:
        return Opinion([], 0, "negative")
    five = {k: v for k, v in a.items() if k != "gate"}
    t = None if a["gate"] is None else add(five, five)
    return Opinion(gaps(a), t, word([3], ["negative", "positive"], t))


@form("pcl5", (span(1, 20), R(5)))
def pcl5(a, sex):
    clusters = {"B": span(1, 5), "C": span(6, 7), "D": span(8, 14), "E": span(15, 20)}
    enough = {"B": 1, "C": 1, "D": 2, "E": 2}
    met = both(*[known(counted(a, items, 2), lambda n, k=k: n >= enough[k]) for k, items in clusters.items()])
    parts = {k: (add(a, items), None, False) for k, items in clusters.items()}
    parts["provisional"] = (None if met is None else int(met), {None: None, True: "provisional PTSD", False: "not met"}[met], False)
    t = add(a, a)
    return Opinion(gaps(a), t, word([31], ["below", "probable PTSD (31–33)"], t), parts,
                   at_least(a, (["16"], 2, "risk-taking")))


@form("cssrs_screen", (span(1, 6) + ["6b"], (0, 1)))
def cssrs(a, sex):
    asked = dict(a)
    for gate, behind in (("2", "345"), ("6", ["6b"])):
        for i in behind:
            if a[gate] == 0 and a[i] != 1:                        # a yes that should not have been asked for is a yes
                del asked[i]

    def any_yes(*items):
        return either(*[known(asked[i], bool) for i in items if i in asked])
    outcome = None
    for name, says in (("HIGH – immediate", any_yes("4", "5", "6b")), ("moderate", any_yes("3", "6")),
                       ("low", any_yes("1", "2")), ("negative", True)):
        if says is None:
            break
        if says:
            outcome = name
            break
    return Opinion(gaps(asked), None, outcome, {}, at_least(asked, (["1", "2"], 1, "ideation"), (["3"], 1, "method"),
                   (["4", "5"], 1, "intent-or-plan"), (["6"], 1, "behaviour"), (["6b"], 1, "recent-behaviour")))


@form("asq", (span(1, 4), (0, 1, 2)), (["5"], (0, 1, 2)))
def asq(a, sex):
    four = either(*[known(a[i], bool) for i in span(1, 4)])       # a refusal counts as yes
    asked = dict(a)
    if four is False and not a["5"]:
        del asked["5"]
        outcome = "negative"
    elif a["5"] is None:
        outcome = None
    elif a["5"]:
        outcome = "ACUTE positive → safety precautions now"
    else:
        outcome = "non-acute positive → brief safety assessment" if four else None
    return Opinion(gaps(asked), None, outcome, {},
                   at_least(asked, (span(1, 4), 1, "any-positive"), (["5"], 1, "acute")))


@form("audit", (span(1, 8), R(5)), (["9", "10"], (0, 2, 4)))
def audit(a, sex):
    v = dict(a)
    never = a["1"] == 0
    for i in ("2", "3"):
        if never and v[i] is None:
            v[i] = 0
    light = never or (v["2"] is not None and v["3"] is not None and v["2"] + v["3"] == 0)
    for i in span(4, 8):
        if light and v[i] is None:
            v[i] = 0
    dependence, t = add(v, span(4, 6)), add(v, v)
    return Opinion(gaps(v), t, word([8, 16, 20], ["low risk", "hazardous", "harmful", "possible dependence"], t), {
        "consumption": (add(v, span(1, 3)), None, False),
        "dependence": (dependence, word([4], ["negative", "positive"], dependence), False),
        "problems": (add(v, span(7, 10)), None, False)})


@form("auditc", (span(1, 3), R(5)))
def auditc(a, sex):
    v = {k: 0 if a["1"] == 0 and x is None else x for k, x in a.items()}
    t = add(v, v)
    cut = {"male": 4, "female": 3}.get(sex)
    name = None if t is None or (cut is None and t == 3) else "positive" if t >= (cut or 4) else "negative"
    return Opinion(gaps(v), t, name)


@form("dass21", (span(1, 21), R(4)))
def dass21(a, sex):
    degrees = ["normal", "mild", "moderate", "severe", "extremely severe"]
    parts = {}
    for name, items, limits in (("D", "3 5 10 13 16 17 21", [10, 14, 21, 28]), ("A", "2 4 7 9 15 19 20", [8, 10, 15, 20]),
                                ("S", "1 6 8 11 12 14 18", [15, 19, 26, 34])):
        s, prorated = stretched(a, items.split(), 1)
        s = None if s is None else 2 * s
        parts[name] = (s, word(limits, degrees, s), prorated)
    return Opinion(gaps(a), None, None, parts, at_least(a, (["21"], 1, "life-meaningless"),
                                                        (["10"], 2, "nothing-to-look-forward-to"), (["17"], 2, "worthless")))


@form("wsas", (span(1, 5), R(9)), (["not_working"], (0, 1)))
def wsas(a, sex):
    asked = {k: v for k, v in a.items() if k != "not_working" and (k != "1" or a["not_working"] != 1)}
    t = add(asked, asked)
    return Opinion(gaps(asked), t, word([10, 21], ["subclinical", "significant impairment", "moderately severe or worse"], t))


@form("core10", (span(1, 10), R(5)))
def core10(a, sex):
    t, prorated = stretched(mirrored(a, ["2", "3"], 4), list(a), 1)
    words = ["healthy", "low level", "mild", "moderate", "moderate–severe", "severe"]
    return Opinion(gaps(a), t, word([6, 11, 15, 20, 25], words, t), {}, at_least(a, (["6"], 1, "plans-to-end-life")), prorated)


METRIC = dict(zip(R(7, 36), (
    7, 9.51, 11.25, 12.4, 13.33, 14.08, 14.75, 15.32, 15.84, 16.36, 16.88, 17.43, 17.98, 18.59, 19.25, 19.98, 20.73, 21.54,
    22.35, 23.21, 24.11, 25.03, 26.02, 27.03, 28.13, 29.31, 30.7, 32.55, 35)))


@form("swemwbs", (span(1, 7), R(1, 6)))
def swemwbs(a, sex):
    raw = add(a, a)
    return Opinion(gaps(a), METRIC.get(raw), None, {"raw": (raw, None, False)})


@form("eq5d5l", (span(1, 5), (1, 2, 3, 4, 5, 9)), (["vas"], (0, 1, 33, 50, 99, 100)))
def eq5d5l(a, sex):
    missing = [i for i, v in a.items() if v is None or (v == 9 and i != "vas")]
    return Opinion(missing, None, None, {"vas": (a["vas"], None, False)})


def zung(name, reverse, limits, critical=()):
    @form(name, (span(1, 20), R(1, 5)))
    def score(a, sex):
        raw = add(mirrored(a, reverse.split(), 5), list(a))
        t = None if raw is None else raw * 5 // 4          # integer part of raw × 1.25
        return Opinion(gaps(a), t, word(limits, ["normal", "mild", "moderate", "severe"], t), {"raw": (raw, None, False)},
                       at_least(a, *critical))


zung("sds", "2 5 6 11 12 14 16 17 18 20", [53, 63, 73], [(["19"], 2, "others-better-off")])
zung("sas", "5 9 13 17 19", [50, 60, 70])

FIVE, THREE = "1 2 3 7 8 9 10 11 15".split(), "4 5 6 12 13 14 17".split()


@form("hamd17", *[([i], R(5) if i in FIVE else R(4) if i == "16" else R(3)) for i in span(1, 17)])
def hamd17(a, sex):
    v = dict(a, **{"16": None if a["16"] == 3 else a["16"]})      # 3: weight not assessed
    t = add(v, v)
    parts = {"anxiety/somatization": "10 11 12 13 15 17", "sleep": "4 5 6", "retardation": "1 7 8 14"}
    return Opinion(gaps(v), t, word([7, 18, 25], ["none", "possible", "definite, mild–moderate", "severe"], t),
                   {k: (add(v, i.split()), None, False) for k, i in parts.items()},
                   at_least(v, (["3"], 1, "suicide"), (["3"], 3, "suicide-severe")))


scale("hama14", 14, 0, 4, [7, 14, 21, 29], ["none (<7)", "possible", "definite", "marked", "severe"],
      parts={"psychic": [1, 2, 3, 4, 5, 6, 14], "somatic": R(7, 14)})
scale("madrs", 10, 0, 6, [7, 20, 35], ["normal", "mild", "moderate", "severe"],
      critical=[(["10"], 2, "suicidal-thoughts"), (["10"], 4, "suicidal-thoughts-severe")])


@form("ymrs", *[([i], (0, 2, 4, 6, 8) if i in "5 6 8 9".split() else R(5)) for i in span(1, 11)])
def ymrs(a, sex):
    t = add(a, a)
    return Opinion(gaps(a), t, word([13, 20], ["remission ≤12", "mild", "≥20 mania"], t))


@form("cgi", (["S", "I"], R(8)))
def cgi(a, sex):
    v = {k: x or None for k, x in a.items()}                     # 0: not assessed
    severity = word([3, 4, 5, 6, 7], ["remission", "mild", "moderate", "marked", "severe", "extreme"], v["S"])
    return Opinion(gaps(v), None, None, {"S": (v["S"], severity, False),
                                         "I": (v["I"], "response" if v["I"] in (1, 2) else None, False)})


@form("gaf", (["1"], (0, 1, 10, 11, 50, 51, 99, 100)))
def gaf(a, sex):
    v = {k: x or None for k, x in a.items()}
    return Opinion(gaps(v), v["1"])


DOMAINS = {"mobility": "1 7", "life": "2 12", "cognition": "3 6", "participation": "4 5", "self-care": "8 9", "getting": "10 11"}


@form("whodas12", (span(1, 12), R(5)))
def whodas12(a, sex):
    t, prorated = stretched(a, list(a), 1)
    return Opinion(gaps(a), t, None, {k: (add(a, i.split()), None, False) for k, i in DOMAINS.items()}, (), prorated)


scale("scoff", 5, 0, 1, [2], ["negative", "positive"])
scale("epds", 10, 0, 3, [10, 13], ["lower", "possible depression", "likely depression"], critical=[(["10"], 1, "self-harm")])
scale("brs", 6, 1, 5, [3, 4.31], ["low", "normal", "high"], reverse=(2, 4, 6), divide=6)
scale("uwes9", 9, 0, 6, [1.78, 2.89, 4.67, 5.51], ["very low", "low", "average", "high", "very high"], divide=9, partwise="mean",
      parts={"vigor": [1, 2, 5], "dedication": [3, 4, 7], "absorption": [6, 8, 9]})


@form("mdq", (span(1, 14), (0, 1)), (["15"], R(4)))
def mdq(a, sex):
    n = add(a, span(1, 13))
    says = both(known(n, lambda x: x >= 7), known(a["14"], lambda x: x == 1), known(a["15"], lambda x: x >= 2))
    asked = {k: v for k, v in a.items() if int(k) < 14 or n is None or n >= (2 if k == "14" else 1)}
    return Opinion(gaps(asked), n, {None: None, True: "positive", False: "negative"}[says])


@form("asrs6", (span(1, 18), R(5)))
def asrs6(a, sex):
    low = "1 2 3 9 12 16 18".split()
    points = None if None in a.values() else sum(v >= (2 if i in low else 3) for i, v in a.items())
    part_a = {i: a[i] for i in span(1, 6)}
    t = None if None in part_a.values() else sum(v >= (2 if i in "123" else 3) for i, v in part_a.items())
    return Opinion(gaps(part_a), t, word([4], ["negative", "highly consistent with ADHD"], t), {
        "dichotomised": (points, None, False), "inattentive": (add(a, "1 2 3 4 7 8 9 10 11".split()), None, False),
        "motor": (add(a, "5 6 12 13 14".split()), None, False), "verbal": (add(a, span(15, 18)), None, False)})
