/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ek-session.h"

G_BEGIN_DECLS

/** EkUnlockPage: asks for the passphrase, or the recovery code, and enters the session. */
#define EK_TYPE_UNLOCK_PAGE (ek_unlock_page_get_type ())
G_DECLARE_FINAL_TYPE (EkUnlockPage, ek_unlock_page, EK, UNLOCK_PAGE, AdwBin)

void ek_unlock_page_set_session (EkUnlockPage *self, EkSession *session);
void ek_unlock_page_show_users (EkUnlockPage *self);
void ek_unlock_page_set_hint (EkUnlockPage *self, const char *hint);

G_END_DECLS
