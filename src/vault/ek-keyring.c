/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-config.h"

#include <string.h>

#include "ek-keyring.h"

/**
 * ek_ring_holder_new:
 *
 * Returns: (transfer full): an empty entry for somebody who may hold keys; the caller fills it in
 */
EkRingHolder *
ek_ring_holder_new (void)
{
  EkRingHolder *holder = g_new0 (EkRingHolder, 1);

  holder->former_sign_keys = g_byte_array_new ();
  return holder;
}

/**
 * ek_ring_holder_free:
 * @holder: (nullable): an entry that is in no ring; what is sealed in it needs no wiping
 */
void
ek_ring_holder_free (EkRingHolder *holder)
{
  if (holder == NULL)
    return;
  g_free (holder->id);
  g_free (holder->name);
  g_free (holder->licence);
  g_byte_array_unref (holder->former_sign_keys);
  g_free (holder);
}

static EkRingHolder *
copy_holder (const EkRingHolder *from)
{
  EkRingHolder *holder = g_memdup2 (from, sizeof *from);

  holder->id = g_strdup (from->id);
  holder->name = g_strdup (from->name);
  holder->licence = g_strdup (from->licence);
  holder->former_sign_keys = g_byte_array_new ();
  g_byte_array_append (holder->former_sign_keys, from->former_sign_keys->data, from->former_sign_keys->len);
  return holder;
}

static void
free_slot (gpointer data)
{
  EkRingSlot *slot = data;

  g_free (slot->holder);
  g_free (slot);
}

static EkRingSlot *
copy_slot (const EkRingSlot *from)
{
  EkRingSlot *slot = g_memdup2 (from, sizeof *from);

  slot->holder = g_strdup (from->holder);
  return slot;
}

/**
 * ek_keyring_new:
 *
 * Returns: (transfer full): an empty ring, without id, holders and keys
 */
EkKeyring *
ek_keyring_new (void)
{
  EkKeyring *self = g_new0 (EkKeyring, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->holders = g_ptr_array_new_with_free_func ((GDestroyNotify) ek_ring_holder_free);
  self->keys = g_array_new (FALSE, TRUE, sizeof (EkRingKey));
  self->slots = g_ptr_array_new_with_free_func (free_slot);
  return self;
}

/**
 * ek_keyring_ref:
 * @self: a ring; from any thread
 *
 * Returns: (transfer full): @self
 */
EkKeyring *
ek_keyring_ref (EkKeyring *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * ek_keyring_unref:
 * @self: (nullable): a ring; from any thread
 */
void
ek_keyring_unref (EkKeyring *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->author);
  g_ptr_array_unref (self->holders);
  g_array_unref (self->keys);
  g_ptr_array_unref (self->slots);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self);
}

/**
 * ek_keyring_copy:
 * @self: a ring
 *
 * Returns: (transfer full): a ring to be changed: the same but for signature, MAC and bytes, which the change makes
 *   untrue; to be sealed with ek_keyring_seal()
 */
EkKeyring *
ek_keyring_copy (EkKeyring *self)
{
  EkKeyring *copy = ek_keyring_new ();

  memcpy (copy->id, self->id, sizeof copy->id);
  copy->counter = self->counter;
  copy->created_ms = self->created_ms;
  copy->demonstration = self->demonstration;
  copy->rotation_due = self->rotation_due;
  copy->cost = self->cost;
  copy->author = g_strdup (self->author);
  for (guint i = 0; i < self->holders->len; i++)
    g_ptr_array_add (copy->holders, copy_holder (g_ptr_array_index (self->holders, i)));
  g_array_append_vals (copy->keys, self->keys->data, self->keys->len);
  for (guint i = 0; i < self->slots->len; i++)
    g_ptr_array_add (copy->slots, copy_slot (g_ptr_array_index (self->slots, i)));
  return copy;
}

/**
 * ek_keyring_find_holder:
 * @self: a ring
 * @id: (nullable): the id of a person or of the recovery code
 *
 * Returns: (transfer none) (nullable): the entry, also of somebody who is disabled; belongs to @self
 */
EkRingHolder *
ek_keyring_find_holder (EkKeyring *self, const char *id)
{
  for (guint i = 0; i < self->holders->len; i++)
    {
      EkRingHolder *holder = g_ptr_array_index (self->holders, i);

      if (g_strcmp0 (holder->id, id) == 0)
        return holder;
    }
  return NULL;
}

/**
 * ek_keyring_find_key:
 * @self: a ring
 * @kind: of which database
 * @state: the key in use, or the one that takes its place during a rotation
 *
 * Returns: (transfer none) (nullable): what the ring says about that key (not the key itself); valid until the keys of
 *   @self change
 */
EkRingKey *
ek_keyring_find_key (EkKeyring *self, EkDataKind kind, EkKeyState state)
{
  for (guint i = 0; i < self->keys->len; i++)
    {
      EkRingKey *key = &g_array_index (self->keys, EkRingKey, i);

      if (key->kind == kind && key->state == state)
        return key;
    }
  return NULL;
}

/**
 * ek_keyring_find_slot:
 * @self: a ring
 * @kind: of which database
 * @number: number of the key
 * @holder: id of its holder
 *
 * Returns: (transfer none) (nullable): where the key is sealed to that holder; %NULL when he or she was not given it
 */
EkRingSlot *
ek_keyring_find_slot (EkKeyring *self, EkDataKind kind, guint32 number, const char *holder)
{
  for (guint i = 0; i < self->slots->len; i++)
    {
      EkRingSlot *slot = g_ptr_array_index (self->slots, i);

      if (slot->kind == kind && slot->number == number && strcmp (slot->holder, holder) == 0)
        return slot;
    }
  return NULL;
}

/**
 * ek_keyring_remove_slots:
 * @self: a ring that is being changed
 * @kind: of which database
 * @number: number of the key, or 0 for every one
 * @holder: (nullable): id of a holder; %NULL for everybody
 *
 * Takes keys away. Whoever had one may have copied it: only a rotation makes that worthless.
 */
void
ek_keyring_remove_slots (EkKeyring *self, EkDataKind kind, guint32 number, const char *holder)
{
  for (guint i = self->slots->len; i > 0; i--)
    {
      EkRingSlot *slot = g_ptr_array_index (self->slots, i - 1);

      if (slot->kind == kind && (number == 0 || slot->number == number) &&
          (holder == NULL || strcmp (slot->holder, holder) == 0))
        g_ptr_array_remove_index (self->slots, i - 1);
    }
}

/**
 * ek_keyring_is_waiting:
 * @self: a ring
 * @holder: somebody in it
 *
 * Returns: whether it is somebody of a clinical role whose slot nobody has filled yet: an administrator added the
 *   person, and has no clinical key to give
 */
gboolean
ek_keyring_is_waiting (EkKeyring *self, EkRingHolder *holder)
{
  EkRingKey *key = ek_keyring_find_key (self, EK_DATA_CLINICAL, EK_KEY_CURRENT);

  return !holder->disabled && !holder->recovery && ek_role_is_clinical (holder->role) && key != NULL &&
    ek_keyring_find_slot (self, EK_DATA_CLINICAL, key->number, holder->id) == NULL;
}

/**
 * ek_keyring_get_user:
 * @self: a ring
 * @holder: somebody in it, not the recovery code
 *
 * Returns: (transfer full): the person as other rooms know one
 */
EkUser *
ek_keyring_get_user (EkKeyring *self, EkRingHolder *holder)
{
  return ek_user_new (holder->id, holder->name, holder->role, holder->licence, holder->disabled,
                      ek_keyring_is_waiting (self, holder), holder->given, holder->sign_key);
}
