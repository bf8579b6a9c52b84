/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-join-bar.h"

#include <glib/gi18n-lib.h>

#include "ek-join-dialog.h"
#include "ek-json.h"
#include "ek-line-layout.h"
#include "ek-notice.h"

struct _EkJoinBar {
  EkPatientView view;

  char *other_id;    /* who is asked about; NULL: he or she is not here */
  gboolean replaced; /* by the other's file, at the hospital: that one is to stay */

  GtkWidget *box;
  GtkLabel *text;
  GtkWidget *join;
  GtkWidget *distinct;
};

G_DEFINE_FINAL_TYPE (EkJoinBar, ek_join_bar, EK_TYPE_PATIENT_VIEW)

typedef struct {
  char *text; /* NULL: nothing is asked */
  char *other_id;
  gboolean replaced;
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  g_free (reading->text);
  g_free (reading->other_id);
  g_free (reading);
}

static const char *
link_of (EkRecord *notice)
{
  JsonNode *detail = ek_record_get_json (notice, EK_NOTICE_DETAIL);

  return detail != NULL && JSON_NODE_HOLDS_OBJECT (detail) ? ek_json_peek_string (json_node_get_object (detail), "link")
                                                           : NULL;
}

/* Of several the gravest: a file that the hospital has replaced is one that it no longer reads. */
static int
weight_of (EkRecord *notice)
{
  const char *kind = ek_record_get_text (notice, EK_NOTICE_KIND);

  if (g_strcmp0 (kind, "linked") == 0)
    return g_strcmp0 (link_of (notice), "replaced-by") == 0 ? 3 : 2;
  return g_strcmp0 (kind, "possible-duplicate") == 0 ? 1 : 0;
}

static void
read_notices (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  const EkPatientRequest *wanted = data;
  GError *error = NULL;
  g_autoptr (GPtrArray) open = ek_notice_list_open (store, wanted->patient_id, &error);
  EkRecord *gravest = NULL;
  Reading *found = NULL;

  if (open == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < open->len; i++)
    if (weight_of (open->pdata[i]) > (gravest != NULL ? weight_of (gravest) : 0))
      gravest = open->pdata[i];
  found = g_new0 (Reading, 1);
  if (gravest != NULL)
    {
      const char *source = ek_record_get_text (gravest, EK_NOTICE_SOURCE);
      EkPatientRow *row = ek_store_load_patient_row (store, source, NULL);

      if (row != NULL || link_of (gravest) != NULL)
        found->text = ek_notice_text (store, wanted->catalogue, gravest);
      found->other_id = row != NULL ? g_strdup (row->id) : NULL;
      found->replaced = g_strcmp0 (link_of (gravest), "replaced-by") == 0;
      ek_patient_row_free (row);
    }
  g_task_return_pointer (task, found, reading_free);
}

static void
show_notices (EkPatientView *view, gpointer result)
{
  EkJoinBar *self = EK_JOIN_BAR (view);
  Reading *found = result;

  g_free (self->other_id);
  self->other_id = g_steal_pointer (&found->other_id);
  self->replaced = found->replaced;
  gtk_label_set_text (self->text, found->text != NULL ? found->text : "");
  gtk_widget_set_visible (self->join, self->other_id != NULL);
  gtk_widget_set_visible (self->distinct, self->other_id != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self), found->text != NULL);
  reading_free (found);
}

static void
wipe (EkPatientView *view)
{
  EkJoinBar *self = EK_JOIN_BAR (view);

  g_clear_pointer (&self->other_id, g_free);
  gtk_label_set_text (self->text, "");
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/* Nothing is hidden by this: the notice itself stands in the file. */
static void
show_failure (EkPatientView *view, const GError *error)
{
  wipe (view);
}

static gboolean
concerns (EkPatientView *view, const char *type)
{
  return g_str_equal (type, ek_notice_type.name) || g_str_equal (type, ek_patient_type.name);
}

static void
on_join (EkJoinBar *self)
{
  const char *own = self->view.patient_id;

  if (self->other_id != NULL)
    ek_join_dialog_show (GTK_WIDGET (self), self->view.session, self->replaced ? self->other_id : own,
                         self->replaced ? own : self->other_id);
}

static void
on_distinct (EkJoinBar *self)
{
  if (self->other_id != NULL)
    ek_join_dialog_distinct (GTK_WIDGET (self), self->view.session, self->view.patient_id, self->other_id);
}

static void
ek_join_bar_dispose (GObject *object)
{
  EkJoinBar *self = EK_JOIN_BAR (object);

  g_clear_pointer (&self->other_id, g_free);
  G_OBJECT_CLASS (ek_join_bar_parent_class)->dispose (object);
}

static void
ek_join_bar_class_init (EkJoinBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  EkPatientViewClass *view_class = EK_PATIENT_VIEW_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ek_join_bar_dispose;
  view_class->read = read_notices;
  view_class->result_free = reading_free;
  view_class->show = show_notices;
  view_class->fail = show_failure;
  view_class->clear = wipe;
  view_class->concerns = concerns;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/evenkeel/Evenkeel/ui/ek-join-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, EkJoinBar, box);
  gtk_widget_class_bind_template_child (widget_class, EkJoinBar, text);
  gtk_widget_class_bind_template_child (widget_class, EkJoinBar, join);
  gtk_widget_class_bind_template_child (widget_class, EkJoinBar, distinct);
  gtk_widget_class_bind_template_callback (widget_class, on_join);
  gtk_widget_class_bind_template_callback (widget_class, on_distinct);
}

static void
ek_join_bar_init (EkJoinBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_layout_manager (self->box, ek_line_layout_new (12));
}

/**
 * ek_join_bar_new:
 *
 * Returns: (transfer floating): a bar that shows nothing yet
 */
GtkWidget *
ek_join_bar_new (void)
{
  return g_object_new (EK_TYPE_JOIN_BAR, NULL);
}
