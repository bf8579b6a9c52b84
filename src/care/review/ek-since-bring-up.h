/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-since.h"

G_BEGIN_DECLS

/* Makes the paper again from the file as it is now; what people wrote into it stays. */
gboolean ek_since_bring_up (EkStore *store, EkCatalogue *catalogue, EkKnowledge *knowledge, EkRecord *paper,
                            GError **error);

G_END_DECLS
