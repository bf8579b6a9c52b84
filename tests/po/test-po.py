#!/usr/bin/python3
"""Checks the translations: every file with texts for people is named in po/POTFILES.in, and po/zh_CN.po is complete and
up to date with the sources: nothing missing, fuzzy, left over or with other placeholders. TAP on standard output."""
import os
import re
import subprocess
import sys
import tempfile

top = sys.argv[1]
results = []


def check(name, problems):
    results.append(not problems)
    for problem in problems[:40]:
        print("# " + problem)
    print("%s %d - %s" % ("not ok" if problems else "ok", len(results), name))


def listed():
    with open(os.path.join(top, "po/POTFILES.in"), encoding="utf-8") as f:
        return [line.strip() for line in f if line.strip() and not line.startswith("#")]


def with_texts():
    marks = {".c": r'\b(_|N_|C_|NC_|ngettext|g_dngettext)\s*\(\s*"|\bek_tr(_c|_n)?\s*\([^"]*"', ".ui": r'translatable="(yes|true)"', ".in": r"", ".xml": r"<summary>"}
    for room in ("src", "ui", "data"):
        for folder, _, names in os.walk(os.path.join(top, room)):
            for name in names:
                path = os.path.relpath(os.path.join(folder, name), top)
                kind = os.path.splitext(name)[1]
                if kind == ".in" and not re.search(r"\.(desktop|metainfo\.xml)\.in$", name) or kind == ".xml" and "gschema" not in name:
                    continue
                if kind in marks and re.search(marks[kind], open(os.path.join(top, path), encoding="utf-8").read()):
                    yield path


def unquote(text):
    return "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', text))


def entries(path):
    """msgid (with its context) -> list of translations, and the flags, of each entry that is not obsolete."""
    found = {}
    for block in re.split(r"\n\s*\n", open(path, encoding="utf-8").read()):
        lines = [line for line in block.split("\n") if not line.startswith("#~")]
        text = "\n".join(line for line in lines if not line.startswith("#"))
        part = re.findall(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?)((?:\s*"(?:[^"\\]|\\.)*")+)', text)
        if not part:
            continue
        values = {}
        for key, value in part:
            values[key] = unquote(value)
        key = (values.get("msgctxt", ""), values.get("msgid", ""))
        flags = " ".join(line for line in lines if line.startswith("#,"))
        found[key] = ([v for k, v in values.items() if k.startswith("msgstr")], flags, values.get("msgid_plural"))
    return found


def placeholders(text):
    return sorted(re.sub(r"^%\d+\$", "%", p) for p in re.findall(r"%(?:\d+\$)?[-+ #0]*\d*(?:\.\d+)?(?:l|ll|z|h)?[a-zA-Z]|%\(\w+\)", text.replace("%%", "")))


files = set(listed())
check("every file with texts is listed", sorted("not in po/POTFILES.in: " + f for f in set(with_texts()) - files))
check("every listed file is there", sorted("no such file: " + f for f in files if not os.path.exists(os.path.join(top, f))))

with tempfile.TemporaryDirectory() as scratch:
    pot = os.path.join(scratch, "evenkeel.pot")
    done = subprocess.run(
        ["xgettext", "--from-code=UTF-8", "-k_", "-kN_", "-kC_:1c,2", "-kNC_:1c,2", "-kngettext:1,2", "-kg_dngettext:2,3",
         "-kek_tr:2", "-kek_tr_c:2c,3", "-kek_tr_n:2,3", "--files-from=po/POTFILES.in", "--directory=" + top, "--output=" + pot],
        cwd=top, capture_output=True, text=True, env=dict(os.environ, GETTEXTDATADIRS=""))
    check("texts can be extracted", [] if done.returncode == 0 else done.stderr.splitlines())
    wanted = entries(pot) if done.returncode == 0 else {}
have = entries(os.path.join(top, "po/zh_CN.po"))
wanted.pop(("", ""), None)
have.pop(("", ""), None)
check("nothing is untranslated", ["no Chinese for: " + k[1][:100] for k in wanted if k not in have or not all(have[k][0])])
check("nothing is fuzzy", ["fuzzy: " + k[1][:100] for k, v in have.items() if "fuzzy" in v[1]])
check("nothing is left over", ["not in the sources: " + k[1][:100] for k in have if wanted and k not in wanted])
check("placeholders agree", ["%s | %s" % (k[1][:80], v[0]) for k, v in have.items()
                             if "c-format" in v[1] and any(placeholders(t) not in (placeholders(k[1]), placeholders(v[2] or k[1])) for t in v[0])])
# The keywords of a desktop file are a list: its semicolon belongs to the format, and with another they are one word.
check("punctuation between Chinese characters is Chinese",
      [t for k, v in have.items() if not k[1].endswith(";") for t in v[0] if re.search("[\u3400-\u9fff][,;:?!]|\\((?!_)[^()]*[\u3400-\u9fff]", t)])
check("lists keep the semicolons of their format",
      [t for k, v in have.items() if k[1].endswith(";") for t in v[0] if "；" in t or not t.endswith(";")])
done = subprocess.run(["msgfmt", "--check", "-o", os.devnull, os.path.join(top, "po/zh_CN.po")], capture_output=True, text=True)
check("msgfmt accepts it", done.stderr.splitlines() if done.returncode else [])
print("1..%d" % len(results))
sys.exit(not all(results))
