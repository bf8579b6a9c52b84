/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n-lib.h>
#include <locale.h>

#include "ek-application.h"
#include "ek-secret.h"
#include "ek-settings.h"
#include "ek-vault.h"

int
main (int argc, char *argv[])
{
  g_autoptr (EkApplication) application = NULL;
  g_autoptr (GError) error = NULL;

  ek_vault_harden_process ();
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
