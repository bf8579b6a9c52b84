/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Diagnoses, medicines, visits and whatever else a person writes down: the commands follow the declarations. */

#include "cli.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "ek-danger.h"
#include "ek-plausible.h"
#include "ek-text.h"

static gboolean
refuse (const EkField *field, const char *wanted, GError **error)
{
  /* Translators: the name of a field, and what may stand in it */
  g_set_error (error, EK_ERROR, EK_ERROR_INVALID, _ ("“%s” takes %s. Nothing was saved."), field->name, wanted);
  return FALSE;
}

static gboolean
set_choice (EkRecord *record, int index, const EkField *field, const char *text, GError **error)
{
  g_autoptr (GString) all = g_string_new (NULL);

  for (const EkChoice *choice = field->choices; choice->id != NULL; choice++)
    {
      if (strcmp (choice->id, text) == 0)
        {
          ek_record_set_text (record, index, text);
          return TRUE;
        }
      g_string_append_printf (all, "%s%s", all->len > 0 ? ", " : "", choice->id);
    }
  return refuse (field, all->str, error);
}

static gboolean
set_number (EkRecord *record, int index, const EkField *field, const char *text, GError **error)
{
  char *end = NULL;
  double number;
  gint64 whole;

  errno = 0;
  if (field->kind == EK_FIELD_REAL)
    {
      number = g_ascii_strtod (text, &end);
      if (errno != 0 || end == text || *end != '\0')
        return refuse (field, _ ("a number"), error);
      ek_record_set_real (record, index, number);
      return TRUE;
    }
  whole = g_ascii_strtoll (text, &end, 10);
  if (errno != 0 || end == text || *end != '\0')
    return refuse (field, _ ("a whole number"), error);
  ek_record_set_int (record, index, whole);
  return TRUE;
}

static gboolean
set_boolean (EkRecord *record, int index, const EkField *field, const char *text, GError **error)
{
  if (strcmp (text, "true") != 0 && strcmp (text, "false") != 0)
    return refuse (field, "true, false", error);
  ek_record_set_int (record, index, strcmp (text, "true") == 0);
  return TRUE;
}

/* A day, or an instant with its offset. */
static gboolean
set_date (Cli *cli, EkRecord *record, int index, const EkField *field, const char *text, GError **error)
{
  gint64 at_ms = 0;
  int offset = 0;

  if (field->kind == EK_FIELD_INSTANT)
    {
      if (!cli_read_date (cli, text, &at_ms, &offset, error))
        return FALSE;
      ek_record_set_instant (record, index, at_ms, offset);
      return TRUE;
    }
  if (!ek_date_is_valid (text))
    return refuse (field, _ ("a date as YYYY, YYYY-MM or YYYY-MM-DD"), error);
  ek_record_set_text (record, index, text);
  return TRUE;
}

/**
 * cli_set_field:
 * @cli: the command line
 * @record: a record
 * @field: the index of a field
 * @text: what was written for it; a blank text clears it
 * @error: %EK_ERROR_INVALID in a sentence when the field does not take it, %EK_ERROR_USAGE when it is not written by
 *   hand
 *
 * Sets a field from the words of a command, by its kind.
 *
 * Returns: success; on failure the field is as it was
 */
gboolean
cli_set_field (Cli *cli, EkRecord *record, int field, const char *text, GError **error)
{
  const EkField *declared = &ek_record_get_record_type (record)->fields[field];
  const EkChoice *named;

  if (ek_text_is_blank (text))
    {
      ek_record_clear (record, field);
      return TRUE;
    }
  switch (declared->kind)
    {
    case EK_FIELD_TEXT:
    case EK_FIELD_NOTE:
      named = ek_choice_named (declared->choices, text);
      ek_record_set_text (record, field, named != NULL ? named->id : text);
      return TRUE;
    case EK_FIELD_CHOICE:
      return set_choice (record, field, declared, text, error);
    case EK_FIELD_INTEGER:
    case EK_FIELD_REAL:
      return set_number (record, field, declared, text, error);
    case EK_FIELD_BOOLEAN:
      return set_boolean (record, field, declared, text, error);
    case EK_FIELD_DATE:
    case EK_FIELD_INSTANT:
      return set_date (cli, record, field, declared, text, error);
    case EK_FIELD_REFERENCE:
    case EK_FIELD_JSON:
    case EK_FIELD_BLOB:
    default:
      g_set_error (error, EK_ERROR, EK_ERROR_USAGE, _ ("“%s” cannot be written by hand. Nothing was saved."),
                   declared->name);
      return FALSE;
    }
}

static gboolean
is_offered (const EkField *field)
{
  return !(field->flags & EK_FIELD_HIDDEN) && field->kind != EK_FIELD_REFERENCE && field->kind != EK_FIELD_JSON &&
    field->kind != EK_FIELD_BLOB;
}

static const EkRecordType *
find_type (Cli *cli, GError **error)
{
  const EkRecordType *type = ek_record_type_by_name (cli_word (cli, 0));
  const EkRecordType *const *types = ek_record_types ();
  g_autoptr (GString) all = g_string_new (NULL);

  if (type != NULL && type->flags & EK_RECORD_BY_HAND)
    return type;
  for (guint t = 0; types[t] != NULL; t++)
    if (types[t]->flags & EK_RECORD_BY_HAND)
      g_string_append_printf (all, "%s%s", all->len > 0 ? ", " : "", types[t]->name);
  g_set_error (error, EK_ERROR, EK_ERROR_USAGE, _ ("“%s” is not written down by hand. There are: %s."),
               cli_word (cli, 0), all->str);
  return NULL;
}

static gboolean
set_all (Cli *cli, EkRecord *record, GError **error)
{
  const EkRecordType *type = ek_record_get_record_type (record);
  GPtrArray *given = cli_option_all (cli, "set");

  for (guint i = 0; given != NULL && i < given->len; i++)
    {
      const char *equals = strchr (given->pdata[i], '=');
      g_autofree char *name = equals != NULL ? g_strndup (given->pdata[i], (gsize) (equals - (char *) given->pdata[i]))
                                             : g_strdup (given->pdata[i]);
      int field = equals != NULL ? ek_record_type_find_field (type, name) : -1;

      if (field < 0 || !is_offered (&type->fields[field]))
        {
          g_set_error (error, EK_ERROR, EK_ERROR_USAGE,
                       _ ("“%s” is not a field of this kind of record, written FIELD=VALUE. “record types” lists them. "
                          "Nothing was saved."),
                       (char *) given->pdata[i]);
          return FALSE;
        }
      if (!cli_set_field (cli, record, field, equals + 1, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_and_save (Cli *cli, EkRecord *record, EkRecord *former, GError **error)
{
  g_autoptr (EkRecord) patient = ek_store_load (cli->store, &ek_patient_type, ek_record_get_patient_id (record), error);

  return patient != NULL && ek_record_validate (record, error) &&
    ek_plausible_check (record, former, ek_record_get_text (patient, EK_PATIENT_BIRTH_DATE), cli->clock,
                        cli_flag (cli, "confirm-dates"), error) &&
    ek_danger_save (cli->store, cli_get_catalogue (cli, NULL), record, error);
}

static gboolean
run_add (Cli *cli, JsonBuilder *result, GError **error)
{
  const EkRecordType *type = find_type (cli, error);
  g_autofree char *patient_id = type != NULL ? cli_find_patient (cli, cli_word (cli, 1), error) : NULL;
  g_autoptr (EkUser) user = ek_vault_get_user (cli->vault);
  g_autoptr (EkRecord) record = NULL;

  if (patient_id == NULL || !ek_store_audit_open (cli->store, patient_id, error))
    return FALSE;
  record = ek_record_new (type, patient_id);
  ek_record_begin (record, cli->clock, user != NULL ? ek_user_get_name (user) : NULL);
  if (!set_all (cli, record, error) || !check_and_save (cli, record, NULL, error))
    return FALSE;
  cli_add_record (result, record);
  return TRUE;
}

static EkRecord *
load (Cli *cli, GError **error)
{
  const EkRecordType *type = find_type (cli, error);
  g_autoptr (GError) failure = NULL;
  EkRecord *record = type != NULL ? ek_store_load (cli->store, type, cli_word (cli, 1), &failure) : NULL;

  if (record == NULL && failure != NULL)
    cli_not_found (g_steal_pointer (&failure), _ ("There is no such record. The ids stand in “patient show”."), error);
  if (record != NULL && !ek_store_audit_open (cli->store, ek_record_get_patient_id (record), error))
    g_clear_object (&record);
  return record;
}

static gboolean
run_edit (Cli *cli, JsonBuilder *result, GError **error)
{
  g_autoptr (EkRecord) record = load (cli, error);
  g_autoptr (EkRecord) former = record != NULL ? ek_record_copy (record) : NULL;

  if (record == NULL || !set_all (cli, record, error) || !check_and_save (cli, record, former, error))
    return FALSE;
  cli_add_record (result, record);
  return TRUE;
}

static gboolean
run_remove (Cli *cli, JsonBuilder *result, GError **error)
{
  g_autoptr (EkRecord) record = load (cli, error);
  const char *reason = record != NULL ? cli_required (cli, "reason", error) : NULL;

  if (reason == NULL || !ek_store_delete (cli->store, record, reason, error))
    return FALSE;
  json_builder_begin_object (result);
  cli_add_text (result, "removed", ek_record_get_id (record));
  json_builder_end_object (result);
  return TRUE;
}

static void
add_declared (JsonBuilder *result, const EkField *field)
{
  static const char *const kinds[] = {
    [EK_FIELD_TEXT] = "text",       [EK_FIELD_NOTE] = "note",     [EK_FIELD_INTEGER] = "integer",
    [EK_FIELD_REAL] = "number",     [EK_FIELD_DATE] = "date",     [EK_FIELD_BOOLEAN] = "boolean",
    [EK_FIELD_INSTANT] = "instant", [EK_FIELD_CHOICE] = "choice",
  };

  json_builder_begin_object (result);
  cli_add_text (result, "field", field->name);
  cli_add_text (result, "label", _ (field->label));
  cli_add_text (result, "kind", kinds[field->kind]);
  cli_add_boolean (result, "required", (field->flags & EK_FIELD_REQUIRED) != 0);
  if (field->choices != NULL)
    {
      json_builder_set_member_name (result, "choices");
      json_builder_begin_object (result);
      for (const EkChoice *choice = field->choices; choice->id != NULL; choice++)
        cli_add_text (result, choice->id, _ (choice->label));
      json_builder_end_object (result);
    }
  json_builder_end_object (result);
}

static gboolean
run_types (Cli *cli, JsonBuilder *result, GError **error)
{
  const EkRecordType *const *types = ek_record_types ();

  json_builder_begin_object (result);
  for (guint t = 0; types[t] != NULL; t++)
    {
      if (!(types[t]->flags & EK_RECORD_BY_HAND))
        continue;
      json_builder_set_member_name (result, types[t]->name);
      json_builder_begin_array (result);
      for (int i = 0; types[t]->fields[i].name != NULL; i++)
        if (is_offered (&types[t]->fields[i]))
          add_declared (result, &types[t]->fields[i]);
      json_builder_end_array (result);
    }
  json_builder_end_object (result);
  return TRUE;
}

static const CliOption set_options[] = {
  { "set", N_ ("FIELD=VALUE"), N_ ("what stands in a field; nothing after the sign clears it; may be given again") },
  { "confirm-dates", NULL, N_ ("save a date that is hardly possible, such as a birth 121 years ago") },
  { NULL, NULL, NULL },
};

static const CliOption remove_options[] = {
  { "reason", N_ ("TEXT"), N_ ("why") },
  { NULL, NULL, NULL },
};

const CliCommand cli_record_commands[] = {
  { "record types", "", 0, 0, CLI_NEEDS_NOTHING, NULL, N_ ("list what can be written down in a file, with its fields"),
    run_types },
  { "record add", "KIND PATIENT", 2, 2, CLI_NEEDS_STORE, set_options,
    N_ ("write down a diagnosis, a medicine, a visit …"), run_add },
  { "record edit", "KIND ID", 2, 2, CLI_NEEDS_STORE, set_options, N_ ("change what was written down"), run_edit },
  { "record remove", "KIND ID", 2, 2, CLI_NEEDS_STORE, remove_options, N_ ("remove what was written down"),
    run_remove },
  { NULL },
};
