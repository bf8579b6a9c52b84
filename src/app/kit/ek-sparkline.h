/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ek-series.h"

G_BEGIN_DECLS

/** EkSparkline: the latest values of a series, a line the size of a word. It says nothing: the text beside it does. */
#define EK_TYPE_SPARKLINE (ek_sparkline_get_type ())
G_DECLARE_FINAL_TYPE (EkSparkline, ek_sparkline, EK, SPARKLINE, GtkWidget)

void ek_sparkline_set_series (EkSparkline *self, EkSeries *series);

G_END_DECLS
