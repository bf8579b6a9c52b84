/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The newest key ring stands in the folder twice: whatever becomes of one, the other is taken, told and written again.
 * And who may be let in: nobody whose passphrase somebody else chose. */

#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>

#include "ek-vault-private.h"
#include "vault-fixture.h"

static void
assert_alike (Fixture *fixture)
{
  g_autofree char *first = vault_file (fixture, "vault.keys");
  g_autofree char *second = vault_file (fixture, "vault.keys.previous");
  g_autofree char *one = NULL;
  g_autofree char *other = NULL;
  gsize n_one, n_other;

  g_assert_true (g_file_get_contents (first, &one, &n_one, NULL));
  g_assert_true (g_file_get_contents (second, &other, &n_other, NULL));
  g_assert_cmpmem (one, n_one, other, n_other);
}

typedef enum { EMPTIED, FLIPPED, CUT, MISSING, OLDER, OF_ANOTHER_VAULT, N_DEEDS } Deed;

static void
do_to (const char *path, Deed deed, const char *older)
{
  g_autofree char *bytes = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  switch (deed)
    {
    case EMPTIED:
      g_assert_true (g_file_set_contents (path, "", 0, NULL));
      break;
    case FLIPPED:
      bytes[length / 2] ^= 1;
      g_assert_true (g_file_set_contents (path, bytes, (gssize) length, NULL));
      break;
    case CUT:
      g_assert_true (g_file_set_contents (path, bytes, (gssize) length / 2, NULL));
      break;
    case MISSING:
      g_unlink (path);
      break;
    default:
      copy_file (older, path);
    }
}

/* Each deed to either; the person added last is there, who is only in the newest ring. */
static void
test_either (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
  g_autofree char *first = vault_file (fixture, "vault.keys");
  g_autofree char *second = vault_file (fixture, "vault.keys.previous");
  g_autofree char *older = g_build_filename (fixture->folder, "older", NULL);
  g_autofree char *id = NULL;

  assert_alike (fixture);
  copy_file (first, older);
  id = add_person (vault, "李雷", EK_ROLE_COUNSELLOR, "one two three");
  ek_vault_lock (vault);
  for (int deed = 0; deed < OF_ANOTHER_VAULT; deed++)
    for (int which = 0; which < 2; which++)
      {
        g_autoptr (EkVault) other = NULL;
        g_auto (GStrv) remarks = NULL;
        g_autoptr (EkUser) user = NULL;
        g_autoptr (GPtrArray) problems = NULL;
        g_autoptr (GError) error = NULL;
        gboolean quiet = which == 1 && (deed == MISSING || deed == OLDER);

        do_to (which == 0 ? first : second, (Deed) deed, older);
        other = open_vault (fixture);
        g_assert_true (ek_vault_verify_closed (other, NULL, fixture->passphrase, NULL, &problems, &error));
        g_assert_true (quiet || deed == OLDER || ek_vault_count_problems (problems) > 0);
        g_assert_true (ek_vault_unlock (other, NULL, fixture->passphrase, &error));
        g_assert_no_error (error);
        remarks = ek_vault_list_remarks (other);
        g_test_message ("deed %d to %d: %s", deed, which, remarks[0] != NULL ? remarks[0] : "");
        g_assert_cmpuint (g_strv_length (remarks), ==, quiet ? 0 : 1);
        user = ek_vault_find_user (other, id);
        g_assert_nonnull (user);
        assert_alike (fixture);
      }
}

/* Both gone is refused as ever; so is a second of another vault. */
static void
test_both (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
  g_autofree char *first = vault_file (fixture, "vault.keys");
  g_autofree char *second = vault_file (fixture, "vault.keys.previous");
  g_autoptr (EkVault) other = NULL;
  g_autoptr (GError) error = NULL;

  g_clear_object (&vault);
  do_to (first, FLIPPED, NULL);
  do_to (second, EMPTIED, NULL);
  other = ek_vault_open (fixture->path, fixture->clock, &error);
  g_assert_null (other);
  g_assert_error (error, EK_ERROR, EK_ERROR_DAMAGED);
}

/* A passphrase that was changed does not come back with the copy that it was not written to. */
static void
test_stopped_between (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
  g_autofree char *first = vault_file (fixture, "vault.keys");
  g_autofree char *second = vault_file (fixture, "vault.keys.previous");
  g_autofree char *older = g_build_filename (fixture->folder, "older", NULL);
  g_autoptr (EkSecret) new = secret ("another passphrase");
  g_autoptr (GError) error = NULL;

  copy_file (first, older);
  g_assert_true (ek_vault_change_passphrase (vault, fixture->passphrase, new, &error));
  g_assert_no_error (error);
  ek_vault_lock (vault);
  copy_file (older, second);
  g_assert_false (ek_vault_unlock (vault, NULL, fixture->passphrase, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_WRONG_PASSPHRASE);
  g_clear_error (&error);
  g_assert_true (ek_vault_unlock (vault, NULL, new, &error));
  g_assert_no_error (error);
  assert_alike (fixture);
}

static char *
last_ring_detail (EkVault *vault)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkDatabase) system = ek_vault_connect_system (vault, &error);
  g_autoptr (GPtrArray) entries = ek_audit_list (system, NULL, 0, 0, &error);

  for (guint i = 0; i < entries->len; i++)
    {
      EkAuditEntry *entry = g_ptr_array_index (entries, i);

      if (g_strcmp0 (entry->subject_type, "ring") == 0)
        return g_strdup (entry->detail);
    }
  return NULL;
}

/* Both copies of the newest are lost, and one from before was kept elsewhere. */
static void
test_older_with_a_reason (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
  g_autofree char *first = vault_file (fixture, "vault.keys");
  g_autofree char *second = vault_file (fixture, "vault.keys.previous");
  g_autofree char *older = g_build_filename (fixture->folder, "older", NULL);
  g_autofree char *detail = NULL;
  g_autoptr (GError) error = NULL;

  copy_file (first, older);
  g_free (add_person (vault, "李雷", EK_ROLE_COUNSELLOR, "one two three"));
  g_free (add_person (vault, "韩梅梅", EK_ROLE_COUNSELLOR, "one two three"));
  ek_vault_lock (vault);
  copy_file (older, first);
  g_unlink (second);
  g_assert_false (ek_vault_unlock (vault, NULL, fixture->passphrase, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_ROLLED_BACK);
  g_clear_error (&error);
  g_assert_false (ek_vault_unlock_with_recovery (vault, fixture->recovery, NULL, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_ROLLED_BACK);
  g_clear_error (&error);
  g_assert_false (ek_vault_unlock_with_recovery (vault, fixture->recovery, "  ", &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_true (ek_vault_unlock_with_recovery (vault, fixture->recovery, "the disk of the office broke", &error));
  g_assert_no_error (error);
  detail = last_ring_detail (vault);
  g_assert_nonnull (strstr (detail, "accepted-older 1 of 3: the disk of the office broke"));
  ek_vault_lock (vault);
  g_assert_true (ek_vault_unlock (vault, NULL, fixture->passphrase, &error));
  g_assert_no_error (error);
  assert_alike (fixture);
}

/* Keys that were replaced meanwhile are not in it: a person who was removed does not come back this way. */
static void
test_older_after_a_rotation (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
  g_autofree char *first = vault_file (fixture, "vault.keys");
  g_autofree char *second = vault_file (fixture, "vault.keys.previous");
  g_autofree char *older = g_build_filename (fixture->folder, "older", NULL);
  g_autofree char *id = add_person (vault, "李雷", EK_ROLE_COUNSELLOR, "one two three");
  g_autoptr (GError) error = NULL;

  copy_file (first, older);
  g_assert_true (ek_vault_disable_user (vault, id, &error));
  g_assert_false (ek_vault_is_rotation_due (vault));
  ek_vault_lock (vault);
  copy_file (older, first);
  copy_file (older, second);
  g_assert_false (ek_vault_unlock_with_recovery (vault, fixture->recovery, "a reason", &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_DAMAGED);
}

static gboolean
can_read (EkVault *vault)
{
  g_autoptr (EkDatabase) clinical = ek_vault_connect_clinical (vault, NULL);

  return clinical != NULL;
}

static gboolean
has_first_passphrase (EkVault *vault, const char *id)
{
  g_autoptr (EkUser) user = ek_vault_find_user (vault, id);

  return ek_user_get_first_passphrase (user);
}

/* An administrator chooses the first passphrase in each way there is, and reads nothing with it. */
static void
test_first_passphrase (Fixture *fixture, gconstpointer data)
{
  static const char *const ways[] = { "added", "reset", "other-role" };
  g_autoptr (EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
  g_autofree char *admin_id = add_person (vault, "IT", EK_ROLE_ADMINISTRATOR, "four five six");
  g_autoptr (EkVault) admin = unlock_vault (fixture, "IT", "four five six");

  for (gsize i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autofree char *name = g_strdup_printf ("person %u", (guint) i);
      g_autofree char *id = add_person (admin, name, i == 2 ? EK_ROLE_ADMINISTRATOR : EK_ROLE_COUNSELLOR,
                                        "given by IT");
      g_autoptr (EkVault) own = unlock_vault (fixture, name, "given by IT");
      g_autoptr (EkSecret) given = secret ("given by IT");
      g_autoptr (EkSecret) chosen = secret ("my own words");
      g_autoptr (EkVault) guess = NULL;
      g_autoptr (GError) error = NULL;

      if (i == 1)
        {
          g_assert_true (ek_vault_change_passphrase (own, given, chosen, &error));
          g_assert_true (ek_vault_let_in (vault, id, &error));
          g_assert_true (ek_vault_reset_passphrase (admin, id, given, &error));
          g_assert_true (ek_vault_unlock (own, name, given, &error));
        }
      if (i == 2)
        g_assert_true (ek_vault_change_role (vault, id, EK_ROLE_COUNSELLOR, &error));
      g_assert_no_error (error);
      g_test_message ("%s", ways[i]);
      g_assert_true (has_first_passphrase (own, id));
      g_assert_false (can_read (own));
      g_assert_false (ek_vault_let_in (vault, id, &error));
      g_assert_error (error, EK_ERROR, EK_ERROR_PERMISSION);
      g_clear_error (&error);
      g_assert_false (can_read (own));
      g_assert_true (ek_vault_change_passphrase (own, given, chosen, &error));
      g_assert_no_error (error);
      g_assert_false (can_read (own));
      g_assert_true (ek_vault_let_in (vault, id, &error));
      g_assert_no_error (error);
      g_assert_true (can_read (own));
      guess = open_vault (fixture);
      g_assert_false (ek_vault_unlock (guess, name, given, &error));
      g_assert_error (error, EK_ERROR, EK_ERROR_WRONG_PASSPHRASE);
    }
}

/* New keys with every passphrase: who copied the old pair reads nothing that comes later and signs nothing, and what
 * was signed before stays valid. */
static void
test_new_pair (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
  g_autoptr (EkVault) elsewhere = unlock_vault (fixture, NULL, NULL);
  g_autoptr (EkUser) before = ek_vault_get_user (vault);
  g_autoptr (EkUser) after = NULL;
  g_autofree char *mark_before = ek_user_get_mark (before);
  g_autofree char *mark_after = NULL;
  g_autoptr (EkSecret) new = secret ("another passphrase");
  g_autoptr (GError) error = NULL;
  guint8 signature[EK_SIGNATURE_BYTES];

  g_assert_true (ek_vault_sign (vault, "plan", 4, signature, &error));
  g_assert_true (ek_vault_change_passphrase (vault, fixture->passphrase, new, &error));
  g_assert_no_error (error);
  after = ek_vault_get_user (vault);
  mark_after = ek_user_get_mark (after);
  g_assert_cmpstr (mark_before, !=, mark_after);
  g_assert_true (ek_vault_check_signature (vault, fixture->first_id, "plan", 4, signature));
  g_assert_true (can_read (vault));
  /* The vault goes on under the new pair: rings, signatures, anchors. */
  g_free (add_person (vault, "李雷", EK_ROLE_COUNSELLOR, "one two three"));
  g_assert_true (ek_vault_sign (vault, "plan", 4, signature, &error));
  g_assert_true (ek_vault_check_signature (vault, fixture->first_id, "plan", 4, signature));
  /* Who is in elsewhere with the old pair has to come in again. */
  g_assert_null (ek_vault_connect_system (elsewhere, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_LOCKED);
  g_clear_error (&error);
  ek_vault_lock (vault);
  g_assert_true (ek_vault_unlock (vault, "王安澜", new, &error));
  g_assert_no_error (error);
}

/* A vault that is not for trials takes no passphrase that is guessed at once, from anybody. */
static void
test_easy_passphrases (Fixture *fixture, gconstpointer data)
{
  static const char *const easy[] = { "a", "1234", "aaaaaaaaaaaaaaa", "12345678901", "password" };
  const EkNewUser first = { "王安澜", EK_ROLE_PSYCHIATRIST, NULL };
  const EkNewUser second = { "李雷", EK_ROLE_COUNSELLOR, NULL };
  g_autoptr (EkVault) vault = NULL;
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (easy); i++)
    {
      g_autoptr (EkSecret) typed = secret (easy[i]);

      vault = ek_vault_create (fixture->path, &first, typed, EK_VAULT_COST_STRONG, fixture->clock, &fixture->recovery,
                               &error);
      g_assert_null (vault);
      g_assert_error (error, EK_ERROR, EK_ERROR_INVALID);
      g_clear_error (&error);
    }
  vault = ek_vault_create (fixture->path, &first, fixture->passphrase, EK_VAULT_COST_STRONG, fixture->clock,
                           &fixture->recovery, &error);
  g_assert_no_error (error);
  {
    g_autoptr (EkSecret) typed = secret ("a");
    g_autoptr (EkUser) added = ek_vault_add_user (vault, &second, typed, &error);

    g_assert_null (added);
    g_assert_error (error, EK_ERROR, EK_ERROR_INVALID);
    g_clear_error (&error);
    g_assert_false (ek_vault_change_passphrase (vault, fixture->passphrase, typed, &error));
    g_assert_error (error, EK_ERROR, EK_ERROR_INVALID);
  }
}

/* The ring as programs until 2026 wrote it: format 2, the ring of before as the second file. */
static void
write_format_2 (Fixture *fixture, EkVault *vault)
{
  g_autofree char *path = vault_file (fixture, "vault.keys");
  g_autoptr (EkKeyring) ring = ek_keyring_copy (vault->ring);
  g_autoptr (GByteArray) out = NULL;
  g_autoptr (EkSecret) key = ek_secret_new (crypto_kdf_KEYBYTES);
  const EkRingKey *system = ek_keyring_find_key (ring, EK_DATA_SYSTEM, EK_KEY_CURRENT);
  guint8 signature[EK_SIGNATURE_BYTES], mac[32];
  g_autoptr (GError) error = NULL;
  g_autoptr (EkDatabase) database = NULL;

  for (guint i = 0; i < ring->holders->len; i++)
    ((EkRingHolder *) g_ptr_array_index (ring->holders, i))->given = FALSE;
  ring->counter++;
  g_free (ring->author);
  ring->author = g_strdup (vault->identity->holder);
  out = ek_keyring_write_body (ring);
  out->data[8] = 2;
  crypto_sign_detached (signature, NULL, out->data, out->len, ek_secret_bytes (vault->identity->sign_secret));
  g_byte_array_append (out, signature, sizeof signature);
  crypto_kdf_derive_from_key (ek_secret_bytes (key), crypto_kdf_KEYBYTES, 1, "ek-ring1",
                              ek_secret_bytes (ek_identity_get_key (vault->identity, EK_DATA_SYSTEM, system->number)));
  crypto_generichash (mac, sizeof mac, out->data, out->len, ek_secret_bytes (key), ek_secret_length (key));
  g_byte_array_append (out, mac, sizeof mac);
  crypto_generichash (ring->checksum, sizeof ring->checksum, out->data, out->len, NULL, 0);
  g_byte_array_append (out, ring->checksum, sizeof ring->checksum);
  database = ek_vault_connect_system (vault, &error);
  g_assert_true (ek_vault_audit_ring (vault, database, ring, "as before", &error));
  g_clear_pointer (&database, ek_database_unref);
  ek_vault_forget (vault);
  g_assert_true (g_file_set_contents (path, (const char *) out->data, out->len, &error));
}

static void
test_earlier_format (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
  g_autofree char *admin_id = add_person (vault, "IT", EK_ROLE_ADMINISTRATOR, "four five six");
  g_autofree char *waiting = NULL;
  g_autofree char *in = add_person (vault, "李雷", EK_ROLE_COUNSELLOR, "one two three");
  g_autoptr (EkVault) again = NULL;
  g_autoptr (GError) error = NULL;

  {
    g_autoptr (EkVault) admin = unlock_vault (fixture, "IT", "four five six");

    waiting = add_person (admin, "韩梅梅", EK_ROLE_COUNSELLOR, "given by IT");
  }
  g_assert_true (ek_vault_unlock (vault, "王安澜", fixture->passphrase, &error));
  write_format_2 (fixture, vault);
  again = unlock_vault (fixture, "王安澜", NULL);
  g_assert_true (can_read (again));
  assert_alike (fixture);
  /* Nothing there tells who chose the passphrase of somebody who waits. */
  g_assert_true (has_first_passphrase (again, waiting));
  g_assert_false (has_first_passphrase (again, in));
  g_assert_false (ek_vault_let_in (again, waiting, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_PERMISSION);
  g_clear_error (&error);
  g_free (add_person (again, "another", EK_ROLE_COUNSELLOR, "one two three"));
  assert_alike (fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  ADD ("/two-rings/either", test_either);
  ADD ("/two-rings/both", test_both);
  ADD ("/two-rings/stopped-between", test_stopped_between);
  ADD ("/two-rings/older-with-a-reason", test_older_with_a_reason);
  ADD ("/two-rings/older-after-a-rotation", test_older_after_a_rotation);
  ADD ("/two-rings/earlier-format", test_earlier_format);
  ADD ("/passphrase/first", test_first_passphrase);
  ADD ("/passphrase/new-pair", test_new_pair);
  ADD ("/passphrase/easy", test_easy_passphrases);
  return g_test_run ();
}
