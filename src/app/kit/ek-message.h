/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ek-session.h"

G_BEGIN_DECLS

typedef void (*EkMessageAnswer) (gboolean yes, gpointer user_data);
typedef void (*EkMessageWords) (const char *words, gpointer user_data); /* NULL: cancelled */

void ek_message_error (GtkWidget *parent, const char *heading, const GError *error);
void ek_message_tell (GtkWidget *parent, const char *heading, const char *body);
void ek_message_ask (GtkWidget *parent, const char *heading, const char *body, const char *yes_label,
                     gboolean destructive, EkMessageAnswer answer, gpointer user_data, GDestroyNotify destroy);
void ek_message_choose (GtkWidget *parent, const char *heading, const char *body, const char *no_label,
                        const char *yes_label, EkMessageAnswer answer, gpointer user_data, GDestroyNotify destroy);
void ek_message_show (GtkWidget *parent, const char *heading, const char *body, GtkWidget *child, const char *no_label,
                      const char *yes_label, EkMessageAnswer answer, gpointer user_data, GDestroyNotify destroy);
GtkWidget *ek_message_ask_words (GtkWidget *parent, const char *heading, const char *body, const char *label,
                                 const char *hint, const char *yes_label, EkMessageWords answer, gpointer user_data,
                                 GDestroyNotify destroy);
void ek_message_keep_words (GtkWidget *dialog, EkSession *session, const char *place, const char *patient_id,
                            const char *target);
void ek_message_toast (GtkWidget *widget, const char *text);
void ek_message_undo (GtkWidget *widget, const char *text, EkMessageAnswer answer, gpointer user_data,
                      GDestroyNotify destroy);

void ek_message_describe (GtkWidget *status_page, const char *text);

G_END_DECLS
