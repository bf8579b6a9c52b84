/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "care-fixture.h"

#include <glib/gstdio.h>
#include <locale.h>
#include <string.h>

static const struct {
  EkRole role;
  const char *name;
  const char *passphrase;
} people[] = {
  { EK_ROLE_PSYCHIATRIST, "王安澜", "correct horse battery staple 0" },
  { EK_ROLE_PSYCHOTHERAPIST, "李心怡", "correct horse battery staple 1" },
  { EK_ROLE_COUNSELLOR, "Maria Jensen", "correct horse battery staple 2" },
  { EK_ROLE_OCCUPATIONAL_PHYSICIAN, "赵工", "correct horse battery staple 3" },
  { EK_ROLE_REHABILITATION_THERAPIST, "Tom Brandt", "correct horse battery staple 4" },
  { EK_ROLE_CASE_MANAGER, "陈静", "correct horse battery staple 5" },
};

static EkSecret *
passphrase_of (guint person)
{
  return ek_secret_new_copy (people[person].passphrase, strlen (people[person].passphrase));
}

static void
add_people (Care *care)
{
  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EkSecret) passphrase = passphrase_of (i);
      g_autoptr (EkSecret) recovery = NULL;
      g_autoptr (EkUser) user = NULL;
      EkNewUser person = { people[i].name, people[i].role, "110-2024-77" };

      if (i == 0)
        {
          care->vault = ek_vault_create (care->path, &person, passphrase, EK_VAULT_COST_FAST, care->clock, &recovery,
                                         &error);
          g_assert_no_error (error);
          user = ek_vault_get_user (care->vault);
        }
      else
        {
          user = ek_vault_add_user (care->vault, &person, passphrase, &error);
        }
      g_assert_no_error (error);
      care->ids[people[i].role] = g_strdup (ek_user_get_id (user));
    }
}

static void
add_patient (Care *care)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkRecord) patient = ek_record_new (&ek_patient_type, NULL);

  ek_record_set_text (patient, EK_PATIENT_NAME, "张伟");
  ek_record_set_text (patient, EK_PATIENT_SEX, "male");
  ek_record_set_text (patient, EK_PATIENT_BIRTH_DATE, "1986-04-02");
  ek_record_set_text (patient, EK_PATIENT_JOB, "操作工");
  ek_record_set_text (patient, EK_PATIENT_CLINICIAN, care->ids[EK_ROLE_PSYCHOTHERAPIST]);
  g_assert_true (ek_store_save (care->store, patient, &error));
  g_assert_no_error (error);
  care->patient = g_strdup (ek_record_get_id (patient));
}

void
care_set_up (Care *care, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("evenkeel-care-XXXXXX", &error);

  g_assert_no_error (error);
  g_assert_true (ek_secret_init (&error));
  care->path = g_build_filename (folder, "vault", NULL);
  care->clock = ek_clock_new_fixed (CARE_NOW, CARE_OFFSET);
  add_people (care);
  care->store = ek_store_open (care->vault, &error);
  g_assert_no_error (error);
  care->catalogue = ek_catalogue_load (NULL, &error);
  g_assert_no_error (error);
  care->knowledge = ek_knowledge_load (NULL, &error);
  g_assert_no_error (error);
  add_patient (care);
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      if (g_file_test (file, G_FILE_TEST_IS_DIR))
        remove_folder (file);
      else
        g_unlink (file);
    }
  g_rmdir (path);
}

void
care_tear_down (Care *care, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (care->path);

  g_clear_object (&care->store);
  g_clear_object (&care->vault);
  g_clear_pointer (&care->catalogue, ek_catalogue_free);
  g_clear_pointer (&care->knowledge, ek_knowledge_unref);
  g_clear_pointer (&care->clock, ek_clock_free);
  for (guint i = 0; i < G_N_ELEMENTS (care->ids); i++)
    g_free (care->ids[i]);
  g_free (care->patient);
  remove_folder (folder);
  g_free (care->path);
}

void
care_become (Care *care, EkRole role)
{
  g_autoptr (GError) error = NULL;

  g_clear_object (&care->store);
  ek_vault_lock (care->vault);
  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    if (people[i].role == role)
      {
        g_autoptr (EkSecret) passphrase = passphrase_of (i);

        ek_vault_unlock (care->vault, care->ids[role], passphrase, &error);
        g_assert_no_error (error);
      }
  care->store = ek_store_open (care->vault, &error);
  g_assert_no_error (error);
}

JsonNode *
care_json (const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = ek_json_parse (text, -1, NULL, &error);

  g_assert_no_error (error);
  return node;
}

JsonNode *
care_phq9 (int total, int item9)
{
  g_autoptr (GString) text = g_string_new ("[");
  int left = total - item9;

  for (int item = 1; item <= 8; item++)
    {
      int value = MIN (left, 3);

      left -= value;
      g_string_append_printf (text, "%d,", value);
    }
  g_assert_cmpint (left, ==, 0);
  g_string_append_printf (text, "%d]", item9);
  return care_json (text->str);
}

static EkRecord *
record (Care *care, const char *instrument, JsonNode *answers, int days_ago)
{
  g_autoptr (GError) error = NULL;
  EkRecord *assessment = ek_assess_record (care->store, care->catalogue, care->patient, instrument, answers,
                                           CARE_NOW - days_ago * EK_DAY_MS, CARE_OFFSET, "clinician", "zh", NULL,
                                           &error);

  g_assert_no_error (error);
  return assessment;
}

EkRecord *
care_give_phq9 (Care *care, int total, int item9, int days_ago)
{
  g_autoptr (JsonNode) answers = care_phq9 (total, item9);

  return record (care, "phq9", answers, days_ago);
}

EkRecord *
care_give (Care *care, const char *instrument, const char *answers, int days_ago)
{
  g_autoptr (JsonNode) node = care_json (answers);

  return record (care, instrument, node, days_ago);
}

EkRecord *
care_add_event (Care *care, const char *kind, const char *text, const char *from, const char *to)
{
  g_autoptr (GError) error = NULL;
  EkRecord *event = ek_record_new (&ek_event_type, care->patient);

  ek_record_set_text (event, EK_EVENT_KIND, kind);
  ek_record_set_text (event, EK_EVENT_TEXT, text);
  ek_record_set_text (event, EK_EVENT_STARTED, from);
  ek_record_set_text (event, EK_EVENT_ENDED, to);
  ek_store_save (care->store, event, &error);
  g_assert_no_error (error);
  return event;
}
