/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ek-session.h"

G_BEGIN_DECLS

/** EkAuditWindow: who opened, changed, signed or exported what of one patient's file, and when. */
#define EK_TYPE_AUDIT_WINDOW (ek_audit_window_get_type ())
G_DECLARE_FINAL_TYPE (EkAuditWindow, ek_audit_window, EK, AUDIT_WINDOW, AdwWindow)

void ek_audit_window_show (GtkWidget *parent, EkSession *session, const char *patient_id);

G_END_DECLS
