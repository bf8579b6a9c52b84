/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  EK_ROLE_PSYCHIATRIST,
  EK_ROLE_PSYCHOTHERAPIST,
  EK_ROLE_COUNSELLOR,
  EK_ROLE_OCCUPATIONAL_PHYSICIAN,
  EK_ROLE_REHABILITATION_THERAPIST,
  EK_ROLE_CASE_MANAGER,
  EK_ROLE_ADMINISTRATOR
} EkRole;

/** EK_ROLE_LAST: the highest value of #EkRole. */
#define EK_ROLE_LAST EK_ROLE_ADMINISTRATOR

#define EK_PUBLIC_KEY_BYTES 32
#define EK_SIGNATURE_BYTES 64

/**
 * EkUser:
 *
 * What the key ring says about a person, all of it public. Immutable, reference counted.
 */
typedef struct _EkUser EkUser;

const char *ek_role_id (EkRole role);
const char *ek_role_label (EkRole role);
gboolean ek_role_from_id (const char *id, EkRole *role);
gboolean ek_role_is_clinical (EkRole role);

EkUser *ek_user_ref (EkUser *self);
void ek_user_unref (EkUser *self);
const char *ek_user_get_id (EkUser *self);
const char *ek_user_get_name (EkUser *self);
EkRole ek_user_get_role (EkUser *self);
const char *ek_user_get_licence (EkUser *self);
gboolean ek_user_get_disabled (EkUser *self);
gboolean ek_user_get_waiting (EkUser *self);
gboolean ek_user_get_first_passphrase (EkUser *self);
char *ek_user_get_mark (EkUser *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkUser, ek_user_unref)

G_END_DECLS
