/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-focus-bin.h"

struct _EkFocusBin {
  AdwBin parent_instance;
};

G_DEFINE_FINAL_TYPE (EkFocusBin, ek_focus_bin, ADW_TYPE_BIN)

/* GTK 4.8 has no tab-behavior for lists. */
static gboolean
ek_focus_bin_focus (GtkWidget *widget, GtkDirectionType direction)
{
  if ((direction == GTK_DIR_TAB_FORWARD || direction == GTK_DIR_TAB_BACKWARD) &&
      gtk_widget_get_focus_child (widget) != NULL)
    return FALSE;
  return GTK_WIDGET_CLASS (ek_focus_bin_parent_class)->focus (widget, direction);
}

static void
ek_focus_bin_class_init (EkFocusBinClass *klass)
{
  GTK_WIDGET_CLASS (klass)->focus = ek_focus_bin_focus;
}

static void
ek_focus_bin_init (EkFocusBin *self)
{
}
