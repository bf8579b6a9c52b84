/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two files of one person: compared, joined, parted; and two who are two. */

#include "cli.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ek-join.h"

static void
add_value (JsonBuilder *result, const char *member, EkRecord *record, int field)
{
  g_autoptr (JsonNode) node = ek_record_to_json (record);
  JsonObject *values = json_object_get_object_member (json_node_get_object (node), "values");
  const char *name = ek_record_get_record_type (record)->fields[field].name;

  json_builder_set_member_name (result, member);
  if (json_object_has_member (values, name))
    json_builder_add_value (result, json_node_copy (json_object_get_member (values, name)));
  else
    json_builder_add_null_value (result);
}

static void
add_person (JsonBuilder *result, const char *member, EkRecord *patient, guint n_records)
{
  json_builder_set_member_name (result, member);
  json_builder_begin_object (result);
  cli_add_text (result, "id", ek_record_get_id (patient));
  cli_add_text (result, "name", ek_record_get_text (patient, EK_PATIENT_NAME));
  cli_add_text (result, "sex", ek_record_get_text (patient, EK_PATIENT_SEX));
  cli_add_text (result, "birth_date", ek_record_get_text (patient, EK_PATIENT_BIRTH_DATE));
  add_value (result, "identifiers", patient, EK_PATIENT_IDENTIFIERS);
  if (n_records != G_MAXUINT)
    cli_add_int (result, "records", n_records);
  json_builder_end_object (result);
}

static void
add_look (JsonBuilder *result, EkJoinLook *look)
{
  add_person (result, "kept", look->kept, look->n_kept);
  add_person (result, "other", look->other, look->n_other);
  json_builder_set_member_name (result, "contradictions");
  json_builder_begin_array (result);
  for (guint i = 0; i < look->contradictions->len; i++)
    json_builder_add_string_value (result, look->contradictions->pdata[i]);
  json_builder_end_array (result);

  json_builder_set_member_name (result, "fields");
  json_builder_begin_array (result);
  for (guint i = 0; i < look->fields->len; i++)
    {
      const EkJoinField *one = &g_array_index (look->fields, EkJoinField, i);

      json_builder_begin_object (result);
      cli_add_text (result, "field", ek_patient_type.fields[one->field].name);
      add_value (result, "kept", look->kept, one->field);
      add_value (result, "other", look->other, one->field);
      cli_add_text (result, "holds", one->take_other ? "other" : "kept");
      json_builder_end_object (result);
    }
  json_builder_end_array (result);

  json_builder_set_member_name (result, "in_both");
  json_builder_begin_array (result);
  for (guint i = 0; i < look->told->len; i++)
    {
      const EkJoinTold *told = look->told->pdata[i];

      json_builder_begin_object (result);
      cli_add_text (result, "kind", told->kind);
      cli_add_text (result, "what", told->what);
      cli_add_int (result, "kept", told->n_kept);
      cli_add_int (result, "other", told->n_other);
      json_builder_end_object (result);
    }
  json_builder_end_array (result);
}

/* The two that the first two words mean, put side by side; both are looked at, and the audit says so. */
static EkJoinLook *
look_at_both (Cli *cli, GError **error)
{
  g_autofree char *kept = cli_find_patient (cli, cli_word (cli, 0), error);
  g_autofree char *other = kept != NULL ? cli_find_patient (cli, cli_word (cli, 1), error) : NULL;

  if (other == NULL || !ek_store_audit_open (cli->store, kept, error) ||
      !ek_store_audit_open (cli->store, other, error))
    return NULL;
  return ek_join_look (cli->store, kept, other, error);
}

static gboolean
run_compare (Cli *cli, JsonBuilder *result, GError **error)
{
  g_autoptr (EkJoinLook) look = look_at_both (cli, error);

  if (look == NULL)
    return FALSE;
  json_builder_begin_object (result);
  add_look (result, look);
  json_builder_end_object (result);
  return TRUE;
}

static int
find_field (const char *name, GError **error)
{
  int field = ek_record_type_find_field (&ek_patient_type, name);

  if (field < 0)
    g_set_error (error, EK_ERROR, EK_ERROR_USAGE, _ ("There is no detail “%s” of a patient. Nothing was changed."),
                 name);
  return field;
}

static gboolean
choose_fields (Cli *cli, EkJoinLook *look, GError **error)
{
  static const struct {
    const char *option;
    gboolean take_other;
  } choices[] = { { "take", TRUE }, { "leave", FALSE } };

  for (guint c = 0; c < G_N_ELEMENTS (choices); c++)
    {
      GPtrArray *names = cli_option_all (cli, choices[c].option);

      for (guint n = 0; names != NULL && n < names->len; n++)
        {
          int field = find_field (names->pdata[n], error);

          if (field < 0)
            return FALSE;
          for (guint i = 0; i < look->fields->len; i++)
            if (g_array_index (look->fields, EkJoinField, i).field == field)
              g_array_index (look->fields, EkJoinField, i).take_other = choices[c].take_other;
        }
    }
  return TRUE;
}

static gboolean
run_join (Cli *cli, JsonBuilder *result, GError **error)
{
  const char *reason = cli_required (cli, "reason", error);
  g_autoptr (EkJoinLook) look = reason != NULL ? look_at_both (cli, error) : NULL;
  g_autofree char *id = NULL;

  if (look == NULL || !choose_fields (cli, look, error))
    return FALSE;
  id = ek_join_files (cli->store, look, reason, cli_flag (cli, "same-person"), error);
  if (id == NULL)
    {
      if (error != NULL && g_error_matches (*error, EK_ERROR, EK_ERROR_INVALID) && look->contradictions->len > 0)
        {
          g_ptr_array_add (look->contradictions, NULL);
          {
            g_autofree char *words = g_strjoinv (", ", (char **) look->contradictions->pdata);

            g_prefix_error (error, "%s: ", words);
          }
        }
      return FALSE;
    }
  json_builder_begin_object (result);
  cli_add_text (result, "join", id);
  add_look (result, look);
  json_builder_end_object (result);
  return TRUE;
}

static void
add_join (JsonBuilder *result, const EkJoin *join)
{
  json_builder_begin_object (result);
  cli_add_text (result, "join", join->id);
  cli_add_text (result, "former", join->former);
  cli_add_text (result, "joined_to", join->survivor);
  cli_add_text (result, "reason", join->reason);
  cli_add_text (result, "by", join->user_name);
  cli_add_instant (result, "at", join->at_ms, join->offset_minutes);
  cli_add_boolean (result, "parted", join->parted_ms != EK_INSTANT_NONE);
  cli_add_text (result, "parted_reason", join->parted_reason);
  cli_add_text (result, "parted_by", join->parted_name);
  json_builder_end_object (result);
}

static gboolean
run_joined (Cli *cli, JsonBuilder *result, GError **error)
{
  const char *word = cli_word (cli, 0);
  g_autofree char *patient = word != NULL ? cli_find_patient (cli, word, error) : NULL;
  g_autoptr (GPtrArray) joins = NULL;

  if (word != NULL && patient == NULL)
    return FALSE;
  joins = ek_join_list (cli->store, patient, !cli_flag (cli, "all"), error);
  if (joins == NULL)
    return FALSE;
  json_builder_begin_array (result);
  for (guint i = 0; i < joins->len; i++)
    add_join (result, joins->pdata[i]);
  json_builder_end_array (result);
  return TRUE;
}

/* A joining is meant by its id, or by a patient of whom there is one: the former one's own, or the only one of the
 * file. */
static char *
find_join (Cli *cli, GError **error)
{
  const char *word = cli_word (cli, 0);
  g_autoptr (GPtrArray) all = ek_join_list (cli->store, NULL, TRUE, error);
  g_autoptr (GPtrArray) joins = NULL;
  g_autofree char *patient = NULL;

  for (guint i = 0; all != NULL && i < all->len; i++)
    if (g_str_equal (((EkJoin *) all->pdata[i])->id, word) || g_str_equal (((EkJoin *) all->pdata[i])->former, word))
      return g_strdup (((EkJoin *) all->pdata[i])->id);
  patient = all != NULL ? cli_find_patient (cli, word, error) : NULL;
  joins = patient != NULL ? ek_join_list (cli->store, patient, TRUE, error) : NULL;
  if (joins == NULL)
    return NULL;
  if (joins->len == 1)
    return g_strdup (((EkJoin *) joins->pdata[0])->id);
  g_set_error_literal (
    error, EK_ERROR, joins->len == 0 ? EK_ERROR_NOT_FOUND : EK_ERROR_INVALID,
    joins->len == 0 ? _ ("This file was not joined with another one.")
                    : _ ("Several files were joined here: give the id of the joining, which “patient joined” shows."));
  return NULL;
}

static gboolean
place_records (Cli *cli, EkPartLook *look, const char *option, gboolean to_former, GError **error)
{
  GPtrArray *ids = cli_option_all (cli, option);

  for (guint n = 0; ids != NULL && n < ids->len; n++)
    {
      guint i = 0;

      while (i < look->records->len &&
             !g_str_equal (ek_record_get_id (((EkPartRecord *) look->records->pdata[i])->record), ids->pdata[n]))
        i++;
      if (i == look->records->len)
        {
          g_set_error (error, EK_ERROR, EK_ERROR_NOT_FOUND,
                       _ ("%s is not among what was written since the files were joined. Nothing was changed."),
                       (const char *) ids->pdata[n]);
          return FALSE;
        }
      ek_part_look_place (look, i, to_former);
    }
  return TRUE;
}

static gboolean
choose_restored (Cli *cli, EkPartLook *look, const char *option, gboolean restore, GError **error)
{
  GPtrArray *names = cli_option_all (cli, option);

  for (guint n = 0; names != NULL && n < names->len; n++)
    {
      int field = find_field (names->pdata[n], error);

      if (field < 0)
        return FALSE;
      for (guint i = 0; i < look->fields->len; i++)
        if (g_array_index (look->fields, EkPartField, i).field == field)
          g_array_index (look->fields, EkPartField, i).restore = restore;
    }
  return TRUE;
}

static void
add_part_look (JsonBuilder *result, EkPartLook *look)
{
  add_person (result, "kept", look->kept, G_MAXUINT);
  add_person (result, "former", look->former, G_MAXUINT);
  json_builder_set_member_name (result, "written_since");
  json_builder_begin_array (result);
  for (guint i = 0; i < look->records->len; i++)
    {
      const EkPartRecord *one = look->records->pdata[i];

      json_builder_begin_object (result);
      cli_add_text (result, "id", ek_record_get_id (one->record));
      cli_add_text (result, "type", ek_record_get_record_type (one->record)->name);
      cli_add_instant (result, "made", ek_record_get_created (one->record), 0);
      cli_add_text (result, "goes_to", one->to_former ? "former" : "kept");
      json_builder_end_object (result);
    }
  json_builder_end_array (result);

  json_builder_set_member_name (result, "fields");
  json_builder_begin_array (result);
  for (guint i = 0; i < look->fields->len; i++)
    {
      const EkPartField *one = &g_array_index (look->fields, EkPartField, i);

      json_builder_begin_object (result);
      cli_add_text (result, "field", ek_patient_type.fields[one->field].name);
      add_value (result, "before", look->before, one->field);
      add_value (result, "now", look->kept, one->field);
      cli_add_boolean (result, "changed_later", one->changed_later);
      cli_add_text (result, "holds", one->restore ? "before" : "now");
      json_builder_end_object (result);
    }
  json_builder_end_array (result);
}

static gboolean
run_part (Cli *cli, JsonBuilder *result, GError **error)
{
  gboolean look_only = cli_flag (cli, "look");
  const char *reason = look_only ? "" : cli_required (cli, "reason", error);
  g_autofree char *id = reason != NULL ? find_join (cli, error) : NULL;
  g_autoptr (EkPartLook) look = id != NULL ? ek_part_look (cli->store, id, error) : NULL;

  if (look == NULL || !ek_store_audit_open (cli->store, ek_record_get_id (look->kept), error) ||
      !place_records (cli, look, "to-former", TRUE, error) || !place_records (cli, look, "to-kept", FALSE, error) ||
      !choose_restored (cli, look, "restore", TRUE, error) || !choose_restored (cli, look, "keep", FALSE, error))
    return FALSE;
  if (!look_only && !ek_part_files (cli->store, look, reason, error))
    return FALSE;
  json_builder_begin_object (result);
  cli_add_text (result, "join", id);
  cli_add_boolean (result, "parted", !look_only);
  add_part_look (result, look);
  json_builder_end_object (result);
  return TRUE;
}

static gboolean
run_distinct (Cli *cli, JsonBuilder *result, GError **error)
{
  const char *reason = cli_required (cli, "reason", error);
  g_autofree char *one = reason != NULL ? cli_find_patient (cli, cli_word (cli, 0), error) : NULL;
  g_autofree char *other = one != NULL ? cli_find_patient (cli, cli_word (cli, 1), error) : NULL;

  if (other == NULL || !ek_join_set_distinct (cli->store, one, other, reason, error))
    return FALSE;
  json_builder_begin_object (result);
  cli_add_text (result, "one", one);
  cli_add_text (result, "other", other);
  cli_add_boolean (result, "distinct", TRUE);
  json_builder_end_object (result);
  return TRUE;
}

static const CliOption join_options[] = {
  { "reason", N_ ("TEXT"), N_ ("why they are one person's") },
  { "take", N_ ("FIELD"), N_ ("a detail that holds as the second file has it; may be given again") },
  { "leave", N_ ("FIELD"), N_ ("a detail that stays as the first file has it; may be given again") },
  { "same-person", NULL, N_ ("that it is one person although name, birth date, sex or number contradict") },
  { NULL, NULL, NULL },
};

static const CliOption joined_options[] = {
  { "all", NULL, N_ ("also those that were parted again") },
  { NULL, NULL, NULL },
};

static const CliOption part_options[] = {
  { "reason", N_ ("TEXT"), N_ ("why they are two persons' after all") },
  { "look", NULL, N_ ("only show what was written since and where it would go") },
  { "to-former", N_ ("RECORD"), N_ ("a record written since that goes with the parted file; may be given again") },
  { "to-kept", N_ ("RECORD"), N_ ("a record written since that stays; may be given again") },
  { "restore", N_ ("FIELD"), N_ ("a detail that is to be again what it was before; may be given again") },
  { "keep", N_ ("FIELD"), N_ ("a detail that stays as it is now; may be given again") },
  { NULL, NULL, NULL },
};

static const CliOption distinct_options[] = {
  { "reason", N_ ("TEXT"), N_ ("why they are two persons") },
  { NULL, NULL, NULL },
};

const CliCommand cli_join_commands[] = {
  { "patient compare", "PATIENT OTHER", 2, 2, CLI_NEEDS_STORE, NULL,
    N_ ("show two files side by side before they are joined"), run_compare },
  { "patient join", "PATIENT OTHER", 2, 2, CLI_NEEDS_STORE, join_options,
    N_ ("join the file of OTHER to that of PATIENT: they are one person"), run_join },
  { "patient joined", "[PATIENT]", 0, 1, CLI_NEEDS_STORE, joined_options, N_ ("list the files that were joined"),
    run_joined },
  { "patient part", "JOIN|PATIENT", 1, 1, CLI_NEEDS_STORE, part_options,
    N_ ("make two files again of one that was joined"), run_part },
  { "patient distinct", "PATIENT OTHER", 2, 2, CLI_NEEDS_STORE, distinct_options,
    N_ ("say that two who look alike are two persons"), run_distinct },
  { NULL },
};
