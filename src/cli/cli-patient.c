/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"

#include "ek-person.h"
#include "ek-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ek-plausible.h"

#include "ek-join.h"

static gboolean
set_identifiers (Cli *cli, EkRecord *patient, GError **error)
{
  GPtrArray *given = cli_option_all (cli, "identifier");
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) node = NULL;

  if (given == NULL)
    return TRUE;
  json_builder_begin_array (builder);
  for (guint i = 0; i < given->len; i++)
    {
      const char *bar = strrchr (given->pdata[i], '|');
      g_autofree char *system = bar != NULL ? g_strndup (given->pdata[i], bar - (char *) given->pdata[i]) : NULL;

      if (bar == NULL || ek_text_is_blank (bar + 1))
        {
          g_set_error_literal (error, EK_ERROR, EK_ERROR_USAGE, _ ("An identifier is written SYSTEM|VALUE."));
          return FALSE;
        }
      json_builder_begin_object (builder);
      cli_add_text (builder, "system", system);
      cli_add_text (builder, "value", bar + 1);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  node = json_builder_get_root (builder);
  ek_record_set_json (patient, EK_PATIENT_IDENTIFIERS, node);
  return TRUE;
}

static gboolean
set_fields (Cli *cli, EkRecord *patient, GError **error)
{
  const EkRecordType *type = ek_record_get_record_type (patient);

  for (int i = 0; type->fields[i].name != NULL; i++)
    {
      g_autofree char *option = g_strdelimit (g_strdup (type->fields[i].name), "_", '-');
      const char *value = cli_option (cli, option);

      if (value != NULL && !cli_set_field (cli, patient, i, value, error))
        return FALSE;
    }
  return set_identifiers (cli, patient, error);
}

/* What is hardly possible is saved only when it was said that it is so. */
static gboolean
check_dates (Cli *cli, EkRecord *patient, EkRecord *former, GError **error)
{
  return ek_plausible_check (patient, former, NULL, cli->clock, cli_flag (cli, "confirm-dates"), error);
}

static gboolean
was_alike (GPtrArray *before, const char *patient_id)
{
  for (guint i = 0; before != NULL && i < before->len; i++)
    if (strcmp (((EkPersonAlike *) before->pdata[i])->patient_id, patient_id) == 0)
      return TRUE;
  return FALSE;
}

/* Refuses what is likely a second file of somebody who is here, unless it was said to be another person. @before: who
 * was alike already before a change. */
static gboolean
check_alike (Cli *cli, EkRecord *patient, GPtrArray *before, GError **error)
{
  g_autoptr (GPtrArray) alike = NULL;

  if (cli_flag (cli, "another-person"))
    return ek_person_share_numbers (cli->store, patient, error);
  alike = ek_person_find_alike (cli->store, patient, error);
  for (guint i = 0; alike != NULL && i < alike->len; i++)
    {
      EkPersonAlike *one = alike->pdata[i];
      g_autofree char *who = ek_person_describe (one->name, one->birth_date, one->number);

      if (was_alike (before, one->patient_id))
        continue;
      g_set_error (error, EK_ERROR, EK_ERROR_EXISTS,
                   _ ("This may be %s, who is here already under the id %s. Nothing was saved. Use that file; if it is "
                      "another person, say so with --another-person."),
                   who, one->patient_id);
      return FALSE;
    }
  return alike != NULL;
}

static gboolean
run_add (Cli *cli, JsonBuilder *result, GError **error)
{
  g_autoptr (EkRecord) patient = ek_record_new (&ek_patient_type, NULL);
  g_autoptr (EkUser) user = ek_vault_get_user (cli->vault);

  if (cli_required (cli, "name", error) == NULL || !set_fields (cli, patient, error))
    return FALSE;
  ek_record_set_text (patient, EK_PATIENT_CLINICIAN, ek_user_get_id (user));
  ek_record_set_int (patient, EK_PATIENT_ACTIVE, TRUE);
  if (!ek_record_validate (patient, error) || !check_dates (cli, patient, NULL, error) ||
      !check_alike (cli, patient, NULL, error) || !ek_store_save (cli->store, patient, error))
    return FALSE;
  cli_add_record (result, patient);
  return TRUE;
}

static gboolean
run_edit (Cli *cli, JsonBuilder *result, GError **error)
{
  g_autofree char *id = cli_find_patient (cli, cli_word (cli, 0), error);
  g_autoptr (EkRecord) patient = id != NULL ? ek_store_load (cli->store, &ek_patient_type, id, error) : NULL;
  g_autoptr (EkRecord) former = NULL;
  g_autoptr (GPtrArray) before = NULL;

  if (patient == NULL)
    return FALSE;
  former = ek_record_copy (patient);
  before = ek_person_find_alike (cli->store, patient, error);
  if (before == NULL || !ek_store_audit_open (cli->store, id, error) || !set_fields (cli, patient, error) ||
      !ek_record_validate (patient, error) || !check_dates (cli, patient, former, error) ||
      !check_alike (cli, patient, before, error) || !ek_store_save (cli->store, patient, error))
    return FALSE;
  cli_add_record (result, patient);
  return TRUE;
}

/* Says whom it is about, and why not where it may not be, before anything is done. */
static gboolean
run_remove (Cli *cli, JsonBuilder *result, GError **error)
{
  g_autofree char *id = cli_find_patient (cli, cli_word (cli, 0), error);
  g_autoptr (EkRecord) patient = id != NULL ? ek_store_load (cli->store, &ek_patient_type, id, error) : NULL;
  g_autofree char *who = patient != NULL ? ek_person_describe_record (patient) : NULL;
  g_autoptr (GError) failure = NULL;

  if (patient == NULL)
    return FALSE;
  if (!ek_store_check_delete (cli->store, patient, &failure))
    {
      /* Translators: a person, and why the file of that person cannot be removed */
      g_set_error (error, EK_ERROR, failure->code, _ ("The file of %s stays. %s"), who, failure->message);
      return FALSE;
    }
  if (!cli_flag (cli, "yes"))
    {
      g_set_error (error, EK_ERROR, EK_ERROR_USAGE,
                   _ ("This would remove the file of %s. Nothing was removed. Say --yes to remove it."), who);
      return FALSE;
    }
  if (!ek_store_delete (cli->store, patient, "removed by hand", error))
    return FALSE;
  json_builder_begin_object (result);
  cli_add_text (result, "removed", id);
  cli_add_text (result, "name", ek_record_get_text (patient, EK_PATIENT_NAME));
  cli_add_text (result, "birth_date", ek_record_get_text (patient, EK_PATIENT_BIRTH_DATE));
  cli_add_text (result, "number", ek_person_number (patient));
  json_builder_end_object (result);
  return TRUE;
}

/* The list is read in one query; its identifiers come with it only as the first one shown, so they are read apart.
 * Those of files that were joined with this one follow its own. */
static gboolean
add_identifiers (Cli *cli, JsonBuilder *result, const char *id, GError **error)
{
  g_autoptr (GPtrArray) ids = ek_store_other_members (cli->store, id, error);

  if (ids == NULL)
    return FALSE;
  g_ptr_array_insert (ids, 0, g_strdup (id));
  json_builder_set_member_name (result, "identifiers");
  json_builder_begin_array (result);
  for (guint i = 0; i < ids->len; i++)
    {
      g_autoptr (EkRecord) patient = ek_store_load (cli->store, &ek_patient_type, ids->pdata[i], error);
      JsonNode *node = patient != NULL ? ek_record_get_json (patient, EK_PATIENT_IDENTIFIERS) : NULL;
      JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

      if (patient == NULL)
        return FALSE;
      for (guint n = 0; array != NULL && n < json_array_get_length (array); n++)
        json_builder_add_value (result, json_node_copy (json_array_get_element (array, n)));
    }
  json_builder_end_array (result);
  return TRUE;
}

static gboolean
add_rows (Cli *cli, JsonBuilder *result, EkPatientRows *rows, GError **error)
{
  json_builder_begin_array (result);
  for (guint i = 0; i < ek_patient_rows_length (rows); i++)
    {
      const EkPatientRow *row = ek_patient_rows_get (rows, i);

      json_builder_begin_object (result);
      cli_add_text (result, "id", row->id);
      cli_add_text (result, "name", row->name);
      if (!add_identifiers (cli, result, row->id, error))
        return FALSE;
      cli_add_text (result, "sex", row->sex);
      cli_add_text (result, "birth_date", row->birth_date);
      cli_add_text (result, "risk", row->tier);
      cli_add_int (result, "to_be_looked_at", row->n_notices);
      cli_add_int (result, "perhaps_dangerous", row->n_danger);
      cli_add_boolean (result, "replaced", row->replaced);
      cli_add_boolean (result, "joined", row->joined);
      cli_add_text (result, "last_instrument", row->last_instrument);
      cli_add_number (result, "last_score", row->last_score);
      cli_add_instant (result, "last_assessed", row->last_assessed,
                       row->last_assessed != EK_INSTANT_NONE ? ek_clock_offset (cli->clock, row->last_assessed) : 0);
      cli_add_text (result, "sync", row->sync_state);
      cli_add_boolean (result, "demonstration", row->demonstration);
      json_builder_end_object (result);
    }
  json_builder_end_array (result);
  return TRUE;
}

static gboolean
run_list (Cli *cli, JsonBuilder *result, GError **error)
{
  g_autoptr (EkPatientRows) rows = ek_store_list_patients (cli->store, NULL, error);

  return rows != NULL && add_rows (cli, result, rows, error);
}

static gboolean
run_find (Cli *cli, JsonBuilder *result, GError **error)
{
  g_autoptr (EkPatientRows) rows = NULL;
  g_autoptr (GString) query = g_string_new (NULL);
  gint64 limit = 50;

  for (guint i = 0; i < cli->words->len; i++)
    g_string_append_printf (query, "%s%s", i > 0 ? " " : "", cli_word (cli, i));
  if (!cli_option_int (cli, "limit", 1, 10000, &limit, error))
    return FALSE;
  rows = ek_store_find_patients (cli->store, query->str, limit, NULL, error);
  return rows != NULL && add_rows (cli, result, rows, error);
}

/* The patients whose files were joined to this one. */
static gboolean
add_joined (Cli *cli, JsonBuilder *result, const char *id, GError **error)
{
  g_autoptr (GPtrArray) ids = ek_store_other_members (cli->store, id, error);

  if (ids == NULL)
    return FALSE;
  json_builder_set_member_name (result, "joined");
  json_builder_begin_array (result);
  for (guint i = 0; i < ids->len; i++)
    json_builder_add_string_value (result, ids->pdata[i]);
  json_builder_end_array (result);
  return TRUE;
}

static gboolean
add_marks (Cli *cli, JsonBuilder *result, const char *id, GError **error)
{
  EkPatientRow *row = ek_store_load_patient_row (cli->store, id, error);

  if (row == NULL)
    return FALSE;
  cli_add_int (result, "to_be_looked_at", row->n_notices);
  cli_add_int (result, "perhaps_dangerous", row->n_danger);
  cli_add_boolean (result, "replaced", row->replaced);
  ek_patient_row_free (row);
  return TRUE;
}

static void
add_doubts (Cli *cli, JsonBuilder *result, EkRecord *record, const char *birth_date)
{
  gint64 now = ek_clock_now (cli->clock);
  g_autofree char *today = ek_instant_format_date (now, ek_clock_offset (cli->clock, now));
  g_autoptr (GArray) list = ek_plausible_list (record, NULL, birth_date, today);
  const EkRecordType *type = ek_record_get_record_type (record);

  for (guint i = 0; i < list->len; i++)
    {
      const EkDoubtfulDate *doubtful = &g_array_index (list, EkDoubtfulDate, i);
      g_autofree char *words = ek_plausible_words (record, doubtful);

      json_builder_begin_object (result);
      cli_add_text (result, "type", type->name);
      cli_add_text (result, "id", ek_record_get_id (record));
      cli_add_text (result, "field", type->fields[doubtful->field].name);
      cli_add_text (result, "words", words);
      json_builder_end_object (result);
    }
}

/* What lies here with a date that cannot be, or hardly, whoever brought it: shown as it is, and marked. */
static gboolean
add_doubtful (Cli *cli, JsonBuilder *result, EkRecord *patient, GError **error)
{
  const EkRecordType *const *types = ek_record_types ();
  const char *birth_date = ek_record_get_text (patient, EK_PATIENT_BIRTH_DATE);

  json_builder_set_member_name (result, "doubtful");
  json_builder_begin_array (result);
  add_doubts (cli, result, patient, birth_date);
  for (guint t = 0; types[t] != NULL; t++)
    {
      g_autoptr (GPtrArray) records = NULL;

      if (types[t]->plural == NULL)
        continue;
      records = ek_store_list (cli->store, types[t], ek_record_get_id (patient), error);
      if (records == NULL)
        return FALSE;
      for (guint n = 0; n < records->len; n++)
        add_doubts (cli, result, records->pdata[n], birth_date);
    }
  json_builder_end_array (result);
  return TRUE;
}

static gboolean
run_show (Cli *cli, JsonBuilder *result, GError **error)
{
  g_autofree char *id = cli_find_patient (cli, cli_word (cli, 0), error);
  g_autoptr (EkRecord) patient = id != NULL ? ek_store_load (cli->store, &ek_patient_type, id, error) : NULL;
  const EkRecordType *type = &ek_patient_type;
  const EkRecordType *const *types = ek_record_types ();

  if (patient == NULL || !ek_store_audit_open (cli->store, id, error))
    return FALSE;
  json_builder_begin_object (result);
  cli_add_text (result, "id", id);
  cli_add_text (result, "name", ek_record_get_text (patient, EK_PATIENT_NAME));
  if (!add_identifiers (cli, result, id, error))
    return FALSE;
  for (int i = 0; type->fields[i].name != NULL; i++)
    if (i != EK_PATIENT_NAME && type->fields[i].kind != EK_FIELD_JSON && type->fields[i].kind != EK_FIELD_BOOLEAN &&
        !(type->fields[i].flags & EK_FIELD_HIDDEN))
      cli_add_text (result, type->fields[i].name, ek_record_get_text (patient, i));
  cli_add_boolean (result, "deceased", ek_record_get_int (patient, EK_PATIENT_DECEASED, FALSE) != 0);
  cli_add_boolean (result, "demonstration", ek_record_get_int (patient, EK_PATIENT_DEMONSTRATION, FALSE) != 0);
  if (!add_joined (cli, result, id, error) || !add_marks (cli, result, id, error))
    return FALSE;
  cli_add_int (result, "revision", ek_record_get_revision (patient));
  for (guint t = 0; types[t] != NULL; t++)
    if (types[t]->plural != NULL && !cli_add_records (cli, result, types[t]->plural, types[t], id, error))
      return FALSE;
  if (!add_doubtful (cli, result, patient, error))
    return FALSE;
  json_builder_end_object (result);
  return TRUE;
}

static const CliOption patient_options[] = {
  { "name", N_ ("NAME"), N_ ("name as it is written") },
  { "family-name", N_ ("NAME"), N_ ("family name") },
  { "given-name", N_ ("NAME"), N_ ("given name") },
  { "pinyin", N_ ("PINYIN"), N_ ("reading of the name, where it is unusual") },
  { "birth-date", N_ ("DATE"), N_ ("date of birth, YYYY-MM-DD") },
  { "sex", N_ ("SEX"), N_ ("male, female, other or unknown") },
  { "identifier", N_ ("SYSTEM|VALUE"), N_ ("an identifier, e.g. the hospital's number; may be given again") },
  { "phone", N_ ("NUMBER"), N_ ("telephone") },
  { "address", N_ ("TEXT"), N_ ("address") },
  { "emergency-name", N_ ("NAME"), N_ ("emergency contact") },
  { "emergency-relation", N_ ("TEXT"), N_ ("relationship of the emergency contact") },
  { "emergency-phone", N_ ("NUMBER"), N_ ("telephone of the emergency contact") },
  { "employer", N_ ("TEXT"), N_ ("employer") },
  { "job", N_ ("TEXT"), N_ ("occupation") },
  { "industry", N_ ("TEXT"), N_ ("industry") },
  { "shift", N_ ("KIND"), N_ ("working hours: day, rotating, night or irregular") },
  { "remarks", N_ ("TEXT"), N_ ("remarks") },
  { "email", N_ ("ADDRESS"), N_ ("e-mail address") },
  { "language", N_ ("TEXT"), N_ ("language the patient wants to be spoken to in") },
  { "other-names", N_ ("NAMES"), N_ ("former names and names used elsewhere, with “; ” between them") },
  { "deceased-date", N_ ("DATE"), N_ ("date of death") },
  { "confirm-dates", NULL, N_ ("save a date that is hardly possible, such as a birth 121 years ago") },
  { "another-person", NULL, N_ ("save although somebody alike is here: it is another person") },
  { NULL, NULL, NULL },
};

static const CliOption remove_options[] = {
  { "yes", NULL, N_ ("remove it; without this it is only said who it is") },
  { NULL, NULL, NULL },
};

static const CliOption find_options[] = {
  { "limit", N_ ("N"), N_ ("at most so many (50)") },
  { NULL, NULL, NULL },
};

const CliCommand cli_patient_commands[] = {
  { "patient add", "", 0, 0, CLI_NEEDS_STORE, patient_options, N_ ("add a patient"), run_add },
  { "patient edit", "PATIENT", 1, 1, CLI_NEEDS_STORE, patient_options,
    N_ ("change a patient's particulars; an empty value clears one"), run_edit },
  { "patient list", "", 0, 0, CLI_NEEDS_STORE, NULL, N_ ("list the patients"), run_list },
  { "patient find", "WORD …", 1, 20, CLI_NEEDS_STORE, find_options,
    N_ ("find patients by name, pinyin, initials, identifier or telephone"), run_find },
  { "patient show", "PATIENT", 1, 1, CLI_NEEDS_STORE, NULL, N_ ("show a patient's file"), run_show },
  { "patient remove", "PATIENT", 1, 1, CLI_NEEDS_STORE, remove_options,
    N_ ("remove a patient about whom nothing was written"), run_remove },
  { NULL },
};
