/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the declarations of record types say of themselves holds together: other rooms follow them without asking. */

#include <string.h>

#include "ek-record.h"
#include "ek-types.h"

static gboolean
has_choice (const EkField *field, const char *id)
{
  for (guint i = 0; field->choices != NULL && field->choices[i].id != NULL; i++)
    if (strcmp (field->choices[i].id, id) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_date (const EkRecordType *type, int field)
{
  g_assert_cmpint (field, >=, 0);
  g_assert_cmpuint (field, <, ek_record_type_n_fields (type));
  return type->fields[field].kind == EK_FIELD_DATE || type->fields[field].kind == EK_FIELD_INSTANT;
}

static void
check_dates (const EkRecordType *type)
{
  for (const EkDateRule *rule = type->dates; rule != NULL && rule->bounds != 0; rule++)
    {
      g_assert_true (is_date (type, rule->field));
      if (rule->start != EK_NO_FIELD)
        {
          g_assert_true (is_date (type, rule->start));
          g_assert_cmpint (type->fields[rule->start].kind, ==, type->fields[rule->field].kind);
        }
      g_assert_true ((rule->plan_field == EK_NO_FIELD) == (rule->plans[0] == NULL));
      for (guint i = 0; rule->plans[i] != NULL; i++)
        g_assert_true (has_choice (&type->fields[rule->plan_field], rule->plans[i]));
    }
}

static void
test_declarations (void)
{
  const EkRecordType *const *types = ek_record_types ();
  g_autoptr (GHashTable) plurals = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint t = 0; types[t] != NULL; t++)
    {
      const EkRecordType *type = types[t];

      g_test_message ("%s", type->name);
      g_assert_true (ek_record_type_by_name (type->name) == type);
      g_assert_true (type->plural == NULL || g_hash_table_add (plurals, (gpointer) type->plural));
      g_assert_true (type->when == EK_NO_FIELD || is_date (type, type->when));
      if (type->title != EK_NO_FIELD)
        {
          EkFieldKind kind = type->fields[type->title].kind;

          g_assert_true (kind == EK_FIELD_TEXT || kind == EK_FIELD_NOTE || kind == EK_FIELD_CHOICE);
        }
      /* what a draft looks at has a name and a day to tell */
      if (type->flags & EK_RECORD_BASIS)
        g_assert_true (type->title != EK_NO_FIELD && type->when != EK_NO_FIELD && type->plural != NULL);
      check_dates (type);
      for (const EkPending *one = type->pending; one != NULL && one->state != NULL; one++)
        {
          g_assert_true (has_choice (&type->fields[one->field], one->state));
          g_assert_true (one->about == EK_NO_FIELD || (guint) one->about < ek_record_type_n_fields (type));
        }
    }
}

static void
test_title_and_day (void)
{
  g_autoptr (EkRecord) medicine = ek_record_new (&ek_medicine_type, "p");
  g_autoptr (EkRecord) visit = ek_record_new (&ek_encounter_type, "p");
  g_autofree char *day = NULL, *later = NULL;

  g_assert_null (ek_record_get_title (medicine));
  g_assert_null (ek_record_get_day (medicine));
  ek_record_set_text (medicine, EK_MEDICINE_NAME, "Sertraline");
  ek_record_set_text (medicine, EK_MEDICINE_STARTED, "2026-03");
  g_assert_cmpstr (ek_record_get_title (medicine), ==, "Sertraline");
  day = ek_record_get_day (medicine);
  g_assert_cmpstr (day, ==, "2026-03");
  /* the id of a choice is no title, and an instant has the day of its own place */
  ek_record_set_text (visit, EK_ENCOUNTER_KIND, "visit");
  ek_record_set_instant (visit, EK_ENCOUNTER_STARTED, G_GINT64_CONSTANT (1767196800000), 480); /* 2025-12-31T16:00Z */
  g_assert_null (ek_record_get_title (visit));
  later = ek_record_get_day (visit);
  g_assert_cmpstr (later, ==, "2026-01-01");
}

static void
test_begin (void)
{
  g_autoptr (EkClock) clock = ek_clock_new_fixed (G_GINT64_CONSTANT (1767196800000), 480);
  g_autoptr (EkRecord) medicine = ek_record_new (&ek_medicine_type, "p");
  g_autoptr (EkRecord) visit = ek_record_new (&ek_encounter_type, "p");
  g_autoptr (EkRecord) task = ek_record_new (&ek_task_type, "p");
  g_autoptr (EkRecord) untouched = ek_record_copy (task);

  ek_record_begin (medicine, clock, NULL);
  g_assert_cmpstr (ek_record_get_text (medicine, EK_MEDICINE_STARTED), ==, "2026-01-01");
  g_assert_cmpstr (ek_record_get_text (medicine, EK_MEDICINE_STATUS), ==, "active");
  ek_record_begin (visit, clock, "Dr Lin");
  g_assert_cmpstr (ek_record_get_text (visit, EK_ENCOUNTER_CLINICIAN), ==, "Dr Lin");
  g_assert_cmpstr (ek_record_get_text (visit, EK_ENCOUNTER_STATUS), ==, "finished");
  /* a type that says nothing begins empty */
  ek_record_begin (task, clock, "Dr Lin");
  g_assert_true (ek_record_equal_values (task, untouched));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/declared/declarations", test_declarations);
  g_test_add_func ("/declared/title-and-day", test_title_and_day);
  g_test_add_func ("/declared/begin", test_begin);
  return g_test_run ();
}
