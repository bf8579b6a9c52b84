/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-statistics-panel.h"

#include <glib/gi18n-lib.h>

struct _EkStatisticsPanel {
  AdwBin     parent_instance;

  GtkStack  *stack;
  GtkLabel  *title;
  GtkBox    *lines;
};

G_DEFINE_FINAL_TYPE (EkStatisticsPanel, ek_statistics_panel, ADW_TYPE_BIN)

static GtkWidget *
add_label (GtkWidget  *box,
           const char *text,
           const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 30);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static void
add_line (EkStatisticsPanel           *self,
          const EkTrajectoryStatistic *statistic)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2), *value;

  gtk_widget_add_css_class (line, "statistic");
  add_label (line, statistic->label, "caption");
  value = add_label (line, statistic->value, "statistic-value");
  gtk_label_set_selectable (GTK_LABEL (value), TRUE);
  if (statistic->tone != 0)
    gtk_widget_add_css_class (value, statistic->tone > 0 ? "better" : "worse");
  if (statistic->known != NULL)
    add_label (line, statistic->known, "source");
  if (!statistic->verified)
    add_label (line, _("These parameters have not been checked against their source."), "verify");
  gtk_box_append (self->lines, line);
}

static void
clear (EkStatisticsPanel *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->lines))) != NULL)
    gtk_box_remove (self->lines, child);
  gtk_label_set_text (self->title, "");
}

static void
ek_statistics_panel_class_init (EkStatisticsPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/evenkeel/Evenkeel/ui/ek-statistics-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, EkStatisticsPanel, stack);
  gtk_widget_class_bind_template_child (widget_class, EkStatisticsPanel, title);
  gtk_widget_class_bind_template_child (widget_class, EkStatisticsPanel, lines);
}

static void
ek_statistics_panel_init (EkStatisticsPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ek_statistics_panel_set:
 * @self: the panel
 * @trajectory: (nullable): the courses of a patient; not held on to
 * @series: (nullable): which of them
 * @view: (nullable): how it is drawn, for the baseline
 */
void
ek_statistics_panel_set (EkStatisticsPanel        *self,
                         EkTrajectory             *trajectory,
                         const EkTrajectorySeries *series,
                         const EkTrajectoryView   *view)
{
  g_autoptr(GPtrArray) statistics = NULL;

  g_return_if_fail (EK_IS_STATISTICS_PANEL (self));

  clear (self);
  if (trajectory != NULL && series != NULL)
    statistics = ek_trajectory_statistics (trajectory, series, view);
  gtk_stack_set_visible_child_name (self->stack, trajectory == NULL ? "nothing"
                                    : statistics != NULL && statistics->len > 0 ? "lines" : "none");
  if (statistics == NULL)
    return;
  gtk_label_set_text (self->title, series->label);
  for (guint i = 0; i < statistics->len; i++)
    add_line (self, g_ptr_array_index (statistics, i));
}
