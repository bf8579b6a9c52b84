/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-unlock-page.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ek-accessible.h"

struct _EkUnlockPage {
  AdwBin parent_instance;

  EkSession *session;
  GPtrArray *users; /* of EkUser, those who may come in */
  GdkDevice *keyboard;
  gboolean recovering;

  GtkDropDown *user;
  GtkWidget *user_name;
  GtkEditable *passphrase;
  GtkEditable *code;
  GtkStack *ways;
  GtkWidget *caps;
  GtkLabel *hint;
  GtkLabel *problem;
  GtkWidget *waiting;
  guint waiting_source;
  GtkWidget *unlock;
  GtkStack *unlock_stack;
  GtkButton *other_way;
};

G_DEFINE_FINAL_TYPE (EkUnlockPage, ek_unlock_page, ADW_TYPE_BIN)

static GtkEditable *
entry_in_use (EkUnlockPage *self)
{
  return self->recovering ? self->code : self->passphrase;
}

/* Longer than the key takes to derive; what remains is files made by an older version that are brought up to date. */
#define LONG_WAIT_MS 4000

static gboolean
on_long_wait (gpointer user_data)
{
  EkUnlockPage *self = user_data;

  self->waiting_source = 0;
  gtk_widget_set_visible (self->waiting, TRUE);
  return G_SOURCE_REMOVE;
}

static void
set_waiting (EkUnlockPage *self, gboolean waiting)
{
  g_clear_handle_id (&self->waiting_source, g_source_remove);
  gtk_widget_set_visible (self->waiting, FALSE);
  if (waiting)
    self->waiting_source = g_timeout_add (LONG_WAIT_MS, on_long_wait, self);
}

static void
set_busy (EkUnlockPage *self, gboolean busy)
{
  /* A text that loses the focus by becoming insensitive is not told of it. */
  if (busy && gtk_widget_get_root (GTK_WIDGET (self)) != NULL)
    gtk_root_set_focus (gtk_widget_get_root (GTK_WIDGET (self)), NULL);
  gtk_stack_set_visible_child_name (self->unlock_stack, busy ? "busy" : "label");
  gtk_widget_set_sensitive (GTK_WIDGET (self->ways), !busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->user), !busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->other_way), !busy);
  gtk_widget_set_sensitive (self->unlock, !busy);
  set_waiting (self, busy);
}

static void
tell_problem (EkUnlockPage *self, const char *text)
{
  gtk_label_set_text (self->problem, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), text != NULL);
}

static void
on_unlocked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EkUnlockPage) self = user_data;
  g_autoptr (GError) error = NULL;

  set_busy (self, FALSE);
  if (ek_session_unlock_finish (EK_SESSION (source), result, &error))
    {
      tell_problem (self, NULL);
      ek_session_enter (EK_SESSION (source));
      return;
    }
  tell_problem (self, error->message);
  gtk_widget_grab_focus (GTK_WIDGET (entry_in_use (self)));
}

static void
on_unlock (EkUnlockPage *self)
{
  const char *text = gtk_editable_get_text (entry_in_use (self));
  guint selected = gtk_drop_down_get_selected (self->user);
  const char *user = selected < self->users->len ? ek_user_get_id (g_ptr_array_index (self->users, selected)) : NULL;
  g_autoptr (EkSecret) secret = NULL;

  if (*text == '\0' || !gtk_widget_get_sensitive (self->unlock))
    return;
  secret = ek_secret_new_copy (text, strlen (text));
  gtk_editable_set_text (entry_in_use (self), "");
  tell_problem (self, NULL);
  set_busy (self, TRUE);
  if (self->recovering)
    ek_session_recover_async (self->session, secret, NULL, on_unlocked, g_object_ref (self));
  else
    ek_session_unlock_async (self->session, user, secret, NULL, on_unlocked, g_object_ref (self));
}

static void
show_way (EkUnlockPage *self, gboolean recovering)
{
  self->recovering = recovering;
  gtk_editable_set_text (self->passphrase, "");
  gtk_editable_set_text (self->code, "");
  gtk_stack_set_visible_child_name (self->ways, recovering ? "code" : "passphrase");
  gtk_button_set_label (self->other_way, recovering ? _ ("Use the _passphrase") : _ ("Use the _recovery code"));
  tell_problem (self, NULL);
}

static void
on_other_way (EkUnlockPage *self)
{
  show_way (self, !self->recovering);
  gtk_widget_grab_focus (GTK_WIDGET (entry_in_use (self)));
}

static void
on_caps_lock (EkUnlockPage *self)
{
  gtk_widget_set_visible (self->caps, self->keyboard != NULL && gdk_device_get_caps_lock_state (self->keyboard));
}

static gboolean
ek_unlock_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (entry_in_use (EK_UNLOCK_PAGE (widget))));
}

static void
ek_unlock_page_realize (GtkWidget *widget)
{
  EkUnlockPage *self = EK_UNLOCK_PAGE (widget);
  GdkSeat *seat;

  GTK_WIDGET_CLASS (ek_unlock_page_parent_class)->realize (widget);
  seat = gdk_display_get_default_seat (gtk_widget_get_display (widget));
  if (seat == NULL || !g_set_object (&self->keyboard, gdk_seat_get_keyboard (seat)))
    return;
  g_signal_connect_object (self->keyboard, "notify::caps-lock-state", G_CALLBACK (on_caps_lock), self,
                           G_CONNECT_SWAPPED);
  on_caps_lock (self);
}

static void
ek_unlock_page_dispose (GObject *object)
{
  EkUnlockPage *self = EK_UNLOCK_PAGE (object);

  g_clear_handle_id (&self->waiting_source, g_source_remove);
  g_clear_pointer (&self->users, g_ptr_array_unref);
  g_clear_object (&self->keyboard);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (ek_unlock_page_parent_class)->dispose (object);
}

static void
ek_unlock_page_class_init (EkUnlockPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ek_unlock_page_dispose;
  widget_class->grab_focus = ek_unlock_page_grab_focus;
  widget_class->realize = ek_unlock_page_realize;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/evenkeel/Evenkeel/ui/ek-unlock-page.ui");
  gtk_widget_class_bind_template_child (widget_class, EkUnlockPage, user);
  gtk_widget_class_bind_template_child (widget_class, EkUnlockPage, user_name);
  gtk_widget_class_bind_template_child (widget_class, EkUnlockPage, passphrase);
  gtk_widget_class_bind_template_child (widget_class, EkUnlockPage, code);
  gtk_widget_class_bind_template_child (widget_class, EkUnlockPage, ways);
  gtk_widget_class_bind_template_child (widget_class, EkUnlockPage, caps);
  gtk_widget_class_bind_template_child (widget_class, EkUnlockPage, hint);
  gtk_widget_class_bind_template_child (widget_class, EkUnlockPage, problem);
  gtk_widget_class_bind_template_child (widget_class, EkUnlockPage, waiting);
  gtk_widget_class_bind_template_child (widget_class, EkUnlockPage, unlock);
  gtk_widget_class_bind_template_child (widget_class, EkUnlockPage, unlock_stack);
  gtk_widget_class_bind_template_child (widget_class, EkUnlockPage, other_way);
  gtk_widget_class_bind_template_callback (widget_class, on_unlock);
  gtk_widget_class_bind_template_callback (widget_class, on_other_way);
}

static void
ek_unlock_page_init (EkUnlockPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ek_accessible_tell_cuts (GTK_WIDGET (self));
  self->users = g_ptr_array_new_with_free_func ((GDestroyNotify) ek_user_unref);
  ek_accessible_set_name (GTK_WIDGET (self->passphrase), _ ("Passphrase"));
  ek_accessible_set_name (GTK_WIDGET (self->code), _ ("Recovery code"));
}

/**
 * ek_unlock_page_set_session:
 * @self: the page
 * @session: a session
 */
void
ek_unlock_page_set_session (EkUnlockPage *self, EkSession *session)
{
  g_return_if_fail (EK_IS_UNLOCK_PAGE (self));
  g_set_object (&self->session, session);
}

/**
 * ek_unlock_page_show_users:
 * @self: the page, its session's vault open
 *
 * Offers the people of the key ring who are not disabled.
 */
void
ek_unlock_page_show_users (EkUnlockPage *self)
{
  EkVault *vault = ek_session_get_vault (self->session);
  g_autoptr (GPtrArray) all = vault != NULL ? ek_vault_list_users (vault) : NULL;
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  g_ptr_array_set_size (self->users, 0);
  for (guint i = 0; all != NULL && i < all->len; i++)
    {
      EkUser *user = g_ptr_array_index (all, i);
      g_autofree char *name = NULL;

      if (ek_user_get_disabled (user))
        continue;
      /* Translators: a user who may unlock: name and role */
      name = g_strdup_printf (C_ ("user", "%s, %s"), ek_user_get_name (user), ek_role_label (ek_user_get_role (user)));
      gtk_string_list_append (names, name);
      g_ptr_array_add (self->users, ek_user_ref (user));
    }
  gtk_drop_down_set_model (self->user, G_LIST_MODEL (names));
  gtk_widget_set_visible (GTK_WIDGET (self->user), self->users->len > 1);
  gtk_widget_set_visible (self->user_name, self->users->len == 1);
  if (self->users->len == 1)
    gtk_label_set_text (GTK_LABEL (self->user_name), gtk_string_list_get_string (names, 0));
  show_way (self, FALSE);
  set_busy (self, FALSE);
}

/**
 * ek_unlock_page_set_hint:
 * @self: the page
 * @hint: (nullable): what to say below the users; for the demonstration, whose passphrase is no secret
 */
void
ek_unlock_page_set_hint (EkUnlockPage *self, const char *hint)
{
  gtk_label_set_text (self->hint, hint != NULL ? hint : "");
  gtk_widget_set_visible (GTK_WIDGET (self->hint), hint != NULL);
}
