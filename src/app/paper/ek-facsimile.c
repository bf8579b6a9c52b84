/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An old form as it was answered: under the definition version that was used, in the language it was asked in, with who
 * and when and what the scoring engine made of it then. Nothing is scored again here. */

#include "ek-facsimile.h"

#include <glib/gi18n-lib.h>

#include "ek-accessible.h"
#include "ek-assess.h"
#include "ek-assessment-correct.h"
#include "ek-facsimile-export.h"
#include "ek-form-report.h"
#include "ek-job.h"
#include "ek-kept.h"
#include "ek-message.h"
#include "ek-types.h"
#include "ek-whose.h"

struct _EkFacsimile {
  AdwWindow parent_instance;

  EkSession *session;
  char *assessment_id;
  gint64 revision; /* 0: as it is now */
  guint reading;   /* number of the newest reading */
  gboolean shown;

  GtkBox *box;
};

G_DEFINE_FINAL_TYPE (EkFacsimile, ek_facsimile, ADW_TYPE_WINDOW)

static void open_window (GtkWidget *parent, EkSession *session, const char *assessment_id, gint64 revision);

/* ---- Content ---- */

static GtkWidget *
add_label (GtkBox *box, const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_box_append (box, label);
  return label;
}

static GtkWidget *
add_pairs (EkFacsimile *self, GPtrArray *pairs, const char *css_class)
{
  GtkWidget *grid = gtk_grid_new ();

  gtk_grid_set_column_spacing (GTK_GRID (grid), 14);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 3);
  for (guint i = 0; i < pairs->len; i++)
    {
      const EkFormPair *pair = g_ptr_array_index (pairs, i);
      GtkWidget *label = gtk_label_new (pair->label), *value = gtk_label_new (pair->value);

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_yalign (GTK_LABEL (label), 0);
      gtk_widget_add_css_class (label, "secondary");
      gtk_label_set_xalign (GTK_LABEL (value), 0);
      gtk_label_set_wrap (GTK_LABEL (value), TRUE);
      gtk_widget_set_hexpand (value, TRUE);
      if (css_class != NULL)
        gtk_widget_add_css_class (value, css_class);
      gtk_grid_attach (GTK_GRID (grid), label, 0, (int) i, 1, 1);
      gtk_grid_attach (GTK_GRID (grid), value, 1, (int) i, 1, 1);
    }
  gtk_box_append (self->box, grid);
  return grid;
}

/* All options of a question, the chosen one by a filled mark and bold: the form, not only its outcome. */
static char *
options_markup (const EkFormLine *line)
{
  GString *markup = g_string_new (NULL);
  gsize length = 0;

  for (guint i = 0; i < line->options->len; i++)
    length += strlen (((EkFormOption *) g_ptr_array_index (line->options, i))->text);
  for (guint i = 0; i < line->options->len; i++)
    {
      const EkFormOption *option = g_ptr_array_index (line->options, i);
      g_autofree char *text = g_markup_escape_text (option->text, -1);

      if (i > 0)
        g_string_append (markup, length > 120 ? "\n" : "      ");
      g_string_append_printf (markup, option->chosen ? "<b>◉ %s</b>" : "○ %s", text);
    }
  return g_string_free (markup, FALSE);
}

static void
add_line (EkFacsimile *self, const EkFormLine *line)
{
  add_label (self->box, line->title, "question-text");
  if (line->options->len > 0)
    {
      GtkWidget *label = add_label (self->box, NULL, NULL);
      g_autofree char *markup = options_markup (line);

      gtk_label_set_markup (GTK_LABEL (label), markup);
    }
  if (line->answer != NULL)
    add_label (self->box, line->answer, NULL);
  if (line->remark != NULL)
    add_label (self->box, line->remark, "question-declined");
}

static void
add_version (EkFacsimile *self, const EkFormVersion *version, gboolean newest)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10), *text = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  g_autofree char *head = g_strdup_printf ("%s · %s · %s", version->when, version->what,
                                           version->who != NULL ? version->who : "");

  add_label (GTK_BOX (text), head, NULL);
  if (version->reason != NULL)
    add_label (GTK_BOX (text), version->reason, "secondary");
  for (guint i = 0; i < version->changes->len; i++)
    add_label (GTK_BOX (text), g_ptr_array_index (version->changes, i), "caption");
  gtk_widget_set_hexpand (text, TRUE);
  gtk_box_append (GTK_BOX (row), text);
  if (!newest && self->revision == 0)
    {
      GtkWidget *button = gtk_button_new_with_label (_ ("As it was then"));

      gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "facsimile.version");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "x", version->revision);
      gtk_box_append (GTK_BOX (row), button);
    }
  gtk_box_append (self->box, row);
}

static void
add_end (EkFacsimile *self, EkFormFacsimile *form)
{
  gtk_box_append (self->box, gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  if (form->versions->len > 1)
    add_label (self->box, _ ("Versions"), "heading");
  for (guint i = 0; form->versions->len > 1 && i < form->versions->len; i++)
    add_version (self, g_ptr_array_index (form->versions, i), i + 1 == form->versions->len);
  if (form->marks->len > 0)
    add_label (self->box, _ ("Not verified"), "verify");
  for (guint i = 0; i < form->marks->len; i++)
    add_label (self->box, g_ptr_array_index (form->marks, i), "source");
  if (form->rights != NULL)
    add_label (self->box, form->rights, "source");
}

static void
show_form (EkFacsimile *self, EkFormFacsimile *form)
{
  gboolean now = self->revision == 0;
  gboolean finished = g_strcmp0 (form->status, "completed") == 0;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->box))) != NULL)
    gtk_box_remove (self->box, child);
  gtk_window_set_title (GTK_WINDOW (self), form->title); /* the form, never the patient */
  if (form->warning != NULL)
    add_label (self->box, form->warning, "form-problem");
  /* What it came to first: the answers are read to understand that. */
  gtk_widget_add_css_class (add_pairs (self, form->results, "heading"), "facsimile-result");
  add_pairs (self, form->pairs, NULL);
  if (form->instructions != NULL)
    add_label (self->box, form->instructions, NULL);
  for (guint i = 0; i < form->lines->len; i++)
    add_line (self, g_ptr_array_index (form->lines, i));
  add_end (self, form);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "facsimile.correct", now && finished && form->lines->len > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "facsimile.withdraw",
                                 now && g_strcmp0 (form->status, "entered-in-error") != 0);
}

/* ---- Reading ---- */

typedef struct {
  EkCatalogue *catalogue;
  char *assessment_id;
  gint64 revision;
} Wanted;

static void
wanted_free (gpointer data)
{
  Wanted *wanted = data;

  g_free (wanted->assessment_id);
  g_free (wanted);
}

static void
load (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  const Wanted *wanted = data;
  GError *error = NULL;
  EkFormFacsimile *form = ek_form_facsimile_load (store, wanted->catalogue, wanted->assessment_id, wanted->revision,
                                                  &error);

  if (form != NULL)
    g_task_return_pointer (task, form, (GDestroyNotify) ek_form_facsimile_free);
  else
    g_task_return_error (task, error);
}

typedef struct {
  EkFacsimile *self;
  guint reading;
} Reading;

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Reading *reading = user_data;
  g_autoptr (EkFacsimile) self = reading->self;
  g_autoptr (GError) error = NULL;
  g_autoptr (EkFormFacsimile) form = g_task_propagate_pointer (G_TASK (result), &error);

  if (reading->reading != self->reading || !ek_session_is_unlocked (self->session) || self->box == NULL)
    return;
  if (form == NULL)
    {
      ek_message_error (GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (self))), _ ("The form could not be read"),
                        error);
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  show_form (self, form);
  if (!self->shown)
    gtk_window_present (GTK_WINDOW (self));
  self->shown = TRUE;
}

static void
reload (EkFacsimile *self)
{
  Wanted *wanted = g_new (Wanted, 1);
  Reading *reading = g_new (Reading, 1);

  *wanted = (Wanted){ ek_session_get_catalogue (self->session), g_strdup (self->assessment_id), self->revision };
  *reading = (Reading){ g_object_ref (self), ++self->reading };
  ek_session_read_async (self->session, load, wanted, wanted_free, NULL, on_loaded, reading);
}

static void
on_changed (EkFacsimile *self, const char *type, const char *id, const char *patient_id)
{
  if (g_strcmp0 (id, self->assessment_id) == 0)
    reload (self);
}

/* ---- What a person does ---- */

static void
paper_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  EkFacsimile *self = EK_FACSIMILE (widget);

  if (g_str_equal (action_name, "facsimile.print"))
    ek_facsimile_print (widget, self->session, self->assessment_id, self->revision);
  else
    ek_facsimile_export (widget, self->session, self->assessment_id, self->revision);
}

static void
correct_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ek_assessment_correct_show (widget, EK_FACSIMILE (widget)->session, EK_FACSIMILE (widget)->assessment_id);
}

static void
version_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  EkFacsimile *self = EK_FACSIMILE (widget);

  open_window (widget, self->session, self->assessment_id, g_variant_get_int64 (parameter));
}

typedef struct {
  char *assessment_id, *reason;
} Withdrawal;

static void
withdrawal_free (gpointer data)
{
  Withdrawal *withdrawal = data;

  g_free (withdrawal->assessment_id);
  g_free (withdrawal->reason);
  g_free (withdrawal);
}

static void
withdraw (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  const Withdrawal *withdrawal = data;
  GError *error = NULL;
  g_autoptr (EkRecord) form = ek_store_load (store, &ek_assessment_type, withdrawal->assessment_id, &error);
  gboolean done = form != NULL && ek_assess_withdraw (store, form, withdrawal->reason, &error);

  ek_job_answer (task, done, error);
}

static void
on_withdrawn (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EkFacsimile) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    ek_message_error (GTK_WIDGET (self), _ ("The form was not withdrawn"), error);
}

static void
on_reason (const char *reason, gpointer user_data)
{
  EkFacsimile *self = user_data;
  Withdrawal *withdrawal;

  if (reason == NULL || !ek_session_is_unlocked (self->session))
    return;
  withdrawal = g_new (Withdrawal, 1);
  *withdrawal = (Withdrawal){ g_strdup (self->assessment_id), g_strdup (reason) };
  ek_session_write_async (self->session, withdraw, withdrawal, withdrawal_free, NULL, on_withdrawn,
                          g_object_ref (self));
}

static void
withdraw_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  EkFacsimile *self = EK_FACSIMILE (widget);
  GtkWidget *dialog = ek_message_ask_words (widget, _ ("Withdraw this form as entered in error?"),
                                            _ ("It stays in the file, marked, and counts in no score and no chart. A "
                                               "risk it opened stays open."),
                                            _ ("Reason"), _ ("Reason, for example: wrong patient"),
                                            _ ("_Withdraw the form"), on_reason, g_object_ref (widget), g_object_unref);

  ek_message_keep_words (dialog, self->session, "words/withdraw-form", NULL, self->assessment_id);
}

static gboolean
on_escape (GtkWidget *window, GVariant *arguments, gpointer user_data)
{
  gtk_window_close (GTK_WINDOW (window));
  return TRUE;
}

/* ---- Plumbing ---- */

static void
ek_facsimile_dispose (GObject *object)
{
  EkFacsimile *self = EK_FACSIMILE (object);

  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  self->box = NULL;
  G_OBJECT_CLASS (ek_facsimile_parent_class)->dispose (object);
}

static void
ek_facsimile_finalize (GObject *object)
{
  EkFacsimile *self = EK_FACSIMILE (object);

  g_clear_object (&self->session);
  g_free (self->assessment_id);
  G_OBJECT_CLASS (ek_facsimile_parent_class)->finalize (object);
}

static void
ek_facsimile_class_init (EkFacsimileClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ek_facsimile_dispose;
  G_OBJECT_CLASS (klass)->finalize = ek_facsimile_finalize;
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, on_escape, NULL);
  gtk_widget_class_install_action (widget_class, "facsimile.print", NULL, paper_action);
  gtk_widget_class_install_action (widget_class, "facsimile.export", NULL, paper_action);
  gtk_widget_class_install_action (widget_class, "facsimile.correct", NULL, correct_action);
  gtk_widget_class_install_action (widget_class, "facsimile.withdraw", NULL, withdraw_action);
  gtk_widget_class_install_action (widget_class, "facsimile.version", "x", version_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_p, GDK_CONTROL_MASK, "facsimile.print", NULL);
}

static GtkWidget *
make_header (void)
{
  GtkWidget *header = adw_header_bar_new (), *button = gtk_menu_button_new ();
  g_autoptr (GMenu) menu = g_menu_new (), paper = g_menu_new (), change = g_menu_new ();

  g_menu_append (paper, _ ("_Print…"), "facsimile.print");
  g_menu_append (paper, _ ("_Export as PDF…"), "facsimile.export");
  g_menu_append (change, _ ("_Correct…"), "facsimile.correct");
  g_menu_append (change, _ ("_Withdraw as entered in error…"), "facsimile.withdraw");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (paper));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (change));
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "view-more-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_widget_set_tooltip_text (button, _ ("This form"));
  ek_accessible_set_name (GTK_WIDGET (button), _ ("This form"));
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), button);
  return header;
}

static void
ek_facsimile_init (EkFacsimile *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *scroll = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new (), *overlay = adw_toast_overlay_new ();

  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 8));
  gtk_widget_add_css_class (GTK_WIDGET (self->box), "facsimile");
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 820);
  adw_clamp_set_child (ADW_CLAMP (clamp), GTK_WIDGET (self->box));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), clamp);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroll), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_widget_set_vexpand (scroll, TRUE);
  gtk_box_append (GTK_BOX (box), make_header ());
  gtk_box_append (GTK_BOX (box), scroll);
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (overlay), box);
  g_object_set_data (G_OBJECT (self), "ek-toast-overlay", overlay);
  adw_window_set_content (ADW_WINDOW (self), overlay);
  gtk_window_set_default_size (GTK_WINDOW (self), 860, 720);
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (self), TRUE);
}

static void
open_window (GtkWidget *parent, EkSession *session, const char *assessment_id, gint64 revision)
{
  EkFacsimile *self = g_object_new (EK_TYPE_FACSIMILE, NULL);

  self->session = g_object_ref (session);
  self->assessment_id = g_strdup (assessment_id);
  self->revision = revision;
  gtk_window_set_transient_for (GTK_WINDOW (self), GTK_WINDOW (gtk_widget_get_root (parent)));
  ek_whose_name_window (GTK_WINDOW (self), parent);
  g_signal_connect_object (session, "locked", G_CALLBACK (gtk_window_destroy), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  if (revision == 0)
    ek_kept_window (GTK_WIDGET (self), session, "window/form", NULL, assessment_id);
  reload (self);
}

/**
 * ek_facsimile_show:
 * @parent: a widget of the window it belongs to
 * @session: the session
 * @assessment_id: which form
 *
 * Shows a form as it was answered, in a window of its own that closes when the vault is locked.
 */
void
ek_facsimile_show (GtkWidget *parent, EkSession *session, const char *assessment_id)
{
  open_window (parent, session, assessment_id, 0);
}
