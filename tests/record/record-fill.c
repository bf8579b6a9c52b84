/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Values for every kind of field, from the declarations. */

#include "record-fixture.h"

#include "ek-json.h"
#include "ek-plausible.h"

static const char *const words[] = { "张伟",
                                     "Jensen",
                                     "睡眠 差",
                                     "Ærøskøbing",
                                     "'; DROP TABLE patient; --",
                                     "100% _sure_",
                                     "محمد",
                                     "line\twith\ttabs",
                                     "\"quoted\"",
                                     "emoji 🙂 and 𠮷",
                                     "a",
                                     "\\x00 is text",
                                     "٣",
                                     "e\xcc\x81 combining" };

static void
fill_json (EkRecord *record, int field, EkRandom *random)
{
  g_autofree char *text = g_strdup_printf ("{\"b\":[%d,null,true,{\"深\":\"%s\"}],\"a\":%g}",
                                           ek_random_range (random, -5, 5000), "\\\"x\\u0001",
                                           ek_random_uniform (random));
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = ek_json_parse (text, -1, &EK_JSON_DEFAULT, &error);

  g_assert_no_error (error);
  ek_record_set_json (record, field, node);
}

static void
fill_field (EkRecord *record, int index, const EkField *field, EkRandom *random)
{
  guint8 bytes[300];
  g_autofree char *id = NULL;
  g_autofree char *date = NULL;
  guint n;

  switch (field->kind)
    {
    case EK_FIELD_TEXT:
    case EK_FIELD_NOTE:
      ek_record_set_text (record, index, words[ek_random_range (random, 0, G_N_ELEMENTS (words) - 1)]);
      break;
    case EK_FIELD_INTEGER:
      ek_record_set_int (record, index, ek_random_range (random, -1000000, 1000000));
      break;
    case EK_FIELD_BOOLEAN:
      ek_record_set_int (record, index, ek_random_range (random, 0, 1));
      break;
    case EK_FIELD_REAL:
      ek_record_set_real (record, index, ek_random_normal (random, 0, 1e6));
      break;
    case EK_FIELD_DATE:
      date = g_strdup_printf ("%04d-%02d-%02d", ek_random_range (random, 1900, 2030), ek_random_range (random, 1, 12),
                              ek_random_range (random, 1, 28));
      date[(int[]){ 4, 7, 10 }[ek_random_range (random, 0, 2)]] = '\0';
      ek_record_set_text (record, index, date);
      break;
    case EK_FIELD_INSTANT:
      ek_record_set_instant (record, index,
                             FIXTURE_NOW + (gint64) ek_random_range (random, -1000000000, 1000000000) * 1000 +
                               ek_random_range (random, 0, 999),
                             ek_random_range (random, -840, 840));
      break;
    case EK_FIELD_CHOICE:
      for (n = 0; field->choices[n].id != NULL; n++)
        ;
      ek_record_set_text (record, index, field->choices[ek_random_range (random, 0, (int) n - 1)].id);
      break;
    case EK_FIELD_REFERENCE:
      id = ek_random_id (random);
      ek_record_set_text (record, index, id);
      break;
    case EK_FIELD_JSON:
      fill_json (record, index, random);
      break;
    case EK_FIELD_BLOB:
      {
        g_autoptr (GBytes) blob = NULL;

        for (n = 0; n < sizeof bytes; n++)
          bytes[n] = (guint8) ek_random_range (random, 0, 255);
        blob = g_bytes_new (bytes, (gsize) ek_random_range (random, 1, sizeof bytes));
        ek_record_set_blob (record, index, blob);
        break;
      }
    default:
      g_assert_not_reached ();
    }
}

/* What a person could not enter is not what a record holds: a date that cannot be becomes one that can. */
static void
settle_dates (EkRecord *record)
{
  for (guint pass = 0; pass < 3; pass++)
    {
      g_autoptr (GArray) list = ek_plausible_list (record, NULL, "2010-01-01", "2026-09-21");

      for (guint i = 0; i < list->len; i++)
        {
          const EkDoubtfulDate *doubtful = &g_array_index (list, EkDoubtfulDate, i);
          gboolean is_end = doubtful->doubt == EK_DATE_END_BEFORE_START;

          if (ek_record_get_record_type (record) == &ek_patient_type && is_end)
            ek_record_set_text (record, EK_PATIENT_BIRTH_DATE, "1984-02-01");
          else if (ek_record_get_record_type (record) == &ek_battery_type)
            ek_record_set_instant (record, doubtful->field, FIXTURE_NOW - (is_end ? 1 : 2) * 1000, 0);
          else if (ek_record_get_record_type (record)->fields[doubtful->field].kind == EK_FIELD_INSTANT)
            ek_record_set_instant (record, doubtful->field, FIXTURE_NOW + (is_end ? 3652 * EK_DAY_MS : -2000), 0);
          else
            ek_record_set_text (record, doubtful->field, is_end ? "2035-12-31" : "2024-05-01");
        }
    }
}

void
fill_record (EkRecord *record, EkRandom *random, gboolean sparse)
{
  const EkField *fields = ek_record_get_record_type (record)->fields;

  for (int i = 0; fields[i].name != NULL; i++)
    if (!sparse || fields[i].flags & EK_FIELD_REQUIRED || ek_random_range (random, 0, 2) != 0)
      fill_field (record, i, &fields[i], random);
    else
      ek_record_clear (record, i);
  settle_dates (record);
}

char *
values_of (EkRecord *record)
{
  g_autoptr (JsonNode) node = ek_record_to_json (record);

  return ek_json_canonical (json_object_get_member (json_node_get_object (node), "values"));
}
