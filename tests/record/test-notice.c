/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a person must look at: left once, done with words, back when something else is to be said. */

#include "record-fixture.h"

#include "ek-error.h"
#include "ek-json.h"
#include "ek-notice.h"

static JsonNode *
detail_of (const char *text)
{
  return ek_json_parse (text, -1, &EK_JSON_DEFAULT, NULL);
}

static void
assert_open (Fixture *fixture, const char *patient_id, guint n)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) open = ek_notice_list_open (fixture->store, patient_id, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (open->len, ==, n);
}

static void
test_notice (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) patient = fixture_patient (fixture, "notice");
  g_autoptr (EkRecord) other = fixture_patient (fixture, "another");
  g_autoptr (JsonNode) detail = detail_of ("{\"why\": \"items\"}");
  g_autoptr (JsonNode) changed = detail_of ("{\"why\": \"total\"}");
  g_autoptr (GPtrArray) open = NULL;
  g_autoptr (GError) error = NULL;
  const char *id = ek_record_get_id (patient);
  EkRecord *notice;

  for (int i = 0; i < 2; i++)
    g_assert_true (ek_notice_raise (fixture->store, id, "unreadable-form", "a", detail, &error));
  g_assert_true (ek_notice_raise (fixture->store, id, "unreadable-form", "b", NULL, &error));
  assert_open (fixture, id, 2);
  assert_open (fixture, ek_record_get_id (other), 0);
  assert_open (fixture, NULL, 2);

  open = ek_store_list (fixture->store, &ek_notice_type, id, &error);
  notice = open->pdata[0];
  g_assert_false (ek_notice_close (fixture->store, notice, " \n", &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_INCOMPLETE);
  g_clear_error (&error);
  assert_open (fixture, id, 2);
  g_assert_true (ek_notice_close (fixture->store, notice, "asked the ward", &error));
  assert_open (fixture, id, 1);
  g_assert_false (ek_store_delete (fixture->store, notice, NULL, &error));
  g_clear_error (&error);

  /* the same file once more says nothing new; another content does */
  g_assert_true (ek_notice_raise (fixture->store, id, "unreadable-form", "a", detail, &error));
  assert_open (fixture, id, 1);
  g_assert_true (ek_notice_raise (fixture->store, id, "unreadable-form", "a", changed, &error));
  assert_open (fixture, id, 2);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture_set_up (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  fixture_tear_down (fixture);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/notice/raised-and-done", Fixture, NULL, set_up, test_notice, tear_down);
  return g_test_run ();
}
