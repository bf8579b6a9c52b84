/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-trajectory-page.h"

#include <glib/gi18n-lib.h>

#include "ek-chart-view.h"
#include "ek-facsimile.h"
#include "ek-focus-bin.h"
#include "ek-format.h"
#include "ek-table-columns.h"
#include "ek-trajectory-export.h"
#include "ek-trajectory-item.h"
#include "ek-trajectory-report.h"
#include "ek-types.h"

struct _EkTrajectoryPage {
  EkPatientView   view;

  EkTrajectory   *trajectory;
  GListStore     *items;           /* of EkTrajectoryItem */

  GtkStack       *stack;
  GtkStack       *views;
  AdwStatusPage  *failure;
  EkChartView    *chart;
  GtkFlowBox     *words;
  GtkColumnView  *table;
  GtkDropDown    *range;
  GtkSpinner     *busy;
};

G_DEFINE_FINAL_TYPE (EkTrajectoryPage, ek_trajectory_page, EK_TYPE_PATIENT_VIEW)

/* ---- Reading ---- */

static void
load (GTask        *task,
      EkStore      *store,
      gpointer      data,
      GCancellable *cancellable)
{
  const EkPatientRequest *request = data;
  GError *error = NULL;
  EkTrajectory *trajectory = ek_trajectory_report_load (store, request->catalogue, request->patient_id,
                                                        request->language, &error);

  if (trajectory != NULL)
    g_task_return_pointer (task, trajectory, (GDestroyNotify) ek_trajectory_free);
  else
    g_task_return_error (task, error);
}

/* ---- In words ---- */

static GtkWidget *
make_label (const char *text,
            const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);
  g_autoptr(PangoAttrList) attributes = pango_attr_list_new ();

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_selectable (GTK_LABEL (label), css_class == NULL);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 60);
  pango_attr_list_insert (attributes, pango_attr_line_height_new (1.25));
  gtk_label_set_attributes (GTK_LABEL (label), attributes);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
add_words (EkTrajectoryPage *self,
           guint             number)
{
  const EkTrajectoryScore *score = g_ptr_array_index (self->trajectory->scores, number);
  g_autoptr(GPtrArray) sentences = ek_trajectory_sentences (self->trajectory, number);
  g_autoptr(GString) text = g_string_new (NULL);
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  for (guint i = 0; i < sentences->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", (char *) g_ptr_array_index (sentences, i));
  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "trajectory-words");
  gtk_box_append (GTK_BOX (card), make_label (score->label, "heading"));
  gtk_box_append (GTK_BOX (card), make_label (text->str, NULL));
  gtk_flow_box_append (self->words, card);
  gtk_widget_set_focusable (gtk_widget_get_parent (card), FALSE);
}

static void
clear_words (EkTrajectoryPage *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->words))) != NULL)
    gtk_flow_box_remove (self->words, child);
}

/* ---- Showing ---- */

static void
apply_range (EkTrajectoryPage *self)
{
  static const int days[] = { 0, 365, 92 };
  guint selected = gtk_drop_down_get_selected (self->range);
  gint64 now;

  if (self->trajectory == NULL || selected >= G_N_ELEMENTS (days))
    return;
  now = ek_clock_now (ek_session_get_clock (self->view.session));
  if (days[selected] == 0)
    ek_chart_set_range (self->trajectory->chart, 0, 0);
  else
    ek_chart_set_range (self->trajectory->chart, now - days[selected] * EK_DAY_MS,
                        now + days[selected] * EK_DAY_MS / 30);
  ek_chart_view_redraw (self->chart);
}

static void
show_trajectory (EkTrajectoryPage *self)
{
  GPtrArray *rows = self->trajectory->rows;

  clear_words (self);
  g_list_store_remove_all (self->items);
  for (guint i = 0; i < self->trajectory->scores->len; i++)
    add_words (self, i);
  for (guint i = 0; i < rows->len; i++)
    {
      g_autoptr(EkTrajectoryItem) item = ek_trajectory_item_new (g_ptr_array_index (rows, i));

      g_list_store_append (self->items, item);
    }
  ek_chart_view_set_chart (self->chart, self->trajectory->chart);
  apply_range (self);
  gtk_stack_set_visible_child_name (self->stack, rows->len > 0 ? "content" : "empty");
}

static void
wipe (EkTrajectoryPage *self)
{
  ek_chart_view_set_chart (self->chart, NULL);
  clear_words (self);
  g_list_store_remove_all (self->items);
  g_clear_pointer (&self->trajectory, ek_trajectory_free);
  gtk_stack_set_visible_child_name (self->stack, "loading");
}

static gboolean
concerns_trajectory (EkPatientView *view,
                     const char    *type)
{
  static const EkRecordType *const shown[] = {
    &ek_assessment_type, &ek_measurement_type, &ek_encounter_type, &ek_medicine_type, &ek_event_type,
  };

  for (guint i = 0; i < G_N_ELEMENTS (shown); i++)
    {
      if (g_strcmp0 (type, shown[i]->name) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
show_read (EkPatientView *view,
           gpointer       result)
{
  EkTrajectoryPage *self = EK_TRAJECTORY_PAGE (view);

  ek_chart_view_set_chart (self->chart, NULL);
  g_clear_pointer (&self->trajectory, ek_trajectory_free);
  self->trajectory = result;
  show_trajectory (self);
}

static void
fail (EkPatientView *view,
      const GError  *error)
{
  wipe (EK_TRAJECTORY_PAGE (view));
  EK_PATIENT_VIEW_CLASS (ek_trajectory_page_parent_class)->fail (view, error);
}

static void
clear (EkPatientView *view)
{
  EkTrajectoryPage *self = EK_TRAJECTORY_PAGE (view);

  wipe (self);
  gtk_drop_down_set_selected (self->range, 0);
}

/* ---- What a person does ---- */

static void
on_value_activated (EkTrajectoryPage *self,
                    guint             panel,
                    guint             index)
{
  for (guint i = 0; i < self->trajectory->rows->len; i++)
    {
      const EkTrajectoryRow *row = g_ptr_array_index (self->trajectory->rows, i);

      if (row->panel == panel && row->index == index && row->type == &ek_assessment_type)
        ek_facsimile_show (GTK_WIDGET (self), self->view.session, row->record_id);
    }
}

static void
on_row_activated (EkTrajectoryPage *self,
                  guint             position)
{
  g_autoptr(EkTrajectoryItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), position);

  if (item != NULL && ek_trajectory_item_get_assessment (item) != NULL)
    ek_facsimile_show (GTK_WIDGET (self), self->view.session, ek_trajectory_item_get_assessment (item));
}

static void
export_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  EkTrajectoryPage *self = EK_TRAJECTORY_PAGE (widget);

  if (self->view.patient_id != NULL && self->trajectory != NULL)
    ek_trajectory_export (widget, self->view.session, self->view.patient_id, g_variant_get_string (parameter, NULL),
                          self->busy);
}

/* ---- The table ---- */

static const char *
cell_text (gpointer     item,
           guint        cell,
           const char **css_class)
{
  if (cell == EK_TRAJECTORY_REMARK && ek_trajectory_item_is_critical (item))
    *css_class = "risk-high";
  return ek_trajectory_item_get_cell (item, cell);
}

static void
make_columns (EkTrajectoryPage *self)
{
  static const EkTableColumn columns[] = {
    { EK_TRAJECTORY_DATE, N_("Date"), EK_TABLE_DATE },
    { EK_TRAJECTORY_SCORE, N_("Score"), EK_TABLE_PLAIN },
    { EK_TRAJECTORY_VALUE, N_("Value"), EK_TABLE_NUMBER },
    { EK_TRAJECTORY_SEVERITY, N_("Severity"), EK_TABLE_EXPANDS },
    { EK_TRAJECTORY_REMARK, N_("Remark"), EK_TABLE_EXPANDS },
    { EK_TRAJECTORY_ENTERED_BY, N_("Entered by"), EK_TABLE_EXPANDS | EK_TABLE_SHORTENS },
    { EK_TRAJECTORY_MODE, N_("How it came in"), EK_TABLE_EXPANDS | EK_TABLE_SHORTENS },
    { EK_TRAJECTORY_VERSION, N_("Definition"), EK_TABLE_PLAIN },
  };

  ek_table_columns_add (self->table, columns, G_N_ELEMENTS (columns), cell_text);
}

/* ---- Plumbing ---- */

static void
ek_trajectory_page_dispose (GObject *object)
{
  EkTrajectoryPage *self = EK_TRAJECTORY_PAGE (object);

  g_clear_pointer (&self->trajectory, ek_trajectory_free);
  g_clear_object (&self->items);
  G_OBJECT_CLASS (ek_trajectory_page_parent_class)->dispose (object);
}

static void
ek_trajectory_page_class_init (EkTrajectoryPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  EkPatientViewClass *view_class = EK_PATIENT_VIEW_CLASS (klass);

  g_type_ensure (EK_TYPE_CHART_VIEW);
  g_type_ensure (EK_TYPE_FOCUS_BIN);
  G_OBJECT_CLASS (klass)->dispose = ek_trajectory_page_dispose;
  view_class->read = load;
  view_class->result_free = (GDestroyNotify) ek_trajectory_free;
  view_class->show = show_read;
  view_class->fail = fail;
  view_class->clear = clear;
  view_class->concerns = concerns_trajectory;
  view_class->when_mapped = TRUE;  /* a form being answered changes the record many times */
  gtk_widget_class_set_template_from_resource (widget_class, "/io/evenkeel/Evenkeel/ui/ek-trajectory-page.ui");
  gtk_widget_class_bind_template_child (widget_class, EkTrajectoryPage, stack);
  gtk_widget_class_bind_template_child (widget_class, EkTrajectoryPage, views);
  gtk_widget_class_bind_template_child (widget_class, EkTrajectoryPage, failure);
  gtk_widget_class_bind_template_child (widget_class, EkTrajectoryPage, chart);
  gtk_widget_class_bind_template_child (widget_class, EkTrajectoryPage, words);
  gtk_widget_class_bind_template_child (widget_class, EkTrajectoryPage, table);
  gtk_widget_class_bind_template_child (widget_class, EkTrajectoryPage, range);
  gtk_widget_class_bind_template_child (widget_class, EkTrajectoryPage, busy);
  gtk_widget_class_bind_template_callback (widget_class, on_value_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
  gtk_widget_class_bind_template_callback (widget_class, apply_range);
  gtk_widget_class_install_action (widget_class, "trajectory.export", "s", export_action);
}

static void
ek_trajectory_page_init (EkTrajectoryPage *self)
{
  GtkSelectionModel *selection;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->view.failed = self->failure;
  self->items = g_list_store_new (EK_TYPE_TRAJECTORY_ITEM);
  selection = GTK_SELECTION_MODEL (gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->items))));
  gtk_column_view_set_model (self->table, selection);
  g_object_unref (selection);
  make_columns (self);
}

/**
 * ek_trajectory_page_new:
 *
 * Returns: (transfer floating): the page, without a patient
 */
GtkWidget *
ek_trajectory_page_new (void)
{
  return g_object_new (EK_TYPE_TRAJECTORY_PAGE, NULL);
}
