/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ek-server.h"
#include "ek-session.h"

G_BEGIN_DECLS

/** EkServerDialog: the connection to the hospital's FHIR server. Emits "saved". */
#define EK_TYPE_SERVER_DIALOG (ek_server_dialog_get_type ())
G_DECLARE_FINAL_TYPE (EkServerDialog, ek_server_dialog, EK, SERVER_DIALOG, AdwWindow)

EkServerDialog *ek_server_dialog_show (GtkWidget *parent, EkSession *session, EkServer *server);

G_END_DECLS
