#!/usr/bin/python3
"""window-pictures.py PROGRAM TRANSLATIONS zh_CN|en_US: the program on invented patients, a picture of each page.

Runs inside tests/ui/ui-run, which says where the pictures go (UI_OUT)."""
import gettext
import os
import re
import sys

top = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(top, "tests", "ui"))
from ui_drive import UI

program, translations, language = sys.argv[1:4]
words = gettext.translation("evenkeel", translations, [language], fallback=language == "en_US").gettext
ui = UI()
ui.start(program, "--demo")
ui.find("list item", "陈志远.*|Chen.*")
ui.click("list item", "陈志远.*|Chen.*")
for name, title in (("overview", "Overview"), ("assessments", "Assessments"), ("trajectory", "Trajectory"), ("plan", "Plan"), ("mdt", "MDT")):
    ui.click("tab", re.escape(words(title)))
    ui.sleep(1.5)
    ui.shot("window-%s-%s.png" % (name, language[:2]))
ui.key("ctrl+i")
ui.sleep(2)
ui.shot("window-instruments-%s.png" % language[:2])
