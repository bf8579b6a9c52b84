/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-series-node.h"

#include <string.h>

#include "ek-scale.h"

struct _EkSeriesNode {
  GObject parent_instance;

  char *key;            /* NULL: a heading */
  char *label;          /* within its group */
  char *full_name;      /* "PHQ-9 · Total" */
  char *folded;         /* what a search looks into */
  char *value;          /* the last one, or NULL */
  EkSeries *series;     /* or NULL */
  GListStore *children; /* of EkSeriesNode; NULL when there are none */
  gboolean chosen;
};

enum { PROPERTY_CHOSEN = 1, N_PROPERTIES };

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (EkSeriesNode, ek_series_node, G_TYPE_OBJECT)

static void
ek_series_node_get_property (GObject *object, guint property, GValue *value, GParamSpec *spec)
{
  if (property == PROPERTY_CHOSEN)
    g_value_set_boolean (value, EK_SERIES_NODE (object)->chosen);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property, spec);
}

static void
ek_series_node_set_property (GObject *object, guint property, const GValue *value, GParamSpec *spec)
{
  if (property == PROPERTY_CHOSEN)
    ek_series_node_set_chosen (EK_SERIES_NODE (object), g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property, spec);
}

static void
ek_series_node_finalize (GObject *object)
{
  EkSeriesNode *self = EK_SERIES_NODE (object);

  g_free (self->key);
  g_free (self->label);
  g_free (self->full_name);
  g_free (self->folded);
  g_free (self->value);
  g_clear_pointer (&self->series, ek_series_unref);
  g_clear_object (&self->children);
  G_OBJECT_CLASS (ek_series_node_parent_class)->finalize (object);
}

static void
ek_series_node_class_init (EkSeriesNodeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = ek_series_node_get_property;
  object_class->set_property = ek_series_node_set_property;
  object_class->finalize = ek_series_node_finalize;
  properties[PROPERTY_CHOSEN] = g_param_spec_boolean ("chosen", NULL, NULL, FALSE,
                                                      G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                                                        G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
ek_series_node_init (EkSeriesNode *self)
{
}

/**
 * ek_series_node_new:
 * @series: a series
 *
 * Returns: (transfer full): a node for it, not chosen
 */
EkSeriesNode *
ek_series_node_new (const EkTrajectorySeries *series)
{
  EkSeriesNode *self = g_object_new (EK_TYPE_SERIES_NODE, NULL);
  guint length = ek_series_length (series->series);
  g_autofree char *searched = g_strjoin (" ", series->label, series->name, series->group, series->key, NULL);

  self->key = g_strdup (series->key);
  self->label = g_strdup (series->name);
  self->full_name = g_strdup (series->label);
  self->folded = g_utf8_casefold (searched, -1);
  self->series = ek_series_ref (series->series);
  if (length > 0)
    self->value = ek_value_text (ek_series_points (series->series)[length - 1].value);
  return self;
}

/**
 * ek_series_node_new_heading:
 * @label: the name of a group
 *
 * Returns: (transfer full): a node that cannot be chosen itself
 */
EkSeriesNode *
ek_series_node_new_heading (const char *label)
{
  EkSeriesNode *self = g_object_new (EK_TYPE_SERIES_NODE, NULL);

  self->label = g_strdup (label);
  self->full_name = g_strdup (label);
  self->folded = g_utf8_casefold (label, -1);
  return self;
}

/**
 * ek_series_node_get_key:
 * @self: a node
 *
 * Returns: (transfer none) (nullable): the key of its series; %NULL for a heading
 */
const char *
ek_series_node_get_key (EkSeriesNode *self)
{
  return self->key;
}

/**
 * ek_series_node_get_label:
 * @self: a node
 *
 * Returns: (transfer none): what it is called in its group
 */
const char *
ek_series_node_get_label (EkSeriesNode *self)
{
  return self->label;
}

/**
 * ek_series_node_get_full_name:
 * @self: a node
 *
 * Returns: (transfer none): what it is called where its group is not named
 */
const char *
ek_series_node_get_full_name (EkSeriesNode *self)
{
  return self->full_name;
}

/**
 * ek_series_node_get_value:
 * @self: a node
 *
 * Returns: (transfer none) (nullable): its last value
 */
const char *
ek_series_node_get_value (EkSeriesNode *self)
{
  return self->value;
}

/**
 * ek_series_node_get_series:
 * @self: a node
 *
 * Returns: (transfer none) (nullable): its values
 */
EkSeries *
ek_series_node_get_series (EkSeriesNode *self)
{
  return self->series;
}

/**
 * ek_series_node_get_chosen:
 * @self: a node
 *
 * Returns: whether it is drawn
 */
gboolean
ek_series_node_get_chosen (EkSeriesNode *self)
{
  return self->chosen;
}

/**
 * ek_series_node_set_chosen:
 * @self: a node
 * @chosen: whether it is drawn
 */
void
ek_series_node_set_chosen (EkSeriesNode *self, gboolean chosen)
{
  if (self->chosen == !!chosen)
    return;
  self->chosen = !!chosen;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROPERTY_CHOSEN]);
}

/**
 * ek_series_node_add:
 * @self: a node
 * @child: (transfer none): to stand below it
 */
void
ek_series_node_add (EkSeriesNode *self, EkSeriesNode *child)
{
  if (self->children == NULL)
    self->children = g_list_store_new (EK_TYPE_SERIES_NODE);
  g_list_store_append (self->children, child);
}

/**
 * ek_series_node_get_children:
 * @self: a node
 *
 * Returns: (transfer none) (nullable): what stands below it
 */
GListModel *
ek_series_node_get_children (EkSeriesNode *self)
{
  return self->children != NULL ? G_LIST_MODEL (self->children) : NULL;
}

/**
 * ek_series_node_matches:
 * @self: a node
 * @folded: words a person searches for, by g_utf8_casefold()
 *
 * Returns: whether each of the words is in its names
 */
gboolean
ek_series_node_matches (EkSeriesNode *self, const char *folded)
{
  g_auto (GStrv) words = g_strsplit_set (folded, " \t", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      if (strstr (self->folded, words[i]) == NULL)
        return FALSE;
    }
  return TRUE;
}
