/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ek-order.h"

G_BEGIN_DECLS

/**
 * EkFormDialog: a few questions and one thing that is done with the answers. Emits "save" when the person is ready: the
 * handler makes an order of them and calls ek_form_dialog_order(), or collects them and calls ek_form_dialog_run().
 * When that succeeds the dialog closes and emits "done"; when it fails the sentence is shown inside and nothing that
 * was typed is lost.
 */
#define EK_TYPE_FORM_DIALOG (ek_form_dialog_get_type ())
G_DECLARE_FINAL_TYPE (EkFormDialog, ek_form_dialog, EK, FORM_DIALOG, AdwWindow)

EkFormDialog *ek_form_dialog_new (GtkWidget *parent, const char *title, const char *save_label);
void ek_form_dialog_set_hint (EkFormDialog *self, const char *text);
void ek_form_dialog_add_warning (EkFormDialog *self, const char *text);
void ek_form_dialog_add_text (EkFormDialog *self, const char *id, const char *label, const char *value);
void ek_form_dialog_add_note (EkFormDialog *self, const char *id, const char *label, const char *value);
void ek_form_dialog_add_date (EkFormDialog *self, const char *id, const char *label, const char *value);
void ek_form_dialog_add_choice (EkFormDialog *self, const char *id, const char *label, const char *const *ids,
                                const char *const *labels, const char *selected);
void ek_form_dialog_add_passphrase (EkFormDialog *self, const char *id, const char *label);
char *ek_form_dialog_get (EkFormDialog *self, const char *id) G_GNUC_WARN_UNUSED_RESULT;
void ek_form_dialog_keep (EkFormDialog *self, EkSession *session, const char *place, const char *patient_id,
                          const char *target);
/** EkFormBlameFunc: Returns: (nullable): the id of the question that @error is about. */
typedef const char *(*EkFormBlameFunc) (EkFormDialog *form, const GError *error, gpointer user_data);
void ek_form_dialog_set_blame (EkFormDialog *self, EkFormBlameFunc func, gpointer user_data);
void ek_form_dialog_ask (EkFormDialog *self, EkSession *session);
void ek_form_dialog_run (EkFormDialog *self, EkSession *session, EkSessionFunc func, gpointer data,
                         GDestroyNotify destroy);
void ek_form_dialog_order (EkFormDialog *self, EkSession *session, EkOrder *order);

G_END_DECLS
