/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What was typed and not saved: kept for who typed it, for nobody else and nowhere else, and gone when it is done. */

#include "record-fixture.h"

#include <string.h>

#include "ek-draft.h"
#include "ek-error.h"
#include "ek-json.h"
#include "ek-user.h"

#define WORDS "she heard voices at night"

static void
put (Fixture *fixture, const char *place, const char *patient_id, const char *words)
{
  g_autofree char *text = g_strdup_printf ("{\"fields\": {\"text\": {\"now\": \"%s\"}}}", words);
  g_autoptr (JsonNode) body = ek_json_parse (text, -1, NULL, NULL);
  g_autoptr (EkDraft) draft = ek_draft_new (place, patient_id, NULL, body);
  g_autoptr (GError) error = NULL;

  g_assert_true (ek_draft_put (fixture->store, draft, &error));
  g_assert_no_error (error);
}

static GPtrArray *
list (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *drafts = ek_draft_list (fixture->store, &error);

  g_assert_no_error (error);
  return drafts;
}

static void
assert_one (Fixture *fixture, const char *place, const char *words)
{
  g_autoptr (GPtrArray) drafts = list (fixture);
  const EkDraft *draft;
  g_autofree char *body = NULL;

  g_assert_cmpuint (drafts->len, ==, 1);
  draft = drafts->pdata[0];
  body = ek_json_canonical (draft->body);
  g_assert_cmpstr (draft->place, ==, place);
  g_assert_cmpint (draft->at_ms, ==, FIXTURE_NOW);
  g_assert_nonnull (strstr (body, words));
}

static void
assert_none (Fixture *fixture)
{
  g_autoptr (GPtrArray) drafts = list (fixture);

  g_assert_cmpuint (drafts->len, ==, 0);
}

/* The newest words take the place of the former; other places and other files stay; reopening changes nothing. */
static void
test_kept (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  put (fixture, "plan/add", "p1", "first");
  put (fixture, "plan/add", "p1", WORDS);
  assert_one (fixture, "plan/add", WORDS);
  fixture_reopen (fixture);
  assert_one (fixture, "plan/add", WORDS);

  put (fixture, "plan/add", "p2", "of another file");
  put (fixture, "mdt/open", "p1", "at another place");
  g_assert_true (ek_draft_remove (fixture->store, "plan/add", "p2", NULL, &error));
  g_assert_true (ek_draft_remove (fixture->store, "mdt/open", "p1", NULL, &error));
  g_assert_true (ek_draft_remove (fixture->store, "mdt/open", "p1", NULL, &error));
  assert_one (fixture, "plan/add", WORDS);
  g_assert_true (ek_draft_remove (fixture->store, "plan/add", "p1", NULL, &error));
  assert_none (fixture);
}

/* Another user of the same vault neither sees it nor takes it away by typing at the same place. */
static void
test_own (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  put (fixture, "plan/add", "p1", WORDS);
  fixture_become (fixture, EK_ROLE_PSYCHOTHERAPIST);
  assert_none (fixture);
  g_assert_true (ek_draft_remove (fixture->store, "plan/add", "p1", NULL, &error));
  put (fixture, "plan/add", "p1", "mine");
  assert_one (fixture, "plan/add", "mine");
  text = fixture_text (fixture, "SELECT group_concat (body) FROM draft");
  g_assert_nonnull (strstr (text, WORDS));
}

/* It is no record: in no history, outbox, audit or search. */
static void
test_elsewhere (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkRecord) patient = fixture_patient (fixture, "Li Na");
  gint64 audit = fixture_count (fixture, "SELECT count (*) FROM audit");
  g_autoptr (EkPatientRows) rows = NULL;

  put (fixture, "record/encounter", ek_record_get_id (patient), WORDS);
  g_assert_cmpint (fixture_count (fixture, "SELECT count (*) FROM audit"), ==, audit);
  g_assert_cmpint (fixture_count (fixture, "SELECT count (*) FROM history WHERE state LIKE '%voices%'"), ==, 0);
  g_assert_cmpint (fixture_count (fixture, "SELECT count (*) FROM outbox WHERE body LIKE '%voices%'"), ==, 0);
  rows = ek_store_find_patients (fixture->store, "voices", 10, NULL, NULL);
  g_assert_cmpuint (ek_patient_rows_length (rows), ==, 0);
}

/* Nothing of it is left in the pages of the database, nor in the clear in any file. */
static void
test_gone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) long_text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *vault = NULL;
  g_autoptr (GDir) dir = NULL;
  guint n_searched = 0;
  const char *name;

  for (guint i = 0; i < 400; i++)
    g_string_append (long_text, WORDS " ");
  put (fixture, "plan/add", "p1", long_text->str);
  vault = g_build_filename (fixture->directory, "vault", NULL);
  dir = g_dir_open (vault, 0, NULL);
  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (vault, name, NULL);
      g_autofree char *bytes = NULL;
      gsize length = 0;

      if (g_file_get_contents (path, &bytes, &length, NULL))
        {
          g_assert_null (memmem (bytes, length, "voices", 6));
          n_searched += length > 0;
        }
    }
  g_assert_cmpuint (n_searched, >=, 3); /* the ring and both databases */
  g_assert_true (ek_draft_remove (fixture->store, "plan/add", "p1", NULL, &error));
  g_assert_cmpint (fixture_count (fixture, "PRAGMA secure_delete"), ==, 1);
  g_assert_cmpint (fixture_count (fixture, "SELECT count (*) FROM draft"), ==, 0);
}

/* Behind the lock nothing is written or read. */
static void
test_locked (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) body = ek_json_parse ("{}", -1, NULL, NULL);
  g_autoptr (EkDraft) draft = ek_draft_new ("plan/add", NULL, NULL, body);
  g_autoptr (GError) error = NULL;

  ek_vault_lock (fixture->vault);
  g_assert_false (ek_draft_put (fixture->store, draft, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_LOCKED);
  g_clear_error (&error);
  g_assert_null (ek_draft_list (fixture->store, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_LOCKED);
}

/* Sealed in memory: its author opens it, also after the lock; a byte changed is noticed; nobody else opens it. */
static void
test_sealed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) sealed = ek_vault_seal (fixture->vault, WORDS, strlen (WORDS), &error);
  g_autoptr (GBytes) again = ek_vault_seal (fixture->vault, WORDS, strlen (WORDS), &error);
  g_autoptr (GBytes) damaged = NULL;
  g_autoptr (EkSecret) opened = NULL;
  gsize length;
  const guint8 *bytes = g_bytes_get_data (sealed, &length);
  guint8 *copy = g_memdup2 (bytes, length);

  g_assert_null (memmem (bytes, length, "voices", 6));
  g_assert_false (g_bytes_equal (sealed, again));
  copy[length - 1] ^= 1;
  damaged = g_bytes_new_take (copy, length);
  g_assert_null (ek_vault_unseal (fixture->vault, damaged, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_PERMISSION);
  g_clear_error (&error);
  fixture_reopen (fixture);
  opened = ek_vault_unseal (fixture->vault, sealed, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (ek_secret_bytes (opened), ek_secret_length (opened), WORDS, strlen (WORDS));
  fixture_become (fixture, EK_ROLE_PSYCHOTHERAPIST);
  g_assert_null (ek_vault_unseal (fixture->vault, sealed, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_PERMISSION);
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
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*test) (Fixture *, gconstpointer);
  } all[] = {
    { "/record/draft/kept", test_kept },           { "/record/draft/own", test_own },
    { "/record/draft/elsewhere", test_elsewhere }, { "/record/draft/gone", test_gone },
    { "/record/draft/locked", test_locked },       { "/record/draft/sealed", test_sealed },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    g_test_add (all[i].name, Fixture, NULL, set_up, all[i].test, tear_down);
  return g_test_run ();
}
