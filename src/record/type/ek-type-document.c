/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-types.h"

#include <glib/gi18n-lib.h>

static const EkChoice document_kinds[] = {
  { "minutes", N_ ("Minutes") },
  { "report", N_ ("Report") },
  { "letter", N_ ("Letter") },
  { NULL },
};

static const EkField document_fields[] = {
  [EK_DOCUMENT_KIND] = { "kind", EK_FIELD_CHOICE, EK_FIELD_REQUIRED, N_ ("Kind"), document_kinds },
  [EK_DOCUMENT_TITLE] = { "title", EK_FIELD_TEXT, EK_FIELD_REQUIRED, N_ ("Title") },
  [EK_DOCUMENT_MEDIA_TYPE] = { "media_type", EK_FIELD_TEXT, EK_FIELD_REQUIRED, N_ ("Format") },
  [EK_DOCUMENT_CONTENT] = { "content", EK_FIELD_BLOB, EK_FIELD_REQUIRED | EK_FIELD_HIDDEN, N_ ("Content") },
  [EK_DOCUMENT_BASED_ON] = { "based_on", EK_FIELD_REFERENCE, EK_FIELD_INDEXED | EK_FIELD_HIDDEN, N_ ("Based on") },
  [EK_DOCUMENT_WRITTEN] = { "written", EK_FIELD_INSTANT, EK_FIELD_PLAIN, N_ ("Written") },
  { NULL },
};

const EkRecordType ek_document_type = {
  .name = "document",
  .plural = "documents",
  .label = N_ ("Document"),
  .flags = EK_RECORD_SYNCED,
  .fields = document_fields,
  .title = EK_DOCUMENT_TITLE,
  .when = EK_DOCUMENT_WRITTEN,
};
