/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-draft-bar.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "ek-format.h"
#include "ek-message.h"
#include "ek-person.h"

struct _EkDraftBar {
  GtkBox parent_instance;

  EkSession *session; /* owned */
  EkDrafts *drafts;   /* owned */
  char *key;          /* of the draft that is offered; or NULL */
  GtkLabel *text;
  guint serial; /* of the newest reading of a name */
};

G_DEFINE_FINAL_TYPE (EkDraftBar, ek_draft_bar, GTK_TYPE_BOX)

enum { OPEN, N_SIGNALS };
static guint signals[N_SIGNALS];

/* ---- What is offered ---- */

static const EkDraft *
first_of (EkDraftBar *self, guint *n)
{
  g_autoptr (GPtrArray) waiting = ek_drafts_list (self->drafts);
  const EkDraft *first = NULL;

  *n = 0;
  for (guint i = 0; i < waiting->len; i++)
    if (ek_draft_has_text (g_ptr_array_index (waiting, i)))
      {
        first = first != NULL ? first : g_ptr_array_index (waiting, i);
        (*n)++;
      }
  return first;
}

static void
say (EkDraftBar *self, const EkDraft *draft, const char *name, guint n)
{
  g_autofree char *when = ek_format_instant (draft->at_ms, draft->offset_minutes);
  g_autoptr (GString) text = g_string_new (NULL);

  /* Translators: when it was typed, then what it was typed for: "Unsaved text from 3 Mar 2026, 14:03: Add a line" */
  g_string_printf (text, _ ("Unsaved text from %1$s: %2$s"), when, ek_draft_member (draft, "title"));
  if (name != NULL)
    g_string_append_printf (text, " · %s", name);
  if (n > 1)
    {
      g_string_append (text, "  ");
      g_string_append_printf (text, ngettext ("(and %u more)", "(and %u more)", n - 1), n - 1);
    }
  gtk_label_set_text (self->text, text->str);
}

typedef struct {
  EkDraftBar *self;
  guint serial;
  guint n;
} Naming;

static void
load_name (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  EkPatientRow *row = ek_store_load_patient_row (store, data, NULL);

  g_task_return_pointer (task, row != NULL ? ek_person_describe (row->name, row->birth_date, row->identifier) : NULL,
                         g_free);
  g_clear_pointer (&row, ek_patient_row_free);
}

static void
on_name (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Naming *naming = user_data;
  g_autoptr (EkDraftBar) self = naming->self;
  g_autofree char *name = g_task_propagate_pointer (G_TASK (result), NULL);
  const EkDraft *draft = self->key != NULL && naming->serial == self->serial ? ek_drafts_find (self->drafts, self->key)
                                                                             : NULL;

  if (draft != NULL && name != NULL)
    say (self, draft, name, naming->n);
  g_free (naming);
}

/* A patient's own data is kept under the patient it is about. */
static const char *
patient_of (const EkDraft *draft)
{
  if (*draft->patient_id != '\0')
    return draft->patient_id;
  return g_str_equal (draft->place, "record/patient") && *draft->target != '\0' ? draft->target : NULL;
}

static void
refresh (EkDraftBar *self)
{
  guint n;
  const EkDraft *draft = first_of (self, &n);
  Naming *naming;

  self->serial++;
  g_clear_pointer (&self->key, g_free);
  gtk_widget_set_visible (GTK_WIDGET (self), draft != NULL);
  if (draft == NULL)
    {
      gtk_label_set_text (self->text, "");
      return;
    }
  self->key = ek_drafts_key (draft->place, draft->patient_id, draft->target);
  say (self, draft, NULL, n);
  if (patient_of (draft) == NULL)
    return;
  naming = g_new (Naming, 1);
  *naming = (Naming){ g_object_ref (self), self->serial, n };
  ek_session_read_async (self->session, load_name, g_strdup (patient_of (draft)), g_free, NULL, on_name, naming);
}

/* ---- What a person does ---- */

static void
on_open (EkDraftBar *self)
{
  g_autofree char *key = g_strdup (self->key);

  if (key != NULL)
    g_signal_emit (self, signals[OPEN], 0, key);
}

typedef struct {
  EkDraftBar *self;
  char *key;
} Discarding;

static void
discarding_free (gpointer data)
{
  Discarding *discarding = data;

  g_object_unref (discarding->self);
  g_free (discarding->key);
  g_free (discarding);
}

static void
on_discard_answer (gboolean yes, gpointer user_data)
{
  Discarding *discarding = user_data;

  if (yes && ek_session_is_unlocked (discarding->self->session))
    ek_drafts_remove (discarding->self->drafts, discarding->key);
}

static void
on_discard (EkDraftBar *self)
{
  Discarding *discarding;

  if (self->key == NULL)
    return;
  discarding = g_new (Discarding, 1);
  *discarding = (Discarding){ g_object_ref (self), g_strdup (self->key) };
  ek_message_ask (GTK_WIDGET (self), _ ("Discard this text?"), gtk_label_get_text (self->text), _ ("_Discard"), TRUE,
                  on_discard_answer, discarding, discarding_free);
}

/* ---- Plumbing ---- */

static void
ek_draft_bar_dispose (GObject *object)
{
  EkDraftBar *self = EK_DRAFT_BAR (object);

  g_clear_object (&self->drafts);
  g_clear_object (&self->session);
  g_clear_pointer (&self->key, g_free);
  G_OBJECT_CLASS (ek_draft_bar_parent_class)->dispose (object);
}

static void
ek_draft_bar_class_init (EkDraftBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ek_draft_bar_dispose;
  signals[OPEN] = g_signal_new ("open", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                1, G_TYPE_STRING);
}

static void
add_button (EkDraftBar *self, const char *label, GCallback clicked)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (button, "clicked", clicked, self);
  gtk_box_append (GTK_BOX (self), button);
}

static void
ek_draft_bar_init (EkDraftBar *self)
{
  GtkWidget *label = gtk_label_new (NULL);

  self->text = GTK_LABEL (label);
  gtk_label_set_xalign (self->text, 0);
  gtk_label_set_wrap (self->text, TRUE);
  gtk_label_set_wrap_mode (self->text, PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_set_spacing (GTK_BOX (self), 8);
  gtk_widget_add_css_class (GTK_WIDGET (self), "draft-bar");
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  gtk_box_append (GTK_BOX (self), label);
  add_button (self, _ ("_Open"), G_CALLBACK (on_open));
  add_button (self, _ ("_Discard…"), G_CALLBACK (on_discard));
}

/**
 * ek_draft_bar_new:
 * @session: the session
 *
 * Returns: (transfer floating): the bar
 */
GtkWidget *
ek_draft_bar_new (EkSession *session)
{
  EkDraftBar *self = g_object_new (EK_TYPE_DRAFT_BAR, "orientation", GTK_ORIENTATION_HORIZONTAL, NULL);

  self->session = g_object_ref (session);
  self->drafts = g_object_ref (ek_drafts_get (session));
  g_signal_connect_object (self->drafts, "changed", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
