/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What becomes of a resource that was sent: each function keeps it on the disk and returns it. */

#include "ek-sync-private.h"

#include <glib/gi18n-lib.h>

/**
 * ek_sync_confirm:
 * @sync: the run
 * @item: what the server has taken
 * @version: (nullable): the version it has there
 * @theirs: (nullable): as the server keeps it, where it showed it
 * @error: return location
 *
 * Returns: %EK_SYNC_DONE, or %EK_SYNC_FAILED with what the database says
 */
EkSyncOutcome
ek_sync_confirm (EkSync *sync, EkSyncItem *item, const char *version, JsonObject *theirs, GError **error)
{
  sync->streak = 0;
  return ek_sync_map_save (sync, item, version, theirs, error) ? EK_SYNC_DONE : EK_SYNC_FAILED;
}

/**
 * ek_sync_refuse:
 * @sync: the run
 * @row: a row that the server will never take as it is
 * @words: (nullable): what the server said, for a person
 * @error: return location
 *
 * Returns: %EK_SYNC_REFUSED, or %EK_SYNC_FAILED with what the database says
 */
EkSyncOutcome
ek_sync_refuse (EkSync *sync, EkSyncRow *row, const char *words, GError **error)
{
  const char *problem = words != NULL ? words : _ ("The server refused this record and did not say why.");

  return ek_sync_row_park (sync, row, "refused", problem, EK_INSTANT_NONE, error) ? EK_SYNC_REFUSED : EK_SYNC_FAILED;
}

/* Not now. A record in doubt stays "sending": the next attempt asks first. */
EkSyncOutcome
ek_sync_later (EkSync *sync, EkSyncItem *item, EkFhirAnswer *answer, GError **error)
{
  gint64 wait = ek_sync_back_off (sync, answer, item->row->attempts);
  gboolean doubt = answer->kind == EK_ANSWER_DOUBT || item->row->in_doubt;
  const char *words = answer->words != NULL ? answer->words : _ ("The server is busy. It is sent again later.");

  if (answer->kind == EK_ANSWER_UNREACHABLE || answer->kind == EK_ANSWER_WAIT)
    ek_sync_stop (sync, answer->error);
  return ek_sync_row_park (sync, item->row, doubt ? "sending" : "waiting", words, ek_clock_now (sync->clock) + wait,
                           error)
    ? EK_SYNC_LATER
    : EK_SYNC_FAILED;
}
