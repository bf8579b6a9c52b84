/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

void ek_fhir_lift_older (JsonObject *resource);

G_END_DECLS
