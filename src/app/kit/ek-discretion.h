/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void ek_discretion_start (void);
void ek_discretion_forget (void);

G_END_DECLS
