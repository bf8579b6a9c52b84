/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "ek-error.h"
#include "ek-recovery-code.h"
#include "ek-vault-private.h"

/* Who may do what here: the IT administrator looks after users and never holds the clinical key; while a vault has no
 * administrator, the clinicians who are in it do; and whoever made the vault keeps that right, so that a vault is never
 * at the mercy of a single administrator. Only somebody who holds the clinical key can give it to another person,
 * so a clinician whom an administrator added waits until a colleague lets them in. */

static EkUser *
user_of (EkKeyring *ring, EkRingHolder *holder)
{
  if (holder->recovery)
    return ek_user_new (holder->id, _ ("Recovery code"), holder->role, "", holder->disabled, FALSE, FALSE,
                        holder->sign_key);
  return ek_keyring_get_user (ring, holder);
}

/**
 * ek_vault_get_user:
 * @self: a vault
 *
 * Returns: (transfer full) (nullable): who is in; %NULL when locked. After ek_vault_unlock_with_recovery() a user of
 *   its own that is not in ek_vault_list_users()
 */
EkUser *
ek_vault_get_user (EkVault *self)
{
  g_autoptr (GMutexLocker) locker = NULL;
  EkRingHolder *holder;

  g_return_val_if_fail (EK_IS_VAULT (self), NULL);

  locker = g_mutex_locker_new (&self->state);
  if (!self->entered)
    return NULL;
  holder = ek_keyring_find_holder (self->ring, self->identity->holder);
  return holder != NULL ? user_of (self->ring, holder) : NULL;
}

/**
 * ek_vault_list_users:
 * @self: a vault, locked or not
 *
 * Returns: (transfer full) (element-type EkUser): everybody the key ring knows, disabled people too, by the time they
 *   were added
 */
GPtrArray *
ek_vault_list_users (EkVault *self)
{
  g_autoptr (GMutexLocker) locker = NULL;
  GPtrArray *users;

  g_return_val_if_fail (EK_IS_VAULT (self), NULL);

  locker = g_mutex_locker_new (&self->state);
  users = g_ptr_array_new_with_free_func ((GDestroyNotify) ek_user_unref);
  for (guint i = 0; i < self->ring->holders->len; i++)
    {
      EkRingHolder *holder = g_ptr_array_index (self->ring->holders, i);

      if (!holder->recovery)
        g_ptr_array_add (users, user_of (self->ring, holder));
    }
  return users;
}

/**
 * ek_vault_find_user:
 * @self: a vault, locked or not
 * @id_or_name: an id, or a name as it was entered; of several people of one name the first who is not disabled
 *
 * Returns: (transfer full) (nullable): the user
 */
EkUser *
ek_vault_find_user (EkVault *self, const char *id_or_name)
{
  g_autoptr (GMutexLocker) locker = NULL;
  EkRingHolder *found;

  g_return_val_if_fail (EK_IS_VAULT (self) && id_or_name != NULL, NULL);

  locker = g_mutex_locker_new (&self->state);
  found = ek_keyring_find_holder (self->ring, id_or_name);
  for (guint i = 0; found == NULL && i < 2 * self->ring->holders->len; i++)
    {
      EkRingHolder *holder = g_ptr_array_index (self->ring->holders, i % self->ring->holders->len);

      if (!holder->recovery && strcmp (holder->name, id_or_name) == 0 &&
          holder->disabled == (i >= self->ring->holders->len))
        found = holder;
    }
  return found != NULL ? user_of (self->ring, found) : NULL;
}

static gboolean
has_administrator (EkKeyring *ring)
{
  for (guint i = 0; i < ring->holders->len; i++)
    {
      EkRingHolder *holder = g_ptr_array_index (ring->holders, i);

      if (!holder->recovery && !holder->disabled && holder->role == EK_ROLE_ADMINISTRATOR)
        return TRUE;
    }
  return FALSE;
}

gboolean
ek_vault_require_manager (EkVault *self, GError **error)
{
  EkRingHolder *holder = ek_keyring_find_holder (self->ring, self->identity->holder);
  EkRingHolder *maker = g_ptr_array_index (self->ring->holders, 0);

  if (holder->recovery || holder->role == EK_ROLE_ADMINISTRATOR || holder == maker || !has_administrator (self->ring))
    return TRUE;
  g_set_error (error, EK_ERROR, EK_ERROR_PERMISSION,
               _ ("Users of this vault are looked after by its IT administrator. Nothing was changed; ask the "
                  "administrator."));
  return FALSE;
}

/* A person in a ring that is being changed. */
static EkRingHolder *
find_person (EkKeyring *ring, const char *id, GError **error)
{
  EkRingHolder *holder = ek_keyring_find_holder (ring, id);

  if (holder != NULL && !holder->recovery)
    return holder;
  g_set_error (error, EK_ERROR, EK_ERROR_NOT_FOUND, _ ("This vault has no such user. Nothing was changed."));
  return NULL;
}

/* Gives @holder every key of @kind that the person who is in has; during a rotation there are two. */
static gboolean
give_keys (EkVault *self, EkKeyring *ring, EkRingHolder *holder, EkDataKind kind, GError **error)
{
  for (guint i = 0; i < ring->keys->len; i++)
    {
      const EkRingKey *key = &g_array_index (ring->keys, EkRingKey, i);
      EkSecret *secret = ek_identity_get_key (self->identity, key->kind, key->number);

      if (key->kind == kind && secret != NULL && !ek_keyring_add_slot (ring, holder, kind, key->number, secret, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
give_keys_of_role (EkVault *self, EkKeyring *ring, EkRingHolder *holder, GError **error)
{
  return give_keys (self, ring, holder, EK_DATA_SYSTEM, error) &&
    ((!holder->recovery && !ek_role_is_clinical (holder->role)) ||
     give_keys (self, ring, holder, EK_DATA_CLINICAL, error));
}

/* Of a person who is there already: an administrator may have chosen the passphrase and know it. */
static gboolean
give_keys_of_new_role (EkVault *self, EkKeyring *ring, EkRingHolder *holder, GError **error)
{
  return holder->given ? give_keys (self, ring, holder, EK_DATA_SYSTEM, error)
                       : give_keys_of_role (self, ring, holder, error);
}

/* Takes the keys of @kind from @holder; what they may have copied is made worthless by a rotation. */
static void
take_keys (EkKeyring *ring, EkRingHolder *holder, EkDataKind kind)
{
  const EkRingKey *key = ek_keyring_find_key (ring, kind, EK_KEY_CURRENT);

  if (ek_keyring_find_slot (ring, kind, key->number, holder->id) != NULL)
    ring->rotation_due |= 1u << kind;
  ek_keyring_remove_slots (ring, kind, 0, holder->id);
}

static gboolean
is_known (EkKeyring *ring, const EkRingHolder *holder)
{
  for (guint i = 0; i < ring->holders->len; i++)
    {
      const EkRingHolder *other = g_ptr_array_index (ring->holders, i);

      if (!other->disabled && !other->recovery && strcmp (other->name, holder->name) == 0 &&
          strcmp (other->licence, holder->licence) == 0)
        return TRUE;
    }
  return FALSE;
}

static EkUser *
add_user_held (EkVault *self, EkKeyring *ring, const EkNewUser *user, EkSecret *passphrase, GError **error)
{
  g_autoptr (EkRingHolder) made = NULL;
  g_autofree char *what = NULL;
  EkRingHolder *holder;

  if (!ek_vault_require_manager (self, error) ||
      !ek_vault_check_passphrase_text (passphrase, ring->demonstration, error))
    return NULL;
  made = ek_vault_new_holder (self, user, error);
  if (made == NULL)
    return NULL;
  if (is_known (ring, made))
    {
      g_set_error (error, EK_ERROR, EK_ERROR_EXISTS,
                   _ ("This vault already has a user of that name and licence number. Nothing was changed; for another "
                      "person of the same name enter the licence number."));
      return NULL;
    }
  made->given = TRUE;
  if (!ek_keyring_new_pair (ring, made, passphrase, NULL, error))
    return NULL;
  holder = g_steal_pointer (&made);
  g_ptr_array_add (ring->holders, holder);
  what = g_strdup_printf ("added %s %s", holder->id, ek_role_id (holder->role));
  if (!give_keys_of_role (self, ring, holder, error) || !ek_vault_finish_change (self, ring, what, error))
    return NULL;
  return user_of (ring, holder);
}

/**
 * ek_vault_add_user:
 * @self: an unlocked vault
 * @user: the person
 * @passphrase: a first passphrase, which the person then changes
 * @error: return location for an error
 *
 * Adds a person. By an IT administrator a clinician is added without the clinical key and waits for ek_vault_let_in().
 * Derives a key: call it in a worker thread.
 *
 * Returns: (transfer full): the person, or %NULL with %EK_ERROR_PERMISSION when users are looked after by an
 *   administrator, %EK_ERROR_EXISTS, %EK_ERROR_INVALID, %EK_ERROR_LOCKED or an error of writing
 */
EkUser *
ek_vault_add_user (EkVault *self, const EkNewUser *user, EkSecret *passphrase, GError **error)
{
  g_autoptr (GRecMutexLocker) locker = NULL;
  g_autoptr (EkKeyring) ring = NULL;
  EkUser *added = NULL;
  int hold;

  g_return_val_if_fail (EK_IS_VAULT (self) && user != NULL && passphrase != NULL, NULL);

  locker = g_rec_mutex_locker_new (&self->mutex);
  ring = ek_vault_begin_change (self, &hold, error);
  if (ring != NULL)
    added = add_user_held (self, ring, user, passphrase, error);
  ek_vault_release (hold);
  return added;
}

typedef gboolean (*PersonChange) (EkVault *self, EkKeyring *ring, const char *id, GError **error);

/* A change of what one person may do, on the newest ring and under the hold that keeps others from changing it. */
static gboolean
change_person (EkVault *self, PersonChange change, const char *id, GError **error)
{
  g_autoptr (GRecMutexLocker) locker = g_rec_mutex_locker_new (&self->mutex);
  g_autoptr (EkKeyring) ring = NULL;
  gboolean done;
  int hold;

  ring = ek_vault_begin_change (self, &hold, error);
  done = ring != NULL && change (self, ring, id, error);
  ek_vault_release (hold);
  return done;
}

static gboolean
let_in_held (EkVault *self, EkKeyring *ring, const char *id, GError **error)
{
  EkRingHolder *holder = find_person (ring, id, error);
  g_autofree char *what = g_strdup_printf ("let-in %s", id);

  if (holder == NULL)
    return FALSE;
  if (holder->disabled || !ek_role_is_clinical (holder->role))
    {
      g_set_error (error, EK_ERROR, EK_ERROR_INVALID,
                   _ ("Only a clinician whose account is not disabled can be let in to patient files. Nothing was "
                      "changed."));
      return FALSE;
    }
  if (!ek_vault_is_clinical (self))
    {
      g_set_error (error, EK_ERROR, EK_ERROR_PERMISSION,
                   _ ("Only a clinician of this vault can let somebody in to patient files. Nothing was changed."));
      return FALSE;
    }
  if (holder->given)
    {
      g_set_error (
        error, EK_ERROR, EK_ERROR_PERMISSION,
        _ ("This person still has the first passphrase, which whoever chose it knows too and could read patient "
           "files with. Nothing was changed; let the person in after he or she has chosen a passphrase of his "
           "or her own."));
      return FALSE;
    }
  return give_keys (self, ring, holder, EK_DATA_CLINICAL, error) && ek_vault_finish_change (self, ring, what, error);
}

/**
 * ek_vault_let_in:
 * @self: a vault unlocked by somebody who holds the clinical key
 * @id: a clinician who waits (ek_user_get_waiting())
 * @error: return location for an error
 *
 * Gives the clinical key to a clinician whom an administrator added, or whose passphrase an administrator reset. Not
 * before the person has changed the first passphrase, and with it the keys, for some of his or her own: whoever chose
 * the first one reads nothing with it.
 *
 * Returns: %TRUE, or %FALSE with %EK_ERROR_PERMISSION, %EK_ERROR_NOT_FOUND, %EK_ERROR_INVALID, %EK_ERROR_LOCKED or an
 *   error of writing
 */
gboolean
ek_vault_let_in (EkVault *self, const char *id, GError **error)
{
  g_return_val_if_fail (EK_IS_VAULT (self) && id != NULL, FALSE);

  return change_person (self, let_in_held, id, error);
}

static gboolean
disable_held (EkVault *self, EkKeyring *ring, const char *id, GError **error)
{
  EkRingHolder *holder;
  g_autofree char *what = g_strdup_printf ("disabled %s", id);

  if (!ek_vault_require_manager (self, error))
    return FALSE;
  holder = find_person (ring, id, error);
  if (holder == NULL)
    return FALSE;
  if (strcmp (holder->id, self->identity->holder) == 0)
    {
      g_set_error (error, EK_ERROR, EK_ERROR_INVALID, _ ("You cannot disable your own account. Nothing was changed."));
      return FALSE;
    }
  if (holder->disabled)
    return TRUE;
  holder->disabled = TRUE;
  take_keys (ring, holder, EK_DATA_CLINICAL);
  take_keys (ring, holder, EK_DATA_SYSTEM);
  return ek_vault_finish_change (self, ring, what, error);
}

/**
 * ek_vault_disable_user:
 * @self: an unlocked vault
 * @id: the person
 * @error: return location for an error
 *
 * From now on the person cannot unlock the vault; signatures made before stay valid. The keys the person held are then
 * replaced: at once when nobody else has the vault open and the one who is in holds them, else by the next person who
 * holds them and unlocks alone (ek_vault_is_rotation_due()).
 *
 * Returns: %TRUE when the account is disabled, or %FALSE with %EK_ERROR_PERMISSION, %EK_ERROR_NOT_FOUND,
 *   %EK_ERROR_INVALID for the own account, %EK_ERROR_LOCKED or an error of writing
 */
gboolean
ek_vault_disable_user (EkVault *self, const char *id, GError **error)
{
  g_autoptr (GRecMutexLocker) locker = NULL;
  gboolean done;

  g_return_val_if_fail (EK_IS_VAULT (self) && id != NULL, FALSE);

  locker = g_rec_mutex_locker_new (&self->mutex);
  done = change_person (self, disable_held, id, error);
  if (done)
    ek_vault_rotate_due (self, NULL);
  return done;
}

static gboolean
change_role_held (EkVault *self, EkKeyring *ring, const char *id, EkRole role, GError **error)
{
  EkRingHolder *holder;
  g_autofree char *what = NULL;
  gboolean loses_key;

  if (!ek_vault_require_manager (self, error))
    return FALSE;
  holder = find_person (ring, id, error);
  if (holder == NULL)
    return FALSE;
  if (holder->disabled ||
      (strcmp (id, self->identity->holder) == 0 && ek_role_is_clinical (holder->role) != ek_role_is_clinical (role)))
    {
      g_set_error (error, EK_ERROR, EK_ERROR_INVALID,
                   _ ("The role of a disabled account, or your own between clinician and IT administrator, cannot be "
                      "changed. Nothing was changed."));
      return FALSE;
    }
  if (holder->role == role)
    return TRUE;
  loses_key = ek_role_is_clinical (holder->role) && !ek_role_is_clinical (role);
  holder->role = role;
  if (loses_key)
    take_keys (ring, holder, EK_DATA_CLINICAL);
  else if (!give_keys_of_new_role (self, ring, holder, error))
    return FALSE;
  what = g_strdup_printf ("role %s %s", id, ek_role_id (role));
  return ek_vault_finish_change (self, ring, what, error);
}

/**
 * ek_vault_change_role:
 * @self: an unlocked vault
 * @id: the person
 * @role: the new role
 * @error: return location for an error
 *
 * A clinician who becomes IT administrator loses the clinical key, which is then replaced as after
 * ek_vault_disable_user(); an administrator who becomes a clinician gets it when the one who is in holds it and
 * the passphrase is the person's own, and else waits for ek_vault_let_in().
 *
 * Returns: %TRUE, or %FALSE with %EK_ERROR_PERMISSION, %EK_ERROR_NOT_FOUND, %EK_ERROR_INVALID, %EK_ERROR_LOCKED or an
 *   error of writing
 */
gboolean
ek_vault_change_role (EkVault *self, const char *id, EkRole role, GError **error)
{
  g_autoptr (GRecMutexLocker) locker = NULL;
  g_autoptr (EkKeyring) ring = NULL;
  gboolean done;
  int hold;

  g_return_val_if_fail (EK_IS_VAULT (self) && id != NULL && (guint) role <= EK_ROLE_LAST, FALSE);

  locker = g_rec_mutex_locker_new (&self->mutex);
  ring = ek_vault_begin_change (self, &hold, error);
  done = ring != NULL && change_role_held (self, ring, id, role, error);
  ek_vault_release (hold);
  if (done)
    ek_vault_rotate_due (self, NULL);
  return done;
}

/* What was signed with the pair of until now can still be checked. */
static void
retire_pair (EkKeyring *ring, EkRingHolder *holder)
{
  g_byte_array_prepend (holder->former_sign_keys, holder->sign_key, sizeof holder->sign_key);
  /* The reader's limit: the oldest goes first. Sixty-four changes of one person are beyond any use. */
  g_byte_array_set_size (holder->former_sign_keys, MIN (holder->former_sign_keys->len, 64 * EK_PUBLIC_KEY_BYTES));
  ek_keyring_remove_slots (ring, EK_DATA_CLINICAL, 0, holder->id);
  ek_keyring_remove_slots (ring, EK_DATA_SYSTEM, 0, holder->id);
}

/* New pairs for @holder under @secret. */
static gboolean
renew_pair (EkVault *self, EkKeyring *ring, EkRingHolder *holder, EkSecret *secret, const char *what, GError **error)
{
  retire_pair (ring, holder);
  return ek_keyring_new_pair (ring, holder, secret, NULL, error) && give_keys_of_role (self, ring, holder, error) &&
    ek_vault_finish_change (self, ring, what, error);
}

static void
keep_keys (EkIdentity *from, EkIdentity *to)
{
  for (guint i = 0; i < from->keys->len; i++)
    {
      EkHeldKey *key = g_ptr_array_index (from->keys, i);

      ek_identity_add_key (to, key->kind, key->number, key->secret);
    }
}

/* The ring is signed with the new pair, by whom it says that it is. */
static gboolean
renew_own_pair (EkVault *self, EkKeyring *ring, EkSecret *passphrase, GError **error)
{
  EkRingHolder *holder = find_person (ring, self->identity->holder, error);
  g_autofree char *what = NULL;
  g_autoptr (EkIdentity) identity = NULL;

  if (holder == NULL || !ek_vault_check_passphrase_text (passphrase, ring->demonstration, error))
    return FALSE;
  what = g_strdup_printf ("passphrase %s", holder->id);
  retire_pair (ring, holder);
  holder->given = FALSE;
  if (!ek_keyring_new_pair (ring, holder, passphrase, &identity, error) ||
      !give_keys (self, ring, holder, EK_DATA_SYSTEM, error) ||
      !give_keys (self, ring, holder, EK_DATA_CLINICAL, error))
    return FALSE;
  keep_keys (self->identity, identity);
  return ek_vault_finish_change_as (self, ring, g_steal_pointer (&identity), what, error);
}

/**
 * ek_vault_change_passphrase:
 * @self: a vault unlocked by a person
 * @old_passphrase: the passphrase until now
 * @new_passphrase: not empty, and but in a demonstration vault not easy to guess
 * @error: return location for an error
 *
 * Changes the passphrase of the person who is in, and with it his or her keys, so that nobody who knew the old one can
 * use it on a copy of what comes later, or sign with it. Signatures made before stay valid. Derives two keys: call it
 * in a worker thread.
 *
 * Returns: %TRUE, or %FALSE with %EK_ERROR_WRONG_PASSPHRASE, %EK_ERROR_INVALID, %EK_ERROR_PERMISSION after recovery,
 *   %EK_ERROR_LOCKED or an error of writing; then the old one still holds
 */
gboolean
ek_vault_change_passphrase (EkVault *self, EkSecret *old_passphrase, EkSecret *new_passphrase, GError **error)
{
  g_autoptr (GRecMutexLocker) locker = NULL;
  g_autoptr (EkKeyring) ring = NULL;
  gboolean done;
  int hold;

  g_return_val_if_fail (EK_IS_VAULT (self) && old_passphrase != NULL && new_passphrase != NULL, FALSE);

  if (!ek_vault_check_passphrase_text (new_passphrase, TRUE, error) ||
      !ek_vault_check_passphrase (self, old_passphrase, error))
    return FALSE;
  if (ek_secret_equal (old_passphrase, new_passphrase))
    {
      g_set_error (error, EK_ERROR, EK_ERROR_INVALID,
                   _ ("The new passphrase is the old one. Nothing was changed; choose another."));
      return FALSE;
    }
  locker = g_rec_mutex_locker_new (&self->mutex);
  ring = ek_vault_begin_change (self, &hold, error);
  done = ring != NULL && renew_own_pair (self, ring, new_passphrase, error);
  ek_vault_release (hold);
  return done;
}

static gboolean
reset_held (EkVault *self, EkKeyring *ring, const char *id, EkSecret *passphrase, GError **error)
{
  EkRingHolder *holder;
  g_autofree char *what = g_strdup_printf ("reset %s", id);

  if (!ek_vault_require_manager (self, error))
    return FALSE;
  holder = find_person (ring, id, error);
  if (holder == NULL)
    return FALSE;
  if (holder->disabled || strcmp (id, self->identity->holder) == 0)
    {
      g_set_error (error, EK_ERROR, EK_ERROR_INVALID,
                   _ ("The passphrase of a disabled account cannot be reset, and your own is changed, not reset. "
                      "Nothing was changed."));
      return FALSE;
    }
  holder->given = TRUE;
  return ek_vault_check_passphrase_text (passphrase, ring->demonstration, error) &&
    renew_pair (self, ring, holder, passphrase, what, error);
}

/**
 * ek_vault_reset_passphrase:
 * @self: a vault unlocked by who looks after its users, or with the recovery code
 * @id: a person who forgot the passphrase
 * @new_passphrase: a first passphrase, which the person then changes
 * @error: return location for an error
 *
 * Gives a person new keys under a new passphrase. Signatures made with the old ones stay valid. A clinician keeps
 * access when the one who resets holds the clinical key (after recovery), and else waits for ek_vault_let_in().
 *
 * Returns: %TRUE, or %FALSE with %EK_ERROR_PERMISSION, %EK_ERROR_NOT_FOUND, %EK_ERROR_INVALID, %EK_ERROR_LOCKED or an
 *   error of writing
 */
gboolean
ek_vault_reset_passphrase (EkVault *self, const char *id, EkSecret *new_passphrase, GError **error)
{
  g_autoptr (GRecMutexLocker) locker = NULL;
  g_autoptr (EkKeyring) ring = NULL;
  gboolean done;
  int hold;

  g_return_val_if_fail (EK_IS_VAULT (self) && id != NULL && new_passphrase != NULL, FALSE);

  if (!ek_vault_check_passphrase_text (new_passphrase, TRUE, error))
    return FALSE;
  locker = g_rec_mutex_locker_new (&self->mutex);
  ring = ek_vault_begin_change (self, &hold, error);
  done = ring != NULL && reset_held (self, ring, id, new_passphrase, error);
  ek_vault_release (hold);
  return done;
}

static gboolean
new_code_held (EkVault *self, EkKeyring *ring, EkSecret *code, GError **error)
{
  if (!ek_vault_is_clinical (self))
    {
      g_set_error (error, EK_ERROR, EK_ERROR_PERMISSION,
                   _ ("A recovery code opens patient files too, so only a clinician can make one. Nothing was "
                      "changed."));
      return FALSE;
    }
  for (guint i = 0; i < ring->holders->len; i++)
    {
      EkRingHolder *holder = g_ptr_array_index (ring->holders, i);

      if (holder->recovery && strcmp (holder->id, self->identity->holder) == 0)
        {
          g_set_error (error, EK_ERROR, EK_ERROR_PERMISSION,
                       _ ("Unlock the vault with a passphrase to make a new recovery code. Nothing was changed."));
          return FALSE;
        }
      if (holder->recovery)
        return renew_pair (self, ring, holder, code, "recovery-code", error);
    }
  g_set_error (error, EK_ERROR, EK_ERROR_NOT_FOUND, _ ("This vault has no recovery code."));
  return FALSE;
}

/**
 * ek_vault_new_recovery_code:
 * @self: a vault unlocked by a clinician
 * @recovery_code: (out): the new code, to be printed
 * @error: return location for an error
 *
 * Replaces the recovery code, after it was used or lost; the old one opens nothing any more.
 *
 * Returns: %TRUE, or %FALSE with %EK_ERROR_PERMISSION, %EK_ERROR_LOCKED or an error of writing
 */
gboolean
ek_vault_new_recovery_code (EkVault *self, EkSecret **recovery_code, GError **error)
{
  g_autoptr (GRecMutexLocker) locker = NULL;
  g_autoptr (EkKeyring) ring = NULL;
  g_autoptr (EkSecret) code = NULL;
  gboolean done;
  int hold;

  g_return_val_if_fail (EK_IS_VAULT (self) && recovery_code != NULL, FALSE);

  code = ek_recovery_code_new ();
  locker = g_rec_mutex_locker_new (&self->mutex);
  ring = ek_vault_begin_change (self, &hold, error);
  done = ring != NULL && new_code_held (self, ring, code, error);
  ek_vault_release (hold);
  if (done)
    *recovery_code = g_steal_pointer (&code);
  return done;
}
