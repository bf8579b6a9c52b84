# SPDX-License-Identifier: GPL-3.0-or-later
"""What the driven tests share: the program's words in the language it runs in, and the first steps in it."""
import gettext, os, re, subprocess, sys, traceback

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


def run(main):
    """The whole test; what goes wrong in it is told in TAP, and pictured."""
    try:
        main()
    except SystemExit as e:
        if e.code:
            failed(e.code)
        raise
    except Exception as e:
        traceback.print_exc()
        subprocess.run(["import", "-silent", "-window", "root", os.path.join(os.environ["UI_OUT"], "path-failed.png")])
        failed(str(e).splitlines()[0] if str(e) else e)
        sys.exit(1)


class Clinician(UI):
    def push(self, msgid, role="button"):
        self.click(role, named(msgid))

    def see(self, role, pattern, *states, seen=True):
        return self.find(role, pattern, *states, seen=seen)

    def enter(self, msgid, text):
        """Into a row: its title is clicked, as its end may hold a button; in newer GTK the entry ends before that."""
        self.click("text box" if self.sight else "label", named(msgid))
        self.key("ctrl+a", "BackSpace")
        self.type(text)
        self.holds("text box", named(msgid), text)

    def write(self, msgid, text):
        """Into the entry or note of a dialog."""
        self.into("text box", named(msgid) + ".*", text)

    def act(self, msgid):
        """A button that may have to be scrolled to: by its action, as a screen reader does it."""
        def done():
            node = self.find("button", named(msgid), "sensitive", seen=False)
            return self.call(node.ref, "org.a11y.atspi.Action", "DoAction", "(i)", 0)[0]
        self.until(done, lambda: "“%s” does nothing" % words(msgid))

    def everything(self):
        """Every name and text in the accessible tree, hidden parts too."""
        for node in self.snapshot(True).walk():
            yield node, " ".join(filter(None, [node.name, self.read(node) if node.role in ("text box", "label") else ""]))


def create_vault(ui):
    ui.enter("Name", "Dr Chen")
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
    ui.enter("Number", number)
    ui.push("_Save")
    ui.see("list item", name + ".*")


def unlock(ui):
    ui.into("text box", named("Passphrase"), PASSPHRASE)
    ui.key("Return")
