/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ek-secret.h"

G_BEGIN_DECLS

void ek_print_code (GtkWidget *parent, EkSecret *code);

G_END_DECLS
