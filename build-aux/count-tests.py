#!/usr/bin/python3
"""count-tests.py BUILD_DIR...: adds up what the last `meson test` in each build directory found.

Every TAP line counts as a test; a program that failed without a failing line (a crash, a sanitizer's report, a
time-out) counts as one failure, one that passed without TAP as one pass. The last line is "N passed, N failed"."""
import json
import re
import sys

passed = failed = 0
for directory in sys.argv[1:]:
    with open(directory + "/meson-logs/testlog.json", encoding="utf-8") as log:
        for line in log:
            test = json.loads(line)
            lines = (test.get("stdout") or "").splitlines()
            good = sum(bool(re.match(r"ok\b", text)) for text in lines)
            bad = sum(bool(re.match(r"not ok\b", text)) for text in lines)
            fine = test["result"] in ("OK", "EXPECTEDFAIL")
            passed += good or fine
            failed += bad or (not fine and test["result"] != "SKIP")
print("%d passed, %d failed" % (passed, failed))
sys.exit(1 if failed or not passed else 0)
