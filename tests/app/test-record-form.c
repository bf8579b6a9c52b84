/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A form changes what a person changed in it and nothing else. */

#include <adwaita.h>

#include "ek-field-editor.h"
#include "ek-json.h"
#include "ek-record-form.h"
#include "ek-record-private.h"
#include "ek-types.h"

#define PATIENT "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"

static EkClock *clock_in_shanghai;

static EkRecord *
read_form_of (EkRecord *record)
{
  GtkWidget *form = g_object_ref_sink (ek_record_form_new (ek_record_get_record_type (record), clock_in_shanghai));
  EkRecord *stored = ek_record_copy (record);

  ek_record_form_load (EK_RECORD_FORM (form), record);
  g_assert_true (ek_record_form_store (EK_RECORD_FORM (form), stored));
  g_object_unref (form);
  return stored;
}

static GtkWidget *
find_row (GtkWidget *widget, const char *title)
{
  if (ADW_IS_PREFERENCES_ROW (widget) &&
      g_str_has_prefix (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_row (child, title);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* Types one text into the row of the field, stores, and gives the record. */
static EkRecord *
typed_into (EkRecord *record, int field, const char *text)
{
  const EkRecordType *type = ek_record_get_record_type (record);
  GtkWidget *form = g_object_ref_sink (ek_record_form_new (type, clock_in_shanghai));
  EkRecord *stored = ek_record_copy (record);
  GtkWidget *row;

  ek_record_form_load (EK_RECORD_FORM (form), record);
  row = find_row (form, type->fields[field].label);
  g_assert_nonnull (row);
  gtk_editable_set_text (GTK_EDITABLE (row), text);
  g_assert_true (ek_record_form_store (EK_RECORD_FORM (form), stored));
  g_object_unref (form);
  return stored;
}

static void
assert_only_changed (EkRecord *now, EkRecord *before, int field)
{
  const EkField *fields = ek_record_get_record_type (now)->fields;

  for (int i = 0; fields[i].name != NULL; i++)
    {
      g_test_message ("%s", fields[i].name);
      g_assert_true (ek_record_equal_field (now, before, i) == (i != field));
    }
}

static EkRecord *
visit (void)
{
  EkRecord *record = ek_record_new (&ek_encounter_type, PATIENT);

  /* 2026-05-10T23:30:45.123Z and an hour later, as a hospital sends it */
  ek_record_set_instant (record, EK_ENCOUNTER_STARTED, 1778455845123, 0);
  ek_record_set_instant (record, EK_ENCOUNTER_ENDED, 1778459445123, 0);
  ek_record_set_text (record, EK_ENCOUNTER_KIND, ek_encounter_type.fields[EK_ENCOUNTER_KIND].choices[0].id);
  ek_record_set_text (record, EK_ENCOUNTER_CLINICIAN, "Dr Zhou");
  return record;
}

/* The clinician of a visit in UTC is changed in Shanghai. */
static void
test_visit (void)
{
  g_autoptr (EkRecord) record = visit ();
  g_autoptr (EkRecord) untouched = read_form_of (record);
  g_autoptr (EkRecord) changed = typed_into (record, EK_ENCOUNTER_CLINICIAN, "Dr Chen");

  assert_only_changed (untouched, record, -1);
  assert_only_changed (changed, record, EK_ENCOUNTER_CLINICIAN);
}

/* What is typed is in the offset that is shown; the seconds stay with the time. */
static void
test_instant (void)
{
  static const struct {
    const char *typed;
    gint64 ms;
    int offset;
  } cases[] = {
    { "2026-05-10 23:30 +00:00", 1778455845123, 0 },
    { "2026-05-10 23:40 +00:00", 1778456400000, 0 },
    { "2026-05-11 23:30 +00:00", 1778455845123 + 86400000, 0 },
    { "2026-05-11 07:30", 1778455800000, 480 },
    { "2026-05-10 23:30 Z", 1778455845123, 0 },
    { "2026-05-11 09:00 +09:30", 1778455800000, 570 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EkRecord) record = visit ();
      g_autoptr (EkRecord) changed = typed_into (record, EK_ENCOUNTER_STARTED, cases[i].typed);
      int offset;

      g_test_message ("%s", cases[i].typed);
      g_assert_cmpint (ek_record_get_instant (changed, EK_ENCOUNTER_STARTED, &offset), ==, cases[i].ms);
      g_assert_cmpint (offset, ==, cases[i].offset);
      g_assert_true (ek_record_equal_field (changed, record, EK_ENCOUNTER_ENDED));
    }
}

static JsonNode *
json (const char *text)
{
  return json_from_string (text, NULL);
}

/* Blanks, line ends, decimals, choices that this program does not know, members that no row shows. */
static void
test_patient (void)
{
  g_autoptr (EkRecord) record = ek_record_new (&ek_patient_type, NULL);
  g_autoptr (JsonNode) numbers = json (
    "[{\"system\":\"urn:a\",\"value\":\"17\",\"use\":\"old\",\"period\":{\"end\":\"2020\"}},"
    "{\"system\":\"urn:b\",\"value\":\"18\"}]");
  g_autoptr (JsonNode) exposures = json ("[\"noise\",{\"code\":\"x\"},\"dust\"]");
  g_autoptr (EkRecord) untouched = NULL;
  g_autoptr (EkRecord) changed = NULL;

  ek_record_set_text (record, EK_PATIENT_NAME, "陈 志远");
  ek_record_set_text (record, EK_PATIENT_ADDRESS, "  12 Sea Road\nFlat 3 ");
  ek_record_set_text (record, EK_PATIENT_REMARKS, "one\n\n  two  \n");
  ek_record_set_json (record, EK_PATIENT_IDENTIFIERS, numbers);
  ek_record_set_json (record, EK_PATIENT_EXPOSURES, exposures);
  untouched = read_form_of (record);
  assert_only_changed (untouched, record, -1);
  changed = typed_into (record, EK_PATIENT_PHONE, "13800000000");
  assert_only_changed (changed, record, EK_PATIENT_PHONE);
  g_clear_object (&changed);
  changed = typed_into (record, EK_PATIENT_EXPOSURES, "noise; heat");
  {
    g_autoptr (JsonNode) wanted = json ("[\"noise\",\"heat\",{\"code\":\"x\"}]");

    g_assert_true (json_node_equal (ek_record_get_json (changed, EK_PATIENT_EXPOSURES), wanted));
  }
}

/* Every type that has a form, with every field filled that has a row. */
static void
test_every_type (void)
{
  const EkRecordType *const *types = ek_record_types ();

  for (guint t = 0; types[t] != NULL; t++)
    {
      const EkField *fields = types[t]->fields;
      g_autoptr (EkRecord) record = ek_record_new (types[t], types[t] == &ek_patient_type ? NULL : PATIENT);
      g_autoptr (EkRecord) stored = ek_record_copy (record);

      for (int i = 0; fields[i].name != NULL; i++)
        {
          g_autoptr (EkFieldEditor) editor = NULL;
          g_autoptr (GError) error = NULL;

          if (!ek_field_editor_can_edit (&fields[i]))
            continue;
          if (fields[i].kind == EK_FIELD_INSTANT)
            ek_record_set_instant (record, i, 1778455845123, -210);
          else if (fields[i].kind == EK_FIELD_REAL)
            ek_record_set_real (record, i, 12.345678901234567);
          else if (fields[i].kind == EK_FIELD_INTEGER || fields[i].kind == EK_FIELD_BOOLEAN)
            ek_record_set_int (record, i, 1);
          else if (fields[i].kind == EK_FIELD_JSON)
            {
              g_autoptr (JsonNode) node = json ("{\"a\":[1,2.50]}");

              ek_record_set_json (record, i, node);
            }
          else
            ek_record_set_text (record, i, fields[i].kind == EK_FIELD_DATE ? "2020-03" : " of another program ");
          g_clear_object (&stored);
          stored = ek_record_copy (record);
          editor = ek_field_editor_new (&fields[i], i, clock_in_shanghai);
          ek_field_editor_load (editor, record);
          g_assert_true (ek_field_editor_store (editor, stored, &error));
          g_assert_no_error (error);
          g_test_message ("%s.%s", types[t]->name, fields[i].name);
          g_assert_true (ek_record_equal_field (stored, record, i));
        }
    }
}

/* A word of the list may be taken or written, in letters of any case; anything else stays as it was written. */
static void
test_word_or_other (void)
{
  static const struct {
    const char *typed, *stored;
  } rows[] = {
    { "CBT for insomnia", "cbt-i" },
    { " cbt FOR Insomnia ", "cbt-i" },
    { "emdr", "emdr" },
    { "Sandplay", "Sandplay" },
    { "CBT for insomnia, 2", "CBT for insomnia, 2" },
  };
  g_autoptr (EkRecord) visit = ek_record_new (&ek_encounter_type, PATIENT);

  ek_record_set_text (visit, EK_ENCOUNTER_KIND, "session");
  ek_record_set_instant (visit, EK_ENCOUNTER_STARTED, 1764547200000, 480);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (EkRecord) stored = typed_into (visit, EK_ENCOUNTER_THERAPY, rows[i].typed);
      g_autoptr (EkRecord) again = read_form_of (stored);

      g_assert_cmpstr (ek_record_get_text (stored, EK_ENCOUNTER_THERAPY), ==, rows[i].stored);
      g_assert_cmpstr (ek_record_get_text (again, EK_ENCOUNTER_THERAPY), ==, rows[i].stored);
    }
}

static GtkWidget *
find_list (GtkWidget *widget)
{
  if (GTK_IS_LIST_BOX (widget) && gtk_widget_get_ancestor (widget, GTK_TYPE_POPOVER) != NULL)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_list (child);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
test_word_taken (void)
{
  g_autoptr (EkRecord) visit = ek_record_new (&ek_encounter_type, PATIENT);
  g_autoptr (EkRecord) stored = NULL;
  GtkWidget *form = g_object_ref_sink (ek_record_form_new (&ek_encounter_type, clock_in_shanghai));
  GtkWidget *list;

  ek_record_set_text (visit, EK_ENCOUNTER_KIND, "session");
  ek_record_set_instant (visit, EK_ENCOUNTER_STARTED, 1764547200000, 480);
  ek_record_form_load (EK_RECORD_FORM (form), visit);
  list = find_list (find_row (form, "Therapy"));
  g_assert_nonnull (list);
  g_signal_emit_by_name (list, "row-activated", gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), 2));
  stored = ek_record_copy (visit);
  g_assert_true (ek_record_form_store (EK_RECORD_FORM (form), stored));
  g_assert_cmpstr (ek_record_get_text (stored, EK_ENCOUNTER_THERAPY), ==,
                   ek_encounter_type.fields[EK_ENCOUNTER_THERAPY].choices[2].id);
  g_object_unref (form);
}

int
main (int argc, char **argv)
{
  int result;

  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  clock_in_shanghai = ek_clock_new_fixed (1790000000000, 480);
  g_test_add_func ("/record-form/visit", test_visit);
  g_test_add_func ("/record-form/instant", test_instant);
  g_test_add_func ("/record-form/patient", test_patient);
  g_test_add_func ("/record-form/every-type", test_every_type);
  g_test_add_func ("/record-form/word-or-other", test_word_or_other);
  g_test_add_func ("/record-form/word-taken", test_word_taken);
  result = g_test_run ();
  ek_clock_free (clock_in_shanghai);
  return result;
}
