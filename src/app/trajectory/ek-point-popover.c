/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One value, opened: what it is and where it comes from. The critical answers behind it are read when it is shown. */

#include "ek-point-popover.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "ek-accessible.h"
#include "ek-facsimile.h"
#include "ek-format.h"
#include "ek-json.h"
#include "ek-scale.h"
#include "ek-types.h"

#define WIDTH_CHARS 38

typedef struct {
  GtkWidget *popover; /* which owns this */
  GtkWidget *parent;  /* outlives the popover */
  EkSession *session;
  char *record_id;
  GtkWidget *alarms; /* critical answers come in here */
  GCancellable *cancellable;
} Point;

static void
point_free (gpointer data)
{
  Point *self = data;

  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  g_object_unref (self->session);
  g_free (self->record_id);
  g_free (self);
}

static GtkWidget *
add_label (GtkWidget *box, const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), WIDTH_CHARS);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

/* ---- Critical answers ---- */

typedef struct {
  EkCatalogue *catalogue;
  char *record_id;
  char *language;
} Wanted;

static void
wanted_free (gpointer data)
{
  Wanted *wanted = data;

  g_free (wanted->record_id);
  g_free (wanted->language);
  g_free (wanted);
}

static char *
item_id_of (JsonNode *node)
{
  if (!JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  return json_node_get_value_type (node) == G_TYPE_INT64
    ? g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node))
    : json_node_dup_string (node);
}

static const char *
answer_words (EkItem *item, JsonObject *answers, const char *id, const char *language)
{
  JsonNode *node = answers != NULL ? json_object_get_member (answers, id) : NULL;
  double value;

  if (item == NULL || node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) == G_TYPE_STRING)
    return NULL;
  value = json_node_get_value_type (node) == G_TYPE_INT64 ? (double) json_node_get_int (node)
                                                          : json_node_get_double (node);
  for (guint i = 0; i < ek_item_get_n_options (item); i++)
    {
      if (ek_item_get_option (item, i)->value == value)
        return ek_option_label (ek_item_get_option (item, i), language);
    }
  return NULL;
}

static char *
critical_line (EkInstrument *instrument, JsonObject *answers, const char *id, const char *language)
{
  EkItem *item = instrument != NULL ? ek_instrument_find_item (instrument, id) : NULL;
  const char *text = item != NULL ? ek_item_get_text (item, language) : NULL;
  const char *answer = answer_words (item, answers, id, language);

  if (text != NULL && answer != NULL)
    /* Translators: number of a question, its words, what was answered */
    return g_strdup_printf (_ ("%s. %s — %s"), id, text, answer);
  if (text != NULL)
    return g_strdup_printf ("%s. %s", id, text);
  return g_strdup_printf (_ ("Question %s"), id);
}

/* Under the definition that the form was filled in with. */
static void
read_critical (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  const Wanted *wanted = data;
  GError *error = NULL;
  g_autoptr (EkRecord) record = ek_store_load (store, &ek_assessment_type, wanted->record_id, &error);
  GPtrArray *lines;
  EkInstrument *instrument;
  JsonNode *result, *node;
  JsonArray *items;

  if (record == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  lines = g_ptr_array_new_with_free_func (g_free);
  instrument = ek_catalogue_find (wanted->catalogue, ek_record_get_text (record, EK_ASSESSMENT_INSTRUMENT),
                                  ek_record_get_text (record, EK_ASSESSMENT_VERSION));
  result = ek_record_get_json (record, EK_ASSESSMENT_RESULT);
  node = ek_record_get_json (record, EK_ASSESSMENT_ANSWERS);
  items = result != NULL && JSON_NODE_HOLDS_OBJECT (result)
    ? ek_json_peek_array (json_node_get_object (result), "critical")
    : NULL;
  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++)
    {
      g_autofree char *id = item_id_of (json_array_get_element (items, i));

      if (id != NULL)
        g_ptr_array_add (lines,
                         critical_line (instrument,
                                        node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node)
                                                                                      : NULL,
                                        id, wanted->language));
    }
  g_task_return_pointer (task, lines, (GDestroyNotify) g_ptr_array_unref);
}

static void
on_critical (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) alarms = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lines = g_task_propagate_pointer (G_TASK (result), &error);

  for (guint i = 0; lines != NULL && i < lines->len; i++)
    add_label (alarms, g_ptr_array_index (lines, i), "risk-high");
}

/* ---- What is known of a value ---- */

static void
add_fact (GtkWidget *grid, int *line, const char *name, const char *value)
{
  GtkWidget *left, *right;

  if (value == NULL || *value == '\0')
    return;
  left = gtk_label_new (name);
  right = gtk_label_new (value);
  gtk_label_set_xalign (GTK_LABEL (left), 0);
  gtk_widget_set_valign (left, GTK_ALIGN_START);
  gtk_widget_add_css_class (left, "secondary");
  gtk_label_set_xalign (GTK_LABEL (right), 0);
  gtk_label_set_wrap (GTK_LABEL (right), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (right), WIDTH_CHARS - 14);
  gtk_label_set_selectable (GTK_LABEL (right), TRUE);
  gtk_widget_set_focusable (right, FALSE);
  gtk_grid_attach (GTK_GRID (grid), left, 0, *line, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), right, 1, *line, 1, 1);
  (*line)++;
}

static GtkWidget *
make_facts (const EkTrajectoryRow *row)
{
  GtkWidget *grid = gtk_grid_new ();
  g_autofree char *when = ek_format_instant (row->at_ms, row->offset_minutes), *between = NULL;
  int line = 0;

  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 4);
  if (row->flags & EK_POINT_PRORATED)
    {
      g_autofree char *low = isfinite (row->low) ? ek_value_text (row->low) : NULL;
      g_autofree char *high = isfinite (row->high) ? ek_value_text (row->high) : NULL;

      /* Translators: a score estimated from an incomplete form, and between which values it could lie */
      between = low != NULL && high != NULL ? g_strdup_printf (_ ("Prorated; between %s and %s"), low, high)
                                            : g_strdup (_ ("Prorated"));
    }
  else if (row->flags & EK_POINT_TOTAL_ONLY)
    {
      between = g_strdup (_ ("Total only"));
    }
  add_fact (grid, &line, _ ("Date"), when);
  add_fact (grid, &line, _ ("Remark"), between);
  add_fact (grid, &line, row->type == &ek_measurement_type ? _ ("Source") : _ ("Entered by"), row->entered_by);
  add_fact (grid, &line, _ ("How it came in"), row->mode);
  add_fact (grid, &line, _ ("Device"), row->device);
  add_fact (grid, &line, _ ("Definition"), row->version);
  return grid;
}

static void
on_open (Point *self)
{
  GtkWidget *parent = self->parent;
  g_autofree char *record_id = g_strdup (self->record_id);
  g_autoptr (EkSession) session = g_object_ref (self->session);

  gtk_popover_popdown (GTK_POPOVER (self->popover));
  ek_facsimile_show (parent, session, record_id);
}

static void
add_button (Point *self, GtkWidget *box)
{
  GtkWidget *button = gtk_button_new_with_label (_ ("Open the form"));

  gtk_widget_set_margin_top (button, 6);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (on_open), self);
  gtk_box_append (GTK_BOX (box), button);
  gtk_popover_set_default_widget (GTK_POPOVER (self->popover), button);
}

static GtkWidget *
make_content (Point *self, const EkTrajectoryRow *row)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  g_autofree char *number = ek_value_text (row->value);
  g_autofree char *value = row->unit != NULL && row->type == &ek_measurement_type
    ? g_strdup_printf ("%s %s", number, row->unit)
    : g_strdup (number);
  g_autofree char *line = row->severity != NULL ? g_strdup_printf ("%s · %s", value, row->severity) : g_strdup (value);

  gtk_widget_add_css_class (box, "point");
  add_label (box, row->score, "heading");
  add_label (box, line, "point-value");
  if (row->flags & EK_POINT_CRITICAL)
    {
      self->alarms = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
      add_label (self->alarms, _ ("Critical answer"), "risk-high");
      gtk_box_append (GTK_BOX (box), self->alarms);
    }
  gtk_box_append (GTK_BOX (box), make_facts (row));
  if (self->record_id != NULL)
    add_button (self, box);
  return box;
}

/* Gone from the screen, gone from its parent: nobody opens it a second time. */
static gboolean
take_away (gpointer popover)
{
  if (gtk_widget_get_parent (popover) != NULL)
    gtk_widget_unparent (popover);
  return G_SOURCE_REMOVE;
}

static void
on_closed (GtkWidget *popover)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, take_away, g_object_ref (popover), g_object_unref);
}

/**
 * ek_point_popover_show:
 * @parent: the widget that shows the value; presents its popovers when it is allocated
 * @at: where on it the value is
 * @session: the session
 * @row: the value; not needed afterwards
 *
 * Says everything of a value: what it is, when and how it came, critical answers behind it in words, and opens the
 * form that was filled in. Goes when something else is clicked.
 *
 * Returns: (transfer none): the popover
 */
GtkWidget *
ek_point_popover_show (GtkWidget *parent, const GdkRectangle *at, EkSession *session, const EkTrajectoryRow *row)
{
  GtkWidget *popover = gtk_popover_new ();
  Point *self = g_new0 (Point, 1);

  self->popover = popover;
  self->parent = parent;
  self->session = g_object_ref (session);
  /* of a total without answers there is no form to open */
  self->record_id = row->type == &ek_assessment_type && !(row->flags & EK_POINT_TOTAL_ONLY) ? g_strdup (row->record_id)
                                                                                            : NULL;
  self->cancellable = g_cancellable_new ();
  g_object_set_data_full (G_OBJECT (popover), "ek-point", self, point_free);
  gtk_popover_set_child (GTK_POPOVER (popover), make_content (self, row));
  gtk_popover_set_pointing_to (GTK_POPOVER (popover), at);
  gtk_widget_set_parent (popover, parent);
  ek_accessible_set_name (GTK_WIDGET (popover), row->score);
  g_signal_connect (popover, "closed", G_CALLBACK (on_closed), NULL);
  gtk_popover_popup (GTK_POPOVER (popover));
  if (self->alarms != NULL && self->record_id != NULL)
    {
      Wanted *wanted = g_new0 (Wanted, 1);

      wanted->catalogue = ek_session_get_catalogue (session);
      wanted->record_id = g_strdup (self->record_id);
      wanted->language = g_strdup (ek_format_language ());
      ek_session_read_async (session, read_critical, wanted, wanted_free, self->cancellable, on_critical,
                             g_object_ref (self->alarms));
    }
  return popover;
}
