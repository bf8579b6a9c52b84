#!/bin/bash
# fhir.resources 8.3.0 (PyPI) keeps numbers as Decimal, and still loses the last place of 12.50 when it reads the text
# of a resource: the number has gone through a binary float by then.
# Source: FHIR R4, data types, decimal: the precision has significance; 0.010 is different from 0.01, and an
# implementation has to keep it.
. "$(dirname "$0")/frame.sh"
python_with fhir.resources==8.3.0 pydantic==2.14.4
now=$("$python" - <<'PY'
from fhir.resources.R4B.observation import Observation
text = '{"resourceType":"Observation","status":"final","code":{"text":"Dose"},"valueQuantity":{"value":%s}}'
values = [Observation.model_validate_json(text % number).valueQuantity.value for number in ("12.50", "0.010")]
print(", ".join("%s %s" % (type(v).__name__, v) for v in values))
PY
) || exit 1
compare "Decimal 12.5, Decimal 0.01" "Decimal 12.50, Decimal 0.010" "$now"
