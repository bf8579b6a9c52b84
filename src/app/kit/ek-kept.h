/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ek-drafts.h"

G_BEGIN_DECLS

/**
 * EkKept: a place where something is typed, while it is on the screen. What stands in the widgets that were added is
 * kept in the vault until it is saved or discarded; what was kept there before is put back into them as they are added.
 * Never add a secret: passphrases and tokens are refused.
 */
typedef struct _EkKept EkKept;

typedef char *(*EkKeptGet) (gpointer data); /* transfer full; NULL or "": nothing */
typedef void (*EkKeptPut) (const char *text, gpointer data);

EkKept *ek_kept_new (GtkWidget *owner, EkSession *session, const char *place, const char *patient_id,
                     const char *target);
EkKept *ek_kept_window (GtkWidget *window, EkSession *session, const char *place, const char *patient_id,
                        const char *target);
EkKept *ek_kept_place (GtkWidget *owner, EkSession *session, const char *place);
void ek_kept_drop (GtkWidget *owner);
EkKept *ek_kept_of (GtkWidget *owner);
void ek_kept_set_title (EkKept *self, const char *title);
void ek_kept_set_whole (EkKept *self);
void ek_kept_add (EkKept *self, const char *name, const char *label, GtkWidget *widget);
void ek_kept_add_custom (EkKept *self, const char *name, const char *label, EkKeptGet get, EkKeptPut put,
                         gpointer data);
void ek_kept_touch (EkKept *self);
gboolean ek_kept_was_resumed (EkKept *self);
GtkWidget *ek_kept_get_note (EkKept *self);
void ek_kept_write_async (EkKept *self, EkSession *session, EkSessionFunc func, gpointer data, GDestroyNotify destroy,
                          GAsyncReadyCallback callback, gpointer user_data);
void ek_kept_end (EkKept *self);

G_END_DECLS
