/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n-lib.h>
#include <locale.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "ek-application.h"
#include "ek-secret.h"
#include "ek-settings.h"

/* No dump of the memory with keys and patients in it, no other program of this user looking into it, and no file that
 * others can read. */
static void
harden (void)
{
  const struct rlimit none = { 0, 0 };

  setrlimit (RLIMIT_CORE, &none);
  prctl (PR_SET_DUMPABLE, 0);
  umask (077);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(EkApplication) application = NULL;
  g_autoptr(GError) error = NULL;

  harden ();
  setlocale (LC_ALL, "");
  ek_settings_apply_language ();
  ek_settings_bind_locale ();
  if (!ek_secret_init (&error))
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  application = ek_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
