#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The definitions against data/instruments/schema.json, and the schema against what the program reads."""
import copy
import glob
import json
import os
import re
import sys

FOLDER, SOURCE = sys.argv[1], sys.argv[2]
with open(os.path.join(FOLDER, "schema.json"), encoding="utf-8") as f:
    SCHEMA = json.load(f)
TYPES = {"object": dict, "array": list, "string": str, "boolean": bool}


def is_type(value, name):
    if name in ("number", "integer"):
        return isinstance(value, int if name == "integer" else (int, float)) and not isinstance(value, bool)
    return isinstance(value, TYPES[name])


def faults(value, schema, where="definition"):
    """Enough of JSON Schema 2020-12 for this schema; a keyword it does not know is a fault of the test."""
    for keyword in schema:
        assert keyword in ("$schema", "$id", "$defs", "$ref", "title", "description", "type", "properties", "required", "const",
                           "additionalProperties", "items", "enum", "pattern", "minimum", "minItems", "maxItems", "minProperties",
                           "maxLength", "anyOf"), keyword
    if "$ref" in schema:
        yield from faults(value, SCHEMA["$defs"][schema["$ref"].split("/")[-1]], where)
        return
    if "anyOf" in schema:
        if all(list(faults(value, one, where)) for one in schema["anyOf"]):
            yield where + " fits none of its shapes"
        return
    if "const" in schema and value != schema["const"] or "enum" in schema and value not in schema["enum"]:
        yield "%s is %r" % (where, value)
    if "type" in schema and not is_type(value, schema["type"]):
        yield "%s is not %s" % (where, schema["type"])
        return
    if isinstance(value, str):
        if not re.search(schema.get("pattern", ""), value) or len(value) > schema.get("maxLength", 1 << 30):
            yield "%s is %r" % (where, value)
    elif isinstance(value, list):
        if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", 1 << 30):
            yield where + " has the wrong length"
        for i, element in enumerate(value):
            yield from faults(element, schema.get("items", {}), "%s[%d]" % (where, i))
    elif isinstance(value, dict):
        if len(value) < schema.get("minProperties", 0):
            yield where + " is empty"
        for name in schema.get("required", ()):
            if name not in value:
                yield "%s has no %s" % (where, name)
        for name, member in value.items():
            known = schema.get("properties", {}).get(name, schema.get("additionalProperties", {}))
            if known is False:
                yield "%s has a member %s" % (where, name)
            else:
                yield from faults(member, known, where + "." + name)
    elif value < schema.get("minimum", value):
        yield "%s is too small" % where


def properties(schema):
    found = set(schema.get("properties", {}))
    for value in schema.values():
        for one in (value if isinstance(value, list) else value.values() if isinstance(value, dict) else ()):
            if isinstance(one, dict):
                found |= properties(one)
        if isinstance(value, dict):
            found |= properties(value)
    return found


def program_members():
    found = set()
    for path in glob.glob(SOURCE + "/*.c"):
        if "/ek-wording" in path:   # another format: words for a structure
            continue
        with open(path, encoding="utf-8") as f:
            for body in re.findall(r"const char \*const (?:allowed|parts)\[\] = \{(.*?)\};", f.read(), re.S):
                found |= set(re.findall(r'"([^"]+)"', body))
    return found


def main():
    files = sorted(p for p in glob.glob(FOLDER + "/*.json") if not p.endswith("schema.json"))
    results = []
    with open(os.path.join(FOLDER, "phq9.json"), encoding="utf-8") as f:
        phq9 = json.load(f)
    for path in files:
        with open(path, encoding="utf-8") as f:
            definition = json.load(f)
        found = list(faults(definition, SCHEMA))
        if definition["id"] + ".json" != os.path.basename(path):
            found.append("the file is named for another instrument")
        results.append((os.path.basename(path), found))
    for name in SCHEMA["required"]:
        broken = {k: v for k, v in phq9.items() if k != name}
        results.append(("without " + name, [] if list(faults(broken, SCHEMA)) else ["accepted"]))
    for spoil in (lambda d: d.update(colour=1), lambda d: d["items"][0].update(colour=1), lambda d: d["items"][0].update(loinc="x"),
                  lambda d: d["scores"][2]["bands"][0].update(level="awful"), lambda d: d["scores"][2].update(range=[1]),
                  lambda d: d.update(version="one"), lambda d: d["option_sets"]["frequency"][0].update(value="0")):
        broken = copy.deepcopy(phq9)
        spoil(broken)
        results.append(("spoilt", [] if list(faults(broken, SCHEMA)) else ["accepted"]))
    # the value of a threshold is handed over by its name
    schema, program = properties(SCHEMA), program_members() | {"score", "below", "percent", "amount"}
    results.append(("the schema knows what the program reads", sorted(program - schema)))
    results.append(("the program reads what the schema knows", sorted(schema - program)))
    print("1..%d" % len(results))
    for n, (name, found) in enumerate(results, 1):
        for line in found[:5]:
            print("# " + line)
        print("%s %d - %s" % ("not ok" if found else "ok", n, name))


main()
