/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is said of a vault whose program was killed: the files of a vault that is open are what is left then, so they
 * are copied from under one. A change that was being written when the program stopped was never saved and is no damage;
 * one that had been saved and is damaged is never passed off as such. */

#include "vault-fixture.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define FRAME (24 + 4096)
#define LOG "clinical.db-wal"

typedef struct {
  Fixture base;
  char *left;     /* what the killed program left behind */
  EkVault *vault; /* of the program that is killed */
  EkDatabase *clinical;
} Killed;

static char *
left_file (Killed *killed, const char *name)
{
  return g_build_filename (killed->left, name, NULL);
}

static void
copy_left (Killed *killed)
{
  static const char *const files[] = {
    "vault.keys",      "vault.keys.previous", "clinical.db",   LOG,
    "clinical.db-shm", "system.db",           "system.db-wal", "system.db-shm",
  };

  remove_folder (killed->left);
  g_assert_cmpint (g_mkdir_with_parents (killed->left, 0700), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *from = vault_file (&killed->base, files[i]);
      g_autofree char *to = left_file (killed, files[i]);

      if (g_file_test (from, G_FILE_TEST_EXISTS))
        copy_file (from, to);
    }
}

static void
set_up (Killed *killed, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture_set_up (&killed->base, NULL);
  killed->left = g_build_filename (killed->base.folder, "left", NULL);
  killed->vault = make_vault (&killed->base, EK_ROLE_PSYCHIATRIST);
  killed->clinical = ek_vault_connect_clinical (killed->vault, &error);
  g_assert_no_error (error);
  g_assert_true (
    ek_database_exec (killed->clinical, "CREATE TABLE note (n INTEGER PRIMARY KEY, body TEXT) STRICT", &error));
  for (int i = 1; i <= 5; i++)
    {
      g_autofree char *sql = g_strdup_printf ("INSERT INTO note VALUES (%d, hex (randomblob (1500)))", i);

      g_assert_true (ek_database_exec (killed->clinical, sql, &error));
    }
  g_assert_no_error (error);
  copy_left (killed);
}

static void
tear_down (Killed *killed, gconstpointer data)
{
  g_clear_pointer (&killed->clinical, ek_database_unref);
  ek_vault_lock (killed->vault);
  g_clear_object (&killed->vault);
  g_free (killed->left);
  fixture_tear_down (&killed->base, NULL);
}

/* "WHAT FILE" of everything that is found, and whether it is a problem. */
static char *
verify (Killed *killed)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkVault) vault = ek_vault_open (killed->left, killed->base.clock, &error);
  g_autoptr (GPtrArray) problems = NULL;
  GString *text = g_string_new (NULL);

  g_assert_no_error (error);
  g_assert_true (ek_vault_verify_closed (vault, NULL, killed->base.passphrase, NULL, &problems, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < problems->len; i++)
    {
      EkVaultProblem *problem = g_ptr_array_index (problems, i);

      g_string_append_printf (text, "%s%s %s", i > 0 ? ", " : "", problem->harmless ? "harmless" : "problem",
                              problem->file);
    }
  return g_string_free (text, FALSE);
}

typedef enum { AS_IT_IS, HALF_A_FRAME, A_FRAME, FLIPPED, CUT_OFF } Deed;

static const struct {
  Deed deed;
  gboolean with_index;
  const char *said;
} cases[] = {
  { AS_IT_IS, TRUE, "" },
  { HALF_A_FRAME, TRUE, "harmless " LOG },
  { A_FRAME, TRUE, "harmless " LOG },
  { FLIPPED, TRUE, "problem " LOG },
  { CUT_OFF, TRUE, "problem " LOG },
  /* without the index nothing tells one from the other, and it is not called harmless */
  { AS_IT_IS, FALSE, "" },
  { HALF_A_FRAME, FALSE, "problem " LOG },
  { FLIPPED, FALSE, "problem " LOG },
};

static void
do_to_log (Killed *killed, Deed deed)
{
  g_autofree char *path = left_file (killed, LOG);
  g_autofree char *bytes = NULL;
  g_autofree char *longer = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  g_assert_cmpuint (length, >, 5 * FRAME);
  longer = g_malloc0 (length + FRAME);
  memcpy (longer, bytes, length);
  memset (longer + length, 0x5a, FRAME);
  if (deed == FLIPPED)
    longer[length - 100] ^= 1; /* in the last frame, which is a commit */
  g_assert_true (g_file_set_contents (path, longer,
                                      (gssize) (deed == HALF_A_FRAME ? length + 2000
                                                  : deed == A_FRAME  ? length + FRAME
                                                  : deed == CUT_OFF  ? length - FRAME
                                                                     : length),
                                      NULL));
}

static void
test_said (Killed *killed, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *index = NULL;
      g_autofree char *said = NULL;

      copy_left (killed);
      if (cases[i].deed != AS_IT_IS)
        do_to_log (killed, cases[i].deed);
      index = left_file (killed, "clinical.db-shm");
      if (!cases[i].with_index)
        g_assert_cmpint (unlink (index), ==, 0);
      said = verify (killed);
      g_test_message ("case %u", i);
      g_assert_cmpstr (said, ==, cases[i].said);
    }
}

/* Unlocking puts the log in order: nothing torn is left, and everything that was saved is there. */
static void
test_unlocked (Killed *killed, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkVault) vault = NULL;
  g_autoptr (EkDatabase) clinical = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  g_autofree char *said = NULL;

  do_to_log (killed, HALF_A_FRAME);
  vault = ek_vault_open (killed->left, killed->base.clock, &error);
  g_assert_true (ek_vault_unlock (vault, NULL, killed->base.passphrase, &error));
  g_assert_no_error (error);
  clinical = ek_vault_connect_clinical (vault, &error);
  g_assert_cmpint (ask_int (clinical, "SELECT count (*) FROM note"), ==, 5);
  g_assert_true (ek_vault_verify (vault, NULL, &problems, &error));
  g_assert_cmpuint (problems->len, ==, 0);
  g_clear_pointer (&clinical, ek_database_unref);
  ek_vault_lock (vault);
  said = verify (killed);
  g_assert_cmpstr (said, ==, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/vault/killed/said", Killed, NULL, set_up, test_said, tear_down);
  g_test_add ("/vault/killed/unlocked", Killed, NULL, set_up, test_unlocked, tear_down);
  return g_test_run ();
}
