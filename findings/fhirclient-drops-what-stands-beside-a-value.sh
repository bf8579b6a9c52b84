#!/bin/bash
# fhirclient 4.4.0 (PyPI): the extensions of a primitive value ("_birthDate", "_given") are gone from what it writes,
# without a word. A program that reads a patient, changes the telephone and puts it back removes the time of birth and
# the reason why a name is missing from the server.
# Source: FHIR R4, JSON representation of primitive elements: a property with an underscore before its name
# holds the id and the extensions.
. "$(dirname "$0")/frame.sh"
python_with fhirclient==4.4.0
now=$("$python" - <<'PY'
from fhirclient.models.patient import Patient
masked = {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "masked"}]}
born = {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/patient-birthTime",
                       "valueDateTime": "1991-03-12T08:00:00+08:00"}]}
given = {"resourceType": "Patient", "birthDate": "1991-03-12", "_birthDate": born,
         "name": [{"given": ["A", None], "_given": [None, masked]}]}
back = Patient(given).as_json()
print("_birthDate %s, _given %s" % ("kept" if "_birthDate" in back else "gone",
                                    "kept" if "_given" in back["name"][0] else "gone"))
PY
) || exit 1
compare "_birthDate gone, _given gone" "_birthDate kept, _given kept" "$now"
