/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "ek-mdt.h"

G_BEGIN_DECLS

/* The minutes of an MDT case review as PDF: case page with its chart as it was shown, opinions, decision and reason
 * (also former ones), actions, signatures and whether each is valid. Headings in the language the program runs in;
 * @language ("en", "zh") chooses the texts that the data has in both. Nothing is written to the disk. */
GBytes *ek_minutes_render (EkStore *store, EkCatalogue *catalogue, EkRecord *review, const char *language,
                           GError **error);
/* Renders and keeps them in the patient's file as a document (a new revision when there is one already). */
EkRecord *ek_minutes_file (EkStore *store, EkCatalogue *catalogue, EkRecord *review, const char *language,
                           GError **error);

G_END_DECLS
