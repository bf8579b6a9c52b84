/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-database-private.h"
#include "ek-user-private.h"

G_BEGIN_DECLS

/* The key ring as a value: what vault.keys says. Nothing in it is secret without a passphrase. A ring is changed on a
 * copy (ek_keyring_copy()), sealed (ek_keyring_seal()) and written as a whole. */

#define EK_RING_ID_BYTES 16
#define EK_RING_SALT_BYTES 16
#define EK_RING_SECRET_BYTES 64 /* X25519 secret half, Ed25519 seed */
#define EK_RING_SEALED_BYTES (24 + EK_RING_SECRET_BYTES + 16)
#define EK_RING_SLOT_BYTES 128 /* crypto_box_seal of an 80-byte note: what it is for, and the key */
#define EK_RING_TAG_BYTES 16
#define EK_RING_CHECKSUM_BYTES 32
#define EK_RING_NAME_BYTES 400 /* longest name or licence, UTF-8 */
#define EK_RING_MAX_BYTES (8 * 1024 * 1024)

/** EkDataKind: which database a data key opens. */
typedef enum {
  EK_DATA_CLINICAL = 1,
  EK_DATA_SYSTEM = 2,
} EkDataKind;

#define EK_DATA_N_KINDS 2

/** EkKeyState: a key ring lists two keys of a kind only while the database is being re-sealed under the second. */
typedef enum {
  EK_KEY_CURRENT = 1,
  EK_KEY_INCOMING = 2,
} EkKeyState;

/** EkPassphraseCost: limits of Argon2id. */
typedef struct {
  guint32 operations;
  guint64 memory; /* bytes */
} EkPassphraseCost;

/** EkRingHolder: who may hold keys: a person, or the recovery code. */
typedef struct {
  gboolean recovery;
  gboolean disabled;
  gboolean given; /* the passphrase is one that somebody else chose, and so knows */
  char *id;
  char *name;
  char *licence;
  EkRole role;
  gint64 created_ms;
  guint8 box_key[32];
  guint8 sign_key[EK_PUBLIC_KEY_BYTES];
  EkPassphraseCost cost;
  guint8 salt[EK_RING_SALT_BYTES];
  guint8 sealed[EK_RING_SEALED_BYTES]; /* the secret halves, under the passphrase */
  GByteArray *former_sign_keys;        /* of before a passphrase was reset: old signatures stay valid */
} EkRingHolder;

typedef struct {
  EkDataKind kind;
  guint32 number;
  EkKeyState state;
  EkSealedCipher cipher;
  gint64 created_ms;
  guint8 database_id[EK_SEALED_ID_BYTES];
} EkRingKey;

typedef struct {
  EkDataKind kind;
  guint32 number;
  char *holder;
  guint8 sealed[EK_RING_SLOT_BYTES];
  guint8 tag[EK_RING_TAG_BYTES]; /* made with the key that is inside: by somebody who has it */
} EkRingSlot;

typedef struct {
  gatomicrefcount ref_count;
  guint8 id[EK_RING_ID_BYTES];
  guint64 counter; /* grows by one with each change */
  gint64 created_ms;
  gboolean demonstration;
  guint rotation_due;    /* bit 1 << kind */
  EkPassphraseCost cost; /* for the next person */
  char *author;          /* holder who made this change */
  GPtrArray *holders;    /* of EkRingHolder */
  GArray *keys;          /* of EkRingKey */
  GPtrArray *slots;      /* of EkRingSlot */

  /* Of the bytes it was read from or sealed into. */
  guint8 signature[EK_SIGNATURE_BYTES];
  guint8 mac[32];
  guint8 checksum[EK_RING_CHECKSUM_BYTES];
  GBytes *bytes;
} EkKeyring;

/** EkIdentity: what a passphrase opens: the secret halves and the data keys of one holder, all in guarded memory. */
typedef struct {
  char *holder;
  EkSecret *box_secret;
  EkSecret *sign_secret; /* Ed25519, as libsodium has it (64 bytes) */
  GPtrArray *keys;       /* of EkHeldKey */
} EkIdentity;

typedef struct {
  EkDataKind kind;
  guint32 number;
  EkSecret *secret;
} EkHeldKey;

/* The value (ek-keyring.c) */
EkKeyring *ek_keyring_new (void);
EkKeyring *ek_keyring_copy (EkKeyring *self);
EkKeyring *ek_keyring_ref (EkKeyring *self);
void ek_keyring_unref (EkKeyring *self);
EkRingHolder *ek_keyring_find_holder (EkKeyring *self, const char *id);
EkRingKey *ek_keyring_find_key (EkKeyring *self, EkDataKind kind, EkKeyState state);
EkRingSlot *ek_keyring_find_slot (EkKeyring *self, EkDataKind kind, guint32 number, const char *holder);
void ek_keyring_remove_slots (EkKeyring *self, EkDataKind kind, guint32 number, const char *holder);
gboolean ek_keyring_is_waiting (EkKeyring *self, EkRingHolder *holder);
EkUser *ek_keyring_get_user (EkKeyring *self, EkRingHolder *holder);
EkRingHolder *ek_ring_holder_new (void);
void ek_ring_holder_free (EkRingHolder *holder);

/* The file (ek-keyring-file.c) */
EkKeyring *ek_keyring_parse (const guint8 *bytes, gsize length, GError **error);
EkKeyring *ek_keyring_load (const char *path, GError **error);
GByteArray *ek_keyring_write_body (EkKeyring *self);

/* What a guess costs (ek-passphrase-cost.c) */
gboolean ek_keyring_check_passphrase_cost (const EkPassphraseCost *cost);
gboolean ek_keyring_choose_cost (gboolean strong, EkPassphraseCost *cost, GError **error);
gboolean ek_passphrase_derive (EkSecret *passphrase, const guint8 *salt, const EkPassphraseCost *cost, EkSecret **key,
                               GError **error);

/* The sealing (ek-keyring-seal.c) */
gboolean ek_keyring_new_pair (EkKeyring *self, EkRingHolder *holder, EkSecret *passphrase, EkIdentity **identity,
                              GError **error);
gboolean ek_keyring_reseal_pair (EkKeyring *self, EkRingHolder *holder, EkIdentity *identity, EkSecret *passphrase,
                                 GError **error);
EkIdentity *ek_keyring_open_holder (EkKeyring *self, EkRingHolder *holder, EkSecret *passphrase, GError **error);
gboolean ek_keyring_open_slots (EkKeyring *self, EkIdentity *identity, GError **error);
gboolean ek_keyring_is_genuine (EkKeyring *self, const EkRingSlot *slot, EkSecret *secret);
gboolean ek_keyring_add_slot (EkKeyring *self, EkRingHolder *holder, EkDataKind kind, guint32 number, EkSecret *secret,
                              GError **error);
gboolean ek_keyring_seal (EkKeyring *self, EkIdentity *author, GError **error);
gboolean ek_keyring_check_seal (EkKeyring *self, EkIdentity *identity, GError **error);
EkSecret *ek_identity_get_key (EkIdentity *self, EkDataKind kind, guint32 number);
void ek_identity_add_key (EkIdentity *self, EkDataKind kind, guint32 number, EkSecret *secret);
void ek_identity_remove_keys (EkIdentity *self, EkDataKind kind);
void ek_identity_free (EkIdentity *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkKeyring, ek_keyring_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkRingHolder, ek_ring_holder_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkIdentity, ek_identity_free)

G_END_DECLS
