/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How a run goes on: what the server can do, when to wait, when to stop. */

#include "ek-sync-private.h"

#define BACK_OFF_FIRST_MS G_GINT64_CONSTANT (2000)
#define BACK_OFF_MOST_MS (5 * EK_MINUTE_MS)

/**
 * ek_sync_cancelled:
 * @sync: the run
 *
 * Returns: whether somebody wants it to stop; nothing is lost then
 */
gboolean
ek_sync_cancelled (EkSync *sync)
{
  return g_cancellable_is_cancelled (sync->options->cancellable);
}

/**
 * ek_sync_tell:
 * @sync: the run
 * @words: what is being done, translated; nothing in it about a patient
 * @done: how much of it
 * @total: of how much
 */
void
ek_sync_tell (EkSync *sync, const char *words, guint done, guint total)
{
  if (sync->options->progress != NULL)
    sync->options->progress (words, done, total, sync->options->progress_data);
}

/* The server is out of reach: nothing more in this run; what waits stays. */
void
ek_sync_stop (EkSync *sync, const GError *error)
{
  sync->stop = TRUE;
  if (sync->result->stopped == NULL && error != NULL)
    sync->result->stopped = g_error_copy (error);
}

static void
sleep_really (gint64 ms, GCancellable *cancellable, gpointer user_data)
{
  for (gint64 slept = 0; slept < ms && !g_cancellable_is_cancelled (cancellable); slept += 100)
    g_usleep ((gulong) MIN (ms - slept, 100) * 1000);
}

/* What the server asks for; without that, exponential with full jitter, 2 s to 5 min. */
gint64
ek_sync_back_off (EkSync *sync, EkFhirAnswer *answer, int attempts)
{
  guint exponent = MIN ((guint) MAX (attempts, 1) - 1 + sync->streak, 12);
  gint64 most = MIN (BACK_OFF_FIRST_MS << exponent, BACK_OFF_MOST_MS);

  if (answer->retry_ms >= 0)
    return answer->retry_ms;
  return MAX (BACK_OFF_FIRST_MS, (gint64) (ek_random_uniform (sync->random) * (double) most));
}

/* Waits within the run while patience lasts. Returns whether to go on. */
gboolean
ek_sync_wait (EkSync *sync, gint64 ms)
{
  if (ms > sync->patience_ms || sync->streak >= 5 || ek_sync_cancelled (sync))
    return FALSE;
  sync->streak++;
  sync->patience_ms -= ms;
  (sync->options->sleep != NULL ? sync->options->sleep : sleep_really) (ms, sync->options->cancellable,
                                                                        sync->options->sleep_data);
  return !ek_sync_cancelled (sync);
}

/* What /metadata says of a type; a type it does not name can do nothing. */
const EkCapability *
ek_sync_capability (EkSync *sync, const char *type)
{
  static const EkCapability nothing = { FALSE };
  const EkCapability *capability = g_hash_table_lookup (sync->capabilities, type);

  return capability != NULL ? capability : &nothing;
}
