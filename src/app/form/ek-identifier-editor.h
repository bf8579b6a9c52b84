/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/** EkIdentifierEditor: the numbers a person is known by: kind, number, and who gave it. Emits "edited". */
#define EK_TYPE_IDENTIFIER_EDITOR (ek_identifier_editor_get_type ())
G_DECLARE_FINAL_TYPE (EkIdentifierEditor, ek_identifier_editor, EK, IDENTIFIER_EDITOR, AdwBin)

GtkWidget *ek_identifier_editor_new (void);
void ek_identifier_editor_load (EkIdentifierEditor *self, JsonNode *identifiers);
JsonNode *ek_identifier_editor_get (EkIdentifierEditor *self);

G_END_DECLS
