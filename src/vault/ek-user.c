/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-config.h"

#include <string.h>
#include <sodium.h>
#include <glib/gi18n-lib.h>

#include "ek-user-private.h"

struct _EkUser {
  gatomicrefcount ref_count;
  char *id;
  char *name;
  char *licence;
  EkRole role;
  gboolean disabled;
  gboolean waiting;
  gboolean given;
  guint8 sign_key[EK_PUBLIC_KEY_BYTES];
};

/* The ids are stored in key rings and in audit rows: they are never changed, only added to. */
static const struct {
  const char *id;
  const char *label;
} roles[] = {
  [EK_ROLE_PSYCHIATRIST] = { "psychiatrist", N_ ("Psychiatrist") },
  [EK_ROLE_PSYCHOTHERAPIST] = { "psychotherapist", N_ ("Psychotherapist") },
  [EK_ROLE_COUNSELLOR] = { "counsellor", N_ ("Counsellor") },
  [EK_ROLE_OCCUPATIONAL_PHYSICIAN] = { "occupational-physician", N_ ("Occupational physician") },
  [EK_ROLE_REHABILITATION_THERAPIST] = { "rehabilitation-therapist", N_ ("Rehabilitation therapist") },
  [EK_ROLE_CASE_MANAGER] = { "case-manager", N_ ("Case manager") },
  [EK_ROLE_ADMINISTRATOR] = { "administrator", N_ ("IT administrator") },
};

G_STATIC_ASSERT (G_N_ELEMENTS (roles) == EK_ROLE_LAST + 1);

/**
 * ek_role_id:
 * @role: a role
 *
 * Returns: (transfer none): the stable name of @role ("psychiatrist", "occupational-physician" …), as key rings, audit
 *   rows and the command line have it
 */
const char *
ek_role_id (EkRole role)
{
  g_return_val_if_fail ((guint) role < G_N_ELEMENTS (roles), NULL);

  return roles[role].id;
}

/**
 * ek_role_label:
 * @role: a role
 *
 * Returns: (transfer none): the name of @role in the person's language
 */
const char *
ek_role_label (EkRole role)
{
  g_return_val_if_fail ((guint) role < G_N_ELEMENTS (roles), NULL);

  return _ (roles[role].label);
}

/**
 * ek_role_from_id:
 * @id: (nullable): a stable name
 * @role: (out): the role; untouched when there is none
 *
 * Returns: whether @id names a role
 */
gboolean
ek_role_from_id (const char *id, EkRole *role)
{
  g_return_val_if_fail (role != NULL, FALSE);

  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      if (g_strcmp0 (id, roles[i].id) == 0)
        {
          *role = (EkRole) i;
          return TRUE;
        }
    }
  return FALSE;
}

/**
 * ek_role_is_clinical:
 * @role: a role
 *
 * Returns: whether people of this role hold the clinical key. The IT administrator keeps the program running and never
 *   reads a patient's file.
 */
gboolean
ek_role_is_clinical (EkRole role)
{
  return role != EK_ROLE_ADMINISTRATOR;
}

EkUser *
ek_user_new (const char *id, const char *name, EkRole role, const char *licence, gboolean disabled, gboolean waiting,
             gboolean given, const guint8 sign_key[EK_PUBLIC_KEY_BYTES])
{
  EkUser *self = g_new0 (EkUser, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->id = g_strdup (id);
  self->name = g_strdup (name);
  self->licence = g_strdup (licence != NULL ? licence : "");
  self->role = role;
  self->disabled = disabled;
  self->waiting = waiting;
  self->given = given;
  memcpy (self->sign_key, sign_key, EK_PUBLIC_KEY_BYTES);
  return self;
}

/**
 * ek_user_ref:
 * @self: a user
 *
 * Returns: (transfer full): @self
 */
EkUser *
ek_user_ref (EkUser *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * ek_user_unref:
 * @self: (nullable): a user
 */
void
ek_user_unref (EkUser *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->id);
  g_free (self->name);
  g_free (self->licence);
  g_free (self);
}

/**
 * ek_user_get_id:
 * @self: a user
 *
 * Returns: (transfer none): the id, which never changes
 */
const char *
ek_user_get_id (EkUser *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->id;
}

/**
 * ek_user_get_name:
 * @self: a user
 *
 * Returns: (transfer none): the name under which this person signs
 */
const char *
ek_user_get_name (EkUser *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->name;
}

/**
 * ek_user_get_role:
 * @self: a user
 *
 * Returns: the role
 */
EkRole
ek_user_get_role (EkUser *self)
{
  g_return_val_if_fail (self != NULL, EK_ROLE_ADMINISTRATOR);

  return self->role;
}

/**
 * ek_user_get_licence:
 * @self: a user
 *
 * Returns: (transfer none): the licence number, "" when there is none
 */
const char *
ek_user_get_licence (EkUser *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->licence;
}

/**
 * ek_user_get_disabled:
 * @self: a user
 *
 * Returns: whether this person may no longer unlock the vault. Signatures made before stay valid.
 */
gboolean
ek_user_get_disabled (EkUser *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return self->disabled;
}

/**
 * ek_user_get_waiting:
 * @self: a user
 *
 * Returns: whether this person's role needs the clinical key but nobody who holds it has let them in yet; see
 *   ek_vault_let_in()
 */
gboolean
ek_user_get_waiting (EkUser *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->waiting;
}

/**
 * ek_user_get_first_passphrase:
 * @self: a user
 *
 * Returns: whether this person still has the passphrase that somebody else chose, who could use it as well. Until it is
 *   changed for one of his or her own nobody can let the person in; see ek_vault_change_passphrase()
 */
gboolean
ek_user_get_first_passphrase (EkUser *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return self->given;
}

/**
 * ek_user_get_mark:
 * @self: a user
 *
 * A short mark of the person's keys, which are new with every passphrase: who is to be let in reads his or her own
 * aloud, and whoever lets in compares, so that nobody else is let in under that name.
 *
 * Returns: (transfer full): four groups of four hexadecimal digits
 */
char *
ek_user_get_mark (EkUser *self)
{
  guint8 hash[16];

  g_return_val_if_fail (self != NULL, NULL);

  crypto_generichash (hash, sizeof hash, self->sign_key, sizeof self->sign_key, NULL, 0);
  return g_strdup_printf ("%02x%02x-%02x%02x-%02x%02x-%02x%02x", hash[0], hash[1], hash[2], hash[3], hash[4], hash[5],
                          hash[6], hash[7]);
}
