/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-error.h"
#include "ek-id.h"
#include "ek-instrument.h"
#include "ek-json.h"
#include "ek-store.h"
#include "ek-types.h"

G_BEGIN_DECLS

/* evenkeelctl: every command is a row in a table (cli-commands.c). It gets its words and options, works, and leaves one
 * JSON document; the dispatcher prints it, as JSON or for reading. A command never prints by itself. */

typedef struct _Cli Cli;

typedef struct {
  const char *name;     /* without the dashes */
  const char *argument; /* what it takes, for the help; NULL: a flag */
  const char *help;     /* N_() */
} CliOption;

typedef enum {
  CLI_NEEDS_NOTHING,
  CLI_NEEDS_VAULT, /* opened, not unlocked */
  CLI_NEEDS_UNLOCKED,
  CLI_NEEDS_STORE,   /* unlocked, and the clinical record */
  CLI_MAY_USE_STORE, /* so where it is said how to read the passphrase; nothing otherwise */
} CliNeeds;

/** CliCommand: @run sets the result, an error, or both (a check that found something: the finding and the failure). */
typedef struct {
  const char *path;  /* "patient add" */
  const char *words; /* "PATIENT INSTRUMENT", or "" */
  guint least, most; /* how many words */
  CliNeeds needs;
  const CliOption *options; /* ended by { NULL }, or NULL */
  const char *summary;      /* N_() */
  gboolean (*run) (Cli *cli, JsonBuilder *result, GError **error);
} CliCommand;

extern const CliCommand *const cli_commands[]; /* groups, each ended by { NULL }; ended by NULL */
extern const CliOption cli_common_options[];
extern const CliCommand cli_instrument_commands[];
extern const CliCommand cli_library_commands[];
extern const CliCommand cli_vault_commands[];
extern const CliCommand cli_patient_commands[];
extern const CliCommand cli_record_commands[];
extern const CliCommand cli_join_commands[];
extern const CliCommand cli_assess_commands[];
extern const CliCommand cli_battery_commands[];
extern const CliCommand cli_schedule_commands[];
extern const CliCommand cli_baseline_commands[];
extern const CliCommand cli_trajectory_commands[];
extern const CliCommand cli_plan_commands[];
extern const CliCommand cli_mdt_commands[];
extern const CliCommand cli_paper_commands[];
extern const CliCommand cli_exchange_commands[];
extern const CliCommand cli_server_commands[];
extern const CliCommand cli_server_test_commands[];
extern const CliCommand cli_risk_commands[];
extern const CliCommand cli_sync_commands[];
extern const CliCommand cli_audit_commands[];
extern const CliCommand cli_demo_commands[];

struct _Cli {
  const CliCommand *command;
  GPtrArray *words;    /* of char *, after the command's own */
  GHashTable *options; /* name → GPtrArray of char * */
  gboolean json;
  gboolean help;
  gboolean version;
  EkClock *clock;
  EkVault *vault;
  EkStore *store;
  EkCatalogue *catalogue;
  JsonNode *document; /* a result made elsewhere; goes before what was built */
  GPtrArray *notes;   /* of char *, or NULL: told beside the answer when the command succeeds */
  gboolean found;     /* the command fails, and its result says what it found */
  gboolean put_out;   /* a file went to standard output: nothing else does */
  int unwritten;      /* errno of what could not be written to standard output, or 0 */
};

int cli_main (int argc, char **argv);
void cli_clear (Cli *cli);

/* cli-options.c */
gboolean cli_parse (Cli *cli, int argc, char **argv, GError **error);
const char *cli_option (Cli *cli, const char *name);
GPtrArray *cli_option_all (Cli *cli, const char *name);
gboolean cli_flag (Cli *cli, const char *name);
const char *cli_required (Cli *cli, const char *name, GError **error);
gboolean cli_option_int (Cli *cli, const char *name, gint64 least, gint64 most, gint64 *value, GError **error);
const char *cli_word (Cli *cli, guint index);
char *cli_help (Cli *cli);

/* cli-session.c */
gboolean cli_prepare (Cli *cli, GError **error);
char *cli_vault_path (Cli *cli);
void cli_tell_remarks (Cli *cli);
EkSecret *cli_read_passphrase (Cli *cli, const char *prefix, const char *prompt, gboolean twice, GError **error);
EkCatalogue *cli_get_catalogue (Cli *cli, GError **error);
EkInstrument *cli_find_instrument (Cli *cli, const char *id, GError **error);
char *cli_find_patient (Cli *cli, const char *word, GError **error);
void cli_not_found (GError *failure, const char *missing, GError **error);
JsonNode *cli_read_json (const char *text, GError **error);
gboolean cli_read_date (Cli *cli, const char *text, gint64 *at_ms, int *offset_minutes, GError **error);
gboolean cli_put_file (Cli *cli, GBytes *bytes, GError **error);
gboolean cli_export (Cli *cli, JsonBuilder *result, const char *out, GBytes *bytes, EkRecord *record,
                     const char *patient, const char *detail, GError **error);
char *cli_open_patient (Cli *cli, GError **error);
const char *cli_language (Cli *cli);

/* cli-library.c */
GPtrArray *cli_list_imported (Cli *cli, GError **error);
const char *cli_instrument_source (EkInstrument *instrument, GPtrArray *imported);
void cli_add_versions (Cli *cli, JsonBuilder *result, EkInstrument *instrument, GPtrArray *imported);

gboolean cli_add_since (Cli *cli, JsonBuilder *result, EkRecord *paper, GError **error);
EkRecord *cli_find_plan (Cli *cli, const char *patient, GError **error);
EkRecord *cli_find_review (Cli *cli, gboolean closed_too, GError **error);

/* cli-output.c */
void cli_put (Cli *cli, gconstpointer bytes, gsize length);
void cli_print_result (Cli *cli, JsonNode *result);
void cli_print_error (gboolean json, const GError *error);
void cli_note (Cli *cli, const char *text);
void cli_print_notes (Cli *cli);
void cli_add_text (JsonBuilder *builder, const char *member, const char *text);
void cli_add_int (JsonBuilder *builder, const char *member, gint64 value);
void cli_add_number (JsonBuilder *builder, const char *member, double value);
void cli_add_boolean (JsonBuilder *builder, const char *member, gboolean value);
void cli_add_instant (JsonBuilder *builder, const char *member, gint64 at_ms, int offset_minutes);
void cli_add_node (JsonBuilder *builder, const char *member, JsonNode *node);

/* cli-record-edit.c */
gboolean cli_set_field (Cli *cli, EkRecord *record, int field, const char *text, GError **error);

/* cli-record.c */
void cli_add_record (JsonBuilder *builder, EkRecord *record);
void cli_add_form (Cli *cli, JsonBuilder *builder, EkRecord *form);
gboolean cli_add_records (Cli *cli, JsonBuilder *builder, const char *member, const EkRecordType *type,
                          const char *patient_id, GError **error);

G_END_DECLS
