/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ek-session.h"

G_BEGIN_DECLS

#define EK_TYPE_INSTRUMENTS_WINDOW (ek_instruments_window_get_type ())
G_DECLARE_FINAL_TYPE (EkInstrumentsWindow, ek_instruments_window, EK, INSTRUMENTS_WINDOW, AdwWindow)

void ek_instruments_window_show (GtkWidget *parent, EkSession *session);

G_END_DECLS
