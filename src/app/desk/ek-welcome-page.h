/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ek-session.h"

G_BEGIN_DECLS

/** EkWelcomePage: makes a vault: who, passphrase, recovery code. Enters the session when the code was noted. */
#define EK_TYPE_WELCOME_PAGE (ek_welcome_page_get_type ())
G_DECLARE_FINAL_TYPE (EkWelcomePage, ek_welcome_page, EK, WELCOME_PAGE, AdwBin)

void ek_welcome_page_set_session (EkWelcomePage *self, EkSession *session);
gboolean ek_welcome_page_has_code (EkWelcomePage *self);

G_END_DECLS
