/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Diagnoses and medicines that others decided. Who may neither diagnose nor prescribe (ek-permission.c) may bring in
 * what a hospital sends, because leaving it out would hide it from everybody; but it then stands in the file as
 * received, with its source, whoever imported it and however often it is changed since, and never as a decision of that
 * person. */

#include "ek-config.h"

#include "ek-received.h"

#include <glib/gi18n-lib.h>
#include "ek-source.h"

/**
 * ek_received_field:
 * @type: a record type
 *
 * Returns: the field that says where a record of this type was received from, -1 where it is nobody's decision
 */
int
ek_received_field (const EkRecordType *type)
{
  return ek_record_type_find_field (type, "received_from");
}

/**
 * ek_received_from:
 * @record: a record
 *
 * Returns: (transfer none) (nullable): where it was received from: %EK_RECEIVED_FILE, alone or with ":" and a hash of
 *   the file, the name that was given to a file's source, or a server's address; %NULL when it was written here, or was
 *   received before this was kept
 */
const char *
ek_received_from (EkRecord *record)
{
  int field = ek_received_field (ek_record_get_record_type (record));

  return field >= 0 ? ek_record_get_text (record, field) : NULL;
}

/**
 * ek_received_words:
 * @store: (nullable): the record, for the name that people give the source
 * @source: (nullable): as ek_received_from() gives it, or its name
 *
 * Returns: (transfer full) (nullable): "received from …", translated, to stand behind the record's words; %NULL for
 *   what was written here
 */
char *
ek_received_words (EkStore *store, const char *source)
{
  g_autofree char *name = source != NULL ? ek_source_name (store, source) : NULL;

  if (source == NULL)
    return NULL;
  /* Translators: behind a diagnosis or a medicine; %s is the name of a hospital's system or of a file */
  return g_strdup_printf (_ ("received from %s"), name);
}
