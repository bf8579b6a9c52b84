/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-risk-banner.h"

#include <glib/gi18n-lib.h>

#include "ek-format.h"
#include "ek-fold-layout.h"
#include "ek-line-layout.h"
#include "ek-risk-dialog.h"
#include "ek-risk.h"

struct _EkRiskBanner {
  EkPatientView view;

  char *css_class; /* of the level that is shown */

  GtkWidget *box;
  GtkWidget *line;
  GtkImage *icon;
  GtkLabel *text;
  GtkWidget *screen; /* asks the structured screener, which is for suicide only */
};

G_DEFINE_FINAL_TYPE (EkRiskBanner, ek_risk_banner, EK_TYPE_PATIENT_VIEW)

typedef struct {
  char *text; /* NULL: nothing is open */
  char *level;
  gboolean suicide; /* one of them is of that kind */
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  g_free (reading->text);
  g_free (reading->level);
  g_free (reading);
}

static void
read_risks (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  const EkPatientRequest *wanted = data;
  GError *error = NULL;
  g_autoptr (GPtrArray) risks = ek_risk_list_open (store, wanted->patient_id, &error);
  Reading *found = NULL;

  if (risks == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  found = g_new0 (Reading, 1);
  found->text = ek_risk_banner_text (store, wanted->catalogue, risks);
  found->level = g_strdup (ek_risk_worst_level (risks));
  for (guint i = 0; i < risks->len; i++)
    found->suicide |= g_str_equal (ek_risk_kind (risks->pdata[i]), "suicide");
  g_task_return_pointer (task, found, reading_free);
}

static void
show_level (EkRiskBanner *self, const char *level)
{
  const char *icon = NULL, *css_class = NULL;

  ek_format_tier (level, &icon, &css_class);
  if (self->css_class != NULL)
    gtk_widget_remove_css_class (self->box, self->css_class);
  g_free (self->css_class);
  self->css_class = g_strdup (css_class);
  if (css_class != NULL)
    gtk_widget_add_css_class (self->box, css_class);
  gtk_image_set_from_icon_name (self->icon, icon != NULL ? icon : "dialog-warning-symbolic");
}

/* Not being able to look is itself something to be told. */
static void
show_failure (EkPatientView *view, const GError *error)
{
  EkRiskBanner *self = EK_RISK_BANNER (view);

  show_level (self, "unassessed");
  gtk_label_set_text (self->text, error->message);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

static void
show_risks (EkPatientView *view, gpointer result)
{
  EkRiskBanner *self = EK_RISK_BANNER (view);
  Reading *found = result;

  if (found->text != NULL)
    {
      show_level (self, found->level);
      gtk_label_set_text (self->text, found->text);
      gtk_widget_set_visible (self->screen, found->suicide);
    }
  gtk_widget_set_visible (GTK_WIDGET (self), found->text != NULL);
  reading_free (found);
}

static void
wipe (EkPatientView *view)
{
  EkRiskBanner *self = EK_RISK_BANNER (view);

  gtk_label_set_text (self->text, "");
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static void
on_act (EkRiskBanner *self)
{
  if (self->view.patient_id != NULL)
    ek_risk_dialog_show (GTK_WIDGET (self), self->view.session, self->view.patient_id);
}

static void
ek_risk_banner_dispose (GObject *object)
{
  EkRiskBanner *self = EK_RISK_BANNER (object);

  g_clear_pointer (&self->css_class, g_free);
  G_OBJECT_CLASS (ek_risk_banner_parent_class)->dispose (object);
}

static void
ek_risk_banner_class_init (EkRiskBannerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  EkPatientViewClass *view_class = EK_PATIENT_VIEW_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ek_risk_banner_dispose;
  view_class->read = read_risks;
  view_class->result_free = reading_free;
  view_class->show = show_risks;
  view_class->fail = show_failure;
  view_class->clear = wipe;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/evenkeel/Evenkeel/ui/ek-risk-banner.ui");
  gtk_widget_class_bind_template_child (widget_class, EkRiskBanner, box);
  gtk_widget_class_bind_template_child (widget_class, EkRiskBanner, line);
  gtk_widget_class_bind_template_child (widget_class, EkRiskBanner, icon);
  gtk_widget_class_bind_template_child (widget_class, EkRiskBanner, text);
  gtk_widget_class_bind_template_child (widget_class, EkRiskBanner, screen);
  gtk_widget_class_bind_template_callback (widget_class, on_act);
}

static void
ek_risk_banner_init (EkRiskBanner *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_layout_manager (self->box, ek_fold_layout_new (12, 32));
  gtk_widget_set_layout_manager (self->line, ek_line_layout_new (12));
}

/**
 * ek_risk_banner_new:
 *
 * Returns: (transfer floating): a banner that shows nothing yet
 */
GtkWidget *
ek_risk_banner_new (void)
{
  return g_object_new (EK_TYPE_RISK_BANNER, NULL);
}
