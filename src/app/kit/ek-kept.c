/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-kept.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "ek-format.h"
#include "ek-json.h"

struct _EkKept {
  EkDraftSource source; /* the first member */
  EkDrafts *drafts;     /* owned */
  GtkWidget *owner;     /* it owns this */
  char *place, *patient_id, *target;
  char *title;       /* what a person calls it; NULL: only where one was */
  GPtrArray *fields; /* of Field */
  EkDraft *former;   /* what was kept before, until every field of it has been put back; or NULL */
  gboolean resumed;  /* something of it was put back */
  gboolean whole;    /* also what nobody has touched: it is not in the record yet */
  gboolean window;   /* kept at the lock although nothing was typed */
  gboolean ended;
  GString *changes; /* what the record says meanwhile */
  char *when;
  GtkWidget *note;  /* weak: tells all this */
  GtkWidget *focus; /* weak: where somebody was typing */
  guint focus_source;
};

typedef struct {
  EkKept *kept;
  char *name, *label;
  GtkWidget *widget; /* weak; NULL: custom, or gone */
  GObject *watched;  /* owned: what tells of changes; or NULL */
  EkKeptGet get;
  EkKeptPut put;
  gpointer data;
  char *was; /* before anybody typed */
} Field;

/* ---- Reading and writing widgets ---- */

static char *
text_of_buffer (GtkTextView *view)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (gtk_text_view_get_buffer (view), &start, &end);
  return gtk_text_buffer_get_text (gtk_text_view_get_buffer (view), &start, &end, FALSE);
}

static char *
choice_text (GtkWidget *widget)
{
  gpointer item = GTK_IS_DROP_DOWN (widget) ? gtk_drop_down_get_selected_item (GTK_DROP_DOWN (widget))
                                            : adw_combo_row_get_selected_item (ADW_COMBO_ROW (widget));

  return g_strdup (GTK_IS_STRING_OBJECT (item) ? gtk_string_object_get_string (item) : "");
}

static void
choose_text (GtkWidget *widget, const char *text)
{
  GListModel *model = GTK_IS_DROP_DOWN (widget) ? gtk_drop_down_get_model (GTK_DROP_DOWN (widget))
                                                : adw_combo_row_get_model (ADW_COMBO_ROW (widget));

  for (guint i = 0; model != NULL && i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (model, i);

      if (GTK_IS_STRING_OBJECT (item) && g_str_equal (gtk_string_object_get_string (GTK_STRING_OBJECT (item)), text))
        g_object_set (widget, "selected", i, NULL);
    }
}

static char *
field_text (const Field *field)
{
  gboolean active;

  if (field->get != NULL)
    return field->get (field->data);
  if (field->widget == NULL)
    return NULL;
  if (GTK_IS_TEXT_VIEW (field->widget))
    return text_of_buffer (GTK_TEXT_VIEW (field->widget));
  if (GTK_IS_EDITABLE (field->widget))
    return g_strdup (gtk_editable_get_text (GTK_EDITABLE (field->widget)));
  if (GTK_IS_DROP_DOWN (field->widget) || ADW_IS_COMBO_ROW (field->widget))
    return choice_text (field->widget);
  g_object_get (field->widget, "active", &active, NULL);
  return g_strdup (active ? "1" : "");
}

static void
put_text (const Field *field, const char *text)
{
  if (field->put != NULL)
    field->put (text, field->data);
  else if (GTK_IS_TEXT_VIEW (field->widget))
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (field->widget)), text, -1);
  else if (GTK_IS_EDITABLE (field->widget))
    gtk_editable_set_text (GTK_EDITABLE (field->widget), text);
  else if (GTK_IS_DROP_DOWN (field->widget) || ADW_IS_COMBO_ROW (field->widget))
    choose_text (field->widget, text);
  else
    g_object_set (field->widget, "active", *text != '\0', NULL);
}

static int
cursor_of (GtkWidget *widget)
{
  GtkTextBuffer *buffer;
  GtkTextIter at;

  if (GTK_IS_EDITABLE (widget))
    return gtk_editable_get_position (GTK_EDITABLE (widget));
  if (!GTK_IS_TEXT_VIEW (widget))
    return -1;
  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (widget));
  gtk_text_buffer_get_iter_at_mark (buffer, &at, gtk_text_buffer_get_insert (buffer));
  return gtk_text_iter_get_offset (&at);
}

static void
put_cursor (GtkWidget *widget, int cursor)
{
  GtkTextBuffer *buffer;
  GtkTextIter at;

  if (GTK_IS_EDITABLE (widget))
    gtk_editable_set_position (GTK_EDITABLE (widget), cursor);
  if (!GTK_IS_TEXT_VIEW (widget))
    return;
  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (widget));
  gtk_text_buffer_get_iter_at_offset (buffer, &at, cursor);
  gtk_text_buffer_place_cursor (buffer, &at);
  gtk_text_view_scroll_mark_onscreen (GTK_TEXT_VIEW (widget), gtk_text_buffer_get_insert (buffer));
}

/* ---- What is kept ---- */

static gboolean
has_focus (GtkWidget *widget)
{
  GtkRoot *root = widget != NULL ? gtk_widget_get_root (widget) : NULL;
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && (focus == widget || gtk_widget_is_ancestor (focus, widget));
}

static JsonObject *
former_field (EkKept *self, const char *name)
{
  JsonObject *fields = self->former != NULL ? ek_draft_fields (self->former) : NULL;

  return fields != NULL ? ek_json_peek_object (fields, name) : NULL;
}

static void
capture_field (EkKept *self, const Field *field, JsonObject *fields, JsonObject *body)
{
  g_autofree char *now = field_text (field);
  const char *was = field->was != NULL ? field->was : "";
  JsonObject *one;

  if (now == NULL)
    now = g_strdup ("");
  if (has_focus (field->widget))
    json_object_set_string_member (body, "focus", field->name);
  if (g_str_equal (now, was) && !(self->whole && *now != '\0'))
    return;
  one = json_object_new ();
  json_object_set_string_member (one, "label", field->label != NULL ? field->label : "");
  json_object_set_string_member (one, "was", was);
  json_object_set_string_member (one, "now", now);
  if (has_focus (field->widget))
    json_object_set_int_member (one, "cursor", cursor_of (field->widget));
  json_object_set_object_member (fields, field->name, one);
}

/* What was kept for a field that is not there yet, as a form is made piece by piece. */
static void
carry_over (EkKept *self, JsonObject *fields)
{
  JsonObject *former = self->former != NULL ? ek_draft_fields (self->former) : NULL;
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (former == NULL)
    return;
  json_object_iter_init (&iter, former);
  while (json_object_iter_next (&iter, &name, &value))
    json_object_set_member (fields, name, json_node_copy (value));
}

static gboolean
is_touched (EkKept *self)
{
  /* Where somebody is, is always to be told. */
  if (self->whole && self->window)
    return TRUE;
  for (guint i = 0; i < self->fields->len; i++)
    {
      const Field *field = g_ptr_array_index (self->fields, i);
      g_autofree char *now = field_text (field);

      if (g_strcmp0 (now != NULL ? now : "", field->was != NULL ? field->was : "") != 0)
        return TRUE;
    }
  return self->former != NULL;
}

static EkDraft *
capture (EkDraftSource *source, gboolean locking)
{
  EkKept *self = (EkKept *) source;
  g_autoptr (JsonNode) node = NULL;
  JsonObject *body, *fields;

  if (self->ended || (!is_touched (self) && !(locking && self->window)))
    return NULL;
  body = json_object_new ();
  node = json_node_init_object (json_node_alloc (), body);
  json_object_unref (body);
  fields = json_object_new ();
  carry_over (self, fields);
  for (guint i = 0; i < self->fields->len; i++)
    capture_field (self, g_ptr_array_index (self->fields, i), fields, body);
  json_object_set_object_member (body, "fields", fields);
  if (self->title != NULL)
    json_object_set_string_member (body, "title", self->title);
  return ek_draft_new (self->place, self->patient_id, self->target, node);
}

/* ---- Putting it back ---- */

static void
show_note (EkKept *self)
{
  g_autofree char *text = NULL;

  if (self->note == NULL)
    return;
  gtk_widget_set_visible (self->note, self->resumed);
  if (!self->resumed)
    return;
  /* Translators: %s is a time of day, or a date and a time */
  text = g_strdup_printf (_ ("Not saved yet: typed until %s and kept for you."), self->when);
  if (self->changes != NULL)
    {
      g_autofree char *both = g_strdup_printf ("%s\n%s", text, self->changes->str);

      gtk_label_set_text (GTK_LABEL (self->note), both);
    }
  else
    gtk_label_set_text (GTK_LABEL (self->note), text);
}

static gboolean
focus_now (gpointer user_data)
{
  EkKept *self = user_data;
  int cursor = -1;

  self->focus_source = 0;
  if (self->focus == NULL || gtk_widget_get_root (self->focus) == NULL)
    return G_SOURCE_REMOVE;
  cursor = cursor_of (self->focus);
  gtk_widget_grab_focus (self->focus);
  if (cursor >= 0)
    put_cursor (self->focus, cursor);
  return G_SOURCE_REMOVE;
}

/* After whoever shows the widget has put the focus where it begins otherwise. */
static void
want_focus (EkKept *self, GtkWidget *widget, JsonObject *one)
{
  gint64 cursor = one != NULL ? json_object_get_int_member_with_default (one, "cursor", -1) : -1;

  if (cursor >= 0 && cursor <= G_MAXINT)
    put_cursor (widget, (int) cursor);
  g_set_weak_pointer (&self->focus, widget);
  if (self->focus_source == 0)
    self->focus_source = g_idle_add_full (G_PRIORITY_LOW, focus_now, self, NULL);
}

/* The record was changed by somebody else meanwhile: what was typed stands in the field, and what it says is told. */
static void
note_change (EkKept *self, const Field *field, const char *was, const char *now)
{
  const char *meanwhile = field->was != NULL ? field->was : "";
  g_autofree char *line = NULL;

  if (self->whole || g_str_equal (meanwhile, was) || g_str_equal (meanwhile, now))
    return;
  if (field->label == NULL)
    line = g_strdup (_ ("It was changed by somebody else meanwhile. Compare before you save."));
  else
    line = *meanwhile != '\0'
      /* Translators: a field of a form, then what stands in it in the record now */
      ? g_strdup_printf (_ ("“%s” was changed meanwhile. It now says: %s"), field->label, meanwhile)
      /* Translators: a field of a form */
      : g_strdup_printf (_ ("“%s” was emptied meanwhile."), field->label);
  if (self->changes == NULL)
    self->changes = g_string_new (line);
  else
    g_string_append_printf (self->changes, "\n%s", line);
}

static void
resume_field (EkKept *self, Field *field)
{
  JsonObject *one = former_field (self, field->name);
  const char *now = one != NULL ? ek_json_peek_string (one, "now") : NULL;
  const char *was = one != NULL ? ek_json_peek_string (one, "was") : NULL;
  gboolean focus = self->former != NULL && g_strcmp0 (ek_draft_member (self->former, "focus"), field->name) == 0;

  if (now != NULL)
    {
      note_change (self, field, was != NULL ? was : "", now);
      put_text (field, now);
      self->resumed = TRUE;
    }
  if (focus && field->widget != NULL)
    want_focus (self, field->widget, one);
  if (one != NULL)
    json_object_remove_member (ek_draft_fields (self->former), field->name);
  if (self->former != NULL && json_object_get_size (ek_draft_fields (self->former)) == 0)
    g_clear_pointer (&self->former, ek_draft_free);
  if (now != NULL)
    show_note (self);
}

static EkDraft *
copy_draft (const EkDraft *draft)
{
  g_autofree char *text = ek_json_canonical (draft->body);
  g_autoptr (JsonNode) read = ek_json_parse (text, -1, &EK_JSON_DEFAULT, NULL);
  g_autoptr (JsonNode) body = read != NULL ? json_from_string (text, NULL) : NULL;

  return body != NULL ? ek_draft_new (draft->place, draft->patient_id, draft->target, body) : NULL;
}

static void
take_former (EkKept *self)
{
  const EkDraft *draft = ek_drafts_find (self->drafts, self->source.key);

  if (draft == NULL || ek_draft_fields (draft) == NULL)
    return;
  self->former = copy_draft (draft);
  self->when = ek_format_instant (draft->at_ms, draft->offset_minutes);
  if (self->former != NULL && json_object_get_size (ek_draft_fields (self->former)) == 0 &&
      ek_draft_member (self->former, "focus") == NULL)
    g_clear_pointer (&self->former, ek_draft_free);
}

/* Shown before it was known what had been kept. */
static void
on_loaded (EkKept *self)
{
  if (self->ended || self->former != NULL || is_touched (self))
    return;
  take_former (self);
  for (guint i = 0; i < self->fields->len; i++)
    resume_field (self, g_ptr_array_index (self->fields, i));
}

/* ---- Fields ---- */

static void
on_changed (Field *field)
{
  ek_kept_touch (field->kept);
}

static void
field_free (gpointer data)
{
  Field *field = data;

  if (field->watched != NULL)
    g_signal_handlers_disconnect_by_func (field->watched, on_changed, field);
  g_clear_object (&field->watched);
  g_clear_weak_pointer (&field->widget);
  g_free (field->name);
  g_free (field->label);
  g_free (field->was);
  g_free (field);
}

static Field *
add_field (EkKept *self, const char *name, const char *label, GtkWidget *widget, EkKeptGet get, EkKeptPut put,
           gpointer data)
{
  Field *field = g_new0 (Field, 1);

  field->kept = self;
  field->name = g_strdup (name);
  field->label = g_strdup (label);
  field->get = get;
  field->put = put;
  field->data = data;
  g_set_weak_pointer (&field->widget, widget);
  field->was = field_text (field);
  g_ptr_array_add (self->fields, field);
  resume_field (self, field);
  return field;
}

static void
watch (Field *field, gpointer object, const char *signal)
{
  field->watched = g_object_ref (object);
  g_signal_connect_swapped (object, signal, G_CALLBACK (on_changed), field);
}

/**
 * ek_kept_add:
 * @self: what is kept
 * @name: of the field, the same every time
 * @label: (nullable): what a person calls it
 * @widget: an entry, a text view, a drop-down, a combo row of texts, a switch or a button that can be active; as it
 *   stands before anybody types. Not one for a passphrase
 *
 * Keeps what stands in a widget, and puts back what was kept.
 */
void
ek_kept_add (EkKept *self, const char *name, const char *label, GtkWidget *widget)
{
  Field *field;

  g_return_if_fail (!GTK_IS_PASSWORD_ENTRY (widget) && !ADW_IS_PASSWORD_ENTRY_ROW (widget));

  field = add_field (self, name, label, widget, NULL, NULL, NULL);
  if (GTK_IS_TEXT_VIEW (widget))
    watch (field, gtk_text_view_get_buffer (GTK_TEXT_VIEW (widget)), "changed");
  else if (GTK_IS_EDITABLE (widget))
    watch (field, widget, "changed");
  else if (GTK_IS_DROP_DOWN (widget) || ADW_IS_COMBO_ROW (widget))
    watch (field, widget, "notify::selected");
  else
    watch (field, widget, "notify::active");
}

/**
 * ek_kept_add_custom:
 * @self: what is kept
 * @name: of the field, the same every time
 * @label: (nullable): what a person calls it; %NULL: nothing that is read
 * @get: what stands there
 * @put: puts it back
 * @data: for both; must outlive the owner of @self
 *
 * As ek_kept_add() for what is no single widget. Call ek_kept_touch() when it changes.
 */
void
ek_kept_add_custom (EkKept *self, const char *name, const char *label, EkKeptGet get, EkKeptPut put, gpointer data)
{
  add_field (self, name, label, NULL, get, put, data);
}

/* ---- Plumbing ---- */

static void
kept_free (gpointer data)
{
  EkKept *self = data;

  ek_drafts_leave (self->drafts, &self->source);
  g_signal_handlers_disconnect_by_data (self->drafts, self);
  g_clear_handle_id (&self->focus_source, g_source_remove);
  g_clear_weak_pointer (&self->focus);
  g_clear_weak_pointer (&self->note);
  g_ptr_array_unref (self->fields);
  g_clear_pointer (&self->former, ek_draft_free);
  if (self->changes != NULL)
    g_string_free (self->changes, TRUE);
  g_free (self->source.key);
  g_free (self->source.former);
  g_atomic_rc_box_release (self->source.saved);
  g_free (self->place);
  g_free (self->patient_id);
  g_free (self->target);
  g_free (self->title);
  g_free (self->when);
  g_object_unref (self->drafts);
  g_free (self);
}

/* What is on the screen is gone before the widget is finalized; somebody may still hold a reference to it. */
static void
on_destroy (GtkWidget *owner)
{
  g_object_set_data (G_OBJECT (owner), "ek-kept", NULL);
}

static void
listen_once (GtkWidget *owner)
{
  g_signal_handlers_disconnect_by_func (owner, on_destroy, NULL);
  g_signal_connect (owner, "destroy", G_CALLBACK (on_destroy), NULL);
}

/**
 * ek_kept_new:
 * @owner: the dialog, page or row where it is typed
 * @session: the session
 * @place: where in the program: what opens it again finds it by this
 * @patient_id: (nullable): in whose file
 * @target: (nullable): what it is about, such as the id of a record; %NULL: something new
 *
 * Joins a place where something is typed. What was kept there before is put back as the fields are added.
 *
 * Returns: (transfer none): what is kept; goes when @owner is destroyed, and what it held is then offered elsewhere
 */
EkKept *
ek_kept_new (GtkWidget *owner, EkSession *session, const char *place, const char *patient_id, const char *target)
{
  EkKept *self = g_new0 (EkKept, 1);

  self->source.capture = capture;
  self->source.key = ek_drafts_key (place, patient_id, target);
  self->source.saved = g_atomic_rc_box_new0 (int);
  self->drafts = g_object_ref (ek_drafts_get (session));
  self->owner = owner;
  self->place = g_strdup (place);
  self->patient_id = g_strdup (patient_id);
  self->target = g_strdup (target);
  self->fields = g_ptr_array_new_with_free_func (field_free);
  take_former (self);
  ek_drafts_join (self->drafts, &self->source);
  g_signal_connect_swapped (self->drafts, "loaded", G_CALLBACK (on_loaded), self);
  g_object_set_data_full (G_OBJECT (owner), "ek-kept", self, kept_free);
  listen_once (owner);
  return self;
}

static gboolean
on_close_request (GtkWidget *window)
{
  ek_kept_end (ek_kept_of (window));
  return GDK_EVENT_PROPAGATE;
}

/**
 * ek_kept_window:
 * @window: a window beside the main one, which the lock closes, or a part of a page that it empties
 * @session: the session
 * @place: what opens it again finds it by this
 * @patient_id: (nullable): whose window
 * @target: (nullable): what it shows
 *
 * Lets a window come back after the lock, also when nothing was typed in it, unless the person closes it.
 *
 * Returns: (transfer none): what is kept
 */
EkKept *
ek_kept_window (GtkWidget *window, EkSession *session, const char *place, const char *patient_id, const char *target)
{
  EkKept *self = ek_kept_new (window, session, place, patient_id, target);

  self->window = TRUE;
  if (GTK_IS_WINDOW (window))
    g_signal_connect (window, "close-request", G_CALLBACK (on_close_request), NULL);
  return self;
}

/**
 * ek_kept_place:
 * @owner: a widget that stays when the program is locked
 * @session: the session
 * @place: of where somebody is
 *
 * Keeps where somebody is, rather than what is typed. Goes with ek_kept_drop().
 *
 * Returns: (transfer none): what is kept
 */
EkKept *
ek_kept_place (GtkWidget *owner, EkSession *session, const char *place)
{
  EkKept *self = ek_kept_new (owner, session, place, NULL, NULL);

  self->window = self->whole = TRUE;
  return self;
}

/**
 * ek_kept_drop:
 * @owner: a widget
 *
 * Nothing of it is kept from now on. What has been written stays.
 */
void
ek_kept_drop (GtkWidget *owner)
{
  g_object_set_data (G_OBJECT (owner), "ek-kept", NULL);
}

/**
 * ek_kept_of:
 * @owner: a widget
 *
 * Returns: (transfer none) (nullable): what is kept for it, by ek_kept_new() and its kin; goes with the widget
 */
EkKept *
ek_kept_of (GtkWidget *owner)
{
  return g_object_get_data (G_OBJECT (owner), "ek-kept");
}

/**
 * ek_kept_set_title:
 * @self: what is kept
 * @title: what a person calls it, translated; without one it is only where somebody was, and is never offered
 */
void
ek_kept_set_title (EkKept *self, const char *title)
{
  g_free (self->title);
  self->title = g_strdup (title);
}

/**
 * ek_kept_set_whole:
 * @self: what is kept, without fields yet
 *
 * It is something new: what stood there at first, such as the time, is kept with what was typed, and nobody else can
 * have changed it.
 */
void
ek_kept_set_whole (EkKept *self)
{
  self->whole = TRUE;
}

/**
 * ek_kept_touch:
 * @self: (nullable): what is kept
 *
 * Something changed that is no widget of its own.
 */
void
ek_kept_touch (EkKept *self)
{
  if (self != NULL && !self->ended)
    ek_drafts_touch (self->drafts, &self->source);
}

/**
 * ek_kept_was_resumed:
 * @self: a place where something is typed
 *
 * Returns: whether something that had been typed before was put back
 */
gboolean
ek_kept_was_resumed (EkKept *self)
{
  return self->resumed;
}

/**
 * ek_kept_get_note:
 * @self: what is kept
 *
 * Returns: (transfer floating): a text that says from when the words are, and what was changed meanwhile; hidden while
 *   there is nothing to say
 */
GtkWidget *
ek_kept_get_note (EkKept *self)
{
  GtkWidget *note = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (note), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (note), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (note), 0);
  gtk_widget_add_css_class (note, "notice");
  g_set_weak_pointer (&self->note, note);
  show_note (self);
  return note;
}

/* ---- Saving ---- */

typedef struct {
  EkSessionFunc func;
  gpointer data;
  GDestroyNotify destroy;
  char *place, *patient_id, *target;
  int *saved;
} Saving;

static void
saving_free (gpointer data)
{
  Saving *saving = data;

  if (saving->destroy != NULL)
    saving->destroy (saving->data);
  g_free (saving->place);
  g_free (saving->patient_id);
  g_free (saving->target);
  g_atomic_rc_box_release (saving->saved);
  g_free (saving);
}

/* What is in the record is not offered again, also when the program ends before it hears that it is. */
static void
run_save (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  Saving *saving = data;

  saving->func (task, store, saving->data, cancellable);
  if (g_task_had_error (task))
    return;
  g_atomic_int_set (saving->saved, TRUE);
  ek_draft_remove (store, saving->place, saving->patient_id, saving->target, NULL);
}

/**
 * ek_kept_write_async:
 * @self: (nullable): what is kept and is to be saved
 * @session: the session
 * @func: (scope async): saves it; runs in the writing thread
 * @data: handed to @func
 * @destroy: (nullable): frees @data
 * @callback: answered in the main thread; when it was saved, call ek_kept_end()
 * @user_data: handed to @callback
 *
 * As ek_session_write_async(). What was kept is gone as soon as it is saved, however the program ends, and also when it
 * is locked meanwhile; it stays when it cannot be saved.
 */
void
ek_kept_write_async (EkKept *self, EkSession *session, EkSessionFunc func, gpointer data, GDestroyNotify destroy,
                     GAsyncReadyCallback callback, gpointer user_data)
{
  Saving *saving;

  if (self == NULL)
    {
      ek_session_write_async (session, func, data, destroy, NULL, callback, user_data);
      return;
    }
  saving = g_new (Saving, 1);
  *saving = (Saving){ func,
                      data,
                      destroy,
                      g_strdup (self->place),
                      g_strdup (self->patient_id),
                      g_strdup (self->target),
                      g_atomic_rc_box_acquire (self->source.saved) };
  ek_session_write_async (session, run_save, saving, saving_free, NULL, callback, user_data);
}

/**
 * ek_kept_end:
 * @self: (nullable): what is kept
 *
 * It is saved, or the person has discarded it: nothing of it stays.
 */
void
ek_kept_end (EkKept *self)
{
  if (self == NULL || self->ended)
    return;
  self->ended = TRUE;
  self->source.dirty = FALSE;
  ek_drafts_leave (self->drafts, &self->source);
  ek_drafts_remove (self->drafts, self->source.key);
}
