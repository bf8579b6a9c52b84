/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-draft-view.h"

#include <glib/gi18n-lib.h>

#include "ek-drafts.h"
#include "ek-json.h"
#include "ek-message.h"

static void
add_words (GtkBox *box, const char *label, const char *words)
{
  GtkWidget *caption = gtk_label_new (label), *text = gtk_label_new (words);

  gtk_label_set_xalign (GTK_LABEL (caption), 0);
  gtk_widget_add_css_class (caption, "heading");
  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_label_set_wrap (GTK_LABEL (text), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (text), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (text), TRUE);
  gtk_box_append (box, caption);
  gtk_box_append (box, text);
}

typedef struct {
  EkDrafts *drafts;
  char *key;
} Shown;

static void
shown_free (gpointer data)
{
  Shown *shown = data;

  g_object_unref (shown->drafts);
  g_free (shown->key);
  g_free (shown);
}

static void
on_answer (gboolean discard, gpointer user_data)
{
  Shown *shown = user_data;

  if (discard)
    ek_drafts_remove (shown->drafts, shown->key);
}

static GtkWidget *
make_words (const EkDraft *draft)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *scrolled = gtk_scrolled_window_new ();
  JsonObject *fields = ek_draft_fields (draft);
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init (&iter, fields);
  while (json_object_iter_next (&iter, &name, &value))
    {
      JsonObject *field = JSON_NODE_HOLDS_OBJECT (value) ? json_node_get_object (value) : NULL;
      const char *label = field != NULL ? ek_json_peek_string (field, "label") : NULL;
      const char *now = field != NULL ? ek_json_peek_string (field, "now") : NULL;

      if (now != NULL && label != NULL && *label != '\0')
        add_words (GTK_BOX (box), label, now);
    }
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 420);
  return scrolled;
}

/**
 * ek_draft_view_show:
 * @parent: a widget of the window it belongs to
 * @session: the session, unlocked
 * @place: of a draft
 * @patient_id: (nullable): in whose file
 * @target: (nullable): what it is about
 *
 * Shows the words of a draft whose place cannot be opened, until the person discards them.
 */
void
ek_draft_view_show (GtkWidget *parent, EkSession *session, const char *place, const char *patient_id,
                    const char *target)
{
  EkDrafts *drafts = ek_drafts_get (session);
  g_autofree char *key = ek_drafts_key (place, patient_id, target);
  const EkDraft *draft = ek_drafts_find (drafts, key);
  Shown *shown;

  if (draft == NULL || ek_draft_fields (draft) == NULL)
    return;
  shown = g_new (Shown, 1);
  *shown = (Shown){ g_object_ref (drafts), g_steal_pointer (&key) };
  ek_message_show (
    parent, ek_draft_member (draft, "title"),
    g_str_has_prefix (place, "words/")
      ? _ ("When the same is asked again, these words stand there. Select them to copy them.")
      : _ ("What it was typed for has changed meanwhile and takes it no more, so it is shown here. Select "
           "the words to copy them."),
    make_words (draft), _ ("_Keep"), _ ("_Discard"), on_answer, shown, shown_free);
}
