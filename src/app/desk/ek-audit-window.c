/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-audit-window.h"

#include <glib/gi18n-lib.h>

#include "ek-accessible.h"
#include "ek-audit.h"
#include "ek-audit-item.h"
#include "ek-focus-bin.h"
#include "ek-format.h"
#include "ek-kept.h"
#include "ek-message.h"
#include "ek-table-columns.h"
#include "ek-whose.h"

/* Read at a time; scrolling to the end reads on. */
#define PAGE 300

struct _EkAuditWindow {
  AdwWindow parent_instance;

  EkSession *session;
  char *patient_id;
  GCancellable *cancellable;
  GListStore *entries; /* of EkAuditItem */
  gint64 oldest;       /* sequence of the last entry read; 0: none yet */
  gboolean reading;
  gboolean complete;

  GtkStack *stack;
  GtkColumnView *view;
  GtkLabel *verdict;
  AdwStatusPage *failed;
};

G_DEFINE_FINAL_TYPE (EkAuditWindow, ek_audit_window, ADW_TYPE_WINDOW)

typedef struct {
  char *patient_id;
  gint64 from;
} Wanted;

typedef struct {
  GPtrArray *entries; /* of EkAuditEntry */
  gint64 broken_at;   /* of the whole chain; only looked at with the first page */
} Page;

static void
wanted_free (gpointer data)
{
  g_free (((Wanted *) data)->patient_id);
  g_free (data);
}

static void
page_free (gpointer data)
{
  g_ptr_array_unref (((Page *) data)->entries);
  g_free (data);
}

static void
read_page (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  const Wanted *wanted = data;
  EkDatabase *database = ek_store_get_database (store);
  GError *error = NULL;
  gint64 n, broken_at = 0;
  GPtrArray *entries = wanted->patient_id != NULL
    ? ek_store_list_audit (store, wanted->patient_id, wanted->from, PAGE, &error)
    : ek_audit_list (database, NULL, wanted->from, PAGE, &error);
  Page *page;

  if (entries == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (wanted->from == 0)
    ek_audit_verify (database, &n, &broken_at, NULL);
  page = g_new (Page, 1);
  *page = (Page){ entries, broken_at };
  g_task_return_pointer (task, page, page_free);
}

static void
tell_verdict (EkAuditWindow *self, gint64 broken_at)
{
  if (broken_at == 0)
    {
      gtk_label_set_text (self->verdict, _ ("The chain of the audit is whole: no entry was changed or taken out."));
      return;
    }
  gtk_label_set_text (self->verdict,
                      _ ("The chain of the audit is broken: an entry was changed or taken out. Tell the hospital’s "
                         "IT department, and do not delete anything."));
  gtk_widget_add_css_class (GTK_WIDGET (self->verdict), "error");
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EkAuditWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  Page *page = g_task_propagate_pointer (G_TASK (result), &error);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  EkVault *vault;

  self->reading = FALSE;
  if (page == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        {
          ek_message_describe (GTK_WIDGET (self->failed), error->message);
          gtk_stack_set_visible_child_name (self->stack, "failed");
        }
      return;
    }
  vault = ek_session_get_vault (self->session);
  if (self->oldest == 0)
    tell_verdict (self, page->broken_at);
  for (guint i = 0; i < page->entries->len; i++)
    {
      const EkAuditEntry *entry = g_ptr_array_index (page->entries, i);

      g_ptr_array_add (items, ek_audit_item_new (entry, vault));
      self->oldest = entry->sequence;
    }
  self->complete = page->entries->len < PAGE;
  g_list_store_splice (self->entries, g_list_model_get_n_items (G_LIST_MODEL (self->entries)), 0, items->pdata,
                       items->len);
  gtk_stack_set_visible_child_name (self->stack, "list");
  page_free (page);
}

static void
read_on (EkAuditWindow *self)
{
  Wanted *wanted;

  if (self->reading || self->complete || self->oldest == 1)
    return;
  self->reading = TRUE;
  wanted = g_new (Wanted, 1);
  *wanted = (Wanted){ g_strdup (self->patient_id), self->oldest > 0 ? self->oldest - 1 : 0 };
  ek_session_read_async (self->session, read_page, wanted, wanted_free, self->cancellable, on_read,
                         g_object_ref (self));
}

static void
on_edge (EkAuditWindow *self, GtkPositionType position)
{
  if (position == GTK_POS_BOTTOM)
    read_on (self);
}

/* Columns */

static const char *
cell_text (gpointer item, guint cell, const char **css_class)
{
  return ek_audit_item_get (item, cell);
}

static void
make_columns (EkAuditWindow *self)
{
  static const EkTableColumn columns[] = {
    { EK_AUDIT_COLUMN_WHEN, N_ ("When"), EK_TABLE_SHORTENS },
    { EK_AUDIT_COLUMN_WHO, N_ ("Who"), EK_TABLE_SHORTENS },
    { EK_AUDIT_COLUMN_ACTION, N_ ("What was done"), EK_TABLE_SHORTENS },
    { EK_AUDIT_COLUMN_SUBJECT, N_ ("With what"), EK_TABLE_SHORTENS },
    { EK_AUDIT_COLUMN_DETAIL, N_ ("Details"), EK_TABLE_EXPANDS | EK_TABLE_SHORTENS },
  };

  ek_table_columns_add (self->view, columns, G_N_ELEMENTS (columns), cell_text);
}

static void
close_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_window_close (GTK_WINDOW (widget));
}

static void
ek_audit_window_dispose (GObject *object)
{
  EkAuditWindow *self = EK_AUDIT_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->session);
  g_clear_object (&self->entries);
  G_OBJECT_CLASS (ek_audit_window_parent_class)->dispose (object);
}

static void
ek_audit_window_finalize (GObject *object)
{
  EkAuditWindow *self = EK_AUDIT_WINDOW (object);

  g_clear_object (&self->cancellable);
  g_free (self->patient_id);
  G_OBJECT_CLASS (ek_audit_window_parent_class)->finalize (object);
}

static void
ek_audit_window_class_init (EkAuditWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ek_audit_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = ek_audit_window_finalize;

  g_type_ensure (EK_TYPE_FOCUS_BIN);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/evenkeel/Evenkeel/ui/ek-audit-window.ui");
  gtk_widget_class_bind_template_child (widget_class, EkAuditWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, EkAuditWindow, view);
  gtk_widget_class_bind_template_child (widget_class, EkAuditWindow, verdict);
  gtk_widget_class_bind_template_child (widget_class, EkAuditWindow, failed);
  gtk_widget_class_bind_template_callback (widget_class, on_edge);
  gtk_widget_class_install_action (widget_class, "audit.close", NULL, close_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "audit.close", NULL);
}

static void
ek_audit_window_init (EkAuditWindow *self)
{
  GtkNoSelection *model;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  self->entries = g_list_store_new (EK_TYPE_AUDIT_ITEM);
  make_columns (self);
  model = gtk_no_selection_new (G_LIST_MODEL (g_object_ref (self->entries)));
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (model));
  g_object_unref (model);
  ek_accessible_set_name (GTK_WIDGET (self->view), _ ("Audit of this file"));
}

/**
 * ek_audit_window_show:
 * @parent: a widget of the window it belongs to
 * @session: the session
 * @patient_id: whose file
 *
 * Shows the audit, newest first.
 */
void
ek_audit_window_show (GtkWidget *parent, EkSession *session, const char *patient_id)
{
  EkAuditWindow *self = g_object_new (EK_TYPE_AUDIT_WINDOW, "transient-for", gtk_widget_get_root (parent), "modal",
                                      TRUE, NULL);

  self->session = g_object_ref (session);
  self->patient_id = g_strdup (patient_id);
  ek_whose_name_window (GTK_WINDOW (self), parent);
  read_on (self);
  ek_kept_window (GTK_WIDGET (self), session, "window/audit", patient_id, NULL);
  gtk_window_present (GTK_WINDOW (self));
}
