/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef void (*EkMessageAnswer) (gboolean yes, gpointer user_data);

void  ek_message_error  (GtkWidget       *parent,
                         const char      *heading,
                         const GError    *error);
void  ek_message_tell   (GtkWidget       *parent,
                         const char      *heading,
                         const char      *body);
void  ek_message_ask    (GtkWidget       *parent,
                         const char      *heading,
                         const char      *body,
                         const char      *yes_label,
                         gboolean         destructive,
                         EkMessageAnswer  answer,
                         gpointer         user_data,
                         GDestroyNotify   destroy);
void  ek_message_toast  (GtkWidget       *widget,
                         const char      *text);
void  ek_message_undo   (GtkWidget       *widget,
                         const char      *text,
                         EkMessageAnswer  answer,
                         gpointer         user_data,
                         GDestroyNotify   destroy);

G_END_DECLS
