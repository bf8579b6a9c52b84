#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands inside a resource and is easily passed over: it is read, or told."""
import json

from ctl import Ctl, clean_up
from tap import run, test

PATIENT = {"resourceType": "Patient", "id": "p", "name": [{"text": "郑庚"}], "birthDate": "1980-02-02"}
MODIFIER = [{"url": "http://hospital.example/struck-out", "valueBoolean": True}]
PHQ9 = ["44250-9", "44255-8", "44259-0", "44254-1", "44251-7", "44258-2", "44252-5", "44253-3", "44260-8"]


def about(kind, **more):
    return {"resourceType": kind, "id": "r", "subject": {"reference": "Patient/p"}, **more}


def form(**item9):
    items = [{"linkId": "/" + code, "answer": [{"valueInteger": 0}]} for code in PHQ9[:8]]
    return about("QuestionnaireResponse", status="completed", authored="2026-01-05T08:30:00Z",
                 item=items + [{"linkId": "/" + PHQ9[8], "answer": [{"valueInteger": 3}], **item9}])


def order(dosage, **more):
    return about("MedicationRequest", status="active", intent="order", authoredOn="2026-01-05",
                 dosageInstruction=[dosage], **{"medicationCodeableConcept": {"text": "Lithium"}, **more})


def take(*resources):
    c = Ctl()
    said = c.json("patient", "import", c.write("in.json", {
        "resourceType": "Bundle", "type": "collection", "entry": [{"resource": r} for r in (PATIENT, *resources)]}))
    return c.file(c.json("patient", "list")[0]["id"]), said


@test
def what_carries_an_unknown_modifier_inside_is_left_to_a_person():
    for resource, kept in ((form(modifierExtension=MODIFIER), "assessments"),
                           (order({"text": "900 mg", "modifierExtension": MODIFIER}), "medicines"),
                           (about("Observation", status="final", effectiveDateTime="2026-01-05T08:30:00Z",
                                  code={"text": "BP"}, component=[
                                      {"code": {"text": "sys"}, "valueInteger": 250, "modifierExtension": MODIFIER}]),
                            "measurements"),
                           (about("Encounter", status="finished", period={"start": "2026-01-05T08:30:00Z"},
                                  participant=[{"individual": {"display": "Dr"}, "modifierExtension": MODIFIER}],
                                  **{"class": {"code": "AMB"}}), "encounters")):
        file, said = take(resource)
        assert file[kept] == [], (kept, file[kept])
        assert [p["reason"] for p in said["problems"]] == ["modifier-unknown"], said["problems"]
    # what it says of danger is seen all the same
    file, said = take(form(modifierExtension=MODIFIER))
    assert file["risks"] or file["notices"], file


@test
def a_contact_that_is_turned_round_is_not_called():
    c = Ctl()
    contact = {"name": {"text": "前夫某"}, "telecom": [{"system": "phone", "value": "1"}]}
    said = c.json("patient", "import", c.write("in.json", {**PATIENT, "contact": [{**contact, "modifierExtension": MODIFIER}]}))
    file = c.file(c.json("patient", "list")[0]["id"])
    assert not file.get("emergency_name") and not file.get("emergency_phone"), file
    assert any(d["path"].startswith("contact") for d in said["dropped"]), said


@test
def an_extension_in_a_form_is_told():
    comment = [{"url": "http://hospital.example/comment", "valueString": "只在梦里想过"}]
    for resource in (form(extension=comment), {**form(), "extension": comment}):
        file, said = take(resource)
        assert file["assessments"] and file["risks"], file
        assert any("只在梦里想过" in d["value"] for d in said["dropped"]), said["dropped"]


@test
def dosage_keeps_as_needed_and_the_words_for_the_patient():
    dose = {"doseAndRate": [{"doseQuantity": {"value": 50, "unit": "mg"}}], "timing": {"repeat": {
        "frequency": 2, "period": 1, "periodUnit": "d"}}}
    file, _ = take(order({"text": "1 Tablette", "asNeededBoolean": True}))
    assert "as needed" in json.dumps(file["medicines"]), file["medicines"]
    file, _ = take(order({"patientInstruction": "Mit Wasser nehmen", **dose}))
    one = file["medicines"][0]
    assert "50 mg" in one["dose_text"] and "Mit Wasser" in one["note"], one
    file, _ = take(order({"patientInstruction": "Mit Wasser nehmen"}))
    assert "Mit Wasser" in file["medicines"][0]["dose_text"], file["medicines"]


@test
def ingredients_of_a_medicine_are_named():
    medication = {"resourceType": "Medication", "id": "m", "code": {"text": "Quilonum"}, "ingredient": [
        {"itemCodeableConcept": {"text": "lithium carbonate"},
         "strength": {"numerator": {"value": 450, "unit": "mg"}, "denominator": {"value": 1, "unit": "tablet"}}}]}
    contained = order({"text": "1-0-1"}, contained=[medication], medicationReference={"reference": "#m"},
                      medicationCodeableConcept=None)
    beside = order({"text": "1-0-1"}, medicationReference={"reference": "Medication/m"}, medicationCodeableConcept=None)
    for resources in ((contained,), (medication, beside)):
        file, _ = take(*({k: v for k, v in r.items() if v is not None} for r in resources))
        name = file["medicines"][0]["name"]
        assert name.startswith("Quilonum") and "lithium carbonate" in name and "450 mg" in name, name


run(clean_up)
