/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-vault-bar.h"

#include <glib/gi18n-lib.h>

#include "ek-message.h"

struct _EkVaultBar {
  GtkBox parent_instance;

  EkSession *session; /* owned */
  EkVault *vault;     /* owned; whose state is shown, or NULL */
  gulong handler;
  GtkLabel *text;
};

G_DEFINE_FINAL_TYPE (EkVaultBar, ek_vault_bar, GTK_TYPE_BOX)

static void
refresh (EkVaultBar *self)
{
  const char *why = self->vault != NULL ? ek_vault_get_reading_only (self->vault) : NULL;

  gtk_label_set_text (self->text, why != NULL ? why : "");
  gtk_widget_set_visible (GTK_WIDGET (self), why != NULL);
}

static gboolean
refresh_in_main (gpointer user_data)
{
  GWeakRef *weak = user_data;
  g_autoptr (EkVaultBar) self = g_weak_ref_get (weak);

  if (self != NULL)
    refresh (self);
  return G_SOURCE_REMOVE;
}

static void
weak_free (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

/* On the thread that noticed. */
static void
on_writing_changed (EkVault *vault, gpointer user_data)
{
  GWeakRef *weak = g_new0 (GWeakRef, 1);
  g_autoptr (EkVaultBar) self = g_weak_ref_get (user_data);

  g_weak_ref_init (weak, self);
  g_main_context_invoke_full (NULL, G_PRIORITY_DEFAULT, refresh_in_main, weak, weak_free);
}

static void
closure_free (gpointer data, GClosure *closure)
{
  weak_free (data);
}

static void
let_go (EkVaultBar *self)
{
  if (self->vault != NULL)
    g_signal_handler_disconnect (self->vault, self->handler);
  g_clear_object (&self->vault);
}

static void
watch (EkVaultBar *self)
{
  EkVault *vault = ek_session_get_vault (self->session);
  GWeakRef *weak = NULL;

  let_go (self);
  if (vault == NULL)
    return;
  weak = g_new0 (GWeakRef, 1);
  g_weak_ref_init (weak, self);
  self->vault = g_object_ref (vault);
  self->handler = g_signal_connect_data (vault, "writing-changed", G_CALLBACK (on_writing_changed), weak, closure_free,
                                         0);
}

static void
on_unlocked (EkVaultBar *self)
{
  g_auto (GStrv) remarks = NULL;
  g_autofree char *text = NULL;

  watch (self);
  refresh (self);
  if (self->vault == NULL)
    return;
  remarks = ek_vault_list_remarks (self->vault);
  text = g_strjoinv ("\n\n", remarks);
  if (*text != '\0')
    ek_message_tell (GTK_WIDGET (self), _ ("About the files of this vault"), text);
}

static void
on_locked (EkVaultBar *self)
{
  let_go (self);
  refresh (self);
}

/* Writing something asks the disk again. */
static void
try_again (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  g_task_return_boolean (task, ek_vault_try_writing (ek_store_get_vault (store)));
}

static void
on_tried (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EkVaultBar) self = user_data;

  if (g_task_propagate_boolean (G_TASK (result), NULL) && self->vault != NULL)
    ek_message_toast (GTK_WIDGET (self), _ ("The vault can be written again."));
  refresh (self);
}

static void
on_try_again (EkVaultBar *self)
{
  ek_session_write_async (self->session, try_again, NULL, NULL, NULL, on_tried, g_object_ref (self));
}

static void
ek_vault_bar_dispose (GObject *object)
{
  EkVaultBar *self = EK_VAULT_BAR (object);

  let_go (self);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (ek_vault_bar_parent_class)->dispose (object);
}

static void
ek_vault_bar_class_init (EkVaultBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ek_vault_bar_dispose;
}

static void
ek_vault_bar_init (EkVaultBar *self)
{
  GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Try again"));

  self->text = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->text, TRUE);
  gtk_label_set_xalign (self->text, 0);
  gtk_widget_set_hexpand (GTK_WIDGET (self->text), TRUE);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_box_set_spacing (GTK_BOX (self), 12);
  gtk_box_append (GTK_BOX (self), icon);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->text));
  gtk_box_append (GTK_BOX (self), button);
  gtk_widget_add_css_class (GTK_WIDGET (self), "draft-bar");
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (on_try_again), self);
}

/**
 * ek_vault_bar_new:
 * @session: the session
 *
 * Returns: (transfer floating): the bar, for a place where the whole window is told something; unseen while there is
 *   nothing to say
 */
GtkWidget *
ek_vault_bar_new (EkSession *session)
{
  EkVaultBar *self = g_object_new (EK_TYPE_VAULT_BAR, NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (session, "unlocked", G_CALLBACK (on_unlocked), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "locked", G_CALLBACK (on_locked), self, G_CONNECT_SWAPPED);
  if (ek_session_is_unlocked (session))
    on_unlocked (self);
  return GTK_WIDGET (self);
}
