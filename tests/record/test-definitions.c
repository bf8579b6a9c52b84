/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-definitions.h"
#include "ek-error.h"
#include "ek-score.h"
#include "record-fixture.h"

#include <string.h>

/* What a hospital imported, in the vault: kept, found, never changed. */

static EkCatalogue *program;

static EkWording *
wording (const char *id, const char *word)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *json = ek_wording_export_json (ek_catalogue_find (program, id, "1.0"));
  g_auto (GStrv) parts = g_strsplit (json, "\"text\": {", -1);
  GString *text = g_string_new (parts[0]);
  EkWording *result;

  for (guint i = 1; parts[i] != NULL; i++)
    {
      const char *rest = strstr (parts[i], "\"zh\"");

      g_assert_nonnull (rest);
      g_string_append_printf (text, "\"text\": {\"en\": \"%s %u\", %s", word, i, rest);
    }
  result = ek_wording_read (program, text->str, text->len, "2026-09-21", &error);
  g_assert_no_error (error);
  if (!ek_wording_is_good (result))
    g_error ("%s", ek_wording_get_problem (result, 0)->message);
  g_string_free (text, TRUE);
  return result;
}

static EkDefinition *
import (Fixture *fixture, const char *id, const char *word)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkWording) words = wording (id, word);
  EkDefinition *definition = ek_definitions_import (fixture->store, words, &error);

  g_assert_no_error (error);
  return definition;
}

static EkCatalogue *
catalogue_of (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  EkCatalogue *catalogue = ek_definitions_catalogue (fixture->store, program, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (ek_catalogue_get_n_problems (catalogue), ==, 0);
  return catalogue;
}

static const char *
first_text (EkCatalogue *catalogue, const char *id, const char *version)
{
  return ek_item_get_text (ek_instrument_get_item (ek_catalogue_find (catalogue, id, version), 0), "en");
}

static void
test_import (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkDefinition) first = import (fixture, "stai", "old");
  g_autoptr (EkCatalogue) before = catalogue_of (fixture);
  g_autoptr (EkDefinition) second = import (fixture, "stai", "new");
  g_autoptr (EkCatalogue) catalogue = NULL;

  g_assert_true (g_str_has_prefix (first->version, "1.0+1."));
  g_assert_true (g_str_has_prefix (second->version, "1.0+2."));
  g_assert_cmpstr (first->base, ==, "1.0");
  g_assert_cmpint (first->added_ms, ==, FIXTURE_NOW);
  g_assert_cmpstr (first->added_name, ==, "Dr 林静");
  fixture_reopen (fixture);
  catalogue = catalogue_of (fixture);
  /* the newest is given, the older one still says what it said */
  g_assert_cmpstr (first_text (catalogue, "stai", NULL), ==, "new 1");
  g_assert_cmpstr (first_text (catalogue, "stai", first->version), ==, "old 1");
  g_assert_null (first_text (catalogue, "stai", "1.0"));
  /* a form that was opened under the catalogue before goes on with it */
  g_assert_cmpstr (first_text (before, "stai", NULL), ==, "old 1");
  g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM audit WHERE subject_type = 'definition'"), ==, 2);
}

static void
test_twice (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkDefinition) first = import (fixture, "psqi", "a");
  g_autoptr (EkWording) again = wording ("psqi", "a");
  g_autoptr (GError) error = NULL;

  g_assert_null (ek_definitions_import (fixture->store, again, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_EXISTS);
  g_assert_nonnull (strstr (error->message, first->version));
  g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM definition"), ==, 1);
  g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM audit WHERE subject_type = 'definition'"), ==, 1);
}

static void
test_withdraw (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkDefinition) first = import (fixture, "stai", "old");
  g_autoptr (EkDefinition) second = import (fixture, "stai", "new");
  g_autoptr (EkDefinition) moved = NULL;
  g_autoptr (EkCatalogue) without = NULL;
  g_autoptr (EkCatalogue) with = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (ek_definitions_set_withdrawn (fixture->store, "stai", second->version, TRUE, "misprint", &error));
  g_assert_no_error (error);
  without = catalogue_of (fixture);
  g_assert_cmpstr (first_text (without, "stai", NULL), ==, "old 1");
  g_assert_cmpstr (first_text (without, "stai", second->version), ==, "new 1");
  g_assert_true (ek_catalogue_is_withdrawn (without, ek_catalogue_find (without, "stai", second->version)));
  moved = ek_definitions_find (fixture->store, "stai", second->version, &error);
  g_assert_true (moved->withdrawn);
  g_assert_cmpstr (moved->moved_reason, ==, "misprint");
  g_assert_false (ek_definitions_set_withdrawn (fixture->store, "stai", second->version, TRUE, NULL, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_true (ek_definitions_set_withdrawn (fixture->store, "stai", second->version, FALSE, NULL, &error));
  with = catalogue_of (fixture);
  g_assert_cmpstr (first_text (with, "stai", NULL), ==, "new 1");
  g_assert_false (ek_definitions_set_withdrawn (fixture->store, "stai", "1.0", TRUE, NULL, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_NOT_FOUND);
}

/* A form answered under imported words: the same score as under the structure, and the words of its day afterwards. */
static void
test_form (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkDefinition) first = import (fixture, "pss10", "old");
  g_autoptr (EkDefinition) second = import (fixture, "pss10", "new");
  g_autoptr (EkCatalogue) catalogue = catalogue_of (fixture);
  const char *const versions[] = { "1.0", first->version, second->version };
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) answers = ek_json_parse ("[0,1,2,3,4,4,3,2,1,0]", -1, NULL, &error);

  for (guint i = 0; i < G_N_ELEMENTS (versions); i++)
    {
      g_autoptr (EkScore) score = ek_score_answers (ek_catalogue_find (catalogue, "pss10", versions[i]), answers, NULL,
                                                    &error);

      g_assert_no_error (error);
      /* items 4, 5, 7 and 8 are mirrored: 0+1+2+(4-3)+(4-4)+4+(4-3)+(4-2)+1+0 */
      g_assert_cmpfloat (score->total, ==, 12);
    }
  g_assert_cmpstr (first_text (catalogue, "pss10", first->version), ==, "old 1");
}

/* Nothing of an import that was cut off is there. */
static void
test_cut_off (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkWording) words = wording ("isi", "a");
  g_autoptr (EkDefinition) inside = NULL;

  g_assert_true (ek_store_begin (fixture->store, &error));
  inside = ek_definitions_import (fixture->store, words, &error);
  g_assert_no_error (error);
  ek_store_rollback (fixture->store);
  fixture_reopen (fixture);
  g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM definition"), ==, 0);
  g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM audit WHERE subject_type = 'definition'"), ==, 0);
}

static void
test_never_changed (Fixture *fixture, gconstpointer data)
{
  static const char *const attempts[] = {
    "DELETE FROM definition",
    "UPDATE definition SET json = '{}'",
    "DELETE FROM definition_use",
    "UPDATE definition_use SET withdrawn = 0",
  };
  g_autoptr (EkDefinition) first = import (fixture, "stai", "old");

  ek_definitions_set_withdrawn (fixture->store, "stai", first->version, TRUE, NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (attempts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (ek_database_exec (ek_store_get_database (fixture->store), attempts[i], &error));
      g_assert_nonnull (error);
    }
}

/* One that a newer program wrote: told, and the others are there. */
static void
test_unreadable (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkDefinition) first = import (fixture, "stai", "old");
  g_autoptr (GError) error = NULL;
  g_autoptr (EkCatalogue) catalogue = NULL;

  fixture_exec (fixture,
                "INSERT INTO definition (instrument, version, kind, json, hash, added_ms, added_offset, "
                "added_by, added_name) VALUES ('phq9', '7.0', 'definition', '{\"format\": 7}', 'x', 0, 0, 'x', 'x')");
  catalogue = ek_definitions_catalogue (fixture->store, program, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ek_catalogue_get_n_problems (catalogue), ==, 1);
  g_assert_true (g_str_has_prefix (ek_catalogue_get_problem (catalogue, 0), "phq9 7.0: "));
  g_assert_cmpstr (first_text (catalogue, "stai", NULL), ==, "old 1");
}

/* Every clinical role may; who is not in may not. */
static void
test_who (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkWording) words = wording ("ais", "a");
  g_autoptr (EkDefinition) definition = NULL;

  fixture_become (fixture, EK_ROLE_CASE_MANAGER);
  definition = import (fixture, "stai", "old");
  g_assert_nonnull (definition);
  ek_vault_lock (fixture->vault);
  g_assert_null (ek_definitions_import (fixture->store, words, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_LOCKED);
}

#define ADD(name, func) g_test_add ("/definitions/" name, Fixture, NULL, set_up, func, tear_down)

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
  g_autoptr (GError) error = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  program = ek_catalogue_load (NULL, &error);
  g_assert_no_error (error);
  ADD ("import", test_import);
  ADD ("twice", test_twice);
  ADD ("withdraw", test_withdraw);
  ADD ("form", test_form);
  ADD ("cut-off", test_cut_off);
  ADD ("never-changed", test_never_changed);
  ADD ("unreadable", test_unreadable);
  ADD ("who", test_who);
  result = g_test_run ();
  ek_catalogue_free (program);
  return result;
}
