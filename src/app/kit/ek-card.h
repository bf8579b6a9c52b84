/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * EkCard: a heading and a dense list of lines. Signals: "add", when there is a button for it, and "line" (data) when a
 * line that carries data was activated.
 */
#define EK_TYPE_CARD (ek_card_get_type ())
G_DECLARE_FINAL_TYPE (EkCard, ek_card, EK, CARD, AdwBin)

GtkWidget *ek_card_new (const char *title);
void ek_card_set_add (EkCard *self, const char *label);
void ek_card_clear (EkCard *self, const char *empty_text);
GtkWidget *ek_card_append (EkCard *self, GObject *data, const char *title, const char *subtitle, const char *trailing,
                           const char *css_class);

G_END_DECLS
