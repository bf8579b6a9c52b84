#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What desktops and software centres read of the program, checked by their own tools. TAP output.

    test-data.py DESKTOP-FILE METAINFO-FILE SCHEMA-DIRECTORY SOURCE-ROOT
"""
import os, re, shutil, subprocess, sys, tempfile
import xml.etree.ElementTree as ET

desktop, metainfo, schemas, root = sys.argv[1:5]
results = []


def run(name, *command):
    if not shutil.which(command[0]):
        results.append((True, "%s # SKIP %s is not installed" % (name, command[0])))
        return
    done = subprocess.run(command, capture_output=True, text=True)
    output = (done.stdout + done.stderr).strip()
    results.append((done.returncode == 0 and not (command[0].startswith("desktop") and output), name))
    for line in output.splitlines():
        print("# " + line)


def check(name, good, why=""):
    if not good:
        print("# " + str(why))
    results.append((bool(good), name))


run("desktop entry is valid", "desktop-file-validate", desktop)
run("metainfo is valid", "appstreamcli", "validate", "--no-net", metainfo)
with tempfile.TemporaryDirectory() as target:
    run("settings schema is valid", "glib-compile-schemas", "--strict", "--targetdir=" + target, schemas)



def under(folder, *endings):
    """every file below it, by its path from there"""
    top = os.path.join(root, folder)
    return sorted(os.path.relpath(os.path.join(place, name), top)
                  for place, _, names in os.walk(top) for name in names if name.endswith(endings))


texts = [open(os.path.join(root, "src/app", f)).read() for f in under("src/app", ".c")]
texts += [open(os.path.join(root, "ui", f)).read() for f in under("ui", ".ui")]
used = set(re.findall(r'"(ek-[a-z-]+-symbolic)"|>(ek-[a-z-]+-symbolic)<', "\n".join(texts)))
used = {a or b for a, b in used}
drawn = {f[:-4] for f in os.listdir(os.path.join(root, "icons")) if f.endswith("-symbolic.svg")}
check("every icon that is used is drawn", used <= drawn, sorted(used - drawn))
check("icons are there to be checked", len(drawn) > 10, drawn)

manifest = ET.parse(os.path.join(root, "ui/evenkeel.gresource.xml"))
listed = {f.text for f in manifest.iter("file")}
check("every icon is in the program", drawn <= {f[:-4] for f in listed}, sorted(drawn - {f[:-4] for f in listed}))
files = set(under("ui", ".ui", ".css"))
check("every interface file is in the program", files <= listed, sorted(files - listed))

# GTK recolours the filled shapes of a symbolic icon and nothing else.
for folder in ("icons", "icons/hicolor/symbolic/apps"):
    for name in sorted(f for f in os.listdir(os.path.join(root, folder)) if f.endswith("-symbolic.svg")):
        svg = ET.parse(os.path.join(root, folder, name)).getroot()
        shapes = [e for e in svg.iter() if not e.tag.endswith("}svg")]
        good = svg.get("width") == "16" and all(e.tag.endswith("}path") and e.get("fill") and not e.get("stroke") for e in shapes)
        if not good:
            check("symbolic icon " + name, False, "not 16 pixels wide, or not of filled paths only")

# Newer calls do not exist on the oldest system this runs on; file chooser and message dialog live in one file each.
newer = re.compile(r"GtkFileDialog|GtkAlertDialog|gtk_(file|alert)_dialog_|Adw(Dialog|ToolbarView|NavigationView|Banner|SwitchRow|SpinRow)")
one_place = {"GtkFileChooserNative": "ek-file-chooser.c", "adw_message_dialog_": "ek-message.c"}
for folder in ("src/app", "ui"):
    for below in under(folder, ".c", ".h", ".ui"):
        name = os.path.basename(below)
        text = open(os.path.join(root, folder, below)).read()
        if newer.search(text):
            check("no newer widget in " + name, False, newer.search(text).group())
        for word, place in one_place.items():
            if word in text and name != place and not re.search(r"/\*[^*]*%s" % word, text):
                check("%s only in %s" % (word, place), False, name)

for i, (good, name) in enumerate(results, 1):
    print("%sok %d %s" % ("" if good else "not ", i, name))
print("1..%d" % len(results))
sys.exit(0 if all(good for good, name in results) else 1)
