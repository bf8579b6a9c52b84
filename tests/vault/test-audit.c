/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "ek-vault-private.h"
#include "vault-fixture.h"

#define N_ROWS 12

/* The triggers stand against mistakes of the program; whoever has the key can drop them. */
#define UNGUARDED "DROP TRIGGER audit_keeps_rows; DROP TRIGGER audit_keeps_values;"

static EkVault *
vault_with_rows (Fixture *fixture)
{
  EkVault *vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
  g_autoptr (EkDatabase) clinical = ek_vault_connect_clinical (vault, NULL);

  for (int i = 0; i < N_ROWS; i++)
    append_row (clinical, i % 2 == 0 ? EK_AUDIT_OPEN : EK_AUDIT_CHANGE, i % 3 == 0 ? "p-1" : "p-2",
                i == 5 ? NULL : "field");
  return vault;
}

static void
test_list (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkVault) vault = vault_with_rows (fixture);
  g_autoptr (EkDatabase) clinical = ek_vault_connect_clinical (vault, NULL);
  g_autoptr (GPtrArray) all = ek_audit_list (clinical, NULL, 0, 5, NULL);
  g_autoptr (GPtrArray) older = NULL;
  g_autoptr (GPtrArray) of_one = ek_audit_list (clinical, "p-1", 0, 0, NULL);
  EkAuditEntry *newest = g_ptr_array_index (all, 0);
  EkAuditEntry *last = g_ptr_array_index (all, 4);

  g_assert_cmpuint (all->len, ==, 5);
  g_assert_cmpint (newest->sequence, >, last->sequence);
  g_assert_cmpint (newest->action, ==, EK_AUDIT_CHANGE);
  g_assert_cmpint (newest->offset_minutes, ==, 480);
  g_assert_cmpstr (newest->user_id, ==, "somebody");
  older = ek_audit_list (clinical, NULL, last->sequence - 1, 5, NULL);
  g_assert_cmpint (((EkAuditEntry *) g_ptr_array_index (older, 0))->sequence, ==, last->sequence - 1);
  g_assert_cmpuint (of_one->len, ==, 4);
  for (guint i = 0; i < of_one->len; i++)
    g_assert_cmpstr (((EkAuditEntry *) g_ptr_array_index (of_one, i))->patient_id, ==, "p-1");
}

static void
test_whole (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkVault) vault = vault_with_rows (fixture);
  gint64 n_clinical, n_system, n_anchors;
  g_autoptr (GError) error = NULL;

  ek_vault_lock (vault);
  g_assert_true (ek_vault_unlock (vault, NULL, fixture->passphrase, NULL));
  g_assert_true (ek_vault_verify_audit (vault, &n_clinical, &n_system, &n_anchors, &error));
  g_assert_no_error (error);
  /* Anchors of creation, locking and unlocking in each. */
  g_assert_cmpint (n_clinical, ==, N_ROWS + 3);
  g_assert_cmpint (n_anchors, ==, 6);
  g_assert_cmpint (n_system, >=, 3 + 3);
}

static void
test_guarded (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkVault) vault = vault_with_rows (fixture);
  g_autoptr (EkDatabase) clinical = ek_vault_connect_clinical (vault, NULL);

  g_assert_false (ek_database_exec (clinical, "UPDATE audit SET detail = 'x' WHERE sequence = 3", NULL));
  g_assert_false (ek_database_exec (clinical, "DELETE FROM audit WHERE sequence = 3", NULL));
}

static void
test_rolled_back_with_its_change (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkVault) vault = vault_with_rows (fixture);
  g_autoptr (EkDatabase) clinical = ek_vault_connect_clinical (vault, NULL);
  gint64 before = ask_int (clinical, "SELECT max (sequence) FROM audit");
  gint64 n_entries, broken_at;

  g_assert_true (ek_database_begin (clinical, NULL));
  append_row (clinical, EK_AUDIT_CHANGE, "p-1", "never happened");
  ek_database_rollback (clinical);
  g_assert_cmpint (ask_int (clinical, "SELECT max (sequence) FROM audit"), ==, before);
  append_row (clinical, EK_AUDIT_CHANGE, "p-1", "happened");
  g_assert_true (ek_audit_verify (clinical, &n_entries, &broken_at, NULL));
  g_assert_cmpint (n_entries, ==, before + 1);
}

/* Every way to change a row, written straight into the table. The first wrong row is named. */
static void
test_tampering (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *sql;
    gint64 broken_at;
  } cases[] = {
    { "UPDATE audit SET at_ms = at_ms + 1 WHERE sequence = 4", 4 },
    { "UPDATE audit SET offset_minutes = 0 WHERE sequence = 4", 4 },
    { "UPDATE audit SET user_id = 'another' WHERE sequence = 4", 4 },
    { "UPDATE audit SET action = 'print' WHERE sequence = 4", 4 },
    { "UPDATE audit SET subject_type = NULL WHERE sequence = 4", 4 },
    { "UPDATE audit SET subject_id = '' WHERE sequence = 4", 4 },
    { "UPDATE audit SET patient_id = 'p-9' WHERE sequence = 4", 4 },
    { "UPDATE audit SET detail = 'fiel' || char (100) || ' ' WHERE sequence = 4", 4 },
    { "UPDATE audit SET detail = '' WHERE detail IS NULL", 7 },
    { "UPDATE audit SET subject_id = subject_id || 'x', patient_id = substr (patient_id, 2) WHERE sequence = 4", 4 },
    { "UPDATE audit SET hash = zeroblob (32) WHERE sequence = 4", 4 },
    { "DELETE FROM audit WHERE sequence = 4", 4 },
    { "DELETE FROM audit WHERE sequence = 1", 1 },
    { "DELETE FROM audit WHERE sequence = 4; UPDATE audit SET sequence = sequence - 1 WHERE sequence > 4;", 4 },
    { "UPDATE audit SET sequence = -4 WHERE sequence = 4; UPDATE audit SET sequence = 4 WHERE sequence = 5;"
      " UPDATE audit SET sequence = 5 WHERE sequence = -4;",
      4 },
    { "UPDATE audit SET sequence = sequence + 1000 WHERE sequence >= 4;"
      " UPDATE audit SET sequence = sequence - 999 WHERE sequence > 1000;"
      " INSERT INTO audit SELECT 4, at_ms, offset_minutes, user_id, action, subject_type, subject_id, patient_id, "
      "detail,"
      " hash FROM audit WHERE sequence = 3;",
      4 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EkVault) vault = vault_with_rows (fixture);
      g_autoptr (EkDatabase) clinical = ek_vault_connect_clinical (vault, NULL);
      g_autoptr (GError) error = NULL;
      gint64 n_entries, broken_at, a, b, c;

      ek_database_exec (clinical, UNGUARDED "PRAGMA ignore_check_constraints = ON;", &error);
      g_assert_no_error (error);
      ek_database_exec (clinical, cases[i].sql, &error);
      g_assert_no_error (error);
      g_assert_false (ek_audit_verify (clinical, &n_entries, &broken_at, &error));
      g_assert_error (error, EK_ERROR, EK_ERROR_DAMAGED);
      g_assert_cmpint (broken_at, ==, cases[i].broken_at);
      g_assert_cmpint (n_entries, ==, cases[i].broken_at - 1);
      g_assert_false (ek_vault_verify_audit (vault, &a, &b, &c, NULL));

      g_clear_pointer (&clinical, ek_database_unref);
      ek_vault_lock (vault);
      remove_folder (fixture->path);
      g_clear_pointer (&fixture->recovery, ek_secret_unref);
      g_clear_pointer (&fixture->first_id, g_free);
    }
}

/* The end cut off leaves a chain that is whole in itself: the anchors in the other database tell. */
static void
test_cut_off (Fixture *fixture, gconstpointer data)
{
  for (int clinical = 0; clinical <= 1; clinical++)
    {
      g_autoptr (EkVault) vault = vault_with_rows (fixture);
      g_autoptr (EkDatabase) database = NULL;
      g_autoptr (GError) error = NULL;
      gint64 n_entries, broken_at, a, b, c;

      ek_vault_lock (vault);
      g_assert_true (ek_vault_unlock (vault, NULL, fixture->passphrase, NULL));
      database = clinical ? ek_vault_connect_clinical (vault, NULL) : ek_vault_connect_system (vault, NULL);
      /* What was written after the last anchor of the other chain was signed is not covered, all before is. */
      ek_database_exec (database,
                        UNGUARDED "DELETE FROM audit WHERE sequence > (SELECT max (sequence) FROM audit) - "
                                  "3",
                        &error);
      g_assert_no_error (error);
      g_assert_true (ek_audit_verify (database, &n_entries, &broken_at, NULL));
      g_assert_false (ek_vault_verify_audit (vault, &a, &b, &c, &error));
      g_assert_error (error, EK_ERROR, EK_ERROR_ROLLED_BACK);

      g_clear_pointer (&database, ek_database_unref);
      ek_vault_lock (vault);
      remove_folder (fixture->path);
      g_clear_pointer (&fixture->recovery, ek_secret_unref);
      g_clear_pointer (&fixture->first_id, g_free);
    }
}

/* Somebody with the key rewrites a row and every hash after it. The chain is whole; the signed anchor is not. */
static void
test_rewritten_chain (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkVault) vault = vault_with_rows (fixture);
  g_autoptr (EkDatabase) clinical = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;
  gint64 n_entries, broken_at, a, b, c;

  ek_vault_lock (vault);
  g_assert_true (ek_vault_unlock (vault, NULL, fixture->passphrase, NULL));
  clinical = ek_vault_connect_clinical (vault, NULL);
  rows = ek_audit_list (clinical, NULL, 0, 0, NULL);
  ek_database_exec (clinical, UNGUARDED "DELETE FROM audit", &error);
  g_assert_no_error (error);
  for (guint i = rows->len; i > 0; i--)
    {
      EkAuditEntry *row = g_ptr_array_index (rows, i - 1);

      if (row->sequence == 4)
        row->at_ms++;
      g_assert_true (ek_audit_append (clinical, row, NULL));
    }
  g_assert_true (ek_audit_verify (clinical, &n_entries, &broken_at, NULL));
  g_assert_false (ek_vault_verify_audit (vault, &a, &b, &c, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_ROLLED_BACK);
}

static void
test_forged_anchor (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkVault) vault = vault_with_rows (fixture);
  g_autoptr (EkDatabase) system = ek_vault_connect_system (vault, NULL);
  g_autoptr (EkDatabase) clinical = ek_vault_connect_clinical (vault, NULL);
  g_autofree char *detail = g_strnfill (64 + 1 + 128, '0');
  EkAuditEntry entry = { 0 };
  g_autoptr (GError) error = NULL;
  gint64 a, b, c;

  detail[64] = ' ';
  entry.user_id = fixture->first_id;
  entry.action = EK_AUDIT_ANCHOR;
  entry.subject_type = (char *) "chain";
  entry.subject_id = (char *) "0";
  entry.detail = detail;
  g_assert_true (ek_audit_append (system, &entry, NULL));
  g_assert_false (ek_vault_verify_audit (vault, &a, &b, &c, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_ROLLED_BACK);
}

/* One database put back as it was: each audit was signed for in the other. */
static void
test_old_database_put_back (Fixture *fixture, gconstpointer data)
{
  static const char *const files[] = { "clinical.db", "system.db" };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (EkVault) vault = vault_with_rows (fixture);
      g_autofree char *path = vault_file (fixture, files[i]);
      g_autofree char *old = g_build_filename (fixture->folder, "old.db", NULL);
      g_autoptr (GError) error = NULL;

      ek_vault_lock (vault);
      copy_file (path, old);
      g_assert_true (ek_vault_unlock (vault, NULL, fixture->passphrase, NULL));
      ek_vault_lock (vault);
      copy_file (old, path);
      g_assert_false (ek_vault_unlock (vault, NULL, fixture->passphrase, &error));
      g_assert_error (error, EK_ERROR, EK_ERROR_ROLLED_BACK);
      g_assert_nonnull (strstr (error->message, files[i]));
      g_clear_object (&vault);
      remove_folder (fixture->path);
      g_clear_pointer (&fixture->recovery, ek_secret_unref);
      g_clear_pointer (&fixture->first_id, g_free);
    }
}

static void
test_actions (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (int action = EK_AUDIT_CREATE; action <= EK_AUDIT_ANCHOR; action++)
    {
      g_assert_nonnull (ek_audit_action_label ((EkAuditAction) action));
      g_assert_true (g_hash_table_add (seen, (gpointer) ek_audit_action_id ((EkAuditAction) action)));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  ADD ("/audit/list", test_list);
  ADD ("/audit/whole", test_whole);
  ADD ("/audit/guarded", test_guarded);
  ADD ("/audit/rolled-back-with-its-change", test_rolled_back_with_its_change);
  ADD ("/audit/tampering", test_tampering);
  ADD ("/audit/cut-off", test_cut_off);
  ADD ("/audit/rewritten-chain", test_rewritten_chain);
  ADD ("/audit/forged-anchor", test_forged_anchor);
  ADD ("/audit/old-database-put-back", test_old_database_put_back);
  g_test_add_func ("/audit/actions", test_actions);
  return g_test_run ();
}
