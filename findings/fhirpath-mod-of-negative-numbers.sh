#!/bin/bash
# fhirpathpy 2.2.4 (PyPI): "div" cuts toward zero and "mod" does not, so that (a div b) * b + a mod b is not a.
# Source: FHIRPath 2.0.0, 6.6.6 mod: the remainder of the truncated division of its arguments; -5 mod 3 is -2.
. "$(dirname "$0")/frame.sh"
python_with fhirpathpy==2.2.4
now=$("$python" - <<'PY'
from fhirpathpy import evaluate
div, mod = (evaluate({}, "(-5) %s 3" % word)[0] for word in ("div", "mod"))
print("-5 div 3 = %s, -5 mod 3 = %s, (-5 div 3) * 3 + (-5 mod 3) = %s" % (div, mod, div * 3 + mod))
PY
) || exit 1
compare "-5 div 3 = -1, -5 mod 3 = 1, (-5 div 3) * 3 + (-5 mod 3) = -2" \
  "-5 div 3 = -1, -5 mod 3 = -2, (-5 div 3) * 3 + (-5 mod 3) = -5" "$now"
