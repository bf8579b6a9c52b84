/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-secret.h"

G_BEGIN_DECLS

EkSecret *ek_recovery_code_new (void);
EkSecret *ek_recovery_code_normalize (EkSecret *typed, GError **error);

G_END_DECLS
