/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-patient-cell.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "ek-format.h"

struct _EkPatientCell {
  GtkWidget      parent_instance;

  EkSession     *session;
  EkPatientItem *item;
  gulong         changed;

  GtkWidget     *box;
  GtkLabel      *name;
  GtkLabel      *about;
  GtkLabel      *score;
  GtkWidget     *risk;
  GtkImage      *risk_icon;
  GtkLabel      *risk_label;
  GtkImage      *sync_icon;
};

G_DEFINE_FINAL_TYPE (EkPatientCell, ek_patient_cell, GTK_TYPE_WIDGET)

static char *
score_text (EkPatientCell      *self,
            const EkPatientRow *row,
            gint64              now)
{
  EkCatalogue *catalogue = ek_session_get_catalogue (self->session);
  EkInstrument *instrument = row->last_instrument != NULL && catalogue != NULL
                             ? ek_catalogue_find (catalogue, row->last_instrument, NULL) : NULL;
  const char *name = instrument != NULL ? ek_instrument_get_abbreviation (instrument) : row->last_instrument;
  g_autofree char *ago = ek_format_ago (row->last_assessed, now);
  g_autofree char *value = NULL;

  if (row->last_assessed == EK_INSTANT_NONE || name == NULL || !isfinite (row->last_score))
    return g_strdup (_("Not yet assessed"));
  value = ek_format_score (row->last_score);
  /* Translators: the last score in the list of patients: "PHQ-9 14 · 3 days ago" */
  return g_strdup_printf (_("%s %s · %s"), name, value, ago);
}

static void
show_risk (EkPatientCell *self,
           const char    *word,
           const char    *icon,
           const char    *css_class)
{
  static const char *const classes[] = { "risk-high", "risk-moderate", "risk-low" };

  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    gtk_widget_remove_css_class (self->risk, classes[i]);
  gtk_widget_set_visible (self->risk, word != NULL);
  if (word == NULL)
    return;
  gtk_widget_add_css_class (self->risk, css_class);
  gtk_image_set_from_icon_name (self->risk_icon, icon);
  gtk_label_set_text (self->risk_label, word);
}

static void
tell_name (EkPatientCell *self,
           const char    *words[])
{
  g_autoptr(GString) all = g_string_new (NULL);
  GtkWidget *row = gtk_widget_get_parent (GTK_WIDGET (self));

  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      g_string_append_printf (all, "%s%s", all->len > 0 ? ", " : "", words[i]);
  if (row != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, all->str, -1);
}

static void
refresh (EkPatientCell *self)
{
  const EkPatientRow *row = ek_patient_item_get_row (self->item);
  gint64 now = ek_clock_now (ek_session_get_clock (self->session));
  const char *risk_icon = NULL, *risk_class = NULL, *sync_icon = NULL;
  const char *risk = ek_format_tier (row->tier, &risk_icon, &risk_class);
  const char *sync = ek_format_sync (row->sync_state, &sync_icon);
  g_autofree char *person = ek_format_person (row->sex, row->birth_date, now);
  g_autofree char *score = score_text (self, row, now);

  gtk_label_set_text (self->name, row->name);
  gtk_label_set_text (self->about, person);
  gtk_label_set_text (self->score, score);
  show_risk (self, risk, risk_icon, risk_class);
  gtk_image_set_from_icon_name (self->sync_icon, sync_icon);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->sync_icon), sync);
  tell_name (self, (const char *[]) { row->name, person, risk != NULL ? risk : "", score, sync, NULL });
}

static void
ek_patient_cell_dispose (GObject *object)
{
  EkPatientCell *self = EK_PATIENT_CELL (object);

  ek_patient_cell_set_item (self, NULL);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (ek_patient_cell_parent_class)->dispose (object);
}

static void
ek_patient_cell_class_init (EkPatientCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ek_patient_cell_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/evenkeel/Evenkeel/ui/ek-patient-cell.ui");
  gtk_widget_class_bind_template_child (widget_class, EkPatientCell, box);
  gtk_widget_class_bind_template_child (widget_class, EkPatientCell, name);
  gtk_widget_class_bind_template_child (widget_class, EkPatientCell, about);
  gtk_widget_class_bind_template_child (widget_class, EkPatientCell, score);
  gtk_widget_class_bind_template_child (widget_class, EkPatientCell, risk);
  gtk_widget_class_bind_template_child (widget_class, EkPatientCell, risk_icon);
  gtk_widget_class_bind_template_child (widget_class, EkPatientCell, risk_label);
  gtk_widget_class_bind_template_child (widget_class, EkPatientCell, sync_icon);
}

static void
ek_patient_cell_init (EkPatientCell *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ek_patient_cell_new:
 * @session: for the clock and the instruments
 *
 * Returns: (transfer floating): an empty row
 */
GtkWidget *
ek_patient_cell_new (EkSession *session)
{
  EkPatientCell *self = g_object_new (EK_TYPE_PATIENT_CELL, NULL);

  self->session = g_object_ref (session);
  return GTK_WIDGET (self);
}

/**
 * ek_patient_cell_set_item:
 * @self: a row
 * @item: (nullable): the patient to show; %NULL wipes it
 */
void
ek_patient_cell_set_item (EkPatientCell *self,
                          EkPatientItem *item)
{
  if (self->item != NULL)
    g_clear_signal_handler (&self->changed, self->item);
  g_set_object (&self->item, item);
  if (item != NULL)
    {
      self->changed = g_signal_connect_swapped (item, "changed", G_CALLBACK (refresh), self);
      refresh (self);
    }
  else if (self->box != NULL)
    {
      gtk_label_set_text (self->name, "");
      gtk_label_set_text (self->about, "");
      gtk_label_set_text (self->score, "");
      show_risk (self, NULL, NULL, NULL);
    }
}
