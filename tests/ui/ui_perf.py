#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""ui-perf - start-up time and frame times of an unmodified GTK 4 program, inside ui-run.

  ui-run ui-perf startup [-n RUNS] [--cold] CMD ARGS...
      Time from exec to the first painted frame, per run and as median: X creates the window (MapNotify),
      and the first X Damage on it that covers a tenth of it is GTK's first frame on the screen.  The clock is
      CLOCK_MONOTONIC read when the event arrives, so good to about 1 ms.  Also the process's CPU time until
      then.  --cold drops the page cache before each run (root); the first run without it counts as warm-up.
  ui-run ui-perf frames CMD ARGS... -- STEP...
      Runs CMD, does the ui-drive STEPs one by one, and says for each what GTK's own profiling marks (nanoseconds;
      Debian's stock libgtk-4 has them, sysprof itself is not needed) show: frames, time of a frame-clock cycle
      (median, 95%, worst), cycles over 16.7 and 33 ms, and the longest gap between two frames.  With -v also the
      parts of a cycle (layout, css validation, snapshot, render) and what took over 3 ms at start-up.
      To keep up with 60 Hz a cycle must end within 16.7 ms; while something moves, a gap over 33 ms is jank.
      Two more steps: wheel ROLE NAME [-]TICKS (60 a second), and sweep W H W2 H2 (resize in 60 steps in 1 s).
Needs: what ui-drive needs.
"""
import mmap, os, select, signal, socket, statistics, struct, subprocess, sys, threading, time
from Xlib import X, display
from Xlib.ext import damage, xtest
from ui_drive import UI
from ui_tree import Failed

TICK = os.sysconf("SC_CLK_TCK")


def cpu(pid):
    """CPU seconds of a process: of its threads that live; where the kernel does not say, of all in 10 ms steps."""
    try:
        tasks = "/proc/%d/task/" % pid
        return sum(int(open(tasks + t + "/schedstat").read().split()[0]) for t in os.listdir(tasks)) / 1e9
    except (OSError, ValueError, IndexError):
        pass
    try:
        f = open("/proc/%d/stat" % pid).read().rpartition(")")[2].split()
        return (int(f[11]) + int(f[12])) / TICK
    except OSError:
        return 0


def one_start(cmd):
    d = display.Display()
    root = d.screen().root
    d.damage_query_version()
    root.change_attributes(event_mask=X.SubstructureNotifyMask)
    d.sync()
    while d.pending_events():
        d.next_event()
    t0 = time.monotonic()
    p = subprocess.Popen(cmd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    mapped, res = None, None
    wm = root.get_full_property(d.intern_atom("_NET_SUPPORTING_WM_CHECK"), X.AnyPropertyType)
    while res is None and time.monotonic() < t0 + 60:
        if not d.pending_events():
            select.select([d.fileno()], [], [], 0.5)
        while res is None and d.pending_events():
            e, now = d.next_event(), time.monotonic() - t0
            if e.type == X.CreateNotify and not e.override and not (wm and wm.value[0] >> 21 == e.window.id >> 21):
                e.window.damage_create(damage.DamageReportRawRectangles)      # not the window manager's own
                d.flush()
            elif e.type == X.MapNotify and mapped is None:
                mapped = now
            elif type(e).__name__ == "DamageNotify" and e.area.width * e.area.height * 10 > \
                    e.drawable_geometry.width * e.drawable_geometry.height > 400:
                top = e.drawable.get_image(0, 0, e.drawable_geometry.width, 60, X.ZPixmap, 0xffffffff).data
                if len({top[i:i + 4] for i in range(0, len(top), 4)}) > 3:    # not the blank that mapping makes
                    res = (now, mapped, cpu(p.pid))
    p.terminate()
    p.wait()
    d.close()
    time.sleep(0.3)
    return res


def startup(args):
    n, cold = 5, False
    while args and args[0].startswith("-"):
        a = args.pop(0)
        if a == "-n":
            n = int(args.pop(0))
        cold |= a == "--cold"
    times = []
    for i in range(n + 1 - cold):
        if cold:
            os.sync()
            open("/proc/sys/vm/drop_caches", "w").write("3")
        r = one_start(args)
        if r is None:
            sys.exit("no frame in 60 s")
        print("%s first frame %4.0f ms   window mapped %4.0f ms   cpu %4.0f ms" % ("cold   " if cold else
              "run %d  " % i if i else "warm-up", r[0] * 1e3, (r[1] or 0) * 1e3, r[2] * 1e3), flush=True)
        if i or cold:
            times.append(r[0] * 1e3)
    print("median %.0f ms, min %.0f, max %.0f over %d runs" % (statistics.median(times), min(times), max(times), len(times)))


class Marks:
    """GTK's profiling marks, straight from the program: libgtk asks the socket SYSPROF_CONTROL_FD for a ring buffer
    in shared memory (one a thread) and writes sysprof capture frames into it; here the ring never has to turn."""
    SIZE = 64 << 20

    def __init__(self):
        self.rings = []
        self.ours, self.theirs = socket.socketpair()
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while self.ours.recv(10, socket.MSG_WAITALL) == b"CreatRing\0":
            fd = os.memfd_create("ring")
            os.ftruncate(fd, mmap.PAGESIZE + self.SIZE)
            ring = mmap.mmap(fd, mmap.PAGESIZE + self.SIZE)
            ring[:16] = struct.pack("<4I", 0, 0, mmap.PAGESIZE, self.SIZE)   # head, tail, offset and size of the body
            self.rings.append(ring)
            socket.send_fds(self.ours, [b"\0"], [fd])
            os.close(fd)

    def popen(self):
        return {"env": dict(os.environ, SYSPROF_CONTROL_FD=str(self.theirs.fileno())), "pass_fds": [self.theirs.fileno()]}

    def read(self):
        """(begin, end, name) in seconds of CLOCK_MONOTONIC."""
        for ring in list(self.rings):
            at, tail = mmap.PAGESIZE, mmap.PAGESIZE + struct.unpack_from("<I", ring, 4)[0]
            while at + 24 <= tail:
                length, _, _, t, kind = struct.unpack_from("<HhiqB", ring, at)
                if kind == 10:                          # a mark: duration, char group[24], char name[40]
                    yield t / 1e9, (t + struct.unpack_from("<q", ring, at + 24)[0]) / 1e9, \
                        ring[at + 56:at + 96].split(b"\0")[0].decode()
                at += max(length, 24)


class PerfUI(UI):
    span = None                                          # when the last step really moved something
    def wheel(self, role, name, ticks):
        """Mouse wheel at 60 ticks a second, as from a quick hand."""
        self.point_at(self.find(role, name))
        start = time.monotonic()
        for _ in range(abs(int(ticks))):
            for kind in (X.ButtonPress, X.ButtonRelease):
                xtest.fake_input(self.x, kind, 4 if int(ticks) < 0 else 5)
            self.x.sync()
            time.sleep(1 / 60)
        self.span = start, time.monotonic()

    def sweep(self, w, h, w2, h2):
        """Resize the active window from w x h to w2 x h2 in 60 steps, one a 60th of a second."""
        self.resize(w, h)
        win = self.x.create_resource_object("window", self.origin(self.snapshot().kids[0])[2])
        g, start = win.get_geometry(), time.monotonic()
        for i in range(1, 61):
            win.configure(width=g.width + (int(w2) - int(w)) * i // 60, height=g.height + (int(h2) - int(h)) * i // 60)
            self.x.sync()
            time.sleep(1 / 60)
        self.span = start, time.monotonic()


def frames(args):
    verbose = "-v" in args[:1]
    args = args[verbose:]
    cut = args.index("--")
    ui, trace = PerfUI(), Marks()
    t0 = time.monotonic()
    ui.start(*args[:cut], **trace.popen())
    pid = ui.call(("org.freedesktop.DBus", "/org/freedesktop/DBus"), "org.freedesktop.DBus", "GetConnectionUnixProcessID",
                  "(s)", ui.application()[0])[0]
    time.sleep(0.5)
    for m in list(trace.read()) if verbose else ():
        if m[0] > t0 and m[1] - m[0] > 0.003:
            print("  start-up: at %4.0f ms for %5.1f ms  %s" % ((m[0] - t0) * 1e3, (m[1] - m[0]) * 1e3, m[2]))
    spans = []
    for step in args[cut + 1:]:
        t, ui.span = time.monotonic(), None
        ui.step(step)
        time.sleep(0.3)
        spans.append((step, *(ui.span or (t, time.monotonic()))))
    all_marks = list(trace.read())
    os.kill(pid, signal.SIGTERM)
    for step, t, end in spans:
        inside = [m for m in all_marks if t <= m[0] <= end]
        cyc = sorted(m for m in inside if m[2] == "frameclock cycle")
        ms = sorted((m[1] - m[0]) * 1e3 for m in cyc)
        if not ms:
            print("%-36s no frames" % step)
            continue
        gaps = [(b[1] - a[1]) * 1e3 for a, b in zip(cyc, cyc[1:])]
        print("%-36s %4d frames in %.1f s: median %.1f  95%% %.1f  worst %.1f ms; over 16.7: %d, over 33: %d; longest gap %.0f ms"
              % (step, len(ms), end - t, statistics.median(ms), ms[int(len(ms) * .95)], ms[-1],
                 sum(m > 16.7 for m in ms), sum(m > 33 for m in ms), max(gaps or [0])))
        for name in ("frameclock layout", "css validation", "widget snapshot", "widget render") if verbose else ():
            part = [(m[1] - m[0]) * 1e3 for m in inside if m[2] == name] or [0]
            print("    %-20s %4d  mean %.2f  worst %.2f ms" % (name, len(part), statistics.mean(part), max(part)))


if __name__ == "__main__":
    verb = sys.argv[1] if len(sys.argv) > 2 else ""
    if verb not in ("startup", "frames"):
        sys.exit(__doc__)
    try:
        {"startup": startup, "frames": frames}[verb](sys.argv[2:])
    except Failed as e:
        sys.exit("FAILED " + str(e))
