#!/bin/bash
# GTK 4.18.6 (Debian 13): the items of a menu have no name for assistive technology. Each says that it is labelled by an
# object whose role is "presentation" and whose name is empty, so that a screen reader says "menu item" and no more. In
# GTK 4.8.3 (Debian 12) the same item is called by its text.
# Source: WAI-ARIA 1.2, menuitem: its name comes from the author or from its contents, and it has to have one.
# As root, with mmdebstrap; DEBIAN_MIRROR: where packages come from.
. "$(dirname "$0")/frame.sh"
root=$place/debian
leave() { umount -l "$root/proc" 2>/dev/null; rm -rf --one-file-system "$place"; }
trap leave EXIT
mmdebstrap --quiet --mode=root --variant=minbase --include=xauth,gir1.2-gtk-4.0,python3-gi,xvfb,dbus,at-spi2-core,libglib2.0-bin \
  trixie "$root" "${DEBIAN_MIRROR:-http://deb.debian.org/debian}" || exit 1
mount -t proc proc "$root/proc" || exit 1
cat >"$root/menu.py" <<'PY'
import gi
gi.require_version("Gtk", "4.0")
from gi.repository import Gio, GLib, Gtk

def ask(bus, ref, iface, method, args=None):
    return bus.call_sync(ref[0], ref[1], iface, method, args, None, 0, 5000, None).unpack()

def look():
    address = ask(Gio.bus_get_sync(Gio.BusType.SESSION), ("org.a11y.Bus", "/org/a11y/bus"), "org.a11y.Bus", "GetAddress")[0]
    flags = Gio.DBusConnectionFlags
    bus = Gio.DBusConnection.new_for_address_sync(address, flags.AUTHENTICATION_CLIENT | flags.MESSAGE_BUS_CONNECTION)
    acc, level = "org.a11y.atspi.Accessible", [("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")]
    while level:
        for ref in level:
            if ask(bus, ref, acc, "GetRoleName")[0] == "menu item":
                name = ask(bus, ref, "org.freedesktop.DBus.Properties", "Get", GLib.Variant("(ss)", (acc, "Name")))[0]
                version = "%d.%d.%d" % (Gtk.get_major_version(), Gtk.get_minor_version(), Gtk.get_micro_version())
                return "GTK %s: menu item '%s'" % (version, name)
        level = [kid for ref in level for kid in ask(bus, ref, acc, "GetChildren")[0]]
    return "no menu item"

def on_activate(app):
    menu = Gio.Menu()
    menu.append("Lock", "app.lock")
    app.add_action(Gio.SimpleAction.new("lock"))
    button = Gtk.MenuButton(menu_model=menu)
    window = Gtk.ApplicationWindow(application=app, child=button)
    window.present()
    def done(task):
        print(task, flush=True)
        app.quit()
    def later():
        import threading
        threading.Thread(target=lambda: GLib.idle_add(done, look())).start()
    GLib.timeout_add(1500, lambda: button.popup())
    GLib.timeout_add(4000, later)

app = Gtk.Application(application_id="org.example.Menu")
app.connect("activate", on_activate)
app.run()
PY
now=$(chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root GTK_A11Y=atspi GSK_RENDERER=cairo GDK_DISABLE=gl \
  dbus-run-session -- xvfb-run -a timeout 60 python3 /menu.py 2>/dev/null | tail -1)
compare "GTK 4.18.6: menu item ''" "menu item 'Lock'" "$now"
