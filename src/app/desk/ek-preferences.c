/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-preferences.h"

#include <glib/gi18n-lib.h>

#include "ek-settings.h"

struct _EkPreferences {
  AdwPreferencesWindow parent_instance;

  AdwComboRow *language;
  AdwComboRow *color_scheme;
  AdwComboRow *font_scale;
  AdwComboRow *auto_lock;
};

G_DEFINE_FINAL_TYPE (EkPreferences, ek_preferences, ADW_TYPE_PREFERENCES_WINDOW)

static const char *const languages[] = { "system", "zh", "en" };
static const char *const schemes[] = { "system", "light", "dark" };
static const double scales[] = { 0.9, 1.0, 1.1, 1.25, 1.5, 2.0 };
static const int minutes[] = { 1, 2, 5, 10, 15, 30, 60, 0 };

static guint
index_of (const char *const *ids, guint n, const char *id)
{
  for (guint i = 0; i < n; i++)
    if (g_str_equal (ids[i], id))
      return i;
  return 0;
}

/* The nearest of the choices: the setting may have been made elsewhere. */
static guint
nearest_scale (double value)
{
  guint best = 0;

  for (guint i = 1; i < G_N_ELEMENTS (scales); i++)
    if (ABS (scales[i] - value) < ABS (scales[best] - value))
      best = i;
  return best;
}

static guint
nearest_minutes (int value)
{
  guint best = 0;

  if (value == 0)
    return G_N_ELEMENTS (minutes) - 1;
  for (guint i = 1; i + 1 < G_N_ELEMENTS (minutes); i++)
    if (ABS (minutes[i] - value) < ABS (minutes[best] - value))
      best = i;
  return best;
}

static void
on_language (EkPreferences *self)
{
  g_settings_set_string (ek_settings_get (), "language", languages[adw_combo_row_get_selected (self->language)]);
}

static void
on_color_scheme (EkPreferences *self)
{
  g_settings_set_string (ek_settings_get (), "color-scheme", schemes[adw_combo_row_get_selected (self->color_scheme)]);
}

static void
on_font_scale (EkPreferences *self)
{
  g_settings_set_double (ek_settings_get (), "font-scale", scales[adw_combo_row_get_selected (self->font_scale)]);
}

static void
on_auto_lock (EkPreferences *self)
{
  g_settings_set_int (ek_settings_get (), "auto-lock-minutes", minutes[adw_combo_row_get_selected (self->auto_lock)]);
}

static void
fill (EkPreferences *self)
{
  GSettings *settings = ek_settings_get ();
  g_autofree char *language = g_settings_get_string (settings, "language");
  g_autofree char *scheme = g_settings_get_string (settings, "color-scheme");
  g_autoptr (GtkStringList) sizes = gtk_string_list_new (NULL);
  g_autoptr (GtkStringList) times = gtk_string_list_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (scales); i++)
    gtk_string_list_take (sizes, g_strdup_printf ("%.0f %%", scales[i] * 100));
  for (guint i = 0; i + 1 < G_N_ELEMENTS (minutes); i++)
    gtk_string_list_take (times,
                          g_strdup_printf (ngettext ("After %d minute", "After %d minutes", minutes[i]), minutes[i]));
  gtk_string_list_append (times, _ ("Never"));
  adw_combo_row_set_model (self->font_scale, G_LIST_MODEL (sizes));
  adw_combo_row_set_model (self->auto_lock, G_LIST_MODEL (times));
  adw_combo_row_set_selected (self->language, index_of (languages, G_N_ELEMENTS (languages), language));
  adw_combo_row_set_selected (self->color_scheme, index_of (schemes, G_N_ELEMENTS (schemes), scheme));
  adw_combo_row_set_selected (self->font_scale, nearest_scale (g_settings_get_double (settings, "font-scale")));
  adw_combo_row_set_selected (self->auto_lock, nearest_minutes (g_settings_get_int (settings, "auto-lock-minutes")));
}

static void
ek_preferences_class_init (EkPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/evenkeel/Evenkeel/ui/ek-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, EkPreferences, language);
  gtk_widget_class_bind_template_child (widget_class, EkPreferences, color_scheme);
  gtk_widget_class_bind_template_child (widget_class, EkPreferences, font_scale);
  gtk_widget_class_bind_template_child (widget_class, EkPreferences, auto_lock);
}

static void
ek_preferences_init (EkPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  fill (self);
  g_signal_connect_swapped (self->language, "notify::selected", G_CALLBACK (on_language), self);
  g_signal_connect_swapped (self->color_scheme, "notify::selected", G_CALLBACK (on_color_scheme), self);
  g_signal_connect_swapped (self->font_scale, "notify::selected", G_CALLBACK (on_font_scale), self);
  g_signal_connect_swapped (self->auto_lock, "notify::selected", G_CALLBACK (on_auto_lock), self);
}

/**
 * ek_preferences_show:
 * @parent: (nullable): the window it belongs to
 *
 * Shows the preferences. What is changed applies at once, but for the language.
 */
void
ek_preferences_show (GtkWindow *parent)
{
  gtk_window_present (g_object_new (EK_TYPE_PREFERENCES, "transient-for", parent, "modal", TRUE, NULL));
}
