/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-baseline-view.h"

#include <glib/gi18n-lib.h>

#include "ek-accessible.h"
#include "ek-card.h"
#include "ek-format.h"
#include "ek-plan-line-row.h"
#include "ek-types.h"

static GtkWidget *
wrapped (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), FALSE);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkBox *
add_frame (GtkBox *content, const char *heading)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  gtk_widget_add_css_class (box, "card");
  gtk_widget_add_css_class (box, "plan-frame");
  if (heading != NULL)
    {
      gtk_box_append (GTK_BOX (box), wrapped (heading, "heading"));
      ek_accessible_set_name (GTK_WIDGET (box), heading);
    }
  gtk_box_append (content, box);
  return GTK_BOX (box);
}

static GtkWidget *
fold (const char *label, GPtrArray *reasons)
{
  GtkWidget *expander = gtk_expander_new (label);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  gtk_widget_set_margin_start (box, 18);
  for (guint i = 0; i < reasons->len; i++)
    ek_reason_box_append (GTK_BOX (box), g_ptr_array_index (reasons, i));
  gtk_expander_set_child (GTK_EXPANDER (expander), box);
  return expander;
}

static void
show_severity (GtkBox *content, EkRecord *record, EkBaseline *baseline)
{
  static const char *const classes[] = { "risk-low", "risk-low", "risk-moderate", "risk-high" };
  GtkBox *box = add_frame (content, NULL);
  g_autofree char *level = g_strdup_printf (_ ("Overall severity: %s"), ek_level_label (baseline->level));
  g_autofree char *step = g_strdup_printf (_ ("Proposed step of care: %s"), ek_step_label (baseline->step));
  g_autofree char *words = ek_baseline_words (record, ek_format_language ());
  GtkWidget *title = wrapped (level, "title-2");

  if (baseline->level != EK_LEVEL_UNKNOWN)
    gtk_widget_add_css_class (title, classes[baseline->level]);
  gtk_box_append (box, title);
  gtk_box_append (box, wrapped (step, "fact-value"));
  for (guint i = 0; i < baseline->risks->len; i++)
    gtk_box_append (box,
                    wrapped (ek_baseline_line_text (g_ptr_array_index (baseline->risks, i), ek_format_language ()),
                             "overdue"));
  gtk_box_append (box, wrapped (words, NULL));
  if (baseline->reasons->len > 0)
    gtk_box_append (box, fold (_ ("Why this severity and this step"), baseline->reasons));
  for (guint i = 0; i < baseline->cautions->len; i++)
    gtk_box_append (box,
                    wrapped (ek_reason_text (g_ptr_array_index (baseline->cautions, i), ek_format_language ()),
                             "notice"));
}

static void
show_factors (GtkBox *content, EkBaseline *baseline, gboolean protective)
{
  gboolean chinese = g_str_equal (ek_format_language (), "zh");
  GtkBox *box = NULL;

  for (guint i = 0; i < baseline->factors->len; i++)
    {
      const EkBaselineFactor *factor = g_ptr_array_index (baseline->factors, i);
      g_autoptr (GPtrArray) reasons = g_ptr_array_new ();
      g_autofree char *head = NULL;

      if (factor->protective != protective)
        continue;
      if (box == NULL)
        box = add_frame (content, protective ? _ ("Protective factors") : _ ("Risk factors"));
      head = g_strdup_printf ("%s  ·  %s", chinese ? factor->name_zh : factor->name_en,
                              chinese ? factor->group_zh : factor->group_en);
      gtk_box_append (box, wrapped (head, "fact-value"));
      gtk_box_append (box, wrapped (ek_reason_text (factor->reason, ek_format_language ()), NULL));
      g_ptr_array_add (reasons, factor->reason);
      gtk_box_append (box, fold (_ ("From what"), reasons));
    }
}

static void
show_lines (GtkBox *content, const char *heading, GPtrArray *lines, const char *css_class)
{
  GtkBox *box = NULL;

  if (lines->len == 0)
    return;
  box = add_frame (content, heading);
  for (guint i = 0; i < lines->len; i++)
    gtk_box_append (box,
                    wrapped (ek_baseline_line_text (g_ptr_array_index (lines, i), ek_format_language ()), css_class));
}

static void
show_summary (GtkBox *content, EkRecord *record)
{
  const char *summary = ek_record_get_text (record, EK_BASELINE_SUMMARY);
  gboolean draft = g_strcmp0 (ek_record_get_text (record, EK_BASELINE_STATUS), "draft") == 0;
  GtkBox *box = add_frame (content, _ ("Summary by the clinician"));

  gtk_box_append (box,
                  wrapped (summary != NULL ? summary
                             : draft       ? _ ("Not written yet.")
                                           : _ ("None written."),
                           summary != NULL ? NULL : "secondary"));
}

static void
show_signatures (GtkBox *content, GPtrArray *signatures)
{
  EkCard *card = EK_CARD (ek_card_new (_ ("Signatures")));

  ek_card_clear (card, _ ("Not signed yet: a draft binds nobody."));
  for (guint i = 0; i < signatures->len; i++)
    {
      const EkSignature *signature = g_ptr_array_index (signatures, i);
      g_autofree char *when = ek_format_instant (signature->at_ms, signature->offset_minutes);

      ek_card_append (card, NULL, signature->user_name, when,
                      signature->valid ? _ ("Valid") : _ ("Not valid: what is stored is not what was signed"),
                      signature->valid ? "better" : "overdue");
    }
  gtk_box_append (content, GTK_WIDGET (card));
}

/**
 * ek_baseline_view_fill:
 * @content: an empty vertical box
 * @record: a baseline assessment
 * @signatures: (element-type EkSignature): its signatures
 *
 * Shows it: severity first, then the summary, risk factors, protective factors, scores, what was not asked and what is
 * not confirmed.
 */
void
ek_baseline_view_fill (GtkBox *content, EkRecord *record, GPtrArray *signatures)
{
  g_autoptr (EkBaseline) baseline = ek_baseline_read (record);

  show_severity (content, record, baseline);
  show_summary (content, record);
  show_factors (content, baseline, FALSE);
  show_factors (content, baseline, TRUE);
  show_lines (content, _ ("Not asked"), baseline->not_asked, NULL);
  show_lines (content, _ ("Scores"), baseline->scores, NULL);
  show_lines (content, _ ("Not confirmed by a second source"), baseline->not_known, "secondary");
  show_signatures (content, signatures);
}
