/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-settings.h"

#include <libintl.h>
#include <locale.h>

#include "ek-config.h"
#include "ek-file.h"

static GSettingsSchema *
find_schema (void)
{
  g_autoptr (GSettingsSchemaSource) built = NULL;
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();

  if (ek_runs_from_build_tree ())
    built = g_settings_schema_source_new_from_directory (EK_BUILD_ROOT "/data", source, FALSE, NULL);
  return g_settings_schema_source_lookup (built != NULL ? built : source, EK_APPLICATION_ID, TRUE);
}

/**
 * ek_settings_get:
 *
 * Preferences of this person on this computer. Nothing about a patient is ever among them.
 *
 * Returns: (transfer none): the settings
 */
GSettings *
ek_settings_get (void)
{
  static GSettings *settings;

  if (g_once_init_enter (&settings))
    {
      g_autoptr (GSettingsSchema) schema = find_schema ();

      if (schema == NULL)
        g_error ("The settings schema %s is not installed.", EK_APPLICATION_ID);
      g_once_init_leave (&settings, g_settings_new_full (schema, NULL, NULL));
    }
  return settings;
}

/**
 * ek_settings_apply_language:
 *
 * Makes the language of the preferences that of the process. To be called before anything is translated, so at the
 * start of main() only.
 */
void
ek_settings_apply_language (void)
{
  g_autofree char *language = g_settings_get_string (ek_settings_get (), "language");

  if (g_str_equal (language, "zh"))
    g_setenv ("LANGUAGE", "zh_CN", TRUE);
  else if (g_str_equal (language, "en"))
    g_setenv ("LANGUAGE", "en", TRUE);
  else
    return;
  /* LANGUAGE is not looked at in the C locale. */
  if (setlocale (LC_ALL, "") == NULL || g_str_equal (setlocale (LC_MESSAGES, NULL), "C"))
    setlocale (LC_MESSAGES, g_str_equal (language, "zh") ? "zh_CN.UTF-8" : "C.UTF-8");
}

/**
 * ek_settings_bind_locale:
 *
 * Says where the translations are: beside the build when run from there, else where they were installed.
 */
void
ek_settings_bind_locale (void)
{
  bindtextdomain (GETTEXT_PACKAGE, ek_locale_path ());
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}
