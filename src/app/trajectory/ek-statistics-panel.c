/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-statistics-panel.h"

#include <glib/gi18n-lib.h>

#include "ek-slices.h"

/* Lines that are made at once, and then frame by frame: their labels wrap, which takes long to lay out. */
#define FEW 3
#define N_SLICES 6

struct _EkStatisticsPanel {
  AdwBin parent_instance;

  GPtrArray *statistics; /* of EkTrajectoryStatistic, until all lines are there; or NULL */
  guint made;            /* how many lines are there */
  EkSlices *slices;      /* of the lines after the first ones */

  GtkStack *stack;
  GtkLabel *title;
  GtkBox *lines;
};

G_DEFINE_FINAL_TYPE (EkStatisticsPanel, ek_statistics_panel, ADW_TYPE_BIN)

/* Characters. A longer text need not be measured with a character a line. */
#define SHORT 9

static GtkWidget *
add_label (GtkWidget *box, const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (g_utf8_strlen (text, -1) > SHORT)
    {
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
      gtk_label_set_width_chars (GTK_LABEL (label), SHORT);
      gtk_label_set_max_width_chars (GTK_LABEL (label), 30);
    }
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static void
add_line (EkStatisticsPanel *self, const EkTrajectoryStatistic *statistic)
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
    add_label (line, _ ("These parameters have not been checked against their source."), "verify");
  gtk_box_append (self->lines, line);
}

static void
make_lines (EkStatisticsPanel *self, guint until)
{
  while (self->statistics != NULL && self->made < MIN (until, self->statistics->len))
    add_line (self, g_ptr_array_index (self->statistics, self->made++));
}

static void
make_slice (GtkWidget *widget, guint nth)
{
  EkStatisticsPanel *self = EK_STATISTICS_PANEL (widget);

  make_lines (self, nth + 1 < N_SLICES ? self->made + FEW : G_MAXUINT);
  if (nth + 1 == N_SLICES)
    g_clear_pointer (&self->statistics, g_ptr_array_unref);
}

static void
clear (EkStatisticsPanel *self)
{
  GtkWidget *child;

  ek_slices_stop (self->slices);
  g_clear_pointer (&self->statistics, g_ptr_array_unref);
  self->made = 0;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->lines))) != NULL)
    gtk_box_remove (self->lines, child);
  gtk_label_set_text (self->title, "");
}

static void
ek_statistics_panel_dispose (GObject *object)
{
  EkStatisticsPanel *self = EK_STATISTICS_PANEL (object);

  g_clear_pointer (&self->slices, ek_slices_free);
  g_clear_pointer (&self->statistics, g_ptr_array_unref);
  G_OBJECT_CLASS (ek_statistics_panel_parent_class)->dispose (object);
}

static void
ek_statistics_panel_class_init (EkStatisticsPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ek_statistics_panel_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/evenkeel/Evenkeel/ui/ek-statistics-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, EkStatisticsPanel, stack);
  gtk_widget_class_bind_template_child (widget_class, EkStatisticsPanel, title);
  gtk_widget_class_bind_template_child (widget_class, EkStatisticsPanel, lines);
}

static void
ek_statistics_panel_init (EkStatisticsPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->slices = ek_slices_new (GTK_WIDGET (self), N_SLICES, make_slice);
}

/**
 * ek_statistics_panel_set:
 * @self: the panel
 * @trajectory: (nullable): the courses of a patient; not held on to
 * @series: (nullable): which of them
 * @view: (nullable): how it is drawn, for the baseline
 *
 * Shows the first lines at once and the others in the frames that follow.
 */
void
ek_statistics_panel_set (EkStatisticsPanel *self, EkTrajectory *trajectory, const EkTrajectorySeries *series,
                         const EkTrajectoryView *view)
{
  g_return_if_fail (EK_IS_STATISTICS_PANEL (self));

  clear (self);
  if (trajectory != NULL && series != NULL)
    self->statistics = ek_trajectory_statistics (trajectory, series, view);
  gtk_stack_set_visible_child_name (self->stack,
                                    trajectory == NULL                                        ? "nothing"
                                      : self->statistics != NULL && self->statistics->len > 0 ? "lines"
                                                                                              : "none");
  if (self->statistics == NULL)
    return;
  gtk_label_set_text (self->title, series->label);
  make_lines (self, FEW);
  ek_slices_start (self->slices);
}
