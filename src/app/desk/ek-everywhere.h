/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * EkEverywhere: what works in every window of the program, whoever made it: locking and quitting by key, also over
 * dialogs, messages, choosers and popovers, and knowing that somebody is there.
 */
typedef struct {
  void (*lock) (gpointer data);
  void (*quit) (gpointer data);
  gboolean (*touched) (gpointer data); /* FALSE: it came too late, and does nothing else */
} EkEverywhere;

void ek_everywhere_start (const EkEverywhere *what, gpointer data);
void ek_everywhere_stop (void);

G_END_DECLS
