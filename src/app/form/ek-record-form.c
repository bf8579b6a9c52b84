/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-record-form.h"

#include <glib/gi18n-lib.h>

#include "ek-field-editor.h"
#include "ek-identifier-editor.h"
#include "ek-json.h"
#include "ek-slices.h"
#include "ek-types.h"

struct _EkRecordForm {
  AdwBin parent_instance;

  const EkRecordType *type;
  const EkSection *sections; /* or NULL */
  guint made;                /* how many of them are there; those below come frame by frame */
  EkSlices *slices;          /* or NULL: all was made at once */
  EkRecord *record;          /* what is shown, until all sections are there */
  EkClock *clock;
  GtkWidget *box;
  GtkLabel *problem;               /* what is wrong, in one sentence */
  GPtrArray *editors;              /* of EkFieldEditor */
  EkIdentifierEditor *identifiers; /* patients only */
  EkKept *kept;                    /* not owned, or NULL: takes the fields as they are made */
  JsonNode *numbers;               /* what these give as they were loaded, or NULL */
  gboolean limits_told;
};

G_DEFINE_FINAL_TYPE (EkRecordForm, ek_record_form, ADW_TYPE_BIN)

enum { EDITED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
on_edited (EkRecordForm *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->problem), FALSE);
  g_signal_emit (self, signals[EDITED], 0);
}

/* Words are looked through for danger: whoever writes them knows that this finds no more than it knows. */
static void
tell_limits (EkRecordForm *self, AdwPreferencesGroup *group, int index)
{
  const EkField *field = &self->type->fields[index];
  gboolean read = (field->flags & EK_FIELD_SAID) != 0 || (self->type == &ek_problem_type && index == EK_PROBLEM_NOTE);

  if (!read || self->limits_told)
    return;
  self->limits_told = TRUE;
  adw_preferences_group_set_description (
    group,
    _ ("What you write is looked through for signs of danger. Only wordings that are known are found: a risk you see, "
       "you open yourself."));
}

static void
add_field (EkRecordForm *self, AdwPreferencesGroup *group, int index)
{
  const EkField *field = &self->type->fields[index];
  EkFieldEditor *editor;

  if (!ek_field_editor_can_edit (field))
    return;
  editor = ek_field_editor_new (field, index, self->clock);
  adw_preferences_group_add (group, ek_field_editor_get_row (editor));
  g_signal_connect_swapped (editor, "edited", G_CALLBACK (on_edited), self);
  g_ptr_array_add (self->editors, editor);
  tell_limits (self, group, index);
}

static void
add_identifiers (EkRecordForm *self)
{
  self->identifiers = EK_IDENTIFIER_EDITOR (ek_identifier_editor_new ());
  g_signal_connect_swapped (self->identifiers, "edited", G_CALLBACK (on_edited), self);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->identifiers));
}

static void
add_section (EkRecordForm *self, const EkSection *section)
{
  GtkWidget *group;

  if (self->type == &ek_patient_type && section->fields[0] == EK_PATIENT_IDENTIFIERS)
    {
      add_identifiers (self);
      return;
    }
  group = adw_preferences_group_new ();
  if (section->title != NULL)
    adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ (section->title));
  for (const int *field = section->fields; *field != EK_NO_FIELD; field++)
    add_field (self, ADW_PREFERENCES_GROUP (group), *field);
  gtk_box_append (GTK_BOX (self->box), group);
}

static char *
get_identifiers (gpointer data)
{
  g_autoptr (JsonNode) node = ek_identifier_editor_get (EK_RECORD_FORM (data)->identifiers);

  return node != NULL ? ek_json_canonical (node) : NULL;
}

static void
put_identifiers (const char *text, gpointer data)
{
  g_autoptr (JsonNode) node = ek_json_parse (text, -1, &EK_JSON_DEFAULT, NULL);

  ek_identifier_editor_load (EK_RECORD_FORM (data)->identifiers, node);
}

static void
keep_identifiers (EkRecordForm *self)
{
  ek_kept_add_custom (self->kept, "identifiers", _ ("Identifiers"), get_identifiers, put_identifiers, self);
}

static void
load_identifiers (EkRecordForm *self, EkRecord *record)
{
  ek_identifier_editor_load (self->identifiers, ek_record_get_json (record, EK_PATIENT_IDENTIFIERS));
  g_clear_pointer (&self->numbers, json_node_unref);
  self->numbers = ek_identifier_editor_get (self->identifiers);
}

static JsonObject *
find_number (JsonNode *among, JsonObject *wanted)
{
  JsonArray *array = among != NULL && JSON_NODE_HOLDS_ARRAY (among) ? json_node_get_array (among) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *one = ek_json_element_object (array, i);

      if (one != NULL && g_strcmp0 (ek_json_peek_string (one, "system"), ek_json_peek_string (wanted, "system")) == 0 &&
          g_strcmp0 (ek_json_peek_string (one, "value"), ek_json_peek_string (wanted, "value")) == 0)
        return one;
    }
  return NULL;
}

/* A number among others that were changed keeps what is known of it besides: since when, what for. */
static void
keep_known (JsonNode *entered, JsonNode *former)
{
  JsonArray *array = json_node_get_array (entered);

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *one = json_array_get_object_element (array, i);
      JsonObject *known = find_number (former, one);
      g_autoptr (GList) members = known != NULL ? json_object_get_members (known) : NULL;

      for (GList *l = members; l != NULL; l = l->next)
        if (!json_object_has_member (one, l->data))
          json_object_set_member (one, l->data, json_node_copy (json_object_get_member (known, l->data)));
    }
}

/* Numbers that nobody touched stay as they are, with what the editor does not show of them. */
static void
store_identifiers (EkRecordForm *self, EkRecord *record)
{
  g_autoptr (JsonNode) node = ek_identifier_editor_get (self->identifiers);

  if (node == self->numbers || (node != NULL && self->numbers != NULL && json_node_equal (node, self->numbers)))
    return;
  if (node == NULL)
    {
      ek_record_clear (record, EK_PATIENT_IDENTIFIERS);
      return;
    }
  keep_known (node, ek_record_get_json (record, EK_PATIENT_IDENTIFIERS));
  ek_record_set_json (record, EK_PATIENT_IDENTIFIERS, node);
}

/* The next section, with what it shows. */
static void
make_section (EkRecordForm *self)
{
  guint n_editors = self->editors->len;
  gboolean had_identifiers = self->identifiers != NULL;

  add_section (self, &self->sections[self->made++]);
  for (guint i = n_editors; self->record != NULL && i < self->editors->len; i++)
    ek_field_editor_load (g_ptr_array_index (self->editors, i), self->record);
  if (self->record != NULL && self->identifiers != NULL && !had_identifiers)
    load_identifiers (self, self->record);
  for (guint i = n_editors; self->kept != NULL && i < self->editors->len; i++)
    ek_field_editor_keep (g_ptr_array_index (self->editors, i), self->kept);
  if (self->kept != NULL && self->identifiers != NULL && !had_identifiers)
    keep_identifiers (self);
  if (self->sections[self->made].fields == NULL)
    g_clear_object (&self->record);
}

/* The form is used without waiting: all of it is there from now on. */
static void
finish (EkRecordForm *self)
{
  while (self->sections != NULL && self->sections[self->made].fields != NULL)
    make_section (self);
}

static void
make_slice (GtkWidget *widget, guint nth)
{
  EkRecordForm *self = EK_RECORD_FORM (widget);

  if (nth >= self->made)
    make_section (self);
}

static void
build (EkRecordForm *self)
{
  guint n = 0;

  if (self->sections == NULL)
    {
      GtkWidget *group = adw_preferences_group_new ();

      for (int i = 0; self->type->fields[i].name != NULL; i++)
        add_field (self, ADW_PREFERENCES_GROUP (group), i);
      gtk_box_append (GTK_BOX (self->box), group);
      return;
    }
  while (self->sections[n].fields != NULL)
    n++;
  make_section (self);
  self->slices = ek_slices_new (GTK_WIDGET (self), n, make_slice);
}

static void
tell (EkRecordForm *self, const char *text)
{
  gtk_label_set_text (self->problem, text);
  gtk_widget_set_visible (GTK_WIDGET (self->problem), TRUE);
}

static void
ek_record_form_dispose (GObject *object)
{
  EkRecordForm *self = EK_RECORD_FORM (object);

  g_clear_pointer (&self->slices, ek_slices_free);
  g_clear_object (&self->record);
  G_OBJECT_CLASS (ek_record_form_parent_class)->dispose (object);
}

static void
ek_record_form_finalize (GObject *object)
{
  EkRecordForm *self = EK_RECORD_FORM (object);

  for (guint i = 0; i < self->editors->len; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->editors, i), self);
  g_ptr_array_unref (self->editors);
  g_clear_pointer (&self->numbers, json_node_unref);
  G_OBJECT_CLASS (ek_record_form_parent_class)->finalize (object);
}

static void
ek_record_form_class_init (EkRecordFormClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ek_record_form_dispose;
  G_OBJECT_CLASS (klass)->finalize = ek_record_form_finalize;

  signals[EDITED] = g_signal_new ("edited", EK_TYPE_RECORD_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                  0);
}

static void
ek_record_form_init (EkRecordForm *self)
{
  self->editors = g_ptr_array_new_with_free_func (g_object_unref);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  self->problem = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->problem, TRUE);
  gtk_label_set_xalign (self->problem, 0);
  gtk_widget_set_visible (GTK_WIDGET (self->problem), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self->problem), "form-problem");
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->problem));
  adw_bin_set_child (ADW_BIN (self), self->box);
}

/**
 * ek_record_form_new:
 * @type: a record type
 * @clock: for the clinician's offset from UTC; must outlive the form
 *
 * Makes an empty form, to be loaded, in the sections of the declaration, or with all fields in one group. A field that
 * is added to the declaration appears in it by itself.
 *
 * Returns: (transfer floating): the form
 */
GtkWidget *
ek_record_form_new (const EkRecordType *type, EkClock *clock)
{
  EkRecordForm *self = g_object_new (EK_TYPE_RECORD_FORM, NULL);

  self->type = type;
  self->sections = type->sections;
  self->clock = clock;
  build (self);
  return GTK_WIDGET (self);
}

/**
 * ek_record_form_load:
 * @self: a form
 * @record: a record of its type
 *
 * Shows the record. In a window the sections below the first come in the frames that follow.
 */
void
ek_record_form_load (EkRecordForm *self, EkRecord *record)
{
  g_return_if_fail (ek_record_get_record_type (record) == self->type);

  for (guint i = 0; i < self->editors->len; i++)
    ek_field_editor_load (g_ptr_array_index (self->editors, i), record);
  if (self->identifiers != NULL)
    load_identifiers (self, record);
  gtk_widget_set_visible (GTK_WIDGET (self->problem), FALSE);
  if (self->slices == NULL || self->sections[self->made].fields == NULL)
    return;
  g_set_object (&self->record, record);
  ek_slices_start (self->slices);
}

/**
 * ek_record_form_keep:
 * @self: a form that shows its record
 * @kept: what is kept; of whoever owns the form
 *
 * Keeps what is entered, also in the sections that are made later, and puts back what was kept.
 */
void
ek_record_form_keep (EkRecordForm *self, EkKept *kept)
{
  self->kept = kept;
  for (guint i = 0; i < self->editors->len; i++)
    ek_field_editor_keep (g_ptr_array_index (self->editors, i), kept);
  if (self->identifiers != NULL)
    keep_identifiers (self);
}

/**
 * ek_record_form_store:
 * @self: a form
 * @record: a record of its type
 *
 * Puts what was entered into the record. What is wrong is shown in the form, and the first such row gets the cursor.
 *
 * Returns: whether everything was good
 */
gboolean
ek_record_form_store (EkRecordForm *self, EkRecord *record)
{
  g_autoptr (GError) whole = NULL;
  EkFieldEditor *first = NULL;

  finish (self);
  for (guint i = 0; i < self->editors->len; i++)
    {
      EkFieldEditor *editor = g_ptr_array_index (self->editors, i);
      g_autoptr (GError) error = NULL;

      if (ek_field_editor_store (editor, record, &error))
        continue;
      ek_field_editor_set_problem (editor, error->message);
      if (first == NULL)
        tell (self, error->message);
      first = first != NULL ? first : editor;
    }
  if (first != NULL)
    {
      gtk_widget_grab_focus (ek_field_editor_get_row (first));
      return FALSE;
    }
  if (self->identifiers != NULL)
    store_identifiers (self, record);
  if (!ek_record_validate (record, &whole))
    {
      tell (self, whole->message);
      return FALSE;
    }
  return TRUE;
}

/**
 * ek_record_form_focus:
 * @self: a form
 *
 * Puts the cursor into the first row, behind what stands there: nothing is selected that a key would replace.
 */
void
ek_record_form_focus (EkRecordForm *self)
{
  GtkWidget *row = NULL;

  if (self->editors->len == 0)
    return;
  row = ek_field_editor_get_row (g_ptr_array_index (self->editors, 0));
  gtk_widget_grab_focus (row);
  if (GTK_IS_EDITABLE (row))
    gtk_editable_set_position (GTK_EDITABLE (row), -1);
}

/**
 * ek_record_form_set_hint:
 * @self: a form
 * @text: what to know while it is filled in, translated
 *
 * Shows a few lines above the fields.
 */
void
ek_record_form_set_hint (EkRecordForm *self, const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "notice");
  gtk_box_prepend (GTK_BOX (self->box), label);
}
