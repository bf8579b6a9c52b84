/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-identifier-editor.h"

#include <glib/gi18n-lib.h>

#include "ek-accessible.h"
#include "ek-json.h"

struct _EkIdentifierEditor {
  AdwBin parent_instance;

  AdwPreferencesGroup *group;
  GPtrArray *lines; /* of Line */
  gboolean loading;
};

G_DEFINE_FINAL_TYPE (EkIdentifierEditor, ek_identifier_editor, ADW_TYPE_BIN)

enum { EDITED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* Codes of HL7 table 0203 (identifier type) for what a clinic meets. The system of a number that is typed here is that
 * of its kind; one that came from the hospital keeps the hospital's. */
static const struct {
  const char *type;
  const char *system;
  const char *label;
} kinds[] = {
  { "MR", "urn:evenkeel:medical-record-number", N_ ("Medical record number") },
  { "NI", "urn:evenkeel:resident-identity-card", N_ ("Resident identity card") },
  { "SS", "urn:evenkeel:insurance-number", N_ ("Insurance number") },
  { "PPN", "urn:evenkeel:passport-number", N_ ("Passport") },
  { "EI", "urn:evenkeel:employee-number", N_ ("Employee number") },
  { "", "urn:evenkeel:other-number", N_ ("Other number") },
};

typedef struct {
  EkIdentifierEditor *editor;
  GtkWidget *row;
  GtkWidget *kind; /* a row of its own: beside large letters the number would not be seen */
  char *system;    /* as it came, or NULL: that of the kind */
  char *type;      /* as it came, when it is none of ours */
} Line;

static void
line_free (gpointer data)
{
  Line *line = data;

  g_free (line->system);
  g_free (line->type);
  g_free (line);
}

static void
on_edited (EkIdentifierEditor *self)
{
  if (!self->loading)
    g_signal_emit (self, signals[EDITED], 0);
}

static void
on_kind (Line *line)
{
  if (line->editor->loading)
    return;
  g_clear_pointer (&line->system, g_free);
  g_clear_pointer (&line->type, g_free);
  on_edited (line->editor);
}

static void
on_remove (Line *line)
{
  EkIdentifierEditor *self = line->editor;

  adw_preferences_group_remove (self->group, line->row);
  adw_preferences_group_remove (self->group, line->kind);
  g_ptr_array_remove (self->lines, line);
  on_edited (self);
}

static GtkWidget *
make_kinds (void)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);
  GtkWidget *row = adw_combo_row_new ();

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    gtk_string_list_append (labels, _ (kinds[i].label));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Kind of number"));
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (labels));
  return row;
}

static Line *
add_line (EkIdentifierEditor *self)
{
  Line *line = g_new0 (Line, 1);
  GtkWidget *remove = gtk_button_new_from_icon_name ("user-trash-symbolic");

  line->editor = self;
  line->row = adw_entry_row_new ();
  line->kind = make_kinds ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (line->row), _ ("Number"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_editable_get_delegate (GTK_EDITABLE (line->row))),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Number"), -1);
  gtk_widget_set_valign (remove, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (remove, "flat");
  gtk_widget_set_tooltip_text (remove, _ ("Remove this number"));
  ek_accessible_set_name (remove, _ ("Remove this number"));
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (line->row), remove);
  g_signal_connect_swapped (line->row, "changed", G_CALLBACK (on_edited), self);
  g_signal_connect_swapped (line->kind, "notify::selected", G_CALLBACK (on_kind), line);
  g_signal_connect_swapped (remove, "clicked", G_CALLBACK (on_remove), line);
  adw_preferences_group_add (self->group, line->row);
  adw_preferences_group_add (self->group, line->kind);
  g_ptr_array_add (self->lines, line);
  return line;
}

static void
on_add (EkIdentifierEditor *self)
{
  Line *line = add_line (self);

  gtk_widget_grab_focus (line->row);
}

static guint
kind_of (const char *type)
{
  for (guint i = 0; type != NULL && i < G_N_ELEMENTS (kinds); i++)
    if (g_ascii_strcasecmp (kinds[i].type, type) == 0)
      return i;
  return G_N_ELEMENTS (kinds) - 1;
}

static void
clear_lines (EkIdentifierEditor *self)
{
  for (guint i = 0; i < self->lines->len; i++)
    {
      Line *line = g_ptr_array_index (self->lines, i);

      adw_preferences_group_remove (self->group, line->row);
      adw_preferences_group_remove (self->group, line->kind);
    }
  g_ptr_array_set_size (self->lines, 0);
}

static void
ek_identifier_editor_finalize (GObject *object)
{
  g_ptr_array_unref (EK_IDENTIFIER_EDITOR (object)->lines);
  G_OBJECT_CLASS (ek_identifier_editor_parent_class)->finalize (object);
}

static void
ek_identifier_editor_class_init (EkIdentifierEditorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ek_identifier_editor_finalize;

  signals[EDITED] = g_signal_new ("edited", EK_TYPE_IDENTIFIER_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
}

static void
ek_identifier_editor_init (EkIdentifierEditor *self)
{
  GtkWidget *add = gtk_button_new_from_icon_name ("list-add-symbolic");

  self->lines = g_ptr_array_new_with_free_func (line_free);
  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (self->group, _ ("Identifiers"));
  adw_preferences_group_set_description (self->group, _ ("Numbers by which the hospital and others know this person"));
  gtk_widget_set_valign (add, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (add, "flat");
  gtk_widget_set_tooltip_text (add, _ ("Add a number"));
  ek_accessible_set_name (GTK_WIDGET (add), _ ("Add a number"));
  g_signal_connect_swapped (add, "clicked", G_CALLBACK (on_add), self);
  adw_preferences_group_set_header_suffix (self->group, add);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->group));
}

/**
 * ek_identifier_editor_new:
 *
 * Returns: (transfer floating): an editor without lines
 */
GtkWidget *
ek_identifier_editor_new (void)
{
  return g_object_new (EK_TYPE_IDENTIFIER_EDITOR, NULL);
}

/**
 * ek_identifier_editor_load:
 * @self: an editor
 * @identifiers: (nullable): an array of {system, value, type}
 *
 * Shows them, and one empty line when there are none.
 */
void
ek_identifier_editor_load (EkIdentifierEditor *self, JsonNode *identifiers)
{
  gboolean is_array = identifiers != NULL && JSON_NODE_HOLDS_ARRAY (identifiers);
  JsonArray *array = is_array ? json_node_get_array (identifiers) : NULL;

  self->loading = TRUE;
  clear_lines (self);
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *one = ek_json_element_object (array, i);
      const char *type = one != NULL ? ek_json_peek_string (one, "type") : NULL;
      const char *value = one != NULL ? ek_json_peek_string (one, "value") : NULL;
      Line *line;

      if (value == NULL)
        continue;
      line = add_line (self);
      gtk_editable_set_text (GTK_EDITABLE (line->row), value);
      adw_combo_row_set_selected (ADW_COMBO_ROW (line->kind), kind_of (type));
      line->system = g_strdup (ek_json_peek_string (one, "system"));
      line->type = g_strdup (type);
    }
  if (self->lines->len == 0)
    add_line (self);
  self->loading = FALSE;
}

/**
 * ek_identifier_editor_get:
 * @self: an editor
 *
 * Returns: (transfer full) (nullable): an array of {system, value, type}; %NULL when there is none
 */
JsonNode *
ek_identifier_editor_get (EkIdentifierEditor *self)
{
  g_autoptr (JsonArray) array = json_array_new ();
  JsonNode *node = NULL;

  for (guint i = 0; i < self->lines->len; i++)
    {
      Line *line = g_ptr_array_index (self->lines, i);
      guint kind = MIN (adw_combo_row_get_selected (ADW_COMBO_ROW (line->kind)), G_N_ELEMENTS (kinds) - 1);
      const char *type = line->type != NULL ? line->type : kinds[kind].type;
      g_autofree char *value = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (line->row))));
      JsonObject *one;

      if (*value == '\0')
        continue;
      one = json_object_new ();
      json_object_set_string_member (one, "system", line->system != NULL ? line->system : kinds[kind].system);
      json_object_set_string_member (one, "value", value);
      if (*type != '\0')
        json_object_set_string_member (one, "type", type);
      json_array_add_object_element (array, one);
    }
  if (json_array_get_length (array) == 0)
    return NULL;
  node = json_node_new (JSON_NODE_ARRAY);
  json_node_set_array (node, array);
  return node;
}
