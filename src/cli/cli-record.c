/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"

#include <math.h>

#include "ek-assessment.h"
#include "ek-band-words.h"

static void
add_field (JsonBuilder *builder, EkRecord *record, const EkField *field, int index)
{
  int offset = 0;
  JsonNode *node;

  switch (field->kind)
    {
    case EK_FIELD_INTEGER:
      cli_add_int (builder, field->name, ek_record_get_int (record, index, 0));
      break;
    case EK_FIELD_BOOLEAN:
      cli_add_boolean (builder, field->name, ek_record_get_int (record, index, 0) != 0);
      break;
    case EK_FIELD_REAL:
      cli_add_number (builder, field->name, ek_record_get_real (record, index, NAN));
      break;
    case EK_FIELD_INSTANT:
      {
        gint64 at_ms = ek_record_get_instant (record, index, &offset);

        cli_add_instant (builder, field->name, at_ms, offset);
        break;
      }
    case EK_FIELD_JSON:
      node = ek_record_get_json (record, index);
      cli_add_node (builder, field->name, node != NULL ? json_node_copy (node) : NULL);
      break;
    case EK_FIELD_BLOB:
      {
        GBytes *bytes = ek_record_get_blob (record, index);
        g_autofree char *member = g_strconcat (field->name, "_bytes", NULL);

        cli_add_int (builder, member, bytes != NULL ? g_bytes_get_size (bytes) : 0);
        break;
      }
    default:
      cli_add_text (builder, field->name, ek_record_get_text (record, index));
    }
}

/* What a level says, beside the level; nothing for none. */
static void
add_level_words (JsonBuilder *builder, EkCatalogue *catalogue, EkRecord *form)
{
  const char *level = ek_record_get_text (form, EK_ASSESSMENT_SEVERITY);
  double total = ek_record_get_real (form, EK_ASSESSMENT_TOTAL, NAN);
  EkInstrument *instrument = ek_catalogue_find (catalogue, ek_record_get_text (form, EK_ASSESSMENT_INSTRUMENT),
                                                ek_record_get_text (form, EK_ASSESSMENT_VERSION));

  if (level == NULL)
    return;
  json_builder_set_member_name (builder, "words");
  json_builder_begin_object (builder);
  for (guint i = 0; i < 2; i++)
    {
      const char *language = i == 0 ? "en" : "zh";
      g_autofree char *words = ek_band_id_words (instrument, NULL, level, total, language);

      cli_add_text (builder, language, words);
    }
  json_builder_end_object (builder);
}

/* The catalogue is needed for forms only. */
static void
add_record (JsonBuilder *builder, EkCatalogue *catalogue, EkRecord *record)
{
  const EkRecordType *type = ek_record_get_record_type (record);

  json_builder_begin_object (builder);
  cli_add_text (builder, "id", ek_record_get_id (record));
  if (type != &ek_patient_type)
    cli_add_text (builder, "patient", ek_record_get_patient_id (record));
  for (guint i = 0; i < ek_record_type_n_fields (type); i++)
    if (ek_record_has (record, i))
      add_field (builder, record, &type->fields[i], i);
  if (type == &ek_assessment_type && catalogue != NULL)
    add_level_words (builder, catalogue, record);
  cli_add_int (builder, "revision", ek_record_get_revision (record));
  cli_add_instant (builder, "changed", ek_record_get_changed (record), ek_record_get_changed_offset (record));
  cli_add_text (builder, "author", ek_record_get_author (record));
  json_builder_end_object (builder);
}

/**
 * cli_add_record:
 * @builder: the document
 * @record: a record
 *
 * One object: envelope, then every field that is set, named as it is declared. A file's bytes are told by their number
 * only.
 */
void
cli_add_record (JsonBuilder *builder, EkRecord *record)
{
  add_record (builder, NULL, record);
}

/**
 * cli_add_form:
 * @cli: the command line
 * @builder: the document
 * @form: an assessment
 *
 * As cli_add_record(), with "words": what its level says, in both languages; without them where there is no catalogue.
 */
void
cli_add_form (Cli *cli, JsonBuilder *builder, EkRecord *form)
{
  add_record (builder, cli_get_catalogue (cli, NULL), form);
}

/**
 * cli_add_records:
 * @cli: the command line, with the store
 * @builder: the document
 * @member: name of the member
 * @type: a type of record
 * @patient_id: whose
 * @error: an error of the store
 *
 * Every record of @type of a patient, as an array under @member; forms as cli_add_form() has them.
 *
 * Returns: success; on failure nothing was added
 */
gboolean
cli_add_records (Cli *cli, JsonBuilder *builder, const char *member, const EkRecordType *type, const char *patient_id,
                 GError **error)
{
  g_autoptr (GPtrArray) records = ek_store_list (cli->store, type, patient_id, error);
  EkCatalogue *catalogue = type == &ek_assessment_type ? cli_get_catalogue (cli, NULL) : NULL;

  if (records == NULL)
    return FALSE;
  json_builder_set_member_name (builder, member);
  json_builder_begin_array (builder);
  for (guint i = 0; i < records->len; i++)
    add_record (builder, catalogue, records->pdata[i]);
  json_builder_end_array (builder);
  return TRUE;
}
