/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The stories as they are read: what the makers of records take for granted is looked at first. */

#include "ek-demo-private.h"

#include <glib/gi18n-lib.h>

#include "ek-error.h"
#include "ek-file.h"

static gboolean
broken (const char *what, GError **error)
{
  g_set_error (error, EK_ERROR, EK_ERROR_SYNTAX,
               _ ("The demonstration data cannot be read (%s). Install Evenkeel again."), what);
  return FALSE;
}

static gboolean
is_number (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
    (json_node_get_value_type (node) == G_TYPE_INT64 || json_node_get_value_type (node) == G_TYPE_DOUBLE);
}

/* At least one [week, value], weeks rising: what ek_demo_course() takes for granted. */
static gboolean
is_course (JsonArray *course)
{
  double last = -G_MAXDOUBLE;

  if (course == NULL || json_array_get_length (course) == 0)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (course); i++)
    {
      JsonNode *node = json_array_get_element (course, i);
      JsonArray *pair = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

      if (pair == NULL || json_array_get_length (pair) != 2 || !is_number (json_array_get_element (pair, 0)) ||
          !is_number (json_array_get_element (pair, 1)) || json_array_get_double_element (pair, 0) <= last)
        return FALSE;
      last = json_array_get_double_element (pair, 0);
    }

  return TRUE;
}

static gboolean
check_instrument (EkDemo *demo, const char *instrument, GError **error)
{
  if (ek_catalogue_find (demo->catalogue, instrument, NULL) != NULL)
    return TRUE;
  g_set_error (error, EK_ERROR, EK_ERROR_NOT_FOUND,
               _ ("The demonstration patients need the instrument “%s”, which is not here."), instrument);
  return FALSE;
}

static gboolean
check_series (EkDemo *demo, JsonObject *series, const char *instrument, GError **error)
{
  JsonObject *fixed = ek_json_peek_object (series, "fixed");
  g_autoptr (GList) items = fixed != NULL ? json_object_get_members (fixed) : NULL;

  if (!is_course (ek_json_peek_array (series, "course")) || ek_json_peek_double (series, "every_weeks", 0) <= 0)
    return broken (instrument, error);
  for (GList *l = items; l != NULL; l = l->next)
    if (!is_course (ek_json_peek_array (fixed, l->data)))
      return broken (instrument, error);

  return check_instrument (demo, instrument, error);
}

static gboolean
check_cast_forms (EkDemo *demo, JsonArray *forms, const char *story, GError **error)
{
  for (guint i = 0; forms != NULL && i < json_array_get_length (forms); i++)
    {
      JsonObject *form = ek_json_element_object (forms, i);
      const char *id = form != NULL ? ek_json_peek_string (form, "instrument") : NULL;

      if (id == NULL || ek_json_peek_array (form, "answers") == NULL)
        return broken (story, error);
      if (!check_instrument (demo, id, error))
        return FALSE;
    }

  return TRUE;
}

/* What ek_demo_make_dangers() takes for granted. */
static gboolean
check_cast_dangers (JsonObject *story, const char *id, GError **error)
{
  JsonArray *contacts = ek_json_peek_array (story, "cast_contacts"),
            *notices = ek_json_peek_array (story, "cast_notices");

  for (guint i = 0; contacts != NULL && i < json_array_get_length (contacts); i++)
    if (ek_json_peek_object (ek_json_element_object (contacts, i), "text") == NULL)
      return broken (id, error);
  for (guint i = 0; notices != NULL && i < json_array_get_length (notices); i++)
    {
      JsonObject *notice = ek_json_element_object (notices, i);

      if (ek_json_peek_object (notice, "title") == NULL || ek_json_peek_string (notice, "address") == NULL ||
          ek_json_peek_string (notice, "reason") == NULL)
        return broken (id, error);
    }

  return TRUE;
}

static gboolean
check_story (EkDemo *demo, JsonObject *story, GError **error)
{
  const char *id = ek_json_peek_string (story, "id");
  JsonObject *instruments = ek_json_peek_object (story, "instruments");
  JsonObject *sleep = ek_json_peek_object (story, "sleep");
  JsonArray *ends = ek_json_peek_array (story, "ends_weeks_ago");
  g_autoptr (GList) names = instruments != NULL ? json_object_get_members (instruments) : NULL;

  if (id == NULL)
    return broken ("story", error);
  if (names == NULL || ek_json_peek_object (story, "person") == NULL || ek_json_peek_object (story, "cast") == NULL ||
      ek_json_peek_double (story, "weeks", 0) <= 0 || ends == NULL || json_array_get_length (ends) != 2 ||
      ek_json_peek_double (story, "weight", 0) <= 0 ||
      (sleep != NULL && !is_course (ek_json_peek_array (sleep, "course"))))
    return broken (id, error);
  for (GList *l = names; l != NULL; l = l->next)
    {
      JsonObject *series = ek_json_peek_object (instruments, l->data);

      if (series == NULL)
        return broken (id, error);
      if (!check_series (demo, series, l->data, error))
        return FALSE;
    }
  if (!check_cast_forms (demo, ek_json_peek_array (story, "cast_forms"), id, error) ||
      !check_cast_dangers (story, id, error))
    return FALSE;
  demo->total_weight += ek_json_peek_double (story, "weight", 0);

  return TRUE;
}

static JsonNode *
load (const char *name, GError **error)
{
  g_autofree char *relative = g_build_filename ("demo", name, NULL);
  g_autofree char *path = ek_data_path (relative);
  g_autoptr (JsonNode) node = ek_json_load (path, &EK_JSON_DEFAULT, error);

  if (node != NULL && !JSON_NODE_HOLDS_OBJECT (node))
    {
      broken (name, error);
      return NULL;
    }

  return g_steal_pointer (&node);
}

/**
 * ek_demo_read:
 * @demo: a run with its catalogue; stories, names and their weight are filled in
 * @error: %EK_ERROR_SYNTAX when the data is broken, %EK_ERROR_NOT_FOUND when an instrument is missing
 *
 * Returns: success
 */
gboolean
ek_demo_read (EkDemo *demo, GError **error)
{
  if ((demo->stories_node = load ("stories.json", error)) == NULL ||
      (demo->names_node = load ("names.json", error)) == NULL)
    return FALSE;
  demo->names = json_node_get_object (demo->names_node);
  demo->stories = ek_json_peek_array (json_node_get_object (demo->stories_node), "stories");
  if (demo->stories == NULL || json_array_get_length (demo->stories) == 0)
    return broken ("stories.json", error);
  for (guint i = 0; i < json_array_get_length (demo->stories); i++)
    {
      JsonObject *story = ek_json_element_object (demo->stories, i);

      if (story == NULL)
        return broken ("stories.json", error);
      if (!check_story (demo, story, error))
        return FALSE;
    }

  return TRUE;
}
