/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-assessment-review.h"

#include <glib/gi18n-lib.h>

#include "ek-accessible.h"
#include "ek-form-words.h"

struct _EkAssessmentReview {
  AdwBin parent_instance;

  GtkLabel *summary;
  GtkListBox *list;
  char *shown; /* all of it in words, to know when there is nothing new */
};

enum { CHOSEN, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EkAssessmentReview, ek_assessment_review, ADW_TYPE_BIN)

static void
on_activated (EkAssessmentReview *self, GtkListBoxRow *row)
{
  g_signal_emit (self, signals[CHOSEN], 0, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (row), "ek-index")));
}

static char *
answer_line (EkAnswerSheet *sheet, EkItem *item, guint index)
{
  const char *reason = ek_answer_sheet_get_declined (sheet, index);

  if (reason != NULL)
    return g_strdup_printf (_ ("Not answered: %s"), reason);
  if (ek_answer_sheet_get_answer (sheet, index) != NULL)
    return ek_form_answer_words (item, ek_answer_sheet_get_answer (sheet, index), ek_answer_sheet_get_language (sheet));
  return g_strdup (ek_item_is_optional (item) ? _ ("Left out") : _ ("Missing"));
}

typedef struct {
  guint index;
  gboolean missing;
  char *title, *answer;
} Line;

static void
line_free (gpointer data)
{
  Line *line = data;

  g_free (line->title);
  g_free (line->answer);
  g_free (line);
}

/* What is missing comes first. */
static GPtrArray *
make_lines (EkAnswerSheet *sheet)
{
  EkInstrument *instrument = ek_answer_sheet_get_instrument (sheet);
  const char *language = ek_answer_sheet_get_language (sheet);
  GPtrArray *lines = g_ptr_array_new_with_free_func (line_free);

  for (guint pass = 0; pass < 2; pass++)
    {
      for (guint i = 0; i < ek_instrument_get_n_items (instrument); i++)
        {
          EkItem *item = ek_instrument_get_item (instrument, i);
          gboolean missing = ek_answer_sheet_is_missing (sheet, i);
          Line *line = NULL;

          if (!ek_answer_sheet_is_asked (sheet, i) || missing != (pass == 0))
            continue;
          line = g_new (Line, 1);
          *line = (Line){ i, missing, ek_form_item_title (item, language), answer_line (sheet, item, i) };
          g_ptr_array_add (lines, line);
        }
    }
  return lines;
}

static char *
whole_text (const char *summary, GPtrArray *lines)
{
  GString *text = g_string_new (summary);

  for (guint i = 0; i < lines->len; i++)
    {
      const Line *line = g_ptr_array_index (lines, i);

      g_string_append_printf (text, "\n%u %s\n%s", line->index, line->title, line->answer);
    }
  return g_string_free (text, FALSE);
}

static void
add_row (EkAssessmentReview *self, const Line *line)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *name = g_strdup_printf ("%s\n%s", line->title, line->answer);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), line->title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), line->answer);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  ek_accessible_set_name (GTK_WIDGET (row), name);
  if (line->missing)
    {
      gtk_widget_add_css_class (row, "missing");
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("dialog-warning-symbolic"));
    }
  g_object_set_data (G_OBJECT (row), "ek-index", GUINT_TO_POINTER (line->index));
  gtk_list_box_append (self->list, row);
}

/* Answers to questions that are no longer asked are not lost, and do not count: that is said. */
static char *
summary_of (EkAnswerSheet *sheet)
{
  guint missing = ek_answer_sheet_count_missing (sheet), aside = 0;
  guint n = ek_instrument_get_n_items (ek_answer_sheet_get_instrument (sheet));
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    aside += !ek_answer_sheet_is_asked (sheet, i) && ek_answer_sheet_get_answer (sheet, i) != NULL;
  if (missing > 0)
    g_string_append_printf (text,
                            ngettext ("%u question is not answered yet. Choose it to go there.",
                                      "%u questions are not answered yet. Choose one to go there.", missing),
                            missing);
  else
    g_string_append (text, _ ("Every question is answered or left out for a reason."));
  if (aside > 0)
    {
      g_string_append_c (text, ' ');
      g_string_append_printf (text,
                              ngettext ("%u answer to a question that is no longer asked is kept and does not "
                                        "count.",
                                        "%u answers to questions that are no longer asked are kept and do not "
                                        "count.",
                                        aside),
                              aside);
    }
  return g_string_free (text, FALSE);
}

/**
 * ek_assessment_review_show:
 * @self: the review
 * @sheet: a form
 *
 * Shows the answers. When nothing has changed the rows stay, and with them the focus: an answer that has reached the
 * disk is no reason to take a row away from below the mouse.
 */
void
ek_assessment_review_show (EkAssessmentReview *self, EkAnswerSheet *sheet)
{
  g_autofree char *summary = summary_of (sheet);
  g_autoptr (GPtrArray) lines = make_lines (sheet);
  g_autofree char *text = whole_text (summary, lines);

  if (g_strcmp0 (text, self->shown) == 0)
    return;
  ek_assessment_review_wipe (self);
  self->shown = g_steal_pointer (&text);
  gtk_label_set_text (self->summary, summary);
  for (guint i = 0; i < lines->len; i++)
    add_row (self, g_ptr_array_index (lines, i));
}

/**
 * ek_assessment_review_focus_missing:
 * @self: the review
 *
 * Moves the keyboard focus to the first question that holds the form up: Enter goes there.
 *
 * Returns: whether there is one
 */
gboolean
ek_assessment_review_focus_missing (EkAssessmentReview *self)
{
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list));

  return row != NULL && gtk_widget_has_css_class (row, "missing") && gtk_widget_grab_focus (row);
}

/**
 * ek_assessment_review_wipe:
 * @self: the review
 *
 * Forgets what was shown.
 */
void
ek_assessment_review_wipe (EkAssessmentReview *self)
{
  GtkWidget *row;

  g_clear_pointer (&self->shown, g_free);
  gtk_label_set_text (self->summary, "");
  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
}

static void
ek_assessment_review_finalize (GObject *object)
{
  g_free (EK_ASSESSMENT_REVIEW (object)->shown);
  G_OBJECT_CLASS (ek_assessment_review_parent_class)->finalize (object);
}

static void
ek_assessment_review_class_init (EkAssessmentReviewClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ek_assessment_review_finalize;
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
ek_assessment_review_init (EkAssessmentReview *self)
{
  GtkWidget *scroll = gtk_scrolled_window_new (), *clamp = adw_clamp_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 14);

  self->summary = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->summary, TRUE);
  gtk_label_set_xalign (self->summary, 0);
  gtk_widget_add_css_class (GTK_WIDGET (self->summary), "title-4");
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  ek_accessible_set_name (GTK_WIDGET (self->list), _ ("Answers"));
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (on_activated), self);
  gtk_widget_add_css_class (box, "page-content");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->summary));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->list));
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 860);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroll), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), clamp);
  adw_bin_set_child (ADW_BIN (self), scroll);
}
