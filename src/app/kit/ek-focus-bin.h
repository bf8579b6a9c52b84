/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/** EkFocusBin: lets Tab leave a long list instead of walking through its rows, which the arrow keys do. */
#define EK_TYPE_FOCUS_BIN (ek_focus_bin_get_type ())
G_DECLARE_FINAL_TYPE (EkFocusBin, ek_focus_bin, EK, FOCUS_BIN, AdwBin)

G_END_DECLS
