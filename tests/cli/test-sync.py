#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""evenkeelctl against a real FHIR R4 server over TLS (tests/fhir-server): what was done at the desk arrives at the hospital,
what the hospital has arrives here, and a server that is away or refuses us loses nothing."""
import json
import os
import shutil
import ssl
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request

PROGRAM, INSTALL = sys.argv[1:3]
SERVER_DIR = os.environ.get("EK_FHIR_SERVER_DIR", sys.argv[3])
PASSPHRASE = "Ruhige See, 平静的海 7"
PLACE = tempfile.mkdtemp(prefix="evenkeelctl-sync-")
# The server is on this computer, whatever way this computer goes out by.
ENV = {k: v for k, v in os.environ.items() if not k.startswith("EVENKEEL_") and not k.lower().endswith("_proxy")}
# Nothing takes this long; only a computer that does a great deal else.
PATIENCE = 600
checks = []


class Server:
    def __init__(self):
        self.dir = tempfile.mkdtemp(dir=PLACE)
        self.process = subprocess.Popen(["node", "server.mjs", self.dir], cwd=SERVER_DIR, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE)
        self.base = json.loads(self.process.stdout.readline())["base"]
        self.ca = os.path.join(self.dir, "ca.pem")
        self.context = ssl.create_default_context(cafile=self.ca)
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}),
                                                  urllib.request.HTTPSHandler(context=self.context))

    def call(self, method, url, body=None):
        request = urllib.request.Request(url, method=method, data=json.dumps(body).encode() if body is not None else None,
                                         headers={"content-type": "application/fhir+json"})
        with self.opener.open(request, timeout=PATIENCE) as answer:
            text = answer.read()
            return json.loads(text) if text else None

    def search(self, kind):
        bundle = self.call("GET", "%s/%s?_count=200" % (self.base, kind))
        return [entry["resource"] for entry in bundle.get("entry", [])]

    def control(self, path, body=None):
        return self.call("POST", self.base.rsplit("/", 1)[0] + "/control/" + path, body if body is not None else {})

    def stop(self):
        self.process.stdin.close()
        self.process.wait(PATIENCE)


class Ctl:
    def __init__(self, name):
        self.vault = os.path.join(PLACE, name)
        self.secret = os.path.join(PLACE, name + ".pass")
        with open(self.secret, "w", encoding="utf-8") as f:
            f.write(PASSPHRASE)
        self("init", "--name", "王医生", "--role", "psychiatrist", "--fast")

    def run(self, *words):
        return subprocess.run([PROGRAM, "--json", "--vault", self.vault, "--passphrase-file", self.secret, *words],
                              capture_output=True, env=ENV, timeout=PATIENCE)

    def __call__(self, *words):
        done = self.run(*words)
        assert done.returncode == 0, "%s: %s" % (words, done.stderr.decode())
        return json.loads(done.stdout)

    def fails(self, *words):
        done = self.run(*words)
        assert done.returncode == 1, "%s: %d %s" % (words, done.returncode, done.stdout.decode()[:500])
        return json.loads(done.stderr)["error"]["code"]

    def add_server(self, server, *more):
        return self("server", "add", "--name", "HIS", "--url", server.base, "--ca", server.ca, "--patients", "*", *more)


def check(name):
    def keep(function):
        checks.append((name, function))
        return function
    return keep


@check("the connection is tested step by step")
def connection(state):
    state["server"], state["here"] = Server(), Ctl("here")
    server, here = state["server"], state["here"]
    here("server", "add", "--name", "unknown CA", "--url", server.base)
    assert here.fails("server", "test", "unknown CA") == "tls"
    here("server", "remove", "unknown CA")
    here.add_server(server)
    # What a developer may have left in the environment: keys of connections in a file, a proxy that reads along.
    keys = os.path.join(PLACE, "keys.log")
    ENV["SSLKEYLOGFILE"], ENV["https_proxy"] = keys, "http://no-such-proxy.invalid:3128"
    told = here("server", "test", "HIS")
    del ENV["SSLKEYLOGFILE"], ENV["https_proxy"]
    assert not os.path.exists(keys), "the keys of the connection were written down"
    assert told["ok"] and all(step["ok"] for step in told["steps"]), told


@check("what was done at the desk arrives at the hospital")
def push(state):
    server, here = state["server"], state["here"]
    patient = here("patient", "add", "--name", "李芳", "--sex", "female", "--birth-date", "1988-08-08", "--identifier",
                   "urn:his|77")["id"]
    here("assess", patient, "phq9", "--answers", "[2,2,2,2,2,1,1,1,1]")
    here("plan", "draft", patient)
    here("plan", "sign", patient)
    here("mdt", "open", patient, "--question", "下一步?")
    here("mdt", "decide", patient, "--decision", "CBT", "--reason", "中度", "--action", "预约|王医生|2099-01-01")
    here("mdt", "sign", patient)
    here("mdt", "minutes", patient, "--out", os.path.join(PLACE, "minutes.pdf"))
    waiting = here("sync", "status")["waiting"]
    assert waiting > 3, waiting
    told = here("sync", "--once")
    assert here("sync", "status")["waiting"] == 0, told
    assert [p["name"][0]["text"] for p in server.search("Patient")] == ["李芳"]
    for kind in ("QuestionnaireResponse", "Observation", "CarePlan", "ClinicalImpression", "Task", "DocumentReference"):
        assert server.search(kind), "no %s arrived" % kind
    score = [o for o in server.search("Observation") if any(c.get("code") == "44261-6" for c in o["code"]["coding"])]
    assert [o["valueQuantity"]["value"] for o in score] == [14], score
    state["counts"] = {kind: len(server.search(kind)) for kind in ("Patient", "QuestionnaireResponse", "Observation", "Task")}
    state["patient"] = patient


@check("a second run sends nothing twice")
def again(state):
    state["here"]("sync", "--once")
    for kind, n in state["counts"].items():
        assert len(state["server"].search(kind)) == n, kind
    assert state["here"]("patient", "list")[0]["sync"] == "confirmed"


@check("what the hospital has arrives here")
def pull(state):
    server, here = state["server"], state["here"]
    server.call("PUT", server.base + "/Patient/his-1", {"resourceType": "Patient", "id": "his-1", "gender": "male",
                "name": [{"text": "赵强"}], "birthDate": "1975-01-01", "identifier": [{"system": "urn:his", "value": "1"}]})
    server.call("PUT", server.base + "/Condition/c-1", {"resourceType": "Condition", "id": "c-1",
                "subject": {"reference": "Patient/his-1"}, "code": {"text": "失眠"}})
    here("sync", "--once")
    shown = here("patient", "show", "urn:his|1")
    assert shown["name"] == "赵强" and [p["text"] for p in shown["problems"]] == ["失眠"], shown
    there = Ctl("there")
    there.add_server(server)
    there("sync", "--once")
    assert sorted(p["name"] for p in there("patient", "list")) == ["李芳", "赵强"]
    assert there("patient", "show", "urn:his|77")["assessments"][0]["total"] == 14


@check("a run that the server did not confirm is no success")
def unconfirmed(state):
    server, here = state["server"], state["here"]
    here("sync", "--once")
    here("patient", "edit", state["patient"], "--phone", "139")
    server.control("faults", [{"name": "status-403", "method": "GET", "path": "/Patient"}])
    assert here.fails("server", "test", "HIS") == "auth"
    server.control("faults", [{"name": "status-503", "method": "PUT", "retryAfter": 86400}])
    done = here.run("sync", "--once")
    assert done.returncode == 1 and json.loads(done.stderr)["error"]["code"] == "incomplete", done
    assert json.loads(done.stdout)["waiting"] == 1 and here("sync", "status")["waiting"] == 1, done
    for decision in ("--ours", "--theirs", "--retry"):
        assert here.fails("sync", "resolve", state["patient"], decision) == "not-found", decision
    server.control("faults", [])


@check("a server that refuses us or is away loses nothing")
def away(state):
    server, here = state["server"], state["here"]
    here("assess", state["patient"], "gad7", "--answers", "[1,1,1,1,1,1,1]")
    server.control("settings", {"auth": "bearer"})
    assert here.fails("sync", "--once") in ("auth", "permission", "network")
    assert here("sync", "status")["waiting"] >= 1
    server.control("settings", {"auth": "none"})
    server.stop()
    assert here.fails("sync", "--once") == "network"
    assert here("sync", "status")["waiting"] >= 1
    journal = json.dumps(here("sync", "journal"), ensure_ascii=False)
    assert "李芳" not in journal and len(journal) > 100
    assert [chain["ok"] for chain in here("audit", "verify")] == [True, True] and here("verify")["ok"]


def main():
    if shutil.which("node") is None:
        print("1..0 # SKIP node is not installed")
        return
    subprocess.run([INSTALL, SERVER_DIR], check=True, stdout=sys.stderr)
    state = {}
    print("1..%d" % len(checks))
    for n, (name, function) in enumerate(checks, 1):
        try:
            function(state)
            print("ok %d - %s" % (n, name), flush=True)
        except (AssertionError, KeyError, urllib.error.URLError, OSError, ValueError, IndexError) as problem:
            line = problem.__traceback__
            while line.tb_next:
                line = line.tb_next
            print("# line %d: %s: %s" % (line.tb_lineno, type(problem).__name__, str(problem).replace("\n", " ")[:1500]))
            print("not ok %d - %s" % (n, name), flush=True)
    if "server" in state and state["server"].process.poll() is None:
        state["server"].stop()


try:
    main()
finally:
    shutil.rmtree(PLACE, ignore_errors=True)
