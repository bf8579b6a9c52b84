/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-config.h"

#include <string.h>
#include <sodium.h>
#include <glib/gi18n-lib.h>

#include "ek-error.h"
#include "ek-keyring.h"

#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES

G_STATIC_ASSERT (EK_RING_SALT_BYTES == crypto_pwhash_SALTBYTES);
G_STATIC_ASSERT (EK_RING_SEALED_BYTES ==
                 NONCE_BYTES + EK_RING_SECRET_BYTES + crypto_aead_xchacha20poly1305_ietf_ABYTES);

/* What is inside a slot: the key, and what for, because a sealed box binds neither. */
typedef struct {
  char label[8];
  guint8 vault[EK_RING_ID_BYTES];
  guint8 kind;
  guint8 zero[3];
  guint8 number[4];
  guint8 database[EK_SEALED_ID_BYTES];
  guint8 key[EK_SEALED_KEY_BYTES];
} SlotNote;

static const char slot_label[8] = "EKSLOT1";

G_STATIC_ASSERT (sizeof (SlotNote) + crypto_box_SEALBYTES == EK_RING_SLOT_BYTES);

/* Everything public about a holder that an opened pair speaks for: none of it can be exchanged under the seal. */
static GByteArray *
holder_context (EkKeyring *self, const EkRingHolder *holder)
{
  GByteArray *context = g_byte_array_new ();
  guint64 cost[2] = { GUINT64_TO_LE (holder->cost.operations), GUINT64_TO_LE (holder->cost.memory) };

  g_byte_array_append (context, (const guint8 *) "evenkeel pair 1", 15);
  g_byte_array_append (context, self->id, sizeof self->id);
  g_byte_array_append (context, (const guint8 *) holder->id, (guint) strlen (holder->id));
  g_byte_array_append (context, holder->box_key, sizeof holder->box_key);
  g_byte_array_append (context, holder->sign_key, sizeof holder->sign_key);
  g_byte_array_append (context, (const guint8 *) cost, sizeof cost);
  g_byte_array_append (context, holder->salt, sizeof holder->salt);
  return context;
}

/**
 * ek_keyring_reseal_pair:
 * @self: the ring of @holder
 * @holder: whose pairs they are; salt, cost and sealed bytes are changed
 * @identity: the opened pairs of @holder
 * @passphrase: the new passphrase, or the recovery code
 * @error: %EK_ERROR_FAILED when there is not enough free memory; @holder opens with nothing then, and the ring is to be
 *   dropped
 *
 * Seals the secret halves of @identity under @passphrase, with a new salt and the cost the ring asks for. Takes as long
 * as opening them: not in the main thread.
 *
 * Returns: success
 */
gboolean
ek_keyring_reseal_pair (EkKeyring *self, EkRingHolder *holder, EkIdentity *identity, EkSecret *passphrase,
                        GError **error)
{
  g_autoptr (EkSecret) key = NULL;
  g_autoptr (EkSecret) pair = ek_secret_new (EK_RING_SECRET_BYTES);
  g_autoptr (GByteArray) context = NULL;

  /* A recovery code has 130 random bits: guessing it cannot be made dearer in any way that matters. */
  if (holder->recovery)
    ek_keyring_choose_cost (FALSE, &holder->cost, NULL);
  else
    holder->cost = self->cost;
  randombytes_buf (holder->salt, sizeof holder->salt);
  if (!ek_passphrase_derive (passphrase, holder->salt, &holder->cost, &key, error))
    return FALSE;
  memcpy (ek_secret_bytes (pair), ek_secret_bytes (identity->box_secret), 32);
  crypto_sign_ed25519_sk_to_seed (ek_secret_bytes (pair) + 32, ek_secret_bytes (identity->sign_secret));
  context = holder_context (self, holder);
  randombytes_buf (holder->sealed, NONCE_BYTES);
  crypto_aead_xchacha20poly1305_ietf_encrypt (holder->sealed + NONCE_BYTES, NULL, ek_secret_bytes (pair),
                                              EK_RING_SECRET_BYTES, context->data, context->len, NULL, holder->sealed,
                                              ek_secret_bytes (key));
  return TRUE;
}

static EkIdentity *
identity_new (const char *holder)
{
  EkIdentity *identity = g_new0 (EkIdentity, 1);

  identity->holder = g_strdup (holder);
  identity->box_secret = ek_secret_new (crypto_box_SECRETKEYBYTES);
  identity->sign_secret = ek_secret_new (crypto_sign_SECRETKEYBYTES);
  identity->keys = g_ptr_array_new ();
  return identity;
}

/**
 * ek_identity_free:
 * @self: (nullable): what a passphrase opened; its secrets are wiped unless somebody else holds them
 */
void
ek_identity_free (EkIdentity *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->keys->len; i++)
    {
      EkHeldKey *key = g_ptr_array_index (self->keys, i);

      ek_secret_unref (key->secret);
      g_free (key);
    }
  g_ptr_array_unref (self->keys);
  ek_secret_unref (self->box_secret);
  ek_secret_unref (self->sign_secret);
  g_free (self->holder);
  g_free (self);
}

/**
 * ek_identity_get_key:
 * @self: who is in
 * @kind: of which database
 * @number: number of the key
 *
 * Returns: (transfer none) (nullable): the key; %NULL when the holder has none of that number. Belongs to @self
 */
EkSecret *
ek_identity_get_key (EkIdentity *self, EkDataKind kind, guint32 number)
{
  for (guint i = 0; i < self->keys->len; i++)
    {
      EkHeldKey *key = g_ptr_array_index (self->keys, i);

      if (key->kind == kind && key->number == number)
        return key->secret;
    }
  return NULL;
}

/**
 * ek_identity_add_key:
 * @self: who is in
 * @kind: of which database
 * @number: number of the key
 * @secret: the key; a reference is taken
 *
 * Does nothing when there is a key of that number.
 */
void
ek_identity_add_key (EkIdentity *self, EkDataKind kind, guint32 number, EkSecret *secret)
{
  EkHeldKey *key;

  if (ek_identity_get_key (self, kind, number) != NULL)
    return;
  key = g_new0 (EkHeldKey, 1);
  key->kind = kind;
  key->number = number;
  key->secret = ek_secret_ref (secret);
  g_ptr_array_add (self->keys, key);
}

/**
 * ek_identity_remove_keys:
 * @self: who is in
 * @kind: of which database
 *
 * Lets go of every key of that kind, so that it is gone from memory with its last reference.
 */
void
ek_identity_remove_keys (EkIdentity *self, EkDataKind kind)
{
  for (guint i = self->keys->len; i > 0; i--)
    {
      EkHeldKey *key = g_ptr_array_index (self->keys, i - 1);

      if (key->kind == kind)
        {
          ek_secret_unref (key->secret);
          g_free (key);
          g_ptr_array_remove_index (self->keys, i - 1);
        }
    }
}

/**
 * ek_keyring_new_pair:
 * @self: the ring @holder is for
 * @holder: somebody whose id is set; public keys, salt, cost and sealed bytes are filled in
 * @passphrase: a passphrase, or the recovery code
 * @identity: (out) (optional) (transfer full): the opened pairs, without data keys
 * @error: %EK_ERROR_FAILED when there is not enough free memory
 *
 * Makes new pairs for @holder and seals their secret halves. Takes as long as ek_keyring_reseal_pair().
 *
 * Returns: success
 */
gboolean
ek_keyring_new_pair (EkKeyring *self, EkRingHolder *holder, EkSecret *passphrase, EkIdentity **identity, GError **error)
{
  g_autoptr (EkIdentity) made = identity_new (holder->id);

  crypto_box_keypair (holder->box_key, ek_secret_bytes (made->box_secret));
  crypto_sign_keypair (holder->sign_key, ek_secret_bytes (made->sign_secret));
  if (!ek_keyring_reseal_pair (self, holder, made, passphrase, error))
    return FALSE;
  if (identity != NULL)
    *identity = g_steal_pointer (&made);
  return TRUE;
}

static void
wrong_passphrase (EkRingHolder *holder, GError **error)
{
  g_set_error (
    error, EK_ERROR, EK_ERROR_WRONG_PASSPHRASE,
    holder->recovery
      ? _ ("This recovery code does not open this vault. It is written correctly, but belongs to another vault "
           "or was replaced by a newer one. Nothing was changed.")
      : _ ("The passphrase is wrong. Nothing was changed; try again, or use the recovery code."));
}

/**
 * ek_keyring_open_holder:
 * @self: a ring
 * @holder: somebody in it
 * @passphrase: what was typed
 * @error: %EK_ERROR_WRONG_PASSPHRASE, %EK_ERROR_FAILED when there is not enough free memory, %EK_ERROR_DAMAGED when
 *   public and secret halves do not belong together
 *
 * Opens the secret halves of @holder; the data keys come with ek_keyring_open_slots(). Takes as long as the ring says,
 * about half a second: not in the main thread. Whether the holder is disabled is not asked here.
 *
 * Returns: (transfer full): who is in, or %NULL
 */
EkIdentity *
ek_keyring_open_holder (EkKeyring *self, EkRingHolder *holder, EkSecret *passphrase, GError **error)
{
  g_autoptr (EkIdentity) identity = identity_new (holder->id);
  g_autoptr (EkSecret) key = NULL;
  g_autoptr (EkSecret) pair = ek_secret_new (EK_RING_SECRET_BYTES);
  g_autoptr (GByteArray) context = holder_context (self, holder);
  guint8 box_key[32], sign_key[32];

  if (!ek_passphrase_derive (passphrase, holder->salt, &holder->cost, &key, error))
    return NULL;
  if (crypto_aead_xchacha20poly1305_ietf_decrypt (ek_secret_bytes (pair), NULL, NULL, holder->sealed + NONCE_BYTES,
                                                  EK_RING_SEALED_BYTES - NONCE_BYTES, context->data, context->len,
                                                  holder->sealed, ek_secret_bytes (key)) != 0)
    {
      wrong_passphrase (holder, error);
      return NULL;
    }
  memcpy (ek_secret_bytes (identity->box_secret), ek_secret_bytes (pair), 32);
  crypto_scalarmult_base (box_key, ek_secret_bytes (identity->box_secret));
  crypto_sign_seed_keypair (sign_key, ek_secret_bytes (identity->sign_secret), ek_secret_bytes (pair) + 32);
  if (sodium_memcmp (box_key, holder->box_key, 32) != 0 || sodium_memcmp (sign_key, holder->sign_key, 32) != 0)
    {
      g_set_error (error, EK_ERROR, EK_ERROR_DAMAGED,
                   _ ("The key ring of this vault does not fit together. Restore a "
                      "back-up."));
      return NULL;
    }
  return g_steal_pointer (&identity);
}

static const EkRingKey *
key_of_slot (EkKeyring *self, const EkRingSlot *slot)
{
  for (guint i = 0; i < self->keys->len; i++)
    {
      const EkRingKey *key = &g_array_index (self->keys, EkRingKey, i);

      if (key->kind == slot->kind && key->number == slot->number)
        return key;
    }
  return NULL;
}

static void
write_note (EkKeyring *self, const EkRingKey *key, SlotNote *note)
{
  guint32 number = GUINT32_TO_LE (key->number);

  memset (note, 0, sizeof *note);
  memcpy (note->label, slot_label, sizeof note->label);
  memcpy (note->vault, self->id, sizeof note->vault);
  note->kind = (guint8) key->kind;
  memcpy (note->number, &number, sizeof number);
  memcpy (note->database, key->database_id, sizeof note->database);
}

/* Who the slot is for and under which public key, under the data key that it holds. */
static void
make_tag (EkKeyring *self, const EkRingSlot *slot, const EkRingHolder *holder, EkSecret *secret,
          guint8 tag[EK_RING_TAG_BYTES])
{
  g_autoptr (EkSecret) key = ek_secret_new (crypto_kdf_KEYBYTES);
  guint32 number = GUINT32_TO_LE (slot->number);
  guint8 kind = (guint8) slot->kind;
  crypto_generichash_state state;

  crypto_kdf_derive_from_key (ek_secret_bytes (key), crypto_kdf_KEYBYTES, 1, "ek-slot1", ek_secret_bytes (secret));
  crypto_generichash_init (&state, ek_secret_bytes (key), ek_secret_length (key), EK_RING_TAG_BYTES);
  crypto_generichash_update (&state, self->id, sizeof self->id);
  crypto_generichash_update (&state, &kind, sizeof kind);
  crypto_generichash_update (&state, (const guint8 *) &number, sizeof number);
  crypto_generichash_update (&state, holder->box_key, sizeof holder->box_key);
  crypto_generichash_update (&state, (const guint8 *) holder->id, strlen (holder->id));
  crypto_generichash_final (&state, tag, EK_RING_TAG_BYTES);
  sodium_memzero (&state, sizeof state);
}

/**
 * ek_keyring_is_genuine:
 * @self: a ring
 * @slot: a slot of it
 * @secret: (nullable): the key that the slot says to hold
 *
 * A sealed box can be made by anybody, and the ring as a whole by whoever has the system key, an IT administrator for
 * one: only this tells whether a person was ever let in.
 *
 * Returns: whether the slot was made by somebody who holds @secret
 */
gboolean
ek_keyring_is_genuine (EkKeyring *self, const EkRingSlot *slot, EkSecret *secret)
{
  const EkRingHolder *holder = ek_keyring_find_holder (self, slot->holder);
  guint8 tag[EK_RING_TAG_BYTES];

  if (holder == NULL || secret == NULL)
    return FALSE;
  make_tag (self, slot, holder, secret, tag);
  return sodium_memcmp (tag, slot->tag, sizeof tag) == 0;
}

/**
 * ek_keyring_open_slots:
 * @self: a ring
 * @identity: who is in; the keys are added to it
 * @error: %EK_ERROR_DAMAGED when a slot does not open, or holds the key of another vault, kind, number or database
 *
 * Opens every slot of the ring that belongs to @identity and is not open yet.
 *
 * Returns: whether all of them opened; on failure some may have been added
 */
gboolean
ek_keyring_open_slots (EkKeyring *self, EkIdentity *identity, GError **error)
{
  EkRingHolder *holder = ek_keyring_find_holder (self, identity->holder);
  g_autoptr (EkSecret) opened = ek_secret_new (sizeof (SlotNote));
  SlotNote *note = (SlotNote *) ek_secret_bytes (opened);

  for (guint i = 0; holder != NULL && i < self->slots->len; i++)
    {
      const EkRingSlot *slot = g_ptr_array_index (self->slots, i);
      const EkRingKey *key = key_of_slot (self, slot);
      g_autoptr (EkSecret) secret = NULL;
      SlotNote expected;

      if (strcmp (slot->holder, identity->holder) != 0 || key == NULL ||
          ek_identity_get_key (identity, slot->kind, slot->number) != NULL)
        continue;
      write_note (self, key, &expected);
      if (crypto_box_seal_open ((guint8 *) note, slot->sealed, EK_RING_SLOT_BYTES, holder->box_key,
                                ek_secret_bytes (identity->box_secret)) != 0 ||
          memcmp (note, &expected, G_STRUCT_OFFSET (SlotNote, key)) != 0)
        {
          g_set_error (error, EK_ERROR, EK_ERROR_DAMAGED,
                       _ ("The passphrase is right, but a key in the key ring is damaged. Nothing was changed; restore "
                          "a back-up."));
          return FALSE;
        }
      secret = ek_secret_new_copy (note->key, EK_SEALED_KEY_BYTES);
      ek_identity_add_key (identity, slot->kind, slot->number, secret);
    }
  return TRUE;
}

/**
 * ek_keyring_add_slot:
 * @self: a ring that is being changed
 * @holder: who is given the key
 * @kind: of which database
 * @number: number of a key that the ring lists
 * @secret: that key
 * @error: %EK_ERROR_DAMAGED when the public key of @holder is not valid
 *
 * Seals the key to @holder, in place of an earlier slot.
 *
 * Returns: success
 */
gboolean
ek_keyring_add_slot (EkKeyring *self, EkRingHolder *holder, EkDataKind kind, guint32 number, EkSecret *secret,
                     GError **error)
{
  g_autoptr (EkSecret) plain = ek_secret_new (sizeof (SlotNote));
  SlotNote *note = (SlotNote *) ek_secret_bytes (plain);
  EkRingSlot *slot = g_new0 (EkRingSlot, 1);
  const EkRingKey *key;

  slot->kind = kind;
  slot->number = number;
  key = key_of_slot (self, slot);
  g_assert (key != NULL && ek_secret_length (secret) == EK_SEALED_KEY_BYTES);
  write_note (self, key, note);
  memcpy (note->key, ek_secret_bytes (secret), EK_SEALED_KEY_BYTES);
  if (crypto_box_seal (slot->sealed, (const guint8 *) note, sizeof *note, holder->box_key) != 0)
    {
      g_free (slot);
      g_set_error (error, EK_ERROR, EK_ERROR_DAMAGED,
                   _ ("The public key of this person is not valid. Nothing was "
                      "changed."));
      return FALSE;
    }
  ek_keyring_remove_slots (self, kind, number, holder->id);
  slot->holder = g_strdup (holder->id);
  make_tag (self, slot, holder, secret, slot->tag);
  g_ptr_array_add (self->slots, slot);
  return TRUE;
}

static gboolean
mac_key (EkKeyring *self, EkIdentity *identity, EkSecret **key, GError **error)
{
  const EkRingKey *system = ek_keyring_find_key (self, EK_DATA_SYSTEM, EK_KEY_CURRENT);
  EkSecret *secret = ek_identity_get_key (identity, EK_DATA_SYSTEM, system->number);

  if (secret == NULL)
    {
      g_set_error (error, EK_ERROR, EK_ERROR_DAMAGED,
                   _ ("The passphrase is right, but the key ring holds no key for this person. Nothing was changed; "
                      "restore a back-up."));
      return FALSE;
    }
  *key = ek_secret_new (crypto_kdf_KEYBYTES);
  crypto_kdf_derive_from_key (ek_secret_bytes (*key), crypto_kdf_KEYBYTES, 1, "ek-ring1", ek_secret_bytes (secret));
  return TRUE;
}

/**
 * ek_keyring_seal:
 * @self: a ring that was changed, with its counter raised
 * @author: who makes the change; holds the current system key
 * @error: %EK_ERROR_DAMAGED when @author has no such key
 *
 * Finishes a change: signed by @author, authenticated under the current system key, with its checksum. The bytes of
 * @self are then what vault.keys shall hold.
 *
 * Returns: success
 */
gboolean
ek_keyring_seal (EkKeyring *self, EkIdentity *author, GError **error)
{
  g_autoptr (EkSecret) key = NULL;
  g_autoptr (GByteArray) out = NULL;

  if (!mac_key (self, author, &key, error))
    return FALSE;
  g_free (self->author);
  self->author = g_strdup (author->holder);
  out = ek_keyring_write_body (self);
  crypto_sign_detached (self->signature, NULL, out->data, out->len, ek_secret_bytes (author->sign_secret));
  g_byte_array_append (out, self->signature, sizeof self->signature);
  crypto_generichash (self->mac, sizeof self->mac, out->data, out->len, ek_secret_bytes (key), ek_secret_length (key));
  g_byte_array_append (out, self->mac, sizeof self->mac);
  crypto_generichash (self->checksum, sizeof self->checksum, out->data, out->len, NULL, 0);
  g_byte_array_append (out, self->checksum, sizeof self->checksum);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  self->bytes = g_bytes_new (out->data, out->len);
  return TRUE;
}

/**
 * ek_keyring_check_seal:
 * @self: a ring as it was read
 * @identity: who is in, with the system key
 * @error: %EK_ERROR_DAMAGED when somebody made it who has no key, or @identity has none
 *
 * Asked as soon as a passphrase has opened a ring: until then nothing but its own signature speaks for it.
 *
 * Returns: whether somebody who holds the system key made this ring
 */
gboolean
ek_keyring_check_seal (EkKeyring *self, EkIdentity *identity, GError **error)
{
  g_autoptr (EkSecret) key = NULL;
  guint8 mac[32];
  gsize length;
  const guint8 *bytes = g_bytes_get_data (self->bytes, &length);

  if (!mac_key (self, identity, &key, error))
    return FALSE;
  crypto_generichash (mac, sizeof mac, bytes, length - sizeof mac - EK_RING_CHECKSUM_BYTES, ek_secret_bytes (key),
                      ek_secret_length (key));
  if (sodium_memcmp (mac, self->mac, sizeof mac) == 0)
    return TRUE;
  g_set_error (error, EK_ERROR, EK_ERROR_DAMAGED,
               _ ("The key ring of this vault was changed by somebody who has no key to it. Nothing was opened; "
                  "restore a back-up and tell whoever looks after the computer."));
  return FALSE;
}
