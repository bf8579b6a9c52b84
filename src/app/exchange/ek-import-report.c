/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What became of every person and every resource of a file or of a pull, in words. The same page says before an import
 * what would become of them. */

#include "ek-import-report.h"

#include <glib/gi18n-lib.h>

#include "ek-card.h"
#include "ek-json.h"

/* More lines nobody reads through; the command line names all of them. */
#define PEOPLE_SHOWN 100

static const char *
type_label (const char *type)
{
  static const struct {
    const char *type, *label;
  } labels[] = {
    { "Patient", N_ ("Patients") },
    { "Condition", N_ ("Problems") },
    { "Encounter", N_ ("Sessions and visits") },
    { "Observation", N_ ("Measurements and scores") },
    { "MedicationRequest", N_ ("Medicines (ordered)") },
    { "MedicationStatement", N_ ("Medicines (as told)") },
    { "MedicationAdministration", N_ ("Medicines (as given)") },
    { "AllergyIntolerance", N_ ("Allergies") },
    { "QuestionnaireResponse", N_ ("Answered forms") },
    { "CarePlan", N_ ("Plans") },
    { "Task", N_ ("Actions") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    if (g_str_equal (labels[i].type, type))
      return _ (labels[i].label);
  return type;
}

static void
add_part (GString *text, guint n, const char *words)
{
  if (n > 0)
    g_string_append_printf (text, "%s%s %u", text->len > 0 ? " · " : "", words, n);
}

/* People */

static void
add_sentence (GString *text, const char *sentence)
{
  if (text->len > 0)
    g_string_append_c (text, '\n');
  g_string_append (text, sentence);
}

static void
add_recognised (GString *text, const EkFhirReportPerson *person)
{
  static const struct {
    const char *by, *words;
  } ways[] = {
    /* Translators: by what a person of a file was recognised; who it is here follows after a colon */
    { "id", N_ ("Recognised by the hospital's id") },
    { "own-id", N_ ("Recognised by our own id") },
    { "number", N_ ("Recognised by the number") },
    { "file", N_ ("Recognised by name and date of birth") },
  };
  g_autofree char *known = NULL;

  if (person->by == NULL || person->known == NULL)
    return;
  known = ek_person_describe (person->known->name, person->known->birth_date, person->known->number);
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    if (g_str_equal (ways[i].by, person->by))
      {
        g_autofree char *words = g_strdup_printf (_ ("%s: %s"), _ (ways[i].words), known);

        add_sentence (text, words);
      }
  if (person->told)
    add_sentence (text, _ ("Name or date of birth is not the same: look whether it is this person."));
}

static void
add_alike (GString *text, const EkFhirReportPerson *person)
{
  for (guint i = 0; person->alike != NULL && i < person->alike->len; i++)
    {
      const EkPersonAlike *alike = person->alike->pdata[i];
      g_autofree char *who = ek_person_describe (alike->name, alike->birth_date, alike->number);
      g_autofree char *words = g_strdup_printf (_ ("Perhaps the same person as %s"), who);

      add_sentence (text, words);
    }
}

static char *
what_became (EkFhirReport *report, const EkFhirReportPerson *person)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (person->why != EK_FHIR_SKIP_NONE)
    {
      g_autofree char *words = g_strdup_printf (_ ("Left out: %s"), ek_fhir_skip_label (person->why));

      add_sentence (text, words);
    }
  else if (!person->mentioned && person->outcome == EK_FHIR_CREATED)
    add_sentence (text, ek_fhir_report_is_preview (report) ? _ ("Would be a new patient") : _ ("New patient"));
  add_recognised (text, person);
  add_alike (text, person);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* First whoever somebody has to look at, then who is new, then the others. */
static int
rank_of (const EkFhirReportPerson *person)
{
  if (person->why != EK_FHIR_SKIP_NONE || person->told || person->alike != NULL || person->counts[EK_FHIR_SKIPPED] > 0)
    return 0;
  return person->known == NULL && !person->mentioned ? 1 : 2;
}

static void
append_person (EkCard *card, EkFhirReport *report, const EkFhirReportPerson *person)
{
  g_autofree char *who = person->name != NULL ? ek_person_describe (person->name, person->birth_date, person->number)
                                              : g_strdup (_ ("Without a name"));
  g_autofree char *became = what_became (report, person);
  g_autoptr (GString) counts = g_string_new (NULL);
  gboolean here = person->patient_id != NULL &&
    (!ek_fhir_report_is_preview (report) || person->known != NULL || person->mentioned);
  g_autoptr (GtkStringObject) data = here ? gtk_string_object_new (person->patient_id) : NULL;

  add_part (counts, person->counts[EK_FHIR_CREATED], _ ("new"));
  add_part (counts, person->counts[EK_FHIR_UPDATED], _ ("changed"));
  add_part (counts, person->counts[EK_FHIR_SKIPPED], _ ("left out"));
  ek_card_append (card, data != NULL ? G_OBJECT (data) : NULL, who, became, counts->str, NULL);
}

static void
append_people (EkCard *card, EkFhirReport *report)
{
  GPtrArray *people = ek_fhir_report_get_people (report);
  guint shown = 0, left_out = ek_fhir_report_get_people_left_out (report);

  for (int rank = 0; rank <= 2; rank++)
    for (guint i = 0; i < people->len; i++)
      {
        if (rank_of (people->pdata[i]) != rank)
          continue;
        if (shown++ < PEOPLE_SHOWN)
          append_person (card, report, people->pdata[i]);
        else
          left_out++;
      }
  if (left_out > 0)
    {
      g_autofree char *more = g_strdup_printf (ngettext ("and %u more", "and %u more", left_out), left_out);

      ek_card_append (card, NULL, more, NULL, NULL, NULL);
    }
}

/* What a person must look at */

static void
append_look (EkCard *card, EkFhirReport *report)
{
  GPtrArray *all = ek_fhir_report_get_look (report);
  guint left_out = ek_fhir_report_get_look_left_out (report);

  for (guint i = 0; i < all->len; i++)
    {
      const EkFhirReportLook *look = all->pdata[i];
      gboolean here = !ek_fhir_report_is_preview (report);
      g_autoptr (GtkStringObject) data = here ? gtk_string_object_new (look->patient_id) : NULL;

      ek_card_append (card, data != NULL ? G_OBJECT (data) : NULL, look->who, look->words, NULL, NULL);
    }
  if (left_out > 0)
    {
      g_autofree char *more = g_strdup_printf (ngettext ("and %u more", "and %u more", left_out), left_out);

      ek_card_append (card, NULL, more, NULL, NULL, NULL);
    }
}

/* Records */

static void
append_types (EkCard *card, EkFhirReport *report)
{
  g_autoptr (GPtrArray) types = ek_fhir_report_list_types (report);

  for (guint i = 0; i < types->len; i++)
    {
      const char *type = g_ptr_array_index (types, i);
      guint not_kept = ek_fhir_report_get_skipped (report, type, EK_FHIR_SKIP_TYPE);
      g_autoptr (GString) text = g_string_new (NULL);

      add_part (text, ek_fhir_report_get (report, type, EK_FHIR_CREATED), _ ("new"));
      add_part (text, ek_fhir_report_get (report, type, EK_FHIR_UPDATED), _ ("changed"));
      add_part (text, ek_fhir_report_get (report, type, EK_FHIR_UNCHANGED), _ ("already here"));
      add_part (text, ek_fhir_report_get (report, type, EK_FHIR_SKIPPED) - not_kept, _ ("left out"));
      /* Translators: a kind of record that this program does not keep */
      add_part (text, not_kept, _ ("not kept by this program"));
      ek_card_append (card, NULL, type_label (type), text->str, NULL, NULL);
    }
}

static void
append_reasons (EkCard *card, EkFhirReport *report)
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
append_notes (EkCard *card, EkFhirReport *report)
{
  GPtrArray *notes = ek_fhir_report_get_notes (report);

  for (guint i = 0; i < notes->len; i++)
    ek_card_append (card, NULL, notes->pdata[i], NULL, NULL, NULL);
}

static char *
summary_of (EkFhirReport *report)
{
  guint new = ek_fhir_report_get (report, NULL, EK_FHIR_CREATED);
  guint changed = ek_fhir_report_get (report, NULL, EK_FHIR_UPDATED);
  guint people = ek_fhir_report_get (report, "Patient", EK_FHIR_CREATED);
  gulong total = ek_fhir_report_get_total (report);

  if (new == 0 && changed == 0)
    return g_strdup_printf (ngettext ("%lu record read. Nothing was new.", "%lu records read. Nothing was new.", total),
                            total);
  if (ek_fhir_report_is_preview (report))
    return g_strdup_printf (ngettext ("%lu record read: %u would be new, %u changed. New patients: %u. Nothing was "
                                      "written yet.",
                                      "%lu records read: %u would be new, %u changed. New patients: %u. Nothing was "
                                      "written yet.",
                                      total),
                            total, new, changed, people);
  return g_strdup_printf (ngettext ("%lu record read: %u new, %u changed.", "%lu records read: %u new, %u changed.",
                                    total),
                          total, new, changed);
}

/* What was written inside a record that was taken over and is not in it: what it was, and why. */
static void
append_dropped (EkCard *card, EkFhirReport *report)
{
  g_autoptr (JsonNode) node = ek_fhir_report_to_json (report);
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
      g_autofree char *more =
        g_strdup_printf (ngettext ("and %u more value of these kinds", "and %u more values of these kinds", left_out),
                         left_out);

      ek_card_append (card, NULL, more, NULL, NULL, NULL);
    }
}

/* Said under every report: who reads that nothing was found does not take it for "there is nothing". */
static void
append_limits (EkCard *card)
{
  ek_card_append (
    card, NULL, _ ("Only known signs of danger are found"),
    _ ("Letters, notes and codes were looked through for wordings and codes that are known. What is written "
       "otherwise is not found: they still have to be read."),
    NULL, NULL);
}

static GtkWidget *
make_summary (EkFhirReport *report)
{
  g_autofree char *text = summary_of (report);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "title-4");
  return label;
}

/* The window behind opens the file; this one is modal, and so goes. */
static void
on_line (EkCard *card, GObject *data)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (card)));
  GtkWindow *behind = gtk_window_get_transient_for (window);
  g_autoptr (GtkWindow) parent = behind != NULL ? g_object_ref (behind) : NULL;
  g_autofree char *patient_id = g_strdup (gtk_string_object_get_string (GTK_STRING_OBJECT (data)));

  if (parent == NULL)
    return;
  gtk_window_close (window);
  gtk_widget_activate_action (GTK_WIDGET (parent), "win.open-patient", "s", patient_id);
}

/**
 * ek_import_report_fill:
 * @box: an empty box
 * @report: what became of everything, or would
 *
 * Says what a person must look at, names the people and whom each was recognised as, then the numbers by kind, the
 * reasons for what was left out, the values that were dropped, and what there is to say about the whole. A line that
 * names somebody who has a file here opens it.
 */
void
ek_import_report_fill (GtkBox *box, EkFhirReport *report)
{
  GtkWidget *people = ek_card_new (_ ("Who is in it"));
  GtkWidget *look = ek_card_new (_ ("To be looked at"));
  GtkWidget *types = ek_card_new (_ ("What was in it"));
  GtkWidget *reasons = ek_card_new (_ ("Why something was left out"));
  GtkWidget *dropped = ek_card_new (_ ("Values that are not in the record"));
  GtkWidget *notes = ek_card_new (_ ("To know"));

  ek_card_clear (EK_CARD (people), _ ("Nobody."));
  ek_card_clear (EK_CARD (types), _ ("Nothing."));
  ek_card_clear (EK_CARD (reasons), _ ("Nothing was left out."));
  ek_card_clear (EK_CARD (notes), _ ("Nothing else."));
  append_people (EK_CARD (people), report);
  append_look (EK_CARD (look), report);
  append_types (EK_CARD (types), report);
  append_reasons (EK_CARD (reasons), report);
  append_dropped (EK_CARD (dropped), report);
  append_notes (EK_CARD (notes), report);
  append_limits (EK_CARD (notes));
  g_signal_connect (people, "line", G_CALLBACK (on_line), NULL);
  g_signal_connect (look, "line", G_CALLBACK (on_line), NULL);
  gtk_box_append (box, make_summary (report));
  gtk_box_append (box, look);
  gtk_widget_set_visible (look, ek_fhir_report_get_look (report)->len > 0);
  gtk_box_append (box, people);
  gtk_box_append (box, types);
  gtk_box_append (box, reasons);
  gtk_box_append (box, dropped);
  gtk_widget_set_visible (dropped, ek_fhir_report_get_dropped (report) > 0);
  gtk_box_append (box, notes);
}
