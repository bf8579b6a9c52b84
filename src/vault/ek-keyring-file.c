/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-config.h"

#include <string.h>
#include <sodium.h>
#include <glib/gi18n-lib.h>

#include "ek-error.h"
#include "ek-file.h"
#include "ek-id.h"
#include "ek-keyring.h"

/* vault.keys, all numbers little-endian:
 *
 *   magic (8) · format (2) · total length (4)
 *   vault id (16) · counter (8) · created (8) · flags (1) · rotation due (1) · cost: operations (4), memory (8) ·
 *   author holders (2), each: flags (1) · id · name · licence · role · created (8) · X25519 (32) · Ed25519 (32) ·
 *     cost (12) · salt (16) · sealed pair (104) · former Ed25519 keys (1, each 32)
 *   keys (1), each: kind (1) · number (4) · state (1) · cipher (1) · created (8) · database id (16)
 *   slots (2), each: kind (1) · number (4) · holder's place (2) · sealed key (128) · tag (16)
 *   signature (64): Ed25519 by the author over all before
 *   MAC (32): BLAKE2b under a key derived from the system key, over all before
 *   checksum (32): BLAKE2b over all before, so that damage is told from a wrong passphrase before anybody is in
 *
 * A text is its length (2) and its UTF-8 bytes. There is one way to write a given ring, and reading accepts only that.
 *
 * Format 3 has the flag of a passphrase that somebody else chose. Format 2 is read: there nothing tells such a person
 * but that he or she was not let in yet. */

#define FORMAT 3
#define OLDEST_FORMAT 2
#define MAX_HOLDERS 2000
#define MAX_KEYS 8
#define MAX_FORMER_KEYS 64
#define TAIL_BYTES (EK_SIGNATURE_BYTES + 32 + EK_RING_CHECKSUM_BYTES)

enum { FLAG_DEMONSTRATION = 1 };
enum { FLAG_RECOVERY = 1, FLAG_DISABLED = 2, FLAG_GIVEN = 4 };

static const guint8 magic[8] = { 'E', 'K', 'R', 'I', 'N', 'G', '\r', '\n' };

static void
put_number (GByteArray *out, guint64 value, int n_bytes)
{
  guint8 bytes[8];

  for (int i = 0; i < n_bytes; i++)
    bytes[i] = (guint8) (value >> (8 * i));
  g_byte_array_append (out, bytes, (guint) n_bytes);
}

static void
put_text (GByteArray *out, const char *text)
{
  gsize length = strlen (text);

  g_assert (length <= G_MAXUINT16);
  put_number (out, length, 2);
  g_byte_array_append (out, (const guint8 *) text, (guint) length);
}

static void
put_cost (GByteArray *out, const EkPassphraseCost *cost)
{
  put_number (out, cost->operations, 4);
  put_number (out, cost->memory, 8);
}

static void
put_holder (GByteArray *out, const EkRingHolder *holder)
{
  put_number (out,
              (holder->recovery ? FLAG_RECOVERY : 0) | (holder->disabled ? FLAG_DISABLED : 0) |
                (holder->given ? FLAG_GIVEN : 0),
              1);
  put_text (out, holder->id);
  put_text (out, holder->name);
  put_text (out, holder->licence);
  put_text (out, ek_role_id (holder->role));
  put_number (out, (guint64) holder->created_ms, 8);
  g_byte_array_append (out, holder->box_key, sizeof holder->box_key);
  g_byte_array_append (out, holder->sign_key, sizeof holder->sign_key);
  put_cost (out, &holder->cost);
  g_byte_array_append (out, holder->salt, sizeof holder->salt);
  g_byte_array_append (out, holder->sealed, sizeof holder->sealed);
  put_number (out, holder->former_sign_keys->len / EK_PUBLIC_KEY_BYTES, 1);
  g_byte_array_append (out, holder->former_sign_keys->data, holder->former_sign_keys->len);
}

static guint
place_of_holder (EkKeyring *self, const char *id)
{
  for (guint i = 0; i < self->holders->len; i++)
    {
      EkRingHolder *holder = g_ptr_array_index (self->holders, i);

      if (strcmp (holder->id, id) == 0)
        return i;
    }
  g_assert_not_reached ();
}

/**
 * ek_keyring_write_body:
 * @self: a ring with an author who is among its holders
 *
 * Returns: (transfer full): the bytes of the file up to the signature, with the length that the whole file will have
 */
GByteArray *
ek_keyring_write_body (EkKeyring *self)
{
  GByteArray *out = g_byte_array_new ();

  g_byte_array_append (out, magic, sizeof magic);
  put_number (out, FORMAT, 2);
  put_number (out, 0, 4);
  g_byte_array_append (out, self->id, sizeof self->id);
  put_number (out, self->counter, 8);
  put_number (out, (guint64) self->created_ms, 8);
  put_number (out, self->demonstration ? FLAG_DEMONSTRATION : 0, 1);
  put_number (out, self->rotation_due, 1);
  put_cost (out, &self->cost);
  put_text (out, self->author);

  put_number (out, self->holders->len, 2);
  for (guint i = 0; i < self->holders->len; i++)
    put_holder (out, g_ptr_array_index (self->holders, i));

  put_number (out, self->keys->len, 1);
  for (guint i = 0; i < self->keys->len; i++)
    {
      const EkRingKey *key = &g_array_index (self->keys, EkRingKey, i);

      put_number (out, key->kind, 1);
      put_number (out, key->number, 4);
      put_number (out, key->state, 1);
      put_number (out, key->cipher, 1);
      put_number (out, (guint64) key->created_ms, 8);
      g_byte_array_append (out, key->database_id, sizeof key->database_id);
    }

  put_number (out, self->slots->len, 2);
  for (guint i = 0; i < self->slots->len; i++)
    {
      const EkRingSlot *slot = g_ptr_array_index (self->slots, i);

      put_number (out, slot->kind, 1);
      put_number (out, slot->number, 4);
      put_number (out, place_of_holder (self, slot->holder), 2);
      g_byte_array_append (out, slot->sealed, sizeof slot->sealed);
      g_byte_array_append (out, slot->tag, sizeof slot->tag);
    }

  for (int i = 0; i < 4; i++)
    out->data[sizeof magic + 2 + i] = (guint8) ((out->len + TAIL_BYTES) >> (8 * i));
  return out;
}

/* A reader that cannot leave its bytes: after the first thing that is missing or not allowed, everything reads as
 * nothing and @failed says so. */
typedef struct {
  const guint8 *at;
  const guint8 *end;
  gboolean failed;
  guint format;
} Reader;

static const guint8 *
take (Reader *reader, gsize length)
{
  const guint8 *bytes = reader->at;

  if (reader->failed || (gsize) (reader->end - reader->at) < length)
    {
      reader->failed = TRUE;
      return NULL;
    }
  reader->at += length;
  return bytes;
}

static guint64
take_number (Reader *reader, int n_bytes)
{
  const guint8 *bytes = take (reader, (gsize) n_bytes);
  guint64 value = 0;

  for (int i = 0; bytes != NULL && i < n_bytes; i++)
    value |= (guint64) bytes[i] << (8 * i);
  return value;
}

static guint64
take_number_between (Reader *reader, int n_bytes, guint64 low, guint64 high)
{
  guint64 value = take_number (reader, n_bytes);

  if (value < low || value > high)
    reader->failed = TRUE;
  return reader->failed ? low : value;
}

static void
take_bytes (Reader *reader, guint8 *into, gsize length)
{
  const guint8 *bytes = take (reader, length);

  if (bytes != NULL)
    memcpy (into, bytes, length);
}

static char *
take_text (Reader *reader, gsize max_bytes)
{
  gsize length = (gsize) take_number_between (reader, 2, 0, max_bytes);
  const guint8 *bytes = take (reader, length);

  if (bytes == NULL || !g_utf8_validate_len ((const char *) bytes, length, NULL))
    {
      reader->failed = TRUE;
      return g_strdup ("");
    }
  return g_strndup ((const char *) bytes, length);
}

static char *
take_id (Reader *reader)
{
  char *id = take_text (reader, EK_ID_LENGTH);

  if (!ek_id_is_valid (id))
    reader->failed = TRUE;
  return id;
}

static void
take_cost (Reader *reader, EkPassphraseCost *cost)
{
  cost->operations = (guint32) take_number (reader, 4);
  cost->memory = take_number (reader, 8);
  if (!ek_keyring_check_passphrase_cost (cost))
    reader->failed = TRUE;
}

static EkRingHolder *
take_holder (Reader *reader)
{
  EkRingHolder *holder = ek_ring_holder_new ();
  g_autofree char *role = NULL;
  guint flags = (guint) take_number_between (reader, 1, 0,
                                             FLAG_RECOVERY | FLAG_DISABLED |
                                               (reader->format > OLDEST_FORMAT ? FLAG_GIVEN : 0));
  guint n_former;
  const guint8 *former;

  holder->recovery = (flags & FLAG_RECOVERY) != 0;
  holder->disabled = (flags & FLAG_DISABLED) != 0;
  holder->given = (flags & FLAG_GIVEN) != 0;
  holder->id = take_id (reader);
  holder->name = take_text (reader, EK_RING_NAME_BYTES);
  holder->licence = take_text (reader, EK_RING_NAME_BYTES);
  role = take_text (reader, 64);
  if (!ek_role_from_id (role, &holder->role))
    reader->failed = TRUE;
  holder->created_ms = (gint64) take_number (reader, 8);
  take_bytes (reader, holder->box_key, sizeof holder->box_key);
  take_bytes (reader, holder->sign_key, sizeof holder->sign_key);
  take_cost (reader, &holder->cost);
  take_bytes (reader, holder->salt, sizeof holder->salt);
  take_bytes (reader, holder->sealed, sizeof holder->sealed);
  n_former = (guint) take_number_between (reader, 1, 0, MAX_FORMER_KEYS);
  former = take (reader, (gsize) n_former * EK_PUBLIC_KEY_BYTES);
  if (former != NULL)
    g_byte_array_append (holder->former_sign_keys, former, n_former * EK_PUBLIC_KEY_BYTES);
  return holder;
}

static void
take_holders (Reader *reader, EkKeyring *self)
{
  guint n = (guint) take_number_between (reader, 2, 1, MAX_HOLDERS);

  for (guint i = 0; i < n && !reader->failed; i++)
    {
      g_autoptr (EkRingHolder) holder = take_holder (reader);

      if (ek_keyring_find_holder (self, holder->id) != NULL)
        reader->failed = TRUE;
      else
        g_ptr_array_add (self->holders, g_steal_pointer (&holder));
    }
}

static void
take_keys (Reader *reader, EkKeyring *self)
{
  guint n = (guint) take_number_between (reader, 1, 1, MAX_KEYS);

  for (guint i = 0; i < n && !reader->failed; i++)
    {
      EkRingKey key = { 0 };

      key.kind = (EkDataKind) take_number_between (reader, 1, EK_DATA_CLINICAL, EK_DATA_SYSTEM);
      key.number = (guint32) take_number_between (reader, 4, 1, G_MAXUINT32);
      key.state = (EkKeyState) take_number_between (reader, 1, EK_KEY_CURRENT, EK_KEY_INCOMING);
      key.cipher = (EkSealedCipher) take_number_between (reader, 1, EK_SEALED_XCHACHA20_POLY1305,
                                                         EK_SEALED_AES_256_GCM);
      key.created_ms = (gint64) take_number (reader, 8);
      take_bytes (reader, key.database_id, sizeof key.database_id);
      if (ek_keyring_find_key (self, key.kind, key.state) != NULL)
        reader->failed = TRUE;
      g_array_append_val (self->keys, key);
    }
  if (ek_keyring_find_key (self, EK_DATA_CLINICAL, EK_KEY_CURRENT) == NULL ||
      ek_keyring_find_key (self, EK_DATA_SYSTEM, EK_KEY_CURRENT) == NULL)
    reader->failed = TRUE;
}

static gboolean
has_key (EkKeyring *self, EkDataKind kind, guint32 number)
{
  for (guint i = 0; i < self->keys->len; i++)
    {
      const EkRingKey *key = &g_array_index (self->keys, EkRingKey, i);

      if (key->kind == kind && key->number == number)
        return TRUE;
    }
  return FALSE;
}

static void
take_slots (Reader *reader, EkKeyring *self)
{
  guint n = (guint) take_number_between (reader, 2, 1, MAX_HOLDERS * MAX_KEYS);

  for (guint i = 0; i < n && !reader->failed; i++)
    {
      EkDataKind kind = (EkDataKind) take_number_between (reader, 1, EK_DATA_CLINICAL, EK_DATA_SYSTEM);
      guint32 number = (guint32) take_number (reader, 4);
      guint place = (guint) take_number_between (reader, 2, 0, self->holders->len - 1);
      const guint8 *sealed = take (reader, EK_RING_SLOT_BYTES);
      const guint8 *tag = take (reader, EK_RING_TAG_BYTES);
      EkRingHolder *holder = g_ptr_array_index (self->holders, place);
      EkRingSlot *slot;

      if (sealed == NULL || tag == NULL || !has_key (self, kind, number) ||
          ek_keyring_find_slot (self, kind, number, holder->id) != NULL)
        {
          reader->failed = TRUE;
          return;
        }
      slot = g_new0 (EkRingSlot, 1);
      slot->kind = kind;
      slot->number = number;
      slot->holder = g_strdup (holder->id);
      memcpy (slot->sealed, sealed, EK_RING_SLOT_BYTES);
      memcpy (slot->tag, tag, EK_RING_TAG_BYTES);
      g_ptr_array_add (self->slots, slot);
    }
}

static gboolean
damaged (GError **error)
{
  g_set_error (error, EK_ERROR, EK_ERROR_DAMAGED,
               _ ("The key ring of this vault (vault.keys) is damaged or was changed outside this program. Nothing was "
                  "changed and the passphrase was not tried. Put back the key ring of the newest back-up, or restore "
                  "the back-up."));
  return FALSE;
}

static guint
format_of (const guint8 *bytes)
{
  return (guint) bytes[sizeof magic] | (guint) bytes[sizeof magic + 1] << 8;
}

/* Damage first, and in one place: whatever byte is not what was written, the checksum does not fit. */
static gboolean
check_frame (const guint8 *bytes, gsize length, GError **error)
{
  guint8 checksum[EK_RING_CHECKSUM_BYTES];
  gsize body = length - EK_RING_CHECKSUM_BYTES;
  guint format;

  if (length < sizeof magic + 6 + TAIL_BYTES || length > EK_RING_MAX_BYTES)
    return damaged (error);
  crypto_generichash (checksum, sizeof checksum, bytes, body, NULL, 0);
  if (sodium_memcmp (checksum, bytes + body, sizeof checksum) != 0)
    return damaged (error);
  if (memcmp (bytes, magic, sizeof magic) != 0)
    return damaged (error);
  format = format_of (bytes);
  if (format > FORMAT)
    {
      g_set_error (error, EK_ERROR, EK_ERROR_UNSUPPORTED,
                   _ ("This vault was made by a newer version of Evenkeel. It is unchanged; use that version to open "
                      "it."));
      return FALSE;
    }
  if (format < OLDEST_FORMAT)
    {
      g_set_error (error, EK_ERROR, EK_ERROR_UNSUPPORTED,
                   _ ("This vault was made by an earlier version of Evenkeel, in a way that is no longer thought safe "
                      "enough. It is unchanged; export the patients with that version and import them here."));
      return FALSE;
    }
  return TRUE;
}

static gboolean
author_signed (EkKeyring *self, const guint8 *bytes, gsize length)
{
  EkRingHolder *author = ek_keyring_find_holder (self, self->author);

  return author != NULL && crypto_sign_verify_detached (self->signature, bytes, length, author->sign_key) == 0;
}

/* An administrator can have chosen the passphrase of whoever was not let in yet, and no ring of that format says that
 * it was changed since. */
static void
mark_given (EkKeyring *self)
{
  for (guint i = 0; i < self->holders->len; i++)
    {
      EkRingHolder *holder = g_ptr_array_index (self->holders, i);

      holder->given = ek_keyring_is_waiting (self, holder);
    }
}

/**
 * ek_keyring_parse:
 * @bytes: (array length=length): the bytes of a key ring; nothing in them is trusted
 * @length: how many
 * @error: %EK_ERROR_DAMAGED when the bytes are not what was written or its author did not sign them,
 *   %EK_ERROR_UNSUPPORTED when a newer program made it or one that is no longer thought safe
 *
 * Checks checksum, bounds, form and signature. Whether the author had any right to it is seen with a key only, see
 * ek_keyring_check_seal().
 *
 * Returns: (transfer full): the ring, or %NULL
 */
EkKeyring *
ek_keyring_parse (const guint8 *bytes, gsize length, GError **error)
{
  g_autoptr (EkKeyring) self = ek_keyring_new ();
  Reader reader = { bytes, bytes + length, FALSE, 0 };
  Reader tail;

  if (!check_frame (bytes, length, error))
    return NULL;
  reader.format = format_of (bytes);
  tail = (Reader){ bytes + length - TAIL_BYTES, bytes + length, FALSE, reader.format };
  take_bytes (&tail, self->signature, sizeof self->signature);
  take_bytes (&tail, self->mac, sizeof self->mac);
  take_bytes (&tail, self->checksum, sizeof self->checksum);

  reader.end -= TAIL_BYTES;
  take (&reader, sizeof magic + 2);
  take_number_between (&reader, 4, length, length);
  take_bytes (&reader, self->id, sizeof self->id);
  self->counter = take_number_between (&reader, 8, 1, G_MAXINT64);
  self->created_ms = (gint64) take_number (&reader, 8);
  self->demonstration = take_number_between (&reader, 1, 0, FLAG_DEMONSTRATION) != 0;
  self->rotation_due = (guint) take_number_between (&reader, 1, 0, 1 << EK_DATA_CLINICAL | 1 << EK_DATA_SYSTEM);
  if ((self->rotation_due & 1) != 0)
    reader.failed = TRUE;
  take_cost (&reader, &self->cost);
  self->author = take_id (&reader);
  take_holders (&reader, self);
  if (!reader.failed)
    take_keys (&reader, self);
  if (!reader.failed)
    take_slots (&reader, self);
  if (reader.failed || reader.at != reader.end || !author_signed (self, bytes, length - TAIL_BYTES))
    {
      damaged (error);
      return NULL;
    }
  if (reader.format == OLDEST_FORMAT)
    mark_given (self);
  self->bytes = g_bytes_new (bytes, length);
  return g_steal_pointer (&self);
}

/**
 * ek_keyring_load:
 * @path: a file vault.keys
 * @error: as ek_keyring_parse() and ek_file_read_plain(); %EK_ERROR_NOT_FOUND says that there is no vault
 *
 * Returns: (transfer full): the ring, or %NULL
 */
EkKeyring *
ek_keyring_load (const char *path, GError **error)
{
  g_autofree char *contents = NULL;
  g_autoptr (GError) local_error = NULL;
  gsize length = 0;

  if (!ek_file_read_plain (path, EK_RING_MAX_BYTES, &contents, &length, &local_error))
    {
      if (g_error_matches (local_error, EK_ERROR, EK_ERROR_NOT_FOUND))
        g_set_error (error, EK_ERROR, EK_ERROR_NOT_FOUND,
                     _ (
                       "There is no vault in this folder: its key ring (vault.keys) is missing. Choose the folder of a "
                       "vault, or create one."));
      else
        g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  if (length > 0)
    return ek_keyring_parse ((const guint8 *) contents, length, error);
  g_set_error (error, EK_ERROR, EK_ERROR_DAMAGED,
               _ ("The key ring of this vault (vault.keys) is empty. Nothing was changed and the passphrase was not "
                  "tried. Put back the key ring of the newest back-up, or restore the back-up."));
  return NULL;
}
