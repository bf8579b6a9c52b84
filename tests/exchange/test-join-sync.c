/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two files that were joined here and are two patients at the hospital: each record stays under the patient under whom
 * it is known there, what is new goes to the one whose file stayed, and what is parted again goes where it belongs. */

#include <string.h>

#include "ek-join.h"
#include "ek-notice.h"
#include "sync-fixture.h"

#define ANSWERS "{\"1\":2,\"2\":3,\"3\":1,\"4\":2,\"5\":1,\"6\":0,\"7\":3,\"8\":1,\"9\":0}"

static char *
join (Sync *sync, const char *kept, const char *other)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkJoinLook) look = ek_join_look (sync->base.store, kept, other, &error);
  char *id;

  g_assert_no_error (error);
  id = ek_join_files (sync->base.store, look, "seen", FALSE, &error);
  g_assert_no_error (error);
  return id;
}

static void
part (Sync *sync, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkPartLook) look = ek_part_look (sync->base.store, id, &error);

  g_assert_no_error (error);
  ek_part_files (sync->base.store, look, "two", &error);
  g_assert_no_error (error);
}

/* The id of the patient whom a record of ours is about at the hospital. */
static char *
subject_there (EkRecord *record)
{
  g_autoptr (JsonNode) everything = fhir_server_everything (hospital);
  JsonArray *entries = ek_json_peek_array (json_node_get_object (everything), "entry");

  for (guint i = 0; i < json_array_get_length (entries); i++)
    {
      JsonObject *one = ek_json_element_object (entries, i);
      JsonObject *subject = ek_json_peek_object (one, "subject");

      if (subject == NULL)
        subject = ek_json_peek_object (one, "for");
      if (subject != NULL &&
          (g_strcmp0 (ek_json_peek_string (one, "id"), ek_record_get_id (record)) == 0 ||
           g_strcmp0 (ek_fhir_own_id (one), ek_record_get_id (record)) == 0))
        return g_strdup (ek_json_peek_string (subject, "reference") + strlen ("Patient/"));
    }
  return NULL;
}

static void
assert_subject (EkRecord *record, const char *expected)
{
  g_autofree char *subject = subject_there (record);

  g_assert_cmpstr (subject, ==, expected);
}

static void
test_both_known (Sync *sync, gconstpointer data)
{
  g_autoptr (EkRecord) kept = fixture_patient (&sync->base, "陈静");
  g_autoptr (EkRecord) other = fixture_patient (&sync->base, "陈静");
  const char *kept_id = ek_record_get_id (kept), *other_id = ek_record_get_id (other);
  g_autoptr (EkRecord) form = fixture_assessment (&sync->base, other_id, "phq9", ANSWERS);
  g_autoptr (EkRecord) task = sync_make_task (sync, other_id, "回访");
  g_autoptr (EkRecord) new_task = NULL;
  g_autoptr (EkPartLook) look = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;

  sync_push_until_done (sync);
  g_assert_cmpint (fhir_server_count (hospital, "Patient"), ==, 2);
  id = join (sync, kept_id, other_id);
  new_task = sync_make_task (sync, kept_id, "新的随访");
  sync_push_until_done (sync);
  g_assert_cmpint (fhir_server_count (hospital, "Patient"), ==, 2);
  assert_subject (form, other_id);
  assert_subject (new_task, kept_id);

  /* a record of the former patient that is changed in the joined file stays under that patient there */
  {
    g_autoptr (GPtrArray) tasks = ek_store_list (sync->base.store, &ek_task_type, kept_id, NULL);

    g_assert_cmpuint (tasks->len, ==, 2);
    g_set_object (&task, tasks->pdata[0]);
  }
  g_assert_cmpstr (ek_record_get_filed_id (task), ==, other_id);
  ek_record_set_text (task, EK_TASK_TEXT, "回访，改期");
  sync_save (sync, task);
  sync_push_until_done (sync);
  assert_subject (task, other_id);

  /* what was written since and belongs to the other one is moved there as well */
  look = ek_part_look (sync->base.store, id, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < look->records->len; i++)
    ek_part_look_place (look, i, TRUE);
  g_assert_true (ek_part_files (sync->base.store, look, "two", &error));
  sync_push_until_done (sync);
  assert_subject (new_task, other_id);
  assert_subject (form, other_id);
  sync_assert_state (sync, new_task, "confirmed");
}

/* The hospital knows only the former patient: nobody is made there a second time. */
static void
test_one_known (Sync *sync, gconstpointer data)
{
  g_autoptr (EkRecord) other = fixture_patient (&sync->base, "陈静");
  g_autoptr (EkRecord) kept = NULL;
  g_autoptr (EkRecord) task = NULL;
  g_autofree char *id = NULL;

  sync_push_until_done (sync);
  kept = fixture_patient (&sync->base, "陈静");
  id = join (sync, ek_record_get_id (kept), ek_record_get_id (other));
  task = sync_make_task (sync, ek_record_get_id (kept), "随访");
  sync_push_until_done (sync);
  g_assert_cmpint (fhir_server_count (hospital, "Patient"), ==, 1);
  assert_subject (task, ek_record_get_id (other));

  /* parted, the other patient does not keep what was never his or hers */
  part (sync, id);
  sync_push_until_done (sync);
  g_assert_cmpint (fhir_server_count (hospital, "Patient"), ==, 2);
  assert_subject (task, ek_record_get_id (kept));
}

/* It knows neither: one patient is made there for both. */
static void
test_none_known (Sync *sync, gconstpointer data)
{
  g_autoptr (EkRecord) kept = fixture_patient (&sync->base, "陈静");
  g_autoptr (EkRecord) other = fixture_patient (&sync->base, "陈静");
  g_autoptr (EkRecord) form = fixture_assessment (&sync->base, ek_record_get_id (other), "phq9", ANSWERS);
  g_autofree char *id = join (sync, ek_record_get_id (kept), ek_record_get_id (other));

  sync_push_until_done (sync);
  g_assert_cmpint (fhir_server_count (hospital, "Patient"), ==, 1);
  assert_subject (form, ek_record_get_id (kept));
  part (sync, id);
  sync_push_until_done (sync);
  g_assert_cmpint (fhir_server_count (hospital, "Patient"), ==, 2);
  assert_subject (form, ek_record_get_id (other));
}

/* The hospital joins them too and gives its copies of ours the other patient: nothing is a conflict by that. */
static void
test_joined_there (Sync *sync, gconstpointer data)
{
  g_autoptr (EkRecord) kept = fixture_patient (&sync->base, "陈静");
  g_autoptr (EkRecord) other = fixture_patient (&sync->base, "陈静");
  g_autoptr (EkRecord) task = sync_make_task (sync, ek_record_get_id (other), "回访");
  g_autoptr (EkSyncResult) result = NULL;
  g_autofree char *id = NULL, *text = NULL;
  g_autoptr (JsonNode) everything = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonArray *entries;

  sync_push_until_done (sync);
  id = join (sync, ek_record_get_id (kept), ek_record_get_id (other));
  everything = fhir_server_everything (hospital);
  entries = ek_json_peek_array (json_node_get_object (everything), "entry");
  for (guint i = 0; i < json_array_get_length (entries); i++)
    {
      JsonObject *one = ek_json_element_object (entries, i);
      g_autofree char *reference = g_strdup_printf ("Patient/%s", ek_record_get_id (kept));
      g_autofree char *seeded = NULL;
      g_autoptr (JsonNode) changed = NULL;

      if (g_strcmp0 (ek_fhir_type (one), "Task") != 0)
        continue;
      json_object_set_string_member (ek_json_peek_object (one, "for"), "reference", reference);
      json_object_set_string_member (one, "description", "回访，医院改");
      changed = ek_fhir_node (one);
      seeded = ek_json_canonical (changed);
      node = fhir_server_control (hospital, "seed", seeded);
      g_assert_nonnull (node);
    }
  result = sync_pull (sync);
  g_assert_cmpuint (ek_fhir_report_get_skipped (result->received, "Task", EK_FHIR_SKIP_OTHER_PERSON), ==, 0);
  text = g_strdup_printf ("SELECT count(*) FROM task WHERE id = '%s' AND text = '回访，医院改'",
                          ek_record_get_id (task));
  g_assert_cmpint (fixture_count (&sync->base, text), ==, 1);
}

/* A patient of ours whom the hospital replaces by another one is told on a pull. */
static void
test_replaced_there (Sync *sync, gconstpointer data)
{
  g_autoptr (EkRecord) patient = fixture_patient (&sync->base, "陈静");
  g_autoptr (GError) error = NULL;
  g_autoptr (EkSyncResult) result = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GPtrArray) open = NULL;
  g_autofree char *text = NULL;

  sync_push_until_done (sync);
  text = g_strdup_printf ("{\"resourceType\":\"Patient\",\"id\":\"%s\",\"active\":false,\"name\":[{\"text\":\"陈静\"}],"
                          "\"link\":[{\"other\":{\"reference\":\"Patient/other\"},\"type\":\"replaced-by\"}]}",
                          ek_record_get_id (patient));
  node = fhir_server_control (hospital, "seed", text);
  g_assert_nonnull (node);
  result = sync_pull (sync);
  open = ek_notice_list_open (sync->base.store, ek_record_get_id (patient), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (open->len, ==, 1);
  g_assert_cmpstr (ek_record_get_text (open->pdata[0], EK_NOTICE_KIND), ==, "linked");
  g_assert_true (g_str_has_suffix (ek_record_get_text (open->pdata[0], EK_NOTICE_SOURCE), "/Patient/other"));
}

#define ADD(path, func) g_test_add ("/join-sync/" path, Sync, NULL, sync_set_up, func, sync_tear_down)

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  g_assert_true (ek_secret_init (NULL));
  if (!fhir_server_available ())
    return 0;
  hospital = fhir_server_start ();
  ADD ("both-known", test_both_known);
  ADD ("one-known", test_one_known);
  ADD ("none-known", test_none_known);
  ADD ("joined-there", test_joined_there);
  ADD ("replaced-there", test_replaced_there);
  result = g_test_run ();
  fhir_server_stop (hospital);
  return result;
}
