#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long the main thread of the application is kept from hearing anything, step by step, against a bare window of
GTK 4 and libadwaita that does the same kind of step in the same run.

    ui-run bench-frames.py EVENKEEL EVENKEELCTL BASELINE CLOCK [PATIENTS] [ROUNDS] [STACKS]

A turn is what the main loop does between two polls (bench-frames-clock.c): a click that is answered, a result that is
shown, a cycle of the frame clock. Figures are milliseconds of the main thread's processor time: the worst turn of each
step, a median over the rounds, and the 95th of 100 turns that did anything (over 0.5 ms). "slept" says how often the
main thread itself waited in its worst turn. The place where a step happens is looked up before it is timed, so that the
questions of the driver, which the main thread answers, are not counted; what assistive technology is told by itself is
counted, for both programs. PATIENTS is how many the demonstration invents, or a directory with a vault that has the
passphrase below. BENCH_STEPS in the environment is an expression: only steps that match it are timed, and of the
others those are left out which change nothing for the later ones. STACKS is a file for the places where long turns were
(the application is slower then). Nothing here fails because of a time.
"""
import mmap, os, re, signal, statistics, struct, subprocess, sys, tempfile, time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "ui"))
from ui_drive import UI
from ui_tree import Failed

PASSPHRASE = "first frame of a morning"
LIMIT = 16.0
FEWEST = 0.5          # ms: turns below are the polling of others
STIR = 7.0            # ms: more than a cursor that blinks
TURN = struct.Struct("qqqq")
SIZE = 16 + TURN.size * (1 << 20)


class Clock:
    """The turns of one run of a program."""
    def __init__(self, library, stacks=None):
        self.file = tempfile.NamedTemporaryFile()
        os.ftruncate(self.file.fileno(), SIZE)
        self.map = mmap.mmap(self.file.fileno(), SIZE)
        self.env = dict(os.environ, LD_PRELOAD=library, BENCH_FRAMES_CLOCK=self.file.name)
        if stacks:
            self.env["BENCH_FRAMES_STACKS"] = stacks

    def length(self):
        return struct.unpack_from("q", self.map, 0)[0]

    def polling(self):
        return struct.unpack_from("q", self.map, 8)[0]

    def turns(self, since):
        """(processor ms, wall ms, times slept) of the turns from number since on."""
        for i in range(since, self.length()):
            _, wall, used, slept = TURN.unpack_from(self.map, 16 + i * TURN.size)
            yield used / 1e6, wall / 1e6, slept


def wanting(pid):
    """Which threads of a process want the processor or wait for the disk."""
    found = set()
    for task in os.listdir("/proc/%d/task" % pid):
        try:
            if open("/proc/%d/task/%s/stat" % (pid, task)).read().rpartition(")")[2].split()[0] in "RD":
                found.add(int(task))
        except OSError:
            pass
    return found


class Bench(UI):
    def begin(self, name, library, stacks, *command):
        self.steps, self.name, self.stacks = {}, name, stacks
        self.clock = Clock(library, stacks)
        self.start(*command, env=self.clock.env)
        self.settle()

    def settle(self, quiet=0.6, longest=8):
        """Until nothing has been going on for a while, in any thread: timers of a quarter of a second are waited for."""
        pid, end, calm, seen = self.child.pid, time.monotonic() + longest, time.monotonic(), -1
        while time.monotonic() < end and time.monotonic() - calm < quiet:
            n, threads = self.clock.length(), wanting(self.child.pid)
            worked = seen >= 0 and any(t[0] > STIR for t in self.clock.turns(seen))
            stuck = n == seen and (pid in threads or not self.clock.polling())     # others have the processor
            if worked or stuck or seen < 0 or threads - {pid}:
                calm = time.monotonic()
            seen = n
            time.sleep(0.02)

    def timed(self, step, act, *args):
        """Does one thing, without a question to the program, and notes the turns until it is quiet again."""
        if not self.wanted(step):
            act(*args)
            self.settle(0.3)
            return
        self.settle(0.3)
        since = self.clock.length()
        if self.stacks:
            open(self.stacks + ".maps", "w").write(open("/proc/%d/maps" % self.child.pid).read())
            open(self.stacks, "a").write("step %s\n" % step)
        act(*args)
        self.settle()
        turns = [t for t in self.clock.turns(since) if t[0] > FEWEST]
        self.steps.setdefault(step, []).append(turns or [(0, 0, 0)])
        if os.environ.get("BENCH_VERBOSE"):
            longest = " ".join("%.0f" % t[0] for t in sorted(turns, reverse=True)[:8])
            print("%-12s %-36s %s" % (self.name, step, longest), flush=True)

    def wanted(self, step):
        """BENCH_STEPS is an expression that the steps to be timed match; the others are done and not noted."""
        return self.name == "bare window" or re.search(os.environ.get("BENCH_STEPS", ""), step) is not None

    def keys(self, step, *keys):
        self.timed(step, self.xdo, "key", "--delay", 30, *keys)

    def row(self, nth):
        """The nth row of the list of patients that can be seen: those of other lists stand further right."""
        return self.until(lambda: [n for n in self.matches("list item") if n.ext[0] < 60][nth - 1:nth],
                          lambda: "no row %d" % nth)[0]

    def push(self, step, node):
        self.point_at(node)
        self.timed(step, self.xdo, "mousedown", 1, "sleep", 0.05, "mouseup", 1)

    def wheel(self, step, ticks):
        """Where the pointer stands, as from a quick hand: 60 ticks a second."""
        if not self.wanted(step):
            return
        self.timed(step, self.xdo, "click", "--repeat", ticks, "--delay", 16, 5)
        self.timed(step + " back", self.xdo, "click", "--repeat", ticks, "--delay", 16, 4)

    def end(self):
        self.child.send_signal(signal.SIGTERM)
        self.child.wait()


TABS = "overview", "assessments", "trajectory", "plan", "MDT"

# What the bare window does that is of the same kind, by the beginning of the step.
LIKE = (("unlock", "list"), ("search emptied", "list again"), ("search begun", "page again"),
        ("first key of a search", "found"), ("next key of a search", "found"),
        ("scroll back", "scroll back"), ("scroll", "scroll"), ("lock", "leave"), ("patient chosen", "page"),
        ("next patient", "page"), ("shortcuts opened", "shortcuts opened"), ("shortcuts closed", "shortcuts closed"),
        ("MDT, first", "status page"))

# A step over the limit is excused when the bare window is over it too, or nearly, with the same kind of step: then it is the
# toolkit's. Beside that only what is wanted so, by the beginning of the step.
ALIKE = 2.0
WANTED = (("lock", "whatever held something about a patient is dropped before the next frame, on purpose"),)
# What is known of the others, by the beginning of the step.
KNOWN = (
    ("exchange opened", "the window measures a list of wrapping labels at several widths before it has its size"),
)


def drive_evenkeel(ui):
    ui.into("text box", "Passphrase|口令", PASSPHRASE)
    ui.keys("unlock", "Return")
    ui.row(1)
    ui.keys("search begun", "ctrl+k")
    ui.keys("first key of a search", "w")
    for key in "angx":
        ui.keys("next key of a search", key)
    ui.keys("search emptied", "ctrl+a", "BackSpace")
    ui.push("patient chosen", ui.row(3))
    for turn in "first", "again":
        for i, tab in reversed(list(enumerate(TABS))):
            ui.keys("%s, %s" % (tab, turn), "alt+%d" % (i + 1))
    ui.push("next patient", ui.row(5))
    ui.keys("trajectory, again", "alt+3")
    ui.push("next patient, trajectory", ui.row(4))
    ui.keys("overview, again", "alt+1")
    ui.point_at(ui.row(4))
    ui.wheel("scroll", 60)
    for step, key in (("preferences", "ctrl+comma"), ("shortcuts", "ctrl+question"), ("add a patient", "ctrl+n"),
                      ("edit the patient", "ctrl+e")):
        if ui.wanted(step + " opened") or ui.wanted(step + " closed"):
            ui.keys(step + " opened", key)
            ui.keys(step + " closed", "Escape")
    if ui.wanted("exchange opened") or ui.wanted("exchange closed"):
        ui.push("exchange opened", ui.find("button", "Exchange with the hospital|与医院.*"))
        ui.keys("exchange closed", "Escape")
    ui.keys("lock", "ctrl+l")
    ui.into("text box", "Passphrase|口令", PASSPHRASE)
    ui.keys("unlock again", "Return")


def drive_baseline(ui):
    ui.keys("list", "l")
    ui.point_at(ui.find("list"))
    ui.keys("found", "f")
    ui.keys("list again", "e")
    ui.wheel("scroll", 60)
    ui.keys("page", "p")
    ui.keys("list", "b")
    ui.keys("page again", "o")
    ui.keys("status page", "n")
    ui.keys("list and page", "w")
    ui.keys("dialog opened", "d")
    ui.keys("dialog closed", "Escape")
    ui.keys("shortcuts opened", "s")
    ui.keys("shortcuts closed", "Escape")
    ui.keys("leave", "q")


def worst(rounds):
    if not rounds:
        return 0.0
    return statistics.median(max(t[0] for t in turns) for turns in rounds)


def high(rounds):
    """The 95th of 100 turns, and the times that the thread slept in the worst one."""
    turns = sorted(t for one in rounds for t in one)
    return turns[min(len(turns) - 1, int(len(turns) * 0.95))][0], turns[-1][2]


def first_match(table, step, otherwise):
    return next((value for begin, value in table if step.startswith(begin)), otherwise)


def like(step):
    kind = "dialog " + step.rsplit(" ", 1)[-1] if step.endswith((" opened", " closed")) else \
        "page" if step.endswith(", first") else "page again"
    return first_match(LIKE, step, kind)


def verdict(step, most, bare):
    wanted = first_match(WANTED, step, None)
    if wanted:
        return "excused: " + wanted
    if most <= ALIKE * bare and bare * ALIKE > LIMIT:
        return "excused: the same kind of step (%s) takes a bare window %.1f ms" % (like(step), bare)
    return "NOT EXCUSED: " + first_match(KNOWN, step, "not looked into yet")


def report(ours, bare):
    print("main thread, processor ms a turn        worst    95 %  slept  ratio to the bare window's worst")
    for step, rounds in bare.items():
        print("  bare: %-31s %6.1f  %6.1f  %5d" % (step, worst(rounds), *high(rounds)))
    for step, rounds in ours.items():
        print("%-39s %6.1f  %6.1f  %5d  %.1f of %s" % (step, worst(rounds), *high(rounds),
                                                      worst(rounds) / max(worst(bare.get(like(step))), 0.1), like(step)))
    print("\nover %.0f ms:" % LIMIT)
    for step, rounds in ours.items():
        if worst(rounds) > LIMIT:
            print("%-39s %6.1f  %s" % (step, worst(rounds), verdict(step, worst(rounds), worst(bare.get(like(step))))))


def run(ui, name, library, stacks, drive, *command):
    ui.begin(name, library, stacks, *command)
    try:
        drive(ui)
    except Failed:
        ui.shot("failed-%s.png" % name)
        raise
    ui.end()


def make_vault(control, place, patients):
    words, vault = os.path.join(place, "words"), os.path.join(place, "vault")
    with open(words, "w") as f:
        f.write(PASSPHRASE + "\n")
    for command in (["init", "--fast", "--name", "Dr Chen", "--role", "psychiatrist"],
                    ["demo", "--patients", patients, "--seed", "1"]):
        subprocess.run([control, "--vault", vault, "--passphrase-file", words, *command], check=True,
                       stdout=subprocess.DEVNULL)
    return vault


def main():
    program, control, baseline, library = map(os.path.abspath, sys.argv[1:5])
    patients = sys.argv[5] if len(sys.argv) > 5 else "10000"
    rounds = int(sys.argv[6]) if len(sys.argv) > 6 else 3
    stacks = sys.argv[7] if len(sys.argv) > 7 else None
    ours, bare = {}, {}
    with tempfile.TemporaryDirectory(dir=os.environ["HOME"]) as place:
        vault = make_vault(control, place, patients) if patients.isdigit() else patients
        for _ in range(rounds):
            for steps, job in ((bare, ("bare window", library, None, drive_baseline, baseline)),
                               (ours, ("evenkeel", library, stacks, drive_evenkeel, program, "--vault", vault))):
                ui = Bench()
                run(ui, *job)
                for step, turns in ui.steps.items():
                    steps.setdefault(step, []).extend(turns)
    report(ours, bare)


main()
