/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ek-session.h"

G_BEGIN_DECLS

/** EkApplication: the program: command line, settings, auto-lock. */
#define EK_TYPE_APPLICATION (ek_application_get_type ())
G_DECLARE_FINAL_TYPE (EkApplication, ek_application, EK, APPLICATION, AdwApplication)

EkApplication *ek_application_new (void);

G_END_DECLS
