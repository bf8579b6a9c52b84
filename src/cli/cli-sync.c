/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"

#include "ek-assess.h"
#include "ek-sync.h"

#include <glib/gi18n-lib.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>

enum { LEAST_PAUSE_S = 5, PATIENCE_MS = 60 * 1000 };

/* SIGINT and SIGTERM end a run between two requests, so that nothing is left half told. */
static gpointer
wait_for_signal (gpointer data)
{
  sigset_t signals;
  int number;

  sigemptyset (&signals);
  sigaddset (&signals, SIGINT);
  sigaddset (&signals, SIGTERM);
  sigwait (&signals, &number);
  g_cancellable_cancel (data);
  g_object_unref (data);
  return NULL;
}

static GCancellable *
cancel_on_signal (void)
{
  GCancellable *cancellable = g_cancellable_new ();
  sigset_t signals;

  sigemptyset (&signals);
  sigaddset (&signals, SIGINT);
  sigaddset (&signals, SIGTERM);
  pthread_sigmask (SIG_BLOCK, &signals, NULL);
  g_thread_unref (g_thread_new ("signals", wait_for_signal, g_object_ref (cancellable)));
  return cancellable;
}

static gboolean
pause_for (gint64 seconds, GCancellable *cancellable)
{
  for (gint64 i = 0; i < seconds * 10 && !g_cancellable_is_cancelled (cancellable); i++)
    g_usleep (G_USEC_PER_SEC / 10);
  return !g_cancellable_is_cancelled (cancellable);
}

/* What came in may have made something here that goes out, such as the risk that an answer opened. */
static gboolean
send_what_came_of_it (Cli *cli, EkCatalogue *catalogue, EkServer *server, EkSyncOptions *options, EkSyncResult *last,
                      GError **error)
{
  g_autoptr (EkSyncResult) more = NULL;

  if (!options->push || !options->pull || last->stopped != NULL || last->waiting == 0)
    return TRUE;
  options->pull = FALSE;
  more = ek_sync_run (cli->store, catalogue, server, options, error);
  if (more == NULL)
    return FALSE;
  last->sent += more->sent;
  last->waiting = more->waiting;
  last->conflicts = more->conflicts;
  last->refused = more->refused;
  last->next_ms = more->next_ms;
  last->stopped = g_steal_pointer (&more->stopped);
  return TRUE;
}

/* A run that was not stopped may still leave something behind: the server said yes and did not show it. */
static gboolean
tell_outcome (Cli *cli, EkSyncResult *last, GError **error)
{
  gboolean left = cli_flag (cli, "once") && !cli_flag (cli, "pull-only") && last->waiting > 0;

  if (last->stopped == NULL && !left)
    return TRUE;
  cli->found = TRUE;
  if (last->stopped != NULL)
    g_propagate_error (error, g_error_copy (last->stopped));
  else
    g_set_error (error, EK_ERROR, EK_ERROR_INCOMPLETE,
                 ngettext ("%u change has not been confirmed by the server. It is kept here and sent later.",
                           "%u changes have not been confirmed by the server. They are kept here and sent later.",
                           last->waiting),
                 last->waiting);
  return FALSE;
}

static gboolean
run_sync (Cli *cli, JsonBuilder *result, GError **error)
{
  EkCatalogue *catalogue = cli_get_catalogue (cli, error);
  const char *name = cli_option (cli, "server");
  g_autoptr (EkServer) server = catalogue != NULL ? ek_server_find (cli->vault, name, error) : NULL;
  g_autoptr (GCancellable) cancellable = NULL;
  g_autoptr (EkSyncResult) last = NULL;
  EkSyncOptions options = { 0 };
  gint64 interval = 60;

  if (server == NULL || !cli_option_int (cli, "interval", LEAST_PAUSE_S, 86400, &interval, error))
    return FALSE;
  cancellable = cancel_on_signal ();
  options.push = !cli_flag (cli, "pull-only");
  options.pull = !cli_flag (cli, "push-only");
  options.sweep = cli_flag (cli, "sweep");
  options.patience_ms = PATIENCE_MS;
  options.cancellable = cancellable;
  options.received = ek_assess_received;
  do
    {
      g_clear_pointer (&last, ek_sync_result_free);
      last = ek_sync_run (cli->store, catalogue, server, &options, error);
      if (last == NULL)
        return FALSE;
    }
  while (!cli_flag (cli, "once") && pause_for (interval, cancellable));
  if (cli_flag (cli, "once") && !send_what_came_of_it (cli, catalogue, server, &options, last, error))
    return FALSE;
  cli->document = ek_sync_result_to_json (last);
  return tell_outcome (cli, last, error);
}

static void
add_outbox (JsonBuilder *result, GPtrArray *rows)
{
  json_builder_set_member_name (result, "outbox");
  json_builder_begin_array (result);
  for (guint i = 0; i < rows->len; i++)
    {
      const EkOutboxRow *row = rows->pdata[i];

      json_builder_begin_object (result);
      cli_add_int (result, "sequence", row->sequence);
      cli_add_text (result, "record", row->record_id);
      cli_add_text (result, "type", row->record_type);
      cli_add_text (result, "patient", row->patient_id);
      cli_add_int (result, "revision", row->revision);
      cli_add_text (result, "state", row->state);
      cli_add_int (result, "attempts", row->attempts);
      cli_add_text (result, "problem", row->problem);
      json_builder_end_object (result);
    }
  json_builder_end_array (result);
}

static gboolean
run_status (Cli *cli, JsonBuilder *result, GError **error)
{
  g_autoptr (EkSyncResult) status = ek_sync_status (cli->store, error);
  g_autoptr (GPtrArray) rows = status != NULL ? ek_store_list_outbox (cli->store, error) : NULL;

  if (rows == NULL)
    return FALSE;
  json_builder_begin_object (result);
  cli_add_int (result, "waiting", status->waiting);
  cli_add_int (result, "conflicts", status->conflicts);
  cli_add_int (result, "refused", status->refused);
  cli_add_int (result, "withdrawn", status->withdrawn);
  cli_add_instant (result, "next", status->next_ms,
                   status->next_ms != EK_INSTANT_NONE ? ek_clock_offset (cli->clock, status->next_ms) : 0);
  add_outbox (result, rows);
  json_builder_end_object (result);
  return TRUE;
}

static gboolean
run_conflicts (Cli *cli, JsonBuilder *result, GError **error)
{
  g_autoptr (GPtrArray) conflicts = ek_sync_list_conflicts (cli->store, error);

  if (conflicts == NULL)
    return FALSE;
  json_builder_begin_array (result);
  for (guint i = 0; i < conflicts->len; i++)
    {
      const EkSyncConflict *conflict = conflicts->pdata[i];

      json_builder_begin_object (result);
      cli_add_text (result, "record", conflict->record_id);
      cli_add_text (result, "type", conflict->record_type);
      cli_add_text (result, "patient", conflict->patient_id);
      cli_add_text (result, "problem", conflict->problem);
      cli_add_node (result, "ours", conflict->ours != NULL ? json_node_copy (conflict->ours) : NULL);
      cli_add_node (result, "theirs", conflict->theirs != NULL ? json_node_copy (conflict->theirs) : NULL);
      json_builder_end_object (result);
    }
  json_builder_end_array (result);
  return TRUE;
}

/* Whether there is something to decide, or to send again, about a record. */
static gboolean
is_parked (Cli *cli, const char *record, const char *state, GError **error)
{
  g_autoptr (GPtrArray) rows = ek_store_list_outbox (cli->store, error);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const EkOutboxRow *row = rows->pdata[i];

      if (strcmp (row->record_id, record) == 0 && g_strcmp0 (row->state, state) == 0)
        return TRUE;
    }
  if (rows != NULL)
    g_set_error_literal (
      error, EK_ERROR, EK_ERROR_NOT_FOUND,
      _ ("This record has no open conflict and was not refused. “evenkeelctl sync status” shows those "
         "that have or were."));
  return FALSE;
}

static gboolean
run_resolve (Cli *cli, JsonBuilder *result, GError **error)
{
  const char *record = cli_word (cli, 0);
  gboolean ours = cli_flag (cli, "ours"), theirs = cli_flag (cli, "theirs"), again = cli_flag (cli, "retry");
  EkCatalogue *catalogue = cli_get_catalogue (cli, error);
  gboolean done;

  if (catalogue == NULL)
    return FALSE;
  if (ours + theirs + again != 1)
    {
      g_set_error_literal (error, EK_ERROR, EK_ERROR_USAGE, _ ("Give one of --ours, --theirs and --retry."));
      return FALSE;
    }
  if (!is_parked (cli, record, again ? "refused" : "conflict", error))
    return FALSE;
  done = ours ? ek_sync_keep_ours (cli->store, record, error)
    : theirs  ? ek_sync_keep_theirs (cli->store, catalogue, record, error)
              : ek_sync_retry (cli->store, record, error);
  return done && run_status (cli, result, error);
}

static gboolean
run_journal (Cli *cli, JsonBuilder *result, GError **error)
{
  gint64 limit = 200;

  if (!cli_option_int (cli, "limit", 1, 1000000, &limit, error))
    return FALSE;
  cli->document = ek_sync_journal (cli->vault, limit, error);
  return cli->document != NULL;
}

static const CliOption sync_options[] = {
  { "once", NULL, N_ ("one run; without it, runs until it is stopped") },
  { "interval", N_ ("SECONDS"), N_ ("pause between two runs (60)") },
  { "server", N_ ("SERVER"), N_ ("which server; the first one when left out") },
  { "push-only", NULL, N_ ("only send") },
  { "pull-only", NULL, N_ ("only fetch") },
  { "sweep", NULL, N_ ("look for deletions even where the server cannot list them") },
  { NULL, NULL, NULL },
};

static const CliOption resolve_options[] = {
  { "ours", NULL, N_ ("keep what is here") },
  { "theirs", NULL, N_ ("keep what the hospital has") },
  { "retry", NULL, N_ ("send a refused record again") },
  { NULL, NULL, NULL },
};

static const CliOption journal_options[] = {
  { "limit", N_ ("N"), N_ ("at most so many, newest first (200)") },
  { NULL, NULL, NULL },
};

const CliCommand cli_sync_commands[] = {
  { "sync", "", 0, 0, CLI_NEEDS_STORE, sync_options, N_ ("send to and fetch from the hospital's server"), run_sync },
  { "sync status", "", 0, 0, CLI_NEEDS_STORE, NULL, N_ ("what waits, conflicts or was refused; needs no network"),
    run_status },
  { "sync conflicts", "", 0, 0, CLI_NEEDS_STORE, NULL, N_ ("records changed here and at the hospital, side by side"),
    run_conflicts },
  { "sync resolve", "RECORD", 1, 1, CLI_NEEDS_STORE, resolve_options,
    N_ ("decide a conflict, or send a refused record again"), run_resolve },
  { "sync journal", "", 0, 0, CLI_NEEDS_UNLOCKED, journal_options,
    N_ ("every interaction with the server, without content"), run_journal },
  { NULL },
};
