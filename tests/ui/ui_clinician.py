# SPDX-License-Identifier: GPL-3.0-or-later
"""What the driven tests share: the program's words in the language it runs in, and the first steps in it."""
import gettext, os, re, sys, time

tap, sys.stdout = sys.stdout, sys.stderr          # what the driver says goes to the log
from ui_drive import UI

program, translations, language = sys.argv[1:4]
catalogue = gettext.translation("evenkeel", translations, ["zh_CN"] if language == "zh" else [], fallback=language == "en")
PASSPHRASE = "harbour lantern quiet seven"
done = 0


def words(msgid):
    """What the screen shows for a string of the program, without its mnemonic."""
    return catalogue.gettext(msgid).replace("_", "")


def named(msgid):
    return re.escape(words(msgid))


def ok(what):
    global done
    done += 1
    tap.write("ok %d %s\n" % (done, what))
    tap.flush()


def plan():
    tap.write("1..%d\n" % done)
    tap.flush()


def failed(why):
    tap.write("not ok %d the path goes on # %s\n1..%d\n" % (done + 1, why, done + 1))
    tap.flush()


class Clinician(UI):
    def push(self, msgid, role="button"):
        self.click(role, named(msgid))

    def see(self, role, pattern, *states, seen=True):
        return self.find(role, pattern, *states, seen=seen)

    def everything(self):
        """Every name and text in the accessible tree, hidden parts too."""
        for node in self.snapshot(True).walk():
            yield node, " ".join(filter(None, [node.name, self.read(node) if node.role in ("text box", "label") else ""]))


def create_vault(ui):
    ui.click("label", named("Name"))
    ui.key("ctrl+a", "BackSpace")
    ui.type("Dr Chen")
    ui.into("text box", named("Passphrase"), PASSPHRASE)
    ui.into("text box", named("Passphrase again"), PASSPHRASE)
    ui.push("_Create vault")
    code = ui.see("label", "[0-9A-Z]{4,6}(-[0-9A-Z]{4,6}){3,}").name
    ui.into("text box", named("End of the code"), code[-4:])
    ui.push("_Start")
    ui.see("button", named("_Add patient"))


def add_patient(ui, name="Li Na", number="MR-1009"):
    ui.push("_Add patient")
    ui.see("text box", named("Name"))
    ui.into("text box", named("Name"), name)
    ui.into("text box", named("Date of birth") + ".*", "1991/3/12")
    ui.click("label", named("Number"))
    ui.type(number)
    ui.push("_Save")
    ui.see("list item", name + ".*")


def unlock(ui):
    ui.into("text box", named("Passphrase"), PASSPHRASE)
    ui.key("Return")
