/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a person reads of a notice. The members of each kind's detail are told where it is raised. */

#include "ek-risk.h"

#include "ek-notice.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const char *
member (JsonObject *detail, const char *name)
{
  return detail != NULL ? ek_json_peek_string (detail, name) : NULL;
}

/* The answers as they came, so that somebody can judge them: "question: answer; …". */
static void
append_items (GString *text, JsonArray *items, const char *question)
{
  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++)
    {
      JsonObject *item = ek_json_element_object (items, i);
      const char *words = item != NULL ? member (item, question) : NULL, *answer = item != NULL ? member (item, "answer") : NULL;

      if (words == NULL && item != NULL)
        words = member (item, "link");
      if (answer != NULL)
        g_string_append_printf (text, "\n%s: %s", words != NULL ? words : "?", answer);
    }
}

static char *
form_text (JsonObject *detail)
{
  const char *title = member (detail, "title"), *date = member (detail, "authored"), *why = member (detail, "reason");
  const char *reason = _("it could not be read");
  g_autofree char *day = date != NULL && strlen (date) >= 10 ? g_strndup (date, 10) : NULL;
  g_autoptr(GString) text = g_string_new (NULL);

  if (title == NULL)
    title = member (detail, "questionnaire");
  if (g_strcmp0 (why, "instrument-unknown") == 0)
    reason = _("this questionnaire is not known here");
  else if (g_strcmp0 (why, "answers-do-not-fit") == 0)
    reason = _("its answers do not fit the questionnaire");
  else if (g_strcmp0 (why, "no-date") == 0)
    reason = _("it has no date that can be read");
  /* Translators: which questionnaire; when it was answered; why it could not be read */
  g_string_append_printf (text, _("A form came that nobody has read: %s, answered %s; %s. Look at its answers."),
                          title != NULL ? title : _("without a name"), day != NULL ? day : _("on an unknown day"), reason);
  append_items (text, detail != NULL ? ek_json_peek_array (detail, "items") : NULL, "text");
  return g_strdup (text->str);
}

static char *
value_text (JsonObject *detail)
{
  const char *instrument = member (detail, "instrument"), *taken = member (detail, "taken");
  g_autofree char *day = taken != NULL && strlen (taken) >= 10 ? g_strndup (taken, 10) : NULL;
  g_autoptr(GString) text = g_string_new (NULL);

  /* Translators: id of a questionnaire; when it was answered */
  g_string_append_printf (text, _("Answers came that could not be read: %s, answered %s. Look at them."),
                          instrument != NULL ? instrument : _("without a name"),
                          day != NULL ? day : _("on an unknown day"));
  append_items (text, detail != NULL ? ek_json_peek_array (detail, "unread") : NULL, "text");
  return g_strdup (text->str);
}

static char *
danger_text (JsonObject *detail)
{
  const char *words = member (detail, "words");

  /* Translators: a kind of danger; the words as they stand in the record */
  return g_strdup_printf (_("%s: the record does not say clearly whether there is one: “%s”. Look at it."),
                          ek_danger_kind_label (member (detail, "kind")), words != NULL ? words : "");
}

static char *
ended_text (JsonObject *detail)
{
  const char *words = member (detail, "words"), *since = member (detail, "since");
  gboolean wrong = g_strcmp0 (member (detail, "how"), "error") == 0;

  if (words == NULL)
    words = "?";
  if (wrong)
    /* Translators: a kind of danger; the words of a warning */
    return g_strdup_printf (_("%s: the hospital took back a warning as entered in error: “%s”. Look whether there is "
                              "danger all the same."), ek_danger_kind_label (member (detail, "kind")), words);
  /* Translators: a kind of danger; the words of a warning; the day it was given */
  return g_strdup_printf (_("%s: the hospital has ended a warning: “%s”, given on %s. Look whether the danger is over."),
                          ek_danger_kind_label (member (detail, "kind")), words, since != NULL ? since : "?");
}

/* Every text of the detail, so that nothing is kept back of a kind that has no sentence of its own. */
static char *
plain_text (EkRecord *notice, JsonObject *detail)
{
  const char *kind = ek_record_get_text (notice, EK_NOTICE_KIND);
  g_autoptr(GString) text = g_string_new (ek_choice_label (ek_notice_type.fields[EK_NOTICE_KIND].choices, kind));
  g_autoptr(GList) members = detail != NULL ? json_object_get_members (detail) : NULL;
  gboolean first = TRUE;

  for (GList *l = members; l != NULL; l = l->next)
    {
      const char *value = member (detail, l->data);

      if (value == NULL || *value == '\0')
        continue;
      g_string_append_printf (text, "%s%s", first ? ": " : " · ", value);
      first = FALSE;
    }
  return g_strdup (text->str);
}

/**
 * ek_notice_text:
 * @notice: a notice
 *
 * Returns: (transfer full): what is to be looked at, in a sentence, translated
 */
char *
ek_notice_text (EkRecord *notice)
{
  JsonNode *node = ek_record_get_json (notice, EK_NOTICE_DETAIL);
  JsonObject *detail = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *kind = ek_record_get_text (notice, EK_NOTICE_KIND);

  if (g_strcmp0 (kind, "unreadable-form") == 0)
    return form_text (detail);
  if (g_strcmp0 (kind, "unreadable-value") == 0 && member (detail, "instrument") != NULL)
    return value_text (detail);
  if (g_strcmp0 (kind, "unclear-danger") == 0)
    return danger_text (detail);
  if (g_strcmp0 (kind, "warning-ended") == 0)
    return ended_text (detail);
  return plain_text (notice, detail);
}
