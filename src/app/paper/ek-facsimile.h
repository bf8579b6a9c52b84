/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ek-session.h"

G_BEGIN_DECLS

/** EkFacsimile: an old form as it was answered, in a window of its own that keeps up with corrections. */
#define EK_TYPE_FACSIMILE (ek_facsimile_get_type ())
G_DECLARE_FINAL_TYPE (EkFacsimile, ek_facsimile, EK, FACSIMILE, AdwWindow)

void ek_facsimile_show (GtkWidget *parent, EkSession *session, const char *assessment_id);

G_END_DECLS
