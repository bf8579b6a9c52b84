/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A course to the clipboard, from which another program takes it. That is an export: it is written to the audit before
 * it is there, and it does not outlive the lock. */

#include "ek-trajectory-clipboard.h"

#include <glib/gi18n-lib.h>

#include "ek-message.h"
#include "ek-types.h"

typedef struct {
  EkTrajectoryOrder *order;
  gboolean with_picture;
} Wanted;

typedef struct {
  GBytes *picture; /* PNG, or NULL */
  char *lines;
} Copied;

typedef struct {
  GtkWidget *parent;
  EkSession *session;
} Waiting;

static void
wanted_free (gpointer data)
{
  Wanted *wanted = data;

  ek_trajectory_order_free (wanted->order);
  g_free (wanted);
}

static void
copied_free (gpointer data)
{
  Copied *copied = data;

  g_clear_pointer (&copied->picture, g_bytes_unref);
  g_free (copied->lines);
  g_free (copied);
}

/* In the worker thread: made first and written to the audit then, so that what is written is also there. */
static void
run (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  const Wanted *wanted = data;
  const char *patient_id = wanted->order->patient_id;
  GError *error = NULL;
  Copied *copied = g_new0 (Copied, 1);

  copied->lines = ek_trajectory_order_lines (wanted->order, store, &error);
  if (copied->lines != NULL && wanted->with_picture)
    copied->picture = ek_trajectory_order_render (wanted->order, store, EK_IMAGE_PNG, &error);
  if (error == NULL &&
      ek_store_audit (store, EK_AUDIT_EXPORT, &ek_patient_type, patient_id, patient_id, "trajectory clipboard", &error))
    {
      g_task_return_pointer (task, copied, copied_free);
      return;
    }
  copied_free (copied);
  g_task_return_error (task, error);
}

/* Programs that keep what went through the clipboard are asked not to keep this. */
static GdkContentProvider *
secret_hint (void)
{
  g_autoptr (GBytes) secret = g_bytes_new_static ("secret", 6);

  return gdk_content_provider_new_for_bytes ("x-kde-passwordManagerHint", secret);
}

static GdkContentProvider *
make_provider (const Copied *copied)
{
  GdkContentProvider *providers[3];
  g_autoptr (GdkTexture) texture = copied->picture != NULL ? gdk_texture_new_from_bytes (copied->picture, NULL) : NULL;
  guint n = 0;

  if (texture != NULL)
    providers[n++] = gdk_content_provider_new_typed (GDK_TYPE_TEXTURE, texture);
  providers[n++] = gdk_content_provider_new_typed (G_TYPE_STRING, copied->lines);
  providers[n++] = secret_hint ();
  return gdk_content_provider_new_union (providers, n);
}

/* The locked program gives nothing away, unless somebody else has put something else there meanwhile. */
static void
on_locked (GdkContentProvider *provider)
{
  GdkDisplay *display = gdk_display_get_default ();
  GdkClipboard *clipboard = display != NULL ? gdk_display_get_clipboard (display) : NULL;

  if (clipboard != NULL && gdk_clipboard_get_content (clipboard) == provider)
    gdk_clipboard_set_content (clipboard, NULL);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Waiting *waiting = user_data;
  g_autoptr (GError) error = NULL;
  Copied *copied = g_task_propagate_pointer (G_TASK (result), &error);

  if (copied != NULL && ek_session_is_unlocked (waiting->session))
    {
      g_autoptr (GdkContentProvider) provider = make_provider (copied);

      gdk_clipboard_set_content (gtk_widget_get_clipboard (waiting->parent), provider);
      g_signal_connect_object (waiting->session, "locked", G_CALLBACK (on_locked), provider, G_CONNECT_SWAPPED);
      ek_message_toast (waiting->parent, _ ("Copied. The clipboard is emptied when you lock."));
    }
  else if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    ek_message_error (waiting->parent, _ ("Nothing was copied"), error);
  g_clear_pointer (&copied, copied_free);
  g_object_unref (waiting->parent);
  g_object_unref (waiting->session);
  g_free (waiting);
}

/**
 * ek_trajectory_copy:
 * @parent: the widget it is asked from
 * @session: the session
 * @order: (transfer full): whose course, and how it is drawn
 * @with_picture: the chart as well as the table
 *
 * Puts the values into the clipboard as lines of cells and, if asked for, the chart as a picture. Written to the audit
 * as an export. Emptied when the program is locked, if it is still there.
 */
void
ek_trajectory_copy (GtkWidget *parent, EkSession *session, EkTrajectoryOrder *order, gboolean with_picture)
{
  Wanted *wanted = g_new (Wanted, 1);
  Waiting *waiting = g_new (Waiting, 1);

  *wanted = (Wanted){ order, with_picture };
  *waiting = (Waiting){ g_object_ref (parent), g_object_ref (session) };
  ek_session_write_async (session, run, wanted, wanted_free, NULL, on_done, waiting);
}
