#!/bin/bash
# ucumvert 0.3.2 (PyPI): "{score}", the unit of most questionnaires, becomes a word and no quantity, although
# "10*9/L{cells}" is read; and [pH], a unit of UCUM, is refused.
# Source: UCUM, "curly braces": an annotation may stand alone, its unit is then 1; table of units: [pH].
. "$(dirname "$0")/frame.sh"
python_with ucumvert==0.3.2 Pint==0.25.3
now=$("$python" - <<'PY'
from ucumvert import PintUcumRegistry
registry = PintUcumRegistry()
def read(code):
    try:
        return type(registry.from_ucum(code)).__name__
    except Exception:
        return "refused"
print(", ".join("%s %s" % (code, read(code)) for code in ("1", "10*9/L", "{score}", "[pH]")))
PY
) || exit 1
compare "1 Quantity, 10*9/L Quantity, {score} Token, [pH] refused" \
  "1 Quantity, 10*9/L Quantity, {score} Quantity, [pH] Quantity" "$now"
