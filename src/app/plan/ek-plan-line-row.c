/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-plan-line-row.h"

#include <glib/gi18n-lib.h>

#include "ek-accessible.h"
#include "ek-format.h"

struct _EkPlanLineRow {
  AdwBin parent_instance;

  char *id;

  GtkLabel *text;
  GtkLabel *status;
  GtkWidget *edit;
  GtkWidget *remove;
  GtkWidget *restore;
  GtkLabel *goal;
  GtkExpander *expander;
  GtkBox *why;
};

G_DEFINE_FINAL_TYPE (EkPlanLineRow, ek_plan_line_row, ADW_TYPE_BIN)

enum { EDIT, REMOVE, RESTORE, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
on_edit (EkPlanLineRow *self)
{
  g_signal_emit (self, signals[EDIT], 0, self->id);
}

static void
on_remove (EkPlanLineRow *self)
{
  g_signal_emit (self, signals[REMOVE], 0, self->id);
}

static void
on_restore (EkPlanLineRow *self)
{
  g_signal_emit (self, signals[RESTORE], 0, self->id);
}

static GtkWidget *
wrapped (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

/**
 * ek_reason_box_append:
 * @box: a vertical box
 * @reason: a reason
 *
 * Adds the sentence of a reason, the facts behind it, its rule and source, and the mark where no second source was
 * seen.
 */
void
ek_reason_box_append (GtkBox *box, const EkReason *reason)
{
  const char *language = ek_format_language ();
  const char *evidence = ek_reason_evidence (reason, language);
  char **facts = ek_reason_facts (reason, language);
  GtkWidget *one = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);

  gtk_box_append (GTK_BOX (one), wrapped (ek_reason_text (reason, language), NULL));
  for (guint i = 0; facts != NULL && facts[i] != NULL; i++)
    {
      g_autofree char *fact = g_strdup_printf ("•  %s", facts[i]);

      gtk_box_append (GTK_BOX (one), wrapped (fact, "secondary"));
    }
  if (evidence != NULL && evidence[0] != '\0')
    {
      /* Translators: where a rule comes from: the source; then the rule's name */
      g_autofree char *source = g_strdup_printf (_ ("Source: %s (rule %s)"), evidence, reason->rule);

      gtk_box_append (GTK_BOX (one), wrapped (source, "source"));
    }
  if (reason->verify)
    gtk_box_append (GTK_BOX (one), wrapped (_ ("To be verified: no second source was seen for this rule."), "verify"));
  gtk_box_append (box, one);
}

static void
show_status (EkPlanLineRow *self, const EkPlanLine *line, const char *added_by)
{
  g_autofree char *text = NULL;

  if (g_strcmp0 (line->status, "added") == 0)
    /* Translators: a line of a plan that a person added; %s is the person */
    text = added_by != NULL ? g_strdup_printf (_ ("Added by %s"), added_by) : g_strdup (_ ("Added"));
  else if (g_strcmp0 (line->status, "changed") == 0)
    text = g_strdup (_ ("Changed"));
  else if (g_strcmp0 (line->status, "removed") == 0)
    text = g_strdup (_ ("Left out"));
  gtk_widget_set_visible (GTK_WIDGET (self->status), text != NULL);
  gtk_label_set_text (self->status, text != NULL ? text : "");
}

/* The button says to which line it belongs. */
static void
name_button (GtkWidget *button, const char *verb, const char *text)
{
  g_autofree char *name = g_strdup_printf ("%s: %s", verb, text);

  gtk_widget_set_tooltip_text (button, verb);
  ek_accessible_set_name (GTK_WIDGET (button), name);
}

static void
show_why (EkPlanLineRow *self, const EkPlanLine *line)
{
  g_autofree char *label = NULL;
  const EkReason *first = line->why->len > 0 ? g_ptr_array_index (line->why, 0) : NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->expander), first != NULL);
  if (first == NULL)
    return;
  /* Translators: why a line is in the plan */
  label = g_strdup_printf (_ ("Why: %s"), ek_reason_text (first, ek_format_language ()));
  gtk_expander_set_label (self->expander, label);
  /* A long reason must not push the list of patients out of the window. */
  gtk_label_set_wrap (GTK_LABEL (gtk_expander_get_label_widget (self->expander)), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (gtk_expander_get_label_widget (self->expander)), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (gtk_expander_get_label_widget (self->expander)), 0);
  for (guint i = 0; i < line->why->len; i++)
    ek_reason_box_append (self->why, g_ptr_array_index (line->why, i));
}

static void
ek_plan_line_row_finalize (GObject *object)
{
  g_free (EK_PLAN_LINE_ROW (object)->id);
  G_OBJECT_CLASS (ek_plan_line_row_parent_class)->finalize (object);
}

static guint
line_signal (const char *name)
{
  return g_signal_new (name, EK_TYPE_PLAN_LINE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                       G_TYPE_STRING);
}

static void
ek_plan_line_row_class_init (EkPlanLineRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ek_plan_line_row_finalize;
  signals[EDIT] = line_signal ("edit");
  signals[REMOVE] = line_signal ("remove");
  signals[RESTORE] = line_signal ("restore");
  gtk_widget_class_set_template_from_resource (widget_class, "/io/evenkeel/Evenkeel/ui/ek-plan-line-row.ui");
  gtk_widget_class_bind_template_child (widget_class, EkPlanLineRow, text);
  gtk_widget_class_bind_template_child (widget_class, EkPlanLineRow, status);
  gtk_widget_class_bind_template_child (widget_class, EkPlanLineRow, edit);
  gtk_widget_class_bind_template_child (widget_class, EkPlanLineRow, remove);
  gtk_widget_class_bind_template_child (widget_class, EkPlanLineRow, restore);
  gtk_widget_class_bind_template_child (widget_class, EkPlanLineRow, goal);
  gtk_widget_class_bind_template_child (widget_class, EkPlanLineRow, expander);
  gtk_widget_class_bind_template_child (widget_class, EkPlanLineRow, why);
  gtk_widget_class_bind_template_callback (widget_class, on_edit);
  gtk_widget_class_bind_template_callback (widget_class, on_remove);
  gtk_widget_class_bind_template_callback (widget_class, on_restore);
}

static void
ek_plan_line_row_init (EkPlanLineRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ek_plan_line_row_new:
 * @line: a line of a plan
 * @editable: whether the plan is a draft
 * @added_by: (nullable): the name of who added the line
 *
 * Returns: (transfer floating): a row that shows it
 */
GtkWidget *
ek_plan_line_row_new (const EkPlanLine *line, gboolean editable, const char *added_by)
{
  EkPlanLineRow *self = g_object_new (EK_TYPE_PLAN_LINE_ROW, NULL);
  const char *language = ek_format_language ();
  const char *text = ek_plan_line_text (line, language);
  const char *goal = ek_plan_line_goal (line, language);
  gboolean removed = g_strcmp0 (line->status, "removed") == 0;
  g_autofree char *below = NULL;

  text = text != NULL ? text : "";
  self->id = g_strdup (line->id);
  gtk_label_set_text (self->text, text);
  if (removed)
    /* Translators: why the clinician left a line out of the plan */
    below = g_strdup_printf (_ ("Left out because: %s"), line->removed_why != NULL ? line->removed_why : "");
  else if (goal != NULL)
    /* Translators: what a line of the plan aims at */
    below = g_strdup_printf (_ ("Goal: %s"), goal);
  gtk_label_set_text (self->goal, below != NULL ? below : "");
  gtk_widget_set_visible (GTK_WIDGET (self->goal), below != NULL);
  if (removed)
    gtk_widget_add_css_class (GTK_WIDGET (self->text), "left-out");
  show_status (self, line, added_by);
  show_why (self, line);
  gtk_widget_set_visible (self->edit, editable && !removed);
  gtk_widget_set_visible (self->remove, editable && !removed);
  gtk_widget_set_visible (self->restore, editable && removed);
  name_button (self->edit, _ ("Change"), text);
  name_button (self->remove, _ ("Leave out"), text);
  name_button (self->restore, _ ("Put back"), text);
  return GTK_WIDGET (self);
}

/**
 * ek_plan_line_row_mark:
 * @self: a row of a new version
 * @mark: what its line is beside the plan in force
 *
 * Says what is new or different. What a person did to the line stays said before it.
 */
void
ek_plan_line_row_mark (EkPlanLineRow *self, EkPlanMark mark)
{
  /* Translators: a line of a new version of a plan, beside the version in force */
  const char *word = mark == EK_PLAN_MARK_NEW ? _ ("New in this version")
    : mark == EK_PLAN_MARK_OTHER              ? _ ("Differs from the plan in force")
                                              : NULL;
  const char *status = gtk_label_get_text (self->status);
  g_autofree char *both = NULL;

  if (word == NULL)
    return;
  both = status[0] != '\0' ? g_strdup_printf ("%s · %s", status, word) : g_strdup (word);
  gtk_label_set_text (self->status, both);
  gtk_widget_set_visible (GTK_WIDGET (self->status), TRUE);
}
