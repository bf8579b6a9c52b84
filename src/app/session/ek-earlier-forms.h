/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-session.h"

G_BEGIN_DECLS

/* Looks, in a thread of its own, at forms that were stored before every form was looked at for danger; once for each
 * vault. Risks and notices appear as they are found. To be called when somebody has come in. */
void ek_earlier_forms_look (EkSession *session);

G_END_DECLS
