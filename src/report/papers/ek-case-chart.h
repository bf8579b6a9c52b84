/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "ek-chart.h"

G_BEGIN_DECLS

/* The chart of a case page (ek_mdt_case_page()), as it was when the page was made: the same on the screen and in the
 * minutes. NULL when the page has no scores. At most @max_panels scores, in the order of the page. */
EkChart *ek_case_chart_new (JsonNode *page, const char *language, guint max_panels);

G_END_DECLS
