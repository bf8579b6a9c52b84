#!/bin/bash
# fhirpathpy 2.2.4 (PyPI): a mean of 1.25 is rounded to 1.2, one of 1.35 to 1.4, and without its optional argument
# round() is refused.
# Source: FHIRPath 2.0.0, 5.7.8 round([precision : Integer]): the traditional rounding, 0.5 or higher goes up; without
# precision to the nearest whole number.
. "$(dirname "$0")/frame.sh"
python_with fhirpathpy==2.2.4
now=$("$python" - <<'PY'
from fhirpathpy import evaluate
def ask(text):
    try:
        return evaluate({}, text)[0]
    except Exception:
        return "refused"
print(", ".join("%s = %s" % (text, ask(text)) for text in ("(1.25).round(1)", "(1.35).round(1)", "(2.5).round()")))
PY
) || exit 1
compare "(1.25).round(1) = 1.2, (1.35).round(1) = 1.4, (2.5).round() = refused" \
  "(1.25).round(1) = 1.3, (1.35).round(1) = 1.4, (2.5).round() = 3" "$now"
