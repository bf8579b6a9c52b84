/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include <sodium.h>
#include <glib/gstdio.h>

#include "ek-keyring.h"
#include "ek-recovery-code.h"
#include "vault-fixture.h"

static GByteArray *
read_ring (Fixture *fixture)
{
  g_autofree char *path = vault_file (fixture, "vault.keys");
  g_autofree char *contents = NULL;
  GByteArray *ring = g_byte_array_new ();
  gsize length;

  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  g_byte_array_append (ring, (const guint8 *) contents, (guint) length);
  return ring;
}

static void
write_ring (Fixture *fixture, GByteArray *ring)
{
  g_autofree char *path = vault_file (fixture, "vault.keys");
  g_autofree char *second = vault_file (fixture, "vault.keys.previous");

  g_assert_true (g_file_set_contents (path, (const char *) ring->data, ring->len, NULL));
  g_assert_true (g_file_set_contents (second, (const char *) ring->data, ring->len, NULL));
}

static void
mend_checksum (GByteArray *ring)
{
  crypto_generichash (ring->data + ring->len - 32, 32, ring->data, ring->len - 32, NULL, 0);
}

static void
refuse (const guint8 *bytes, gsize length)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ek_keyring_parse (bytes, length, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_DAMAGED);
}

static void
test_every_byte (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
  g_autoptr (GByteArray) ring = NULL;

  g_free (add_person (vault, "李雷", EK_ROLE_CASE_MANAGER, "one two three"));
  ek_vault_lock (vault);
  ring = read_ring (fixture);
  for (guint i = 0; i < ring->len; i++)
    {
      ring->data[i] ^= (guint8) (1u << (i % 8));
      refuse (ring->data, ring->len);
      if (i % 50 == 0)
        {
          g_autoptr (GError) error = NULL;
          g_autoptr (EkVault) opened = NULL;

          /* Also as the program meets it: not as a wrong passphrase. */
          write_ring (fixture, ring);
          opened = ek_vault_open (fixture->path, fixture->clock, &error);
          g_assert_null (opened);
          g_assert_error (error, EK_ERROR, EK_ERROR_DAMAGED);
        }
      ring->data[i] ^= (guint8) (1u << (i % 8));
    }
  for (guint length = 0; length < ring->len; length++)
    refuse (ring->data, length);
  g_byte_array_append (ring, (const guint8 *) "", 1);
  refuse (ring->data, ring->len);
}

/* Somebody who mends the checksum still cannot sign. Every byte of the body goes through the reader here, lengths and
 * counts included. */
static void
test_every_byte_with_checksum (Fixture *fixture, gconstpointer data)
{
  static const guint8 masks[] = { 0x01, 0x80, 0xff };
  g_autoptr (EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
  g_autoptr (GByteArray) ring = read_ring (fixture);

  for (guint i = 0; i < ring->len - 64; i++)
    {
      for (gsize m = 0; m < G_N_ELEMENTS (masks); m++)
        {
          g_autoptr (EkKeyring) parsed = NULL;
          g_autoptr (GError) error = NULL;

          ring->data[i] ^= masks[m];
          mend_checksum (ring);
          parsed = ek_keyring_parse (ring->data, ring->len, &error);
          g_assert_null (parsed);
          g_assert_true (g_error_matches (error, EK_ERROR, EK_ERROR_DAMAGED) ||
                         g_error_matches (error, EK_ERROR, EK_ERROR_UNSUPPORTED));
          ring->data[i] ^= masks[m];
        }
    }
}

/* A ring of another format is whole, and is not called damaged: who is told so might throw it away. */
static void
test_other_format (Fixture *fixture, gconstpointer data)
{
  static const gint8 steps[] = { -2, 1, 100 };
  g_autoptr (EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
  g_autoptr (GByteArray) ring = read_ring (fixture);
  guint8 format = ring->data[8];

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr (EkKeyring) parsed = NULL;
      g_autoptr (GError) error = NULL;

      ring->data[8] = (guint8) (format + steps[i]);
      mend_checksum (ring);
      parsed = ek_keyring_parse (ring->data, ring->len, &error);
      g_assert_null (parsed);
      g_assert_error (error, EK_ERROR, EK_ERROR_UNSUPPORTED);
    }
}

static void
test_authentication_bytes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
  g_autoptr (GByteArray) ring = NULL;

  ek_vault_lock (vault);
  ring = read_ring (fixture);
  for (guint i = ring->len - 64; i < ring->len - 32; i += 5)
    {
      g_autoptr (GError) error = NULL;

      ring->data[i] ^= 4;
      mend_checksum (ring);
      write_ring (fixture, ring);
      g_assert_false (ek_vault_unlock (vault, NULL, fixture->passphrase, &error));
      g_assert_error (error, EK_ERROR, EK_ERROR_DAMAGED);
      ring->data[i] ^= 4;
    }
}

/* Somebody without any key gives himself a signature key and rewrites the ring: it reads well, and opens nothing. */
static void
test_rewritten_by_a_stranger (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
  g_autofree char *path = vault_file (fixture, "vault.keys");
  g_autofree char *victim = add_person (vault, "李雷", EK_ROLE_ADMINISTRATOR, "one two three");
  g_autoptr (EkKeyring) ring = NULL;
  g_autoptr (EkKeyring) parsed = NULL;
  g_autoptr (GByteArray) out = NULL;
  g_autoptr (GError) error = NULL;
  EkRingHolder *holder;
  guint8 secret_key[crypto_sign_SECRETKEYBYTES], zeros[64] = { 0 };

  ek_vault_lock (vault);
  parsed = ek_keyring_load (path, &error);
  ring = ek_keyring_copy (parsed);
  ring->counter++;
  holder = ek_keyring_find_holder (ring, victim);
  crypto_sign_keypair (holder->sign_key, secret_key);
  g_free (ring->author);
  ring->author = g_strdup (victim);
  out = ek_keyring_write_body (ring);
  crypto_sign_detached (ring->signature, NULL, out->data, out->len, secret_key);
  g_byte_array_append (out, ring->signature, 64);
  g_byte_array_append (out, zeros, 64);
  mend_checksum (out);
  write_ring (fixture, out);

  g_assert_false (ek_vault_unlock (vault, fixture->first_id, fixture->passphrase, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_DAMAGED);
}

static void
test_old_ring_put_back (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
  g_autofree char *path = vault_file (fixture, "vault.keys");
  g_autofree char *second = vault_file (fixture, "vault.keys.previous");
  g_autofree char *old = g_build_filename (fixture->folder, "old.keys", NULL);
  g_autofree char *new = g_build_filename (fixture->folder, "new.keys", NULL);
  g_autofree char *id = NULL;
  g_autoptr (EkSecret) typed = secret ("one two three");
  g_autoptr (GError) error = NULL;

  id = add_person (vault, "李雷", EK_ROLE_CASE_MANAGER, "one two three");
  copy_file (path, old);
  g_assert_true (ek_vault_disable_user (vault, id, NULL));
  copy_file (path, new);
  copy_file (old, path);
  copy_file (old, second);

  /* While it is open … */
  g_assert_null (ek_vault_connect_system (vault, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_ROLLED_BACK);
  g_clear_error (&error);
  ek_vault_lock (vault);
  /* … to whoever would gain by it, who no longer has the key … */
  g_assert_false (ek_vault_unlock (vault, "李雷", typed, &error));
  g_clear_error (&error);
  g_assert_false (ek_vault_unlock (vault, "王安澜", fixture->passphrase, &error));
  g_clear_error (&error);
  /* … and gone with the newest ring. */
  copy_file (new, path);
  g_assert_true (ek_vault_unlock (vault, "王安澜", fixture->passphrase, &error));
  g_assert_no_error (error);
}

/* The same when no key was rotated meanwhile, so that the old ring opens everything: only the counter tells. */
static void
test_old_ring_same_keys (Fixture *fixture, gconstpointer data)
{
  static const int changes[] = { 1, 2, 5 };

  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autoptr (EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
      g_autofree char *path = vault_file (fixture, "vault.keys");
      g_autofree char *second = vault_file (fixture, "vault.keys.previous");
      g_autofree char *old = g_build_filename (fixture->folder, "old.keys", NULL);
      g_autoptr (GError) error = NULL;

      copy_file (path, old);
      for (int n = 0; n < changes[i]; n++)
        {
          g_autofree char *name = g_strdup_printf ("person %d", n);

          g_free (add_person (vault, name, EK_ROLE_CASE_MANAGER, "one two three"));
        }
      ek_vault_lock (vault);
      copy_file (old, path);
      copy_file (old, second);
      g_assert_false (ek_vault_unlock (vault, NULL, fixture->passphrase, &error));
      g_assert_error (error, EK_ERROR, EK_ERROR_ROLLED_BACK);
      remove_folder (fixture->path);
      g_clear_pointer (&fixture->recovery, ek_secret_unref);
      g_clear_pointer (&fixture->first_id, g_free);
    }
}

/* A change of the ring that stopped before the audit heard of it is completed, not taken for an attack. */
static void
test_ring_ahead_by_one (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
  g_autofree char *system = vault_file (fixture, "system.db");
  g_autofree char *clinical = vault_file (fixture, "clinical.db");
  g_autofree char *old_system = g_build_filename (fixture->folder, "old-system", NULL);
  g_autofree char *old_clinical = g_build_filename (fixture->folder, "old-clinical", NULL);
  g_autoptr (GError) error = NULL;

  ek_vault_lock (vault);
  copy_file (system, old_system);
  copy_file (clinical, old_clinical);
  g_assert_true (ek_vault_unlock (vault, NULL, fixture->passphrase, &error));
  g_free (add_person (vault, "李雷", EK_ROLE_CASE_MANAGER, "one two three"));
  ek_vault_lock (vault);
  copy_file (old_system, system);
  copy_file (old_clinical, clinical);
  g_assert_true (ek_vault_unlock (vault, NULL, fixture->passphrase, &error));
  g_assert_no_error (error);
  g_free (add_person (vault, "韩梅梅", EK_ROLE_CASE_MANAGER, "one two three"));
  ek_vault_lock (vault);
  /* By two it is an older system.db. */
  copy_file (old_system, system);
  copy_file (old_clinical, clinical);
  g_assert_false (ek_vault_unlock (vault, NULL, fixture->passphrase, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_ROLLED_BACK);
}

static void
test_ring_of_another_vault (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkVault) vault = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
  g_autofree char *path = vault_file (fixture, "vault.keys");
  g_autofree char *second = vault_file (fixture, "vault.keys.previous");
  g_autofree char *kept = g_strdup (fixture->path);
  g_autoptr (EkVault) other = NULL;
  g_autofree char *other_keys = NULL;
  g_autoptr (GError) error = NULL;

  ek_vault_lock (vault);
  g_free (fixture->path);
  fixture->path = g_build_filename (fixture->folder, "other", NULL);
  g_clear_pointer (&fixture->recovery, ek_secret_unref);
  g_clear_pointer (&fixture->first_id, g_free);
  other = make_vault (fixture, EK_ROLE_PSYCHIATRIST);
  g_assert_cmpstr (ek_vault_get_id (vault), !=, ek_vault_get_id (other));
  ek_vault_lock (other);
  other_keys = vault_file (fixture, "vault.keys");
  copy_file (other_keys, path);
  copy_file (other_keys, second);
  g_assert_false (ek_vault_unlock (vault, NULL, fixture->passphrase, &error));
  g_assert_error (error, EK_ERROR, EK_ERROR_DAMAGED);
}

static void
test_recovery_code_text (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EkSecret) code = ek_recovery_code_new ();
  const char *text = (const char *) ek_secret_bytes (code);
  gsize length = ek_secret_length (code);

  g_assert_cmpuint (length, ==, 35);
  for (gsize i = 0; i < length; i++)
    {
      g_autofree char *typed = g_strndup (text, length);
      g_autoptr (EkSecret) mistyped = NULL;
      g_autoptr (EkSecret) normal = NULL;
      g_autoptr (GError) error = NULL;

      if (typed[i] == '-')
        continue;
      typed[i] = typed[i] == '7' ? '8' : '7';
      mistyped = secret (typed);
      g_assert_null (ek_recovery_code_normalize (mistyped, &error));
      g_assert_error (error, EK_ERROR, EK_ERROR_INVALID);
    }
}

static void
test_recovery_code_spellings (Fixture *fixture, gconstpointer data)
{
  for (int round = 0; round < 50; round++)
    {
      g_autoptr (EkSecret) code = ek_recovery_code_new ();
      g_autofree char *text = g_strndup ((const char *) ek_secret_bytes (code), ek_secret_length (code));
      g_autofree char *lower = g_ascii_strdown (text, -1);
      g_autoptr (EkSecret) typed = NULL;
      g_autoptr (EkSecret) normal = NULL;
      g_autoptr (GError) error = NULL;

      g_strdelimit (lower, "-", ' ');
      g_strdelimit (lower, "0", 'o');
      g_strdelimit (lower, "1", round % 2 == 0 ? 'l' : 'I');
      typed = secret (lower);
      normal = ek_recovery_code_normalize (typed, &error);
      g_assert_no_error (error);
      g_assert_true (ek_secret_equal (normal, code));
    }
}

static void
test_hostile_codes (Fixture *fixture, gconstpointer data)
{
  static const char *const typed[] = {
    "",
    "-",
    "AAAAA-AAAAA-AAAAA-AAAAA-AAAAA-AAAAU",
    "安澜",
    "00000-00000-00000-00000-00000-000000000000000000000000000000000",
    "AAAAA-AAAAA-AAAAA-AAAAA-AAAAA-AAAA",
    "\x01\x02\xff\xfe",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (typed); i++)
    {
      g_autoptr (EkSecret) code = secret (typed[i]);
      g_autoptr (GError) error = NULL;

      g_assert_null (ek_recovery_code_normalize (code, &error));
      g_assert_error (error, EK_ERROR, EK_ERROR_INVALID);
    }
}

/* A ring may not ask a computer for more memory or time than a vault ever would. */
static void
test_cost_bounds (Fixture *fixture, gconstpointer data)
{
  static const struct {
    EkPassphraseCost cost;
    gboolean allowed;
  } cases[] = {
    { { 1, 8192 }, TRUE },
    { { 3, G_GUINT64_CONSTANT (268435456) }, TRUE },
    { { 0, 8192 }, FALSE },
    { { 65, 8192 }, FALSE },
    { { 1, 8191 }, FALSE },
    { { 1, G_GUINT64_CONSTANT (1073741825) }, FALSE },
    { { G_MAXUINT32, G_MAXUINT64 }, FALSE },
  };
  EkPassphraseCost strong, fast;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (ek_keyring_check_passphrase_cost (&cases[i].cost), ==, cases[i].allowed);
  g_assert_true (ek_keyring_choose_cost (TRUE, &strong, NULL));
  g_assert_cmpuint (strong.memory, >=, G_GUINT64_CONSTANT (256) * 1024 * 1024);
  g_assert_cmpuint (strong.operations, >=, 1);
  g_assert_true (ek_keyring_check_passphrase_cost (&strong));
  g_assert_true (ek_keyring_choose_cost (FALSE, &fast, NULL));
  g_assert_true (ek_keyring_check_passphrase_cost (&fast));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  ADD ("/vault/keyring/other-format", test_other_format);
  ADD ("/keyring/every-byte", test_every_byte);
  ADD ("/keyring/every-byte-with-checksum", test_every_byte_with_checksum);
  ADD ("/keyring/authentication-bytes", test_authentication_bytes);
  ADD ("/keyring/rewritten-by-a-stranger", test_rewritten_by_a_stranger);
  ADD ("/keyring/old-ring-put-back", test_old_ring_put_back);
  ADD ("/keyring/old-ring-same-keys", test_old_ring_same_keys);
  ADD ("/keyring/ring-ahead-by-one", test_ring_ahead_by_one);
  ADD ("/keyring/ring-of-another-vault", test_ring_of_another_vault);
  ADD ("/keyring/recovery-code-text", test_recovery_code_text);
  ADD ("/keyring/recovery-code-spellings", test_recovery_code_spellings);
  ADD ("/keyring/hostile-codes", test_hostile_codes);
  ADD ("/keyring/cost-bounds", test_cost_bounds);
  return g_test_run ();
}
