/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who goes to the hospital under a number that the hospital gave to somebody: the same rule as for who comes in. */

#include <string.h>

#include "ek-notice.h"
#include "ek-secret.h"
#include "sync-fixture.h"

typedef struct {
  const char *what;
  const char *name, *birth;           /* at the hospital; NULL: not said */
  const char *ours_name, *ours_birth; /* here */
  gboolean same;
  const char *notice; /* or NULL */
  const char *use;    /* of the number at the hospital */
  const char *number; /* 7 where it is NULL */
} Case;

static const Case cases[] = {
  { "the same", "陈静", "1980-01-02", "陈静", "1980-01-02", TRUE, NULL },
  { "somebody else", "Kai Ott", "1980-01-01", "Lea Pohl", "1999-09-09", FALSE, "other-person" },
  { "another birth", "陈静", "1980-01-02", "陈静", "1990-01-02", FALSE, "other-person" },
  { "twins", "陈静", "1980-01-02", "陈辉", "1980-01-02", FALSE, "other-person" },
  { "no name there", NULL, "1980-01-02", "陈静", "1980-01-02", FALSE, "other-person" },
  { "sounds alike", "陈静", "1980-01-02", "陈婧", "1980-01-02", TRUE, "identity-changed" },
  { "no birth there", "陈静", NULL, "陈静", "1980-01-02", TRUE, "identity-changed" },
  { "no birth, other name", "陈静", NULL, "陈辉", "1980-01-02", FALSE, "other-person" },
  { "had it once", "陈静", "1980-01-02", "陈静", "1980-01-02", FALSE, NULL, "old" },
  { "no number", "陈静", "1980-01-02", "陈静", "1980-01-02", FALSE, NULL, NULL, "0" },
};

static EkRecord *
make_patient (Sync *sync, const char *name, const char *birth, const char *number)
{
  EkRecord *patient = ek_record_new (&ek_patient_type, NULL);
  g_autofree char *text = g_strdup_printf ("[{\"system\":\"urn:oid:1.2\",\"value\":\"%s\"}]", number);
  g_autoptr (JsonNode) identifiers = ek_json_parse (text, -1, &EK_JSON_DEFAULT, NULL);

  ek_record_set_text (patient, EK_PATIENT_NAME, name);
  ek_record_set_text (patient, EK_PATIENT_BIRTH_DATE, birth);
  ek_record_set_json (patient, EK_PATIENT_IDENTIFIERS, identifiers);
  sync_save (sync, patient);
  return patient;
}

static void
seed_holder (const Case *one)
{
  g_autofree char *name = one->name != NULL ? g_strdup_printf (",\"name\":[{\"text\":\"%s\"}]", one->name)
                                            : g_strdup ("");
  g_autofree char *birth = one->birth != NULL ? g_strdup_printf (",\"birthDate\":\"%s\"", one->birth) : g_strdup ("");

  seed ("{\"resourceType\":\"Patient\",\"id\":\"hospital-7\",\"identifier\":[{\"system\":\"urn:oid:1.2\",\"use\":"
        "\"%s\",\"value\":\"%s\"}]%s%s}",
        one->use != NULL ? one->use : "usual", one->number != NULL ? one->number : "7", name, birth);
}

static void
assert_notice (Sync *sync, EkRecord *patient, const char *kind)
{
  g_autoptr (GPtrArray) open = ek_notice_list_open (sync->base.store, ek_record_get_id (patient), NULL);

  g_assert_cmpuint (open->len, ==, kind != NULL ? 1 : 0);
  if (kind != NULL)
    g_assert_cmpstr (ek_record_get_text (open->pdata[0], EK_NOTICE_KIND), ==, kind);
}

/* Nothing of a patient goes into another's file, at the first attempt or at a later one; a corrected number goes. */
static void
test_number (Sync *sync, gconstpointer data)
{
  const Case *one = data;
  g_autoptr (EkRecord) patient = NULL, task = NULL;
  g_autoptr (JsonNode) identifiers = NULL;
  g_autoptr (EkSyncResult) first = NULL, second = NULL;

  seed_holder (one);
  patient = make_patient (sync, one->ours_name, one->ours_birth, one->number != NULL ? one->number : "7");
  task = sync_make_task (sync, ek_record_get_id (patient), "A");
  first = sync_push (sync);
  ek_clock_set (sync->base.clock, ek_clock_now (sync->base.clock) + 24 * G_GINT64_CONSTANT (3600000));
  second = sync_push (sync);
  assert_notice (sync, patient, one->notice);
  if (!one->same && one->notice == NULL)
    {
      /* somebody of his or her own there */
      g_assert_cmpint (fhir_server_count (hospital, "Patient"), ==, 2);
      g_assert_cmpint (fhir_server_count (hospital, "Task"), ==, 1);
      return;
    }
  g_assert_cmpint (fhir_server_count (hospital, "Patient"), ==, 1);
  g_assert_cmpint (fhir_server_count (hospital, "Task"), ==, one->same ? 1 : 0);
  if (one->same)
    return;
  sync_assert_state (sync, patient, "refused");
  identifiers = ek_json_parse ("[{\"system\":\"urn:oid:1.2\",\"value\":\"8\"}]", -1, &EK_JSON_DEFAULT, NULL);
  ek_record_set_json (patient, EK_PATIENT_IDENTIFIERS, identifiers);
  sync_save (sync, patient);
  sync_push_until_done (sync);
  g_assert_cmpint (fhir_server_count (hospital, "Patient"), ==, 2);
  g_assert_cmpint (fhir_server_count (hospital, "Task"), ==, 1);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_assert_true (ek_secret_init (NULL));
  if (!fhir_server_available ())
    return 0;
  hospital = fhir_server_start ();
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/exchange/push-people/", cases[i].what, NULL);

      g_test_add (path, Sync, &cases[i], sync_set_up, test_number, sync_tear_down);
    }
  status = g_test_run ();
  fhir_server_stop (hospital);
  return status;
}
