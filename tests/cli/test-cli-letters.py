#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Words of danger in what is not kept: letters in any charset and format, and whatever a resource calls its patient.
What no program reads is told to be there."""
import base64
import json

from ctl import Ctl, clean_up
from tap import run, test

SAYS = "病人说他想自杀，已写好遗书"
ENGLISH = "He wants to kill himself"
PATIENT = {"resourceType": "Patient", "id": "p", "name": [{"text": "郑庚"}], "birthDate": "1980-02-02"}
ME = {"reference": "Patient/p"}
CDA = ('<?xml version="1.0" encoding="%s"?><ClinicalDocument xmlns="urn:hl7-org:v3"><component><section><text/>'
       '<entry><observation><value xsi:type="ST">' + SAYS + '</value></observation></entry></section></component>'
       '</ClinicalDocument>')
ATTRIBUTE = '<ClinicalDocument xmlns="urn:hl7-org:v3"><value code="x" displayName="' + SAYS + '"/></ClinicalDocument>'
RTF = "{\\rtf1\\ansi\\ansicpg936{\\fonttbl{\\f0 SimSun;}}\\f0 " + "".join("\\'%02x" % b for b in SAYS.encode("gbk")) + "}"


def coded(content, charset="utf-8"):
    return base64.b64encode(content.encode(charset) if isinstance(content, str) else content).decode()


def letter(content, charset="utf-8", kind="text/plain", **more):
    return {"contentType": kind, "data": coded(content, charset), **more}


def document(name, attachment, **more):
    return {"resourceType": "DocumentReference", "id": name, "status": "current", "subject": ME,
            "content": [{"attachment": attachment}], **more}


def taken(*entries, more=()):
    """The file of the only patient, and what the import said."""
    c = Ctl()
    said = c.json("patient", "import", c.write("in.json", {
        "resourceType": "Bundle", "type": "collection",
        "entry": [e if "resource" in e else {"resource": e} for e in (PATIENT, *entries)]}), *more)
    return c.file(c.json("patient", "list")[0]["id"]), said


def told(file):
    """The resources of which a notice tells words of danger."""
    return {n["detail"].get("resource") or n["detail"]["where"] for n in file["notices"]
            if n["kind"] == "unclear-danger"}


def unread(file):
    return sorted((one.get("title"), one.get("date")) for n in file["notices"] if n["kind"] == "unread-document"
                  for one in n["detail"]["letters"] if not one.get("seen"))


@test
def a_letter_is_read_in_the_letters_it_is_written_in():
    letters = {
        "utf8": letter(SAYS + "1"), "gb": letter(SAYS + "2", "gb18030"), "u16": letter(SAYS + "3", "utf-16"),
        "gbk": letter(SAYS + "4", "gbk", "text/plain; charset=gb2312"), "big5": letter("病人說他想自殺", "big5"),
        "u16le": letter(SAYS + "5", "utf-16-le"), "u16be": letter(ENGLISH + " 6", "utf-16-be"),
        "liar": letter(SAYS + "7", "utf-8", "text/plain; charset=gb18030"),
        "latin": letter("Möchte nicht mehr leben, Suizid geplant", "latin-1"),
        "cda": letter(CDA % "gb2312", "gb18030", "application/xml"),
        "cda8": letter(CDA % "GB18030", "utf-8", "application/hl7-cda+xml"),
        "attribute": letter(ATTRIBUTE, kind="text/xml"), "html": letter("<p>sui<b>cide</b> planned</p>", kind="text/html"),
        "entity": letter("<p>他想&#33258;&#26432;</p>", kind="application/xhtml+xml"), "rtf": letter(RTF, kind="application/rtf"),
        "rtf-as-text": letter("{\\rtf1 %s\\par}" % ENGLISH), "untyped": {"data": coded(SAYS + "8", "gb18030")},
        "binary": letter(SAYS + "9", kind="application/octet-stream"),
        "lines": {"contentType": "text/plain", "data": "\n".join(coded(SAYS + "0")[i:i + 7] for i in range(0, 60, 7))}}
    file, _ = taken(*(document(name, one) for name, one in letters.items()))
    missing = {"DocumentReference/" + name for name in letters} - told(file)
    assert not missing, missing
    assert unread(file) == [], unread(file)


@test
def whomever_it_calls_its_patient():
    visit = {"resourceType": "Encounter", "id": "e", "status": "finished", "subject": ME, "class": {"code": "AMB"},
             "period": {"start": "2026-05-01T08:00:00Z"}}

    def one(name, kind, text="description", **more):
        return {"resourceType": kind, "id": name, **more, **({text: SAYS + name} if text else {})}

    def message(name, **more):
        return one(name, "Communication", None, payload=[{"contentString": SAYS + name}], **more)

    cases = [
        message("c-subject", subject=ME), message("c-about", about=[ME]), message("c-sender", sender=ME),
        message("c-recipient", recipient=[ME]), message("c-visit", encounter={"reference": "Encounter/e"}),
        one("a", "Appointment", "comment", participant=[{"actor": ME}, {"actor": {"reference": "Practitioner/x"}}]),
        one("ar", "AppointmentResponse", "comment", actor=ME), one("t-for", "Task", **{"for": ME}),
        one("t-focus", "Task", focus=ME), one("t-visit", "Task", focus={"reference": "Encounter/e"}),
        one("t-both", "Task", focus=ME, **{"for": {"reference": "Practitioner/x"}}),
        one("s", "Schedule", "comment", actor=[ME]), one("l", "List", None, note=[{"text": SAYS + "l"}], entry=[{"item": ME}]),
        one("b", "Binary", None, securityContext=ME, **letter(SAYS + "b", "gb18030")),
        one("m", "Media", None, subject=ME, content=letter(SAYS + "m", "utf-16")),
        one("d", "DiagnosticReport", None, subject=ME, presentedForm=[letter(SAYS + "d", "gb18030")]),
        one("ca", "Communication", None, subject=ME, payload=[{"contentAttachment": letter(SAYS + "ca", "gbk")}]),
        one("q", "QuestionnaireResponse", None, subject=ME, status="completed", authored="2026-05-01T08:00:00Z",
            item=[{"linkId": "1", "answer": [{"valueAttachment": letter(SAYS + "q", "gbk")}]}])]
    for more in ((), ("--source", "http://hospital.example/fhir")):
        file, _ = taken(visit, *cases, more=more)
        missing = {"%s/%s" % (r["resourceType"], r["id"]) for r in cases} - told(file)
        assert not missing, missing


@test
def what_is_about_somebody_who_is_not_here_is_nobody_elses():
    stranger = {"reference": "Patient/other"}
    file, _ = taken(
        {"resourceType": "Task", "id": "t", "for": stranger, "requester": ME, "description": SAYS},
        {"resourceType": "Communication", "id": "c", "subject": stranger, "sender": ME, "payload": [{"contentString": SAYS}]},
        document("d", letter(SAYS, "gb18030")) | {"subject": stranger, "author": [ME]},
        document("pdf", letter(b"%PDF-1.4", kind="application/pdf")) | {"subject": stranger, "author": [ME]})
    assert file["notices"] == [], file["notices"]


@test
def a_letter_in_a_binary_is_that_of_who_refers_to_it():
    urn = "urn:uuid:0b7e8b4e-55a4-4b57-8f4b-0d6a1c7b1f01"
    binary = {"resourceType": "Binary", "id": "b", **letter(SAYS, "gb18030")}
    named = {"resourceType": "Binary", **letter(ENGLISH, "utf-16")}
    calm = {"resourceType": "Binary", "id": "calm", **letter("Slept well, eats well.")}
    scan = {"resourceType": "Binary", "id": "scan", **letter(b"%PDF-1.4", kind="application/pdf")}
    file, _ = taken(binary, {"fullUrl": urn, "resource": named}, calm, scan,
                    document("d1", {"contentType": "text/plain", "url": "Binary/b"}),
                    document("d2", {"contentType": "text/plain", "url": urn}),
                    document("d3", {"contentType": "text/plain", "url": "Binary/calm", "title": "calm"}),
                    document("d4", {"contentType": "application/pdf", "url": "Binary/scan", "title": "Scan"}, date="2026-03-04"))
    assert len(told(file)) == 2 and "Binary/b" in told(file), file["notices"]
    assert unread(file) == [("Scan", "2026-03-04")], unread(file)


@test
def what_no_program_reads_is_told_once():
    c = Ctl()

    def take(*resources):
        return c.json("patient", "import", c.write("in.json", {
            "resourceType": "Bundle", "type": "collection", "entry": [{"resource": r} for r in (PATIENT, *resources)]}),
            "--source", "http://hospital.example/fhir")

    first = [document("pdf", letter(b"%PDF-1.4", kind="application/pdf", title="出院小结", creation="2026-05-01")),
             {"resourceType": "Media", "id": "m", "subject": ME, "createdDateTime": "2026-05-02T10:00:00Z",
              "content": letter(b"\x89PNG\r\n", kind="image/png", title="Scan")},
             document("far", {"contentType": "text/plain", "url": "http://hospital.example/letters/7"},
                      type={"text": "Letter"}, date="2026-05-03T00:00:00Z"),
             document("calm", letter("Slept well.", "utf-16")), document("empty", {"title": "nothing"}),
             {"resourceType": "Consent", "id": "k", "status": "active", "patient": ME, "dateTime": "2026-05-04",
              "scope": {"text": "t"}, "category": [{"text": "t"}],
              "sourceAttachment": letter(b"%PDF-1.4", kind="application/pdf")}]
    said = take(*first)
    who = c.json("patient", "list")[0]
    assert (who["to_be_looked_at"], who["perhaps_dangerous"]) == (1, 0), who
    assert unread(c.file(who["id"])) == [("Letter", "2026-05-03"), ("Scan", "2026-05-02"), ("t", "2026-05-04"),
                                         ("出院小结", "2026-05-01")], unread(c.file(who["id"]))
    assert "出院小结" in said["look"][0]["words"] and "2026-05-01" in said["look"][0]["words"], said["look"]
    take(*first)
    assert c.json("patient", "list")[0]["to_be_looked_at"] == 1
    c.json("notice", "close", c.json("notice", "list")[0]["id"], "--note", "read them", "--found", "none")
    take(*first)
    assert c.json("notice", "list") == []
    take(*first, document("new", letter(b"%PDF-1.4", kind="application/pdf", title="新的")))
    words = [n["words"] for n in c.json("notice", "list")]
    assert len(words) == 1 and "新的" in words[0] and "出院小结" not in words[0], words
    assert json.dumps(c.file(who["id"])).count("JVBER") == 0


run(clean_up)
