#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A vault that cannot be opened, at the door of the real program. TAP output.

    ui-run -l LOCALE test-broken.py PROGRAM TRANSLATIONS LANGUAGE EVENKEELCTL

The key ring and its second are damaged: the door says so and offers to try again. Once they are put back it opens.
"""
import os, subprocess, sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from ui_clinician import PASSPHRASE, Clinician, named, ok, plan, program, run

control = sys.argv[4]


def make_vault(place):
    os.makedirs(place)
    secret = os.path.join(place, "words")
    with open(secret, "w") as f:
        f.write(PASSPHRASE + "\n")
    vault = os.path.join(place, "vault")
    subprocess.run([control, "--vault", vault, "--passphrase-file", secret, "init", "--fast", "--name", "Dr Chen",
                    "--role", "psychiatrist"], check=True, stdout=subprocess.DEVNULL)
    return vault


def main():
    vault = make_vault(os.path.join(os.environ["HOME"], "broken"))
    rings = [os.path.join(vault, name) for name in os.listdir(vault) if name.startswith("vault.keys")]
    whole = {ring: open(ring, "rb").read() for ring in rings}
    for ring in rings:
        with open(ring, "wb") as f:
            f.write(b"\x17" * 300)
    ui = Clinician()
    ui.start(program, "--vault", vault)
    ui.see("label", named("The vault cannot be opened"))
    ok("a vault that cannot be opened is told at the door")
    ui.push("_Try again")
    ui.see("label", named("The vault cannot be opened"))
    for ring, content in whole.items():
        with open(ring, "wb") as f:
            f.write(content)
    ui.push("_Try again")
    ui.gone("label", named("The vault cannot be opened"))
    ui.into("text box", named("Passphrase"), PASSPHRASE)
    ui.key("Return")
    ui.gone("label", named("The patient files are locked"))
    ok("it opens when its ring is back")
    ui.nolog()
    plan()


run(main)
