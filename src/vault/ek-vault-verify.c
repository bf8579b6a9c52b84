/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ek-config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "ek-error.h"
#include "ek-vault-private.h"

#define MOST_FINDINGS 20 /* of one file; then only their number */
#define SECOND_LOOK_US 300000

/**
 * ek_vault_problem_free:
 * @problem: (nullable): a problem
 */
void
ek_vault_problem_free (EkVaultProblem *problem)
{
  if (problem == NULL)
    return;
  g_free (problem->file);
  g_free (problem->what);
  g_free (problem);
}

/**
 * ek_vault_count_problems:
 * @problems: (element-type EkVaultProblem): what was found
 *
 * Returns: how many of them mean that something is not what was written
 */
guint
ek_vault_count_problems (GPtrArray *problems)
{
  guint n = 0;

  for (guint i = 0; i < problems->len; i++)
    n += !((EkVaultProblem *) g_ptr_array_index (problems, i))->harmless;
  return n;
}

static EkVaultProblem *
add_problem (GPtrArray *problems, const char *file, const char *what)
{
  EkVaultProblem *problem = g_new0 (EkVaultProblem, 1);

  problem->file = g_strdup (file);
  problem->what = g_strdup (what);
  g_ptr_array_add (problems, problem);
  return problem;
}

/* Takes @error, if there is one. */
static void
add_error (GPtrArray *problems, const char *file, GError *error)
{
  if (error != NULL)
    add_problem (problems, file, error->message);
  g_clear_error (&error);
}

typedef struct {
  GPtrArray *problems;
  const char *file;
  guint n_findings;
} Findings;

/* What each finding means; %s is the number of a page or of an entry of the log. */
static const char *
finding_format (EkSealedFinding finding)
{
  switch (finding)
    {
    case EK_SEALED_PAGE_DAMAGED:
      return _ ("Page %s is not what was written.");
    case EK_SEALED_PAGE_COVERED:
      return _ ("Page %s is not what was written; its newest copy is in the log and is whole, so nothing is lost. A "
                "power cut leaves this.");
    case EK_SEALED_PAGE_EMPTY:
      return _ ("Page %s was emptied.");
    case EK_SEALED_PAGE_MISSING:
      return _ ("The file ends before page %s.");
    case EK_SEALED_FILE_RAGGED:
      return _ ("The file was cut in the middle of page %s.");
    case EK_SEALED_LOG_HEADER:
      return _ ("The head of the log is not what was written; changes in it may be lost.");
    case EK_SEALED_LOG_DAMAGED:
      return _ ("Entry %s of the log is not what was written; changes after it are lost.");
    case EK_SEALED_LOG_TORN:
      return _ ("The last change in the log (entry %s) is not whole. A power cut leaves this; the change was not "
                "finished, or is lost.");
    case EK_SEALED_LOG_UNFINISHED:
      return _ ("The program was stopped while it was writing a change to the log (entry %s). That change had not been "
                "saved; everything that had been saved is there. Unlocking the vault puts the log in order.");
    default:
      return _ ("Something at %s is not what was written.");
    }
}

static void
take_finding (void *user_data, EkSealedFinding finding, sqlite3_int64 number)
{
  Findings *findings = user_data;
  g_autofree char *place = g_strdup_printf ("%lld", (long long) number);
  g_autofree char *file = NULL;
  g_autoptr (GString) what = NULL;
  gboolean in_log = finding == EK_SEALED_LOG_HEADER || finding == EK_SEALED_LOG_DAMAGED ||
    finding == EK_SEALED_LOG_TORN || finding == EK_SEALED_LOG_UNFINISHED;

  findings->n_findings++;
  if (findings->n_findings > MOST_FINDINGS)
    return;
  what = g_string_new (finding_format (finding));
  g_string_replace (what, "%s", place, 1);
  file = g_strconcat (findings->file, in_log ? "-wal" : NULL, NULL);
  add_problem (findings->problems, file, what->str)->harmless = finding == EK_SEALED_LOG_UNFINISHED;
}

/* Every page and every entry of the log. */
static void
look_at_pages (EkVault *self, EkDataKind kind, const EkSealedTestimony *testimony, GPtrArray *problems)
{
  Findings findings = { problems, ek_data_kind_file (kind), 0 };
  int result = ek_sealed_vfs_check_against (self->database_paths[kind], testimony, take_finding, &findings);

  if (findings.n_findings > MOST_FINDINGS)
    {
      g_autofree char *more = g_strdup_printf (ngettext ("And %u more place is not what was written.",
                                                         "And %u more places are not what was written.",
                                                         findings.n_findings - MOST_FINDINGS),
                                               findings.n_findings - MOST_FINDINGS);

      add_problem (problems, findings.file, more);
    }
  if (result != SQLITE_OK && findings.n_findings == 0)
    add_problem (problems, findings.file, _ ("The file could not be read to its end."));
}

/* Another program that locks just now moves its log into the file while it is read. What is found is therefore looked
 * for a second time, and only what is still there is told. */
static void
check_pages (EkVault *self, EkDataKind kind, const EkSealedTestimony *testimony, GPtrArray *problems)
{
  g_autoptr (GPtrArray) first = g_ptr_array_new_with_free_func ((GDestroyNotify) ek_vault_problem_free);

  look_at_pages (self, kind, testimony, first);
  if (first->len == 0)
    return;
  g_usleep (SECOND_LOOK_US);
  look_at_pages (self, kind, testimony, problems);
}

static void
check_content (EkDatabase *database, const char *file, GPtrArray *problems)
{
  g_autofree char *complaint = NULL;
  GError *error = NULL;
  gint64 n_entries, broken_at;

  if (!ek_database_check (database, &complaint, &error))
    add_error (problems, file, error);
  else if (complaint != NULL)
    add_problem (problems, file, _ ("The tables do not fit together."));
  error = NULL;
  if (!ek_audit_verify (database, &n_entries, &broken_at, &error))
    add_error (problems, file, error);
}

static void
add_found (const char *file, const char *what, gpointer user_data)
{
  add_problem (user_data, file, what);
}

/* @full: (inout): set where there was no room to read the file by SQLite, which says nothing about the file. */
static EkDatabase *
check_database (EkVault *self, EkDataKind kind, const EkSealedTestimony *testimony, GPtrArray *problems, gboolean *full)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (EkDataKey) key = ek_vault_data_key (self, kind, EK_KEY_CURRENT, &local_error);
  g_autoptr (EkDatabase) database = NULL;
  guint n_before = ek_vault_count_problems (problems);
  gboolean still;

  if (ek_vault_look_at_database (self, kind, add_found, problems) > 0)
    return NULL;
  if (key == NULL)
    {
      add_error (problems, ek_data_kind_file (kind), g_steal_pointer (&local_error));
      return NULL;
    }
  database = ek_vault_connect_held (self, kind, &local_error);
  /* Nobody may write while the file is read beside SQLite. */
  still = database != NULL && ek_database_begin (database, NULL);
  check_pages (self, kind, testimony, problems);
  if (still)
    ek_database_rollback (database);
  if (database == NULL && g_error_matches (local_error, EK_ERROR, EK_ERROR_NO_SPACE))
    *full = TRUE;
  else if (database == NULL && ek_vault_count_problems (problems) == n_before)
    add_problem (problems, ek_data_kind_file (kind), local_error->message);
  if (database != NULL && ek_vault_count_problems (problems) == n_before)
    check_content (database, ek_data_kind_file (kind), problems);
  return ek_vault_count_problems (problems) == n_before ? g_steal_pointer (&database) : NULL;
}

static void
check_ring_file (EkVault *self, const char *file, GPtrArray *problems)
{
  g_autofree char *path = g_build_filename (self->path, file, NULL);
  g_autofree char *what = ek_vault_look_at_ring (self, file);
  g_autoptr (EkKeyring) ring = NULL;
  GError *error = NULL;

  if (what != NULL)
    {
      add_problem (problems, file, what);
      return;
    }
  ring = ek_keyring_load (path, &error);
  if (ring == NULL)
    add_error (problems, file, error);
  else if (!g_bytes_equal (ring->bytes, self->ring->bytes))
    add_problem (problems, file, _ ("The key ring was exchanged for another one."));
  else if (!ek_keyring_check_seal (ring, self->identity, &error))
    add_error (problems, file, error);
}

/* Earlier programs keep the ring of before there, or none: the next unlocking writes the newest. */
static void
check_second_ring (EkVault *self, GPtrArray *problems)
{
  g_autoptr (EkKeyring) ring = ek_keyring_load (self->second_path, NULL);

  if (ring != NULL && memcmp (ring->id, self->ring->id, sizeof ring->id) == 0 && ring->counter < self->ring->counter)
    add_problem (problems, EK_VAULT_SECOND_FILE,
                 _ (
                   "This is the key ring from before the last change. Unlocking the vault writes the newest one here."))
      ->harmless = TRUE;
  else if (!g_file_test (self->second_path, G_FILE_TEST_EXISTS) &&
           !g_file_test (self->second_path, G_FILE_TEST_IS_SYMLINK))
    add_problem (problems, EK_VAULT_SECOND_FILE,
                 _ ("There is no second copy of the key ring. Unlocking the vault writes one."))
      ->harmless = TRUE;
  else
    check_ring_file (self, EK_VAULT_SECOND_FILE, problems);
}

/* A key ring that somebody kept opens with the passphrases of its time: worth knowing, and nobody's to remove but
 * theirs. */
static void
tell_kept_rings (EkVault *self, GPtrArray *problems)
{
  g_autoptr (GDir) directory = g_dir_open (self->path, 0, NULL);
  const char *name;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    if (g_str_has_prefix (name, EK_VAULT_RING_FILE ".") && strcmp (name, EK_VAULT_SECOND_FILE) != 0)
      add_problem (problems, name,
                   _ ("This looks like a copy of a key ring that somebody made. It was left alone; it opens with the "
                      "passphrases of its time."))
        ->harmless = TRUE;
}

/* What a full disk means for a check. */
static void
tell_full_disk (EkVault *self, GPtrArray *problems)
{
  g_autofree char *name = g_path_get_basename (self->path);

  if (self->writing == EK_WRITING_NO_ROOM)
    add_problem (problems, name,
                 _ ("The disk is full: nothing can be saved until there is room on it. The vault was checked all the "
                    "same, and can be read."))
      ->harmless = TRUE;
}

static gboolean
fail_full_disk (GError **error)
{
  g_set_error (error, EK_ERROR, EK_ERROR_NO_SPACE,
               _ ("The disk is full, and there was no room to read the tables of the vault. No damage was found in "
                  "what could be looked at, and nothing was changed; make room on the disk and check again."));
  return FALSE;
}

/* With the mutex held and the folder shared. Problems are added; FALSE only when something could not be looked at. */
static gboolean
verify_held (EkVault *self, const EkSealedTestimony *testimonies, /* by kind, or NULL */
             GCancellable *cancellable, GPtrArray *problems, GError **error)
{
#define TESTIMONY(kind) (testimonies != NULL ? &testimonies[kind] : NULL)
  g_autoptr (EkDatabase) system = NULL;
  g_autoptr (EkDatabase) clinical = NULL;
  GError *local_error = NULL;
  gint64 n_anchors;
  gboolean full = FALSE;

  tell_full_disk (self, problems);
  check_ring_file (self, EK_VAULT_RING_FILE, problems);
  check_second_ring (self, problems);
  tell_kept_rings (self, problems);
  system = check_database (self, EK_DATA_SYSTEM, TESTIMONY (EK_DATA_SYSTEM), problems, &full);
  if (system != NULL && !ek_vault_check_ring_is_newest (self, system, FALSE, &local_error))
    add_error (problems, EK_VAULT_RING_FILE, g_steal_pointer (&local_error));
  if (g_cancellable_is_cancelled (cancellable))
    {
      g_set_error (error, EK_ERROR, EK_ERROR_CANCELLED, _ ("The check was stopped. The vault is unchanged."));
      return FALSE;
    }
  if (!ek_vault_is_clinical (self))
    {
      if (ek_vault_count_problems (problems) > 0)
        return TRUE;
      if (full)
        return fail_full_disk (error);
      g_set_error (error, EK_ERROR, EK_ERROR_PERMISSION,
                   _ ("Only the key ring and system.db could be checked: this account has no key to patient files. Ask "
                      "a clinician to check the rest."));
      return FALSE;
    }
  clinical = check_database (self, EK_DATA_CLINICAL, TESTIMONY (EK_DATA_CLINICAL), problems, &full);
  if (system != NULL && clinical != NULL &&
      !ek_vault_check_anchors (self, system, clinical, TRUE, &n_anchors, &local_error))
    add_error (problems, EK_VAULT_CLINICAL_FILE, g_steal_pointer (&local_error));
  return full && ek_vault_count_problems (problems) == 0 ? fail_full_disk (error) : TRUE;
}

static gboolean
verify (EkVault *self, const EkSealedTestimony *testimonies, GCancellable *cancellable, GPtrArray **problems,
        GError **error)
{
  g_autoptr (GRecMutexLocker) locker = NULL;
  g_autoptr (GPtrArray) found = NULL;
  gboolean looked;
  int hold;

  found = g_ptr_array_new_with_free_func ((GDestroyNotify) ek_vault_problem_free);
  locker = g_rec_mutex_locker_new (&self->mutex);
  *problems = NULL;
  if (!ek_vault_require_unlocked (self, error))
    return FALSE;
  hold = ek_vault_hold (self->path, FALSE, error);
  looked = hold >= 0 && verify_held (self, testimonies, cancellable, found, error);
  ek_vault_release (hold);
  *problems = g_steal_pointer (&found);
  return looked;
}

/**
 * ek_vault_verify:
 * @self: an unlocked vault
 * @cancellable: (nullable): looked at between files
 * @problems: (out) (transfer full) (element-type EkVaultProblem): what is not what was written, and in which file;
 *   empty when all is well
 * @error: return location for an error
 *
 * Checks every page and log entry of both databases, SQLite's own structures, the key ring and its earlier copy, both
 * audits and every anchor. Writers wait meanwhile.
 *
 * Returns: %TRUE when everything was looked at or something was found; %FALSE with %EK_ERROR_PERMISSION when nothing
 *   was found but the person has no key to the patients' database, so that it could not be looked at, or with
 *   %EK_ERROR_LOCKED, %EK_ERROR_CANCELLED or %EK_ERROR_BUSY
 */
gboolean
ek_vault_verify (EkVault *self, GCancellable *cancellable, GPtrArray **problems, GError **error)
{
  g_return_val_if_fail (EK_IS_VAULT (self) && problems != NULL, FALSE);

  return verify (self, NULL, cancellable, problems, error);
}

/**
 * ek_vault_verify_closed:
 * @self: a locked vault
 * @user: (nullable): as for ek_vault_unlock()
 * @passphrase: the passphrase
 * @cancellable: (nullable): looked at between files
 * @problems: (out) (transfer full) (element-type EkVaultProblem): as for ek_vault_verify()
 * @error: return location for an error
 *
 * As ek_vault_verify() without unlocking: it works on a vault that is too damaged to be unlocked, and writes nothing.
 * After a program was killed in the middle of a write, what its index says of the log tells a change that was never
 * saved (which is no problem, and is told as harmless) from one that was and is damaged. No connection of this process
 * may be open meanwhile.
 *
 * On a full disk it reads as where nothing may be written, and says in a harmless problem that the disk is full.
 *
 * Returns: as ek_vault_verify(), %FALSE with %EK_ERROR_NO_SPACE where a full disk left parts unread and nothing was
 *   found, and %FALSE with %EK_ERROR_WRONG_PASSPHRASE and the like; @problems is then %NULL
 */
gboolean
ek_vault_verify_closed (EkVault *self, const char *user, EkSecret *passphrase, GCancellable *cancellable,
                        GPtrArray **problems, GError **error)
{
  g_autoptr (GRecMutexLocker) locker = NULL;
  g_autoptr (EkKeyring) ring = NULL;
  g_autoptr (EkIdentity) identity = NULL;
  EkSealedTestimony testimonies[EK_DATA_SYSTEM + 1];
  EkRings rings;
  EkWriting writing;
  gboolean looked = FALSE;

  g_return_val_if_fail (EK_IS_VAULT (self) && passphrase != NULL && problems != NULL, FALSE);

  *problems = NULL;
  ek_vault_read_rings (self, &rings);
  ring = ek_rings_take (&rings, error);
  ek_rings_clear (&rings);
  identity = ring != NULL ? ek_vault_try_passphrase (ring, user, passphrase, error) : NULL;
  if (identity == NULL || !ek_keyring_open_slots (ring, identity, error) ||
      !ek_keyring_check_seal (ring, identity, error))
    return FALSE;
  locker = g_rec_mutex_locker_new (&self->mutex);
  if (self->identity != NULL)
    {
      g_set_error (error, EK_ERROR, EK_ERROR_BUSY, _ ("The vault is unlocked. Lock it first."));
      return FALSE;
    }
  ek_vault_take_ring (self, g_steal_pointer (&ring));
  ek_vault_take_identity (self, g_steal_pointer (&identity));
  for (int kind = EK_DATA_CLINICAL; kind <= EK_DATA_SYSTEM; kind++)
    ek_sealed_vfs_read_index (self->database_paths[kind], &testimonies[kind]);
  /* Where nothing can be written; a file that cannot be held is told by the check itself. */
  writing = ek_vault_probe_writing (self);
  if (writing != EK_WRITING_POSSIBLE)
    ek_vault_hold_for_reading (self, writing, NULL);
  looked = verify (self, testimonies, cancellable, problems, error);
  ek_vault_end_reading (self);
  ek_vault_forget (self);
  return looked;
}

/**
 * ek_vault_verify_audit:
 * @self: a vault unlocked by somebody who holds both keys
 * @n_clinical: (out): entries of the clinical audit found whole, from the first
 * @n_system: (out): the same of the system audit
 * @n_anchors: (out): signed anchors that fit the chain they speak of
 * @error: return location for an error
 *
 * Walks both chains and checks every anchor, so that entries changed, removed, added, moved or cut off at the end are
 * noticed.
 *
 * Returns: %TRUE when all is whole; %FALSE with %EK_ERROR_DAMAGED for a broken chain, %EK_ERROR_ROLLED_BACK when a
 *   chain contradicts an anchor, or another error
 */
gboolean
ek_vault_verify_audit (EkVault *self, gint64 *n_clinical, gint64 *n_system, gint64 *n_anchors, GError **error)
{
  g_autoptr (EkDatabase) system = NULL;
  g_autoptr (EkDatabase) clinical = NULL;
  gint64 broken_at;

  g_return_val_if_fail (EK_IS_VAULT (self), FALSE);
  g_return_val_if_fail (n_clinical != NULL && n_system != NULL && n_anchors != NULL, FALSE);

  *n_clinical = *n_system = *n_anchors = 0;
  system = ek_vault_connect_system (self, error);
  if (system == NULL || !ek_audit_verify (system, n_system, &broken_at, error))
    return FALSE;
  clinical = ek_vault_connect_clinical (self, error);
  if (clinical == NULL || !ek_audit_verify (clinical, n_clinical, &broken_at, error))
    return FALSE;
  return ek_vault_check_anchors (self, system, clinical, TRUE, n_anchors, error);
}
