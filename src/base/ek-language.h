/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Texts in a language of their own: of a paper, of a chart, of what a patient reads, whatever the window speaks. They
 * are in the same catalogues as all others, po/LANGUAGE.po, under their English; N_() and NC_() mark those of tables.
 */

const char *ek_tr (const char *language, const char *text) G_GNUC_FORMAT (2);
const char *ek_tr_c (const char *language, const char *context, const char *text) G_GNUC_FORMAT (3);
const char *ek_tr_n (const char *language, const char *one, const char *many, gulong n) G_GNUC_FORMAT (2)
  G_GNUC_FORMAT (3);

G_END_DECLS
