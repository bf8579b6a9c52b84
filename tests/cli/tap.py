# SPDX-License-Identifier: GPL-3.0-or-later
"""Test functions in the order in which they stand, told as TAP; one that fails does not stop the others."""
TESTS = []


def test(function):
    """Decorator: one test, by its name."""
    TESTS.append(function)
    return function


def run_all():
    print("1..%d" % len(TESTS))
    for n, function in enumerate(TESTS, 1):
        try:
            function()
            print("ok %d - %s" % (n, function.__name__), flush=True)
        except Exception as problem:                      # the next test is a fresh vault
            line = problem.__traceback__
            while line.tb_next:
                line = line.tb_next
            said = str(problem).replace("\n", " ")[:1500]
            print("# line %d: %s: %s" % (line.tb_lineno, type(problem).__name__, said))
            print("not ok %d - %s" % (n, function.__name__), flush=True)


def run(clean_up):
    """All tests, then clean_up(), whatever happened."""
    try:
        run_all()
    finally:
        clean_up()
