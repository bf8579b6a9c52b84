/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ek-fhir-import.h"

G_BEGIN_DECLS

void ek_import_report_fill (GtkBox *box, EkFhirReport *report);

G_END_DECLS
