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

static char *
form_text (JsonObject *detail)
{
  const char *questionnaire = member (detail, "questionnaire"), *date = member (detail, "date");
  const char *why = member (detail, "why"), *reason = _("it could not be read");
  g_autofree char *day = date != NULL && strlen (date) >= 10 ? g_strndup (date, 10) : NULL;

  if (g_strcmp0 (why, "unknown") == 0)
    reason = _("this questionnaire is not known here");
  else if (g_strcmp0 (why, "answers") == 0)
    reason = _("its answers do not fit the questionnaire");
  else if (g_strcmp0 (why, "date") == 0)
    reason = _("it has no date that can be read");
  /* Translators: which questionnaire; when it was answered; why it could not be read */
  return g_strdup_printf (_("A form came that nobody has read: %s, answered %s; %s. Ask for it at the hospital and look at "
                            "its answers."),
                          questionnaire != NULL ? questionnaire : _("without a name"),
                          day != NULL ? day : _("on an unknown day"), reason);
}

static char *
danger_text (JsonObject *detail)
{
  const char *words = member (detail, "words");

  /* Translators: a kind of danger; the words as they stand in the record */
  return g_strdup_printf (_("%s: the record does not say clearly whether there is one: “%s”. Look at it."),
                          ek_danger_kind_label (member (detail, "kind")), words != NULL ? words : "");
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
  if (g_strcmp0 (kind, "unclear-danger") == 0)
    return danger_text (detail);
  return plain_text (notice, detail);
}
