/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What became of every resource of a file or of a pull, in words. */

#include "ek-import-report.h"

#include <glib/gi18n-lib.h>

#include "ek-card.h"
#include "ek-json.h"

static const char *
type_label (const char *type)
{
  static const struct { const char *type, *label; } labels[] = {
    { "Patient", N_("Patients") }, { "Condition", N_("Problems") }, { "Encounter", N_("Sessions and visits") },
    { "Observation", N_("Measurements and scores") }, { "MedicationRequest", N_("Medicines (ordered)") },
    { "MedicationStatement", N_("Medicines (as told)") }, { "MedicationAdministration", N_("Medicines (as given)") },
    { "AllergyIntolerance", N_("Allergies") },
    { "QuestionnaireResponse", N_("Answered forms") }, { "CarePlan", N_("Plans") }, { "Task", N_("Actions") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    if (g_str_equal (labels[i].type, type))
      return _(labels[i].label);
  return type;
}

static void
add_part (GString    *text,
          guint       n,
          const char *words)
{
  if (n > 0)
    g_string_append_printf (text, "%s%s %u", text->len > 0 ? " · " : "", words, n);
}

static void
append_types (EkCard       *card,
              EkFhirReport *report)
{
  g_autoptr(GPtrArray) types = ek_fhir_report_list_types (report);

  for (guint i = 0; i < types->len; i++)
    {
      const char *type = g_ptr_array_index (types, i);
      guint not_kept = ek_fhir_report_get_skipped (report, type, EK_FHIR_SKIP_TYPE);
      g_autoptr(GString) text = g_string_new (NULL);

      add_part (text, ek_fhir_report_get (report, type, EK_FHIR_CREATED), _("new"));
      add_part (text, ek_fhir_report_get (report, type, EK_FHIR_UPDATED), _("changed"));
      add_part (text, ek_fhir_report_get (report, type, EK_FHIR_UNCHANGED), _("already here"));
      add_part (text, ek_fhir_report_get (report, type, EK_FHIR_SKIPPED) - not_kept, _("left out"));
      /* Translators: a kind of record that this program does not keep */
      add_part (text, not_kept, _("not kept by this program"));
      ek_card_append (card, NULL, type_label (type), text->str, NULL, NULL);
    }
}

static void
append_reasons (EkCard       *card,
                EkFhirReport *report)
{
  for (int why = EK_FHIR_SKIP_NONE + 1; why <= EK_FHIR_SKIP_LAST; why++)
    {
      guint n = ek_fhir_report_get_skipped (report, NULL, why);
      g_autofree char *number = g_strdup_printf ("%u", n);

      if (n > 0)
        ek_card_append (card, NULL, ek_fhir_skip_label (why), NULL, number, NULL);
    }
}

static void
append_notes (EkCard       *card,
              EkFhirReport *report)
{
  g_autoptr(JsonNode) node = ek_fhir_report_to_json (report);
  JsonArray *notes = ek_json_peek_array (json_node_get_object (node), "notes");

  for (guint i = 0; notes != NULL && i < json_array_get_length (notes); i++)
    ek_card_append (card, NULL, ek_json_element_string (notes, i), NULL, NULL, NULL);
}

/* What was written inside a record that was taken over and is not in it: what it was, and why. */
static void
append_dropped (EkCard       *card,
                EkFhirReport *report)
{
  g_autoptr(JsonNode) node = ek_fhir_report_to_json (report);
  JsonObject *object = json_node_get_object (node);
  JsonArray *dropped = ek_json_peek_array (object, "dropped");
  guint left_out = (guint) ek_json_peek_int (object, "dropped_left_out", 0);

  for (guint i = 0; dropped != NULL && i < json_array_get_length (dropped); i++)
    {
      JsonObject *one = ek_json_element_object (dropped, i);
      const char *value = ek_json_peek_string (one, "value");
      const char *where = ek_json_peek_string (one, "where");
      g_autofree char *place = g_strdup_printf ("%s · %s%s%s", type_label (ek_json_peek_string (one, "type")),
                                                ek_json_peek_string (one, "path"), where != NULL ? " · " : "",
                                                where != NULL ? where : "");
      g_autofree char *about = g_strdup_printf ("%s · %s", ek_json_peek_string (one, "words"), place);

      ek_card_append (card, NULL, value != NULL ? value : ek_json_peek_string (one, "path"), about, NULL, NULL);
    }
  if (left_out > 0)
    {
      /* Translators: below a list of values: how many more there are */
      g_autofree char *more = g_strdup_printf (ngettext ("and %u more value of these kinds",
                                                         "and %u more values of these kinds", left_out), left_out);

      ek_card_append (card, NULL, more, NULL, NULL, NULL);
    }
}

static GtkWidget *
make_summary (EkFhirReport *report)
{
  guint new = ek_fhir_report_get (report, NULL, EK_FHIR_CREATED);
  guint changed = ek_fhir_report_get (report, NULL, EK_FHIR_UPDATED);
  gulong total = ek_fhir_report_get_total (report);
  g_autofree char *text = NULL;
  GtkWidget *label;

  if (new == 0 && changed == 0)
    text = g_strdup_printf (ngettext ("%lu record read. Nothing was new.", "%lu records read. Nothing was new.",
                                      total), total);
  else
    text = g_strdup_printf (ngettext ("%lu record read: %u new, %u changed.", "%lu records read: %u new, %u changed.",
                                      total),
                            total, new, changed);
  label = gtk_label_new (text);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "title-4");
  return label;
}

/**
 * ek_import_report_fill:
 * @box: an empty box
 * @report: what became of everything
 *
 * Shows the numbers by kind, the reasons for what was left out, the values that were dropped, and what there is to say about the whole.
 */
void
ek_import_report_fill (GtkBox       *box,
                       EkFhirReport *report)
{
  GtkWidget *types = ek_card_new (_("What was in it"));
  GtkWidget *reasons = ek_card_new (_("Why something was left out"));
  GtkWidget *dropped = ek_card_new (_("Values that are not in the record"));
  GtkWidget *notes = ek_card_new (_("To know"));

  ek_card_clear (EK_CARD (types), _("Nothing."));
  ek_card_clear (EK_CARD (reasons), _("Nothing was left out."));
  ek_card_clear (EK_CARD (notes), _("Nothing else."));
  append_types (EK_CARD (types), report);
  append_reasons (EK_CARD (reasons), report);
  append_dropped (EK_CARD (dropped), report);
  append_notes (EK_CARD (notes), report);
  gtk_box_append (box, make_summary (report));
  gtk_box_append (box, types);
  gtk_box_append (box, reasons);
  gtk_box_append (box, dropped);
  gtk_widget_set_visible (dropped, ek_fhir_report_get_dropped (report) > 0);
  gtk_box_append (box, notes);
}
