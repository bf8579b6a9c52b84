/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ek-session.h"

G_BEGIN_DECLS

/**
 * EkVaultBar:
 *
 * Says for as long as it is so that the vault can only be read, and why; and once after unlocking what there is to know
 * of its files: that the key ring was damaged, that it was restored from a back-up.
 */
#define EK_TYPE_VAULT_BAR (ek_vault_bar_get_type ())
G_DECLARE_FINAL_TYPE (EkVaultBar, ek_vault_bar, EK, VAULT_BAR, GtkBox)

GtkWidget *ek_vault_bar_new (EkSession *session);

G_END_DECLS
