/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-risk-dialog.h"

#include <glib/gi18n-lib.h>

#include "ek-accessible.h"
#include "ek-card.h"
#include "ek-form-dialog.h"
#include "ek-format.h"
#include "ek-kept.h"
#include "ek-message.h"
#include "ek-risk.h"
#include "ek-types.h"
#include "ek-whose.h"

struct _EkRiskDialog {
  AdwWindow parent_instance;

  EkSession *session;
  char *patient_id;
  EkRecord *risk; /* the worst open one, NULL until it is read */
  char *proposed; /* level the structured screener gives, or NULL */
  GCancellable *loading;
  char *reopen;      /* the deed somebody was writing about, until the risk is read; or NULL */
  GPtrArray *open;   /* all open risks, as "which" shows them */
  EkRiskNeeds needs; /* what the rules ask for before this one is closed */
  gboolean choosing; /* "which" is being filled */
  GtkDropDown *which;
  EkCard *causes;
  EkCard *state;
  EkCard *steps;

  GtkBox *content;
  GtkLabel *proposal;
  GtkWidget *deeds;
  GtkWidget *close;
  GtkWidget *screen;
};

G_DEFINE_FINAL_TYPE (EkRiskDialog, ek_risk_dialog, ADW_TYPE_WINDOW)

/* Reading */

typedef struct {
  char *patient_id;
  char *wanted; /* id of the risk to be shown, NULL: the worst */
  EkCatalogue *catalogue;
  GPtrArray *open;   /* all that are open, the worst first */
  EkRiskNeeds needs; /* before it is closed */
  EkRecord *risk;    /* NULL: none is open any more */
  GStrv causes;
  GPtrArray *steps;
  char *owner;
  char *proposed;
  char *proposal; /* the same in a sentence */
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  g_free (reading->patient_id);
  g_free (reading->wanted);
  g_clear_pointer (&reading->open, g_ptr_array_unref);
  g_clear_object (&reading->risk);
  g_strfreev (reading->causes);
  g_clear_pointer (&reading->steps, g_ptr_array_unref);
  g_free (reading->owner);
  g_free (reading->proposed);
  g_free (reading->proposal);
  g_free (reading);
}

/* The newest structured screener that was finished since the risk was raised, and what its rule says. */
static void
read_proposal (EkStore *store, Reading *reading)
{
  g_autoptr (EkRecord) form = NULL;
  g_autoptr (EkReason) reason = NULL;
  g_autofree char *date = NULL;
  const char *level = ek_risk_find_screener (store, NULL, reading->catalogue, reading->risk, &form, &reason);
  int offset = 0;
  gint64 at;

  if (level == NULL)
    return;
  at = ek_record_get_instant (form, EK_ASSESSMENT_TAKEN, &offset);
  date = ek_format_date (at, offset);
  reading->proposed = g_strdup (level);
  /* Translators: the structured screener of a date, the level it gives, and why */
  reading->proposal = g_strdup_printf (_ ("The C-SSRS screener of %s proposes: %s. %s"), date,
                                       ek_format_tier (level, NULL, NULL),
                                       ek_reason_text (reason, ek_format_language ()));
}

/* Which of the open ones: the wanted one, else the worst. */
static EkRecord *
pick_risk (GPtrArray *open, const char *wanted)
{
  for (guint i = 0; i < open->len; i++)
    if (g_strcmp0 (ek_record_get_id (open->pdata[i]), wanted) == 0)
      return open->pdata[i];
  return open->len > 0 ? open->pdata[0] : NULL;
}

static void
read_risk (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  const Reading *wanted = data;
  GError *error = NULL;
  g_autoptr (GPtrArray) open = ek_risk_list_open (store, wanted->patient_id, &error);
  Reading *found = NULL;

  if (open == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  found = g_new0 (Reading, 1);
  found->patient_id = g_strdup (wanted->patient_id);
  found->catalogue = wanted->catalogue;
  if (open->len > 0)
    {
      const char *owner = NULL;
      g_autoptr (EkUser) user = NULL;

      found->risk = g_object_ref (pick_risk (open, wanted->wanted));
      found->open = g_ptr_array_ref (open);
      ek_risk_needs (store, NULL, wanted->catalogue, found->risk, NULL, &found->needs, NULL);
      found->causes = ek_risk_causes (wanted->catalogue, found->risk);
      found->steps = ek_risk_list_steps (store, found->risk, NULL);
      owner = ek_record_get_text (found->risk, EK_RISK_OWNER);
      user = owner != NULL ? ek_vault_find_user (ek_store_get_vault (store), owner) : NULL;
      found->owner = g_strdup (user != NULL ? ek_user_get_name (user) : owner);
      read_proposal (store, found);
    }
  g_task_return_pointer (task, found, reading_free);
}

/* Showing */

static void
show_state (EkRiskDialog *self, const Reading *found)
{
  int offset = 0;
  gint64 due = ek_record_get_instant (found->risk, EK_RISK_DUE, &offset);
  gint64 now = ek_clock_now (ek_session_get_clock (self->session));
  g_autofree char *when = ek_format_instant (due, offset);
  const char *css_class = NULL;
  const char *level = ek_format_tier (ek_record_get_text (found->risk, EK_RISK_LEVEL), NULL, &css_class);

  ek_card_clear (self->state, "");
  ek_card_append (self->state, NULL, _ ("Kind of danger"), NULL, ek_danger_kind_label (ek_risk_kind (found->risk)),
                  NULL);
  ek_card_append (self->state, NULL, _ ("Level"), NULL, level, css_class);
  ek_card_append (self->state, NULL, _ ("Owner"), NULL, found->owner != NULL ? found->owner : _ ("nobody"), NULL);
  if (due != EK_INSTANT_NONE)
    ek_card_append (self->state, NULL, due < now ? _ ("Overdue since") : _ ("Due"), NULL, when,
                    due < now ? "overdue" : NULL);
}

/* Several risks are looked at one after the other. */
static void
show_choice (EkRiskDialog *self, const Reading *found)
{
  g_autoptr (GtkStringList) words = gtk_string_list_new (NULL);
  guint selected = 0;

  self->choosing = TRUE;
  g_clear_pointer (&self->open, g_ptr_array_unref);
  self->open = g_ptr_array_ref (found->open);
  for (guint i = 0; i < found->open->len; i++)
    {
      gtk_string_list_append (words, ek_risk_level_text (found->open->pdata[i]));
      if (g_strcmp0 (ek_record_get_id (found->open->pdata[i]), ek_record_get_id (found->risk)) == 0)
        selected = i;
    }
  gtk_drop_down_set_model (self->which, G_LIST_MODEL (words));
  gtk_drop_down_set_selected (self->which, selected);
  gtk_widget_set_visible (GTK_WIDGET (self->which), found->open->len > 1);
  self->choosing = FALSE;
}

static void
show_needs (EkRiskDialog *self, const Reading *found)
{
  self->needs = found->needs;
  gtk_widget_set_visible (self->screen, g_str_equal (ek_risk_kind (found->risk), "suicide"));
}

static void
show_steps (EkRiskDialog *self, const Reading *found)
{
  ek_card_clear (self->steps, "");
  for (guint i = found->steps != NULL ? found->steps->len : 0; i > 0; i--)
    {
      const EkRiskStep *step = g_ptr_array_index (found->steps, i - 1);
      g_autofree char *when = ek_format_instant (step->at_ms, step->offset_minutes);

      ek_card_append (self->steps, NULL, step->what, NULL, when, NULL);
    }
}

static void reopen_now (EkRiskDialog *self);

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EkRiskDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  Reading *found = g_task_propagate_pointer (G_TASK (result), &error);

  if (self->session == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_clear_pointer (&found, reading_free);
      return;
    }
  if (found == NULL)
    {
      ek_message_error (GTK_WIDGET (self), _ ("The risk could not be read"), error);
      return;
    }
  if (found->risk == NULL)
    {
      reading_free (found);
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  g_set_object (&self->risk, found->risk);
  g_free (self->proposed);
  self->proposed = g_strdup (found->proposed);
  ek_card_clear (self->causes, "");
  for (guint i = g_strv_length (found->causes); i > 0; i--)
    ek_card_append (self->causes, NULL, found->causes[i - 1], NULL, NULL, NULL);
  show_state (self, found);
  show_choice (self, found);
  show_needs (self, found);
  show_steps (self, found);
  if (found->proposal != NULL)
    gtk_label_set_text (self->proposal, found->proposal);
  gtk_widget_set_visible (GTK_WIDGET (self->proposal), found->proposal != NULL);
  gtk_widget_set_sensitive (self->deeds, TRUE);
  reading_free (found);
  reopen_now (self);
}

static void
reload (EkRiskDialog *self)
{
  Reading *wanted = g_new0 (Reading, 1);

  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  self->loading = g_cancellable_new ();
  wanted->patient_id = g_strdup (self->patient_id);
  wanted->wanted = g_strdup (self->risk != NULL ? ek_record_get_id (self->risk) : NULL);
  wanted->catalogue = ek_session_get_catalogue (self->session);
  ek_session_read_async (self->session, read_risk, wanted, reading_free, self->loading, on_read, g_object_ref (self));
}

static void
on_changed (EkRiskDialog *self, const char *type, const char *id, const char *patient_id)
{
  if (g_strcmp0 (patient_id, self->patient_id) == 0)
    reload (self);
}

/* Doing: the risk is read again in the writing thread, so that nobody's step is overwritten. What is judged is what was
 * read: when an answer came in meanwhile, assessing and closing are refused and the dialog shows it. */

static EkRiskStatement
statement_of (const EkOrder *order)
{
  return (EkRiskStatement){ ek_order_get_catalogue (order), ek_order_get (order, "plan"),
                            ek_order_get (order, "no-plan") };
}

static gboolean
assess_risk (EkStore *store, const EkOrder *order, GError **error)
{
  const EkRiskStatement statement = statement_of (order);
  g_autoptr (EkRecord) risk = ek_order_load (order, store, &ek_risk_type, error);

  return risk != NULL &&
    ek_risk_assess (store, NULL, risk, ek_order_get (order, "level"), ek_order_get (order, "note"), &statement, error);
}

static gboolean
agree_to_risk (EkStore *store, const EkOrder *order, GError **error)
{
  g_autoptr (EkRecord) risk = ek_order_load (order, store, &ek_risk_type, error);

  return risk != NULL &&
    ek_risk_agree (store, risk, ek_order_get (order, "level"), ek_order_get (order, "note"), error);
}

static gboolean
log_action (EkStore *store, const EkOrder *order, GError **error)
{
  g_autoptr (EkRecord) risk = ek_order_load (order, store, &ek_risk_type, error);

  return risk != NULL && ek_risk_log_action (store, risk, ek_order_get (order, "note"), error);
}

static gboolean
hand_over (EkStore *store, const EkOrder *order, GError **error)
{
  g_autoptr (EkRecord) risk = ek_order_load (order, store, &ek_risk_type, error);

  return risk != NULL &&
    ek_risk_hand_over (store, risk, ek_order_get (order, "owner"), ek_order_get (order, "note"), error);
}

static gboolean
close_risk (EkStore *store, const EkOrder *order, GError **error)
{
  const EkRiskStatement statement = statement_of (order);
  g_autoptr (EkRecord) risk = ek_order_load (order, store, &ek_risk_type, error);

  return risk != NULL && ek_risk_close (store, NULL, risk, ek_order_get (order, "note"), &statement, error);
}

static EkFormDialog *
ask (EkRiskDialog *self, const char *title, const char *save_label)
{
  return ek_form_dialog_new (GTK_WIDGET (self), title, save_label);
}

/* Below which question a refusal is said; a level is not asked for where a risk is closed. */
static const char *
blame (EkFormDialog *form, const GError *error, gpointer asks_level)
{
  const char *field = ek_risk_refused_field (error);

  return g_strcmp0 (field, "level") == 0 && !GPOINTER_TO_INT (asks_level) ? NULL : field;
}

/* @judged: what is said is said of the risk as it was read. */
static void
save (EkRiskDialog *self, EkFormDialog *form, EkOrderFunc deed, gboolean judged)
{
  EkOrder *order = ek_order_new (deed, self->session, self->patient_id, ek_record_get_id (self->risk));

  if (judged)
    ek_order_set_revision (order, ek_record_get_revision (self->risk));
  ek_form_dialog_order (form, self->session, order);
}

/* Where the safety plan is, or why there is none; of a medical danger, which physician has seen the patient. */
static void
add_statement (EkRiskDialog *self, EkFormDialog *form)
{
  gboolean physician = g_strcmp0 (ek_risk_statement (NULL, ek_risk_kind (self->risk)), "physician") == 0;

  ek_form_dialog_add_text (form, "plan",
                           physician ? _ ("Seen by which physician, and when") : _ ("Where the safety plan is"), NULL);
  ek_form_dialog_add_text (form, "no-plan",
                           physician ? _ ("Or why no physician has seen the patient")
                                     : _ ("Or why there is no safety plan"),
                           NULL);
}

static void
save_assess (EkRiskDialog *self, EkFormDialog *form)
{
  save (self, form, assess_risk, TRUE);
}

static void
on_assess (EkRiskDialog *self)
{
  static const char *const ids[] = { "", "low", "moderate", "high", NULL };
  const char *labels[] = { _ ("Choose the level"), ek_format_tier ("low", NULL, NULL),
                           ek_format_tier ("moderate", NULL, NULL), ek_format_tier ("high", NULL, NULL), NULL };
  EkFormDialog *form = ask (self, _ ("Assess the risk"), _ ("_Save"));
  const char *how = ek_risk_how (NULL, ek_risk_kind (self->risk), ek_format_language ());

  if (self->proposed != NULL)
    ek_form_dialog_set_hint (form, gtk_label_get_text (self->proposal));
  else if (how != NULL)
    ek_form_dialog_set_hint (form, how);
  ek_form_dialog_add_choice (form, "level", _ ("Risk level"), ids, labels, NULL);
  ek_form_dialog_add_note (form, "note", _ ("What you found, and what is done about it"), NULL);
  add_statement (self, form);
  g_signal_connect_object (form, "save", G_CALLBACK (save_assess), self, G_CONNECT_SWAPPED);
  ek_form_dialog_set_blame (form, blame, GINT_TO_POINTER (TRUE));
  ek_form_dialog_keep (form, self->session, "risk/assess", self->patient_id, NULL);
  gtk_window_present (GTK_WINDOW (form));
}

static void
save_agree (EkRiskDialog *self, EkFormDialog *form)
{
  save (self, form, agree_to_risk, TRUE);
}

static void
on_agree (EkRiskDialog *self)
{
  static const char *const ids[] = { "", "low", "moderate", NULL };
  const char *labels[] = { _ ("Choose the level"), ek_format_tier ("low", NULL, NULL),
                           ek_format_tier ("moderate", NULL, NULL), NULL };
  EkFormDialog *form = ask (self, _ ("Second opinion"), _ ("_Save"));

  ek_form_dialog_set_hint (form,
                           _ ("You agree, under your own name, that somebody else may bring this risk to a lower level "
                              "or close it. It changes nothing by itself."));
  ek_form_dialog_add_choice (form, "level", _ ("May be brought to"), ids, labels, NULL);
  ek_form_dialog_add_note (form, "note", _ ("Why you agree"), NULL);
  g_signal_connect_object (form, "save", G_CALLBACK (save_agree), self, G_CONNECT_SWAPPED);
  ek_form_dialog_set_blame (form, blame, GINT_TO_POINTER (TRUE));
  ek_form_dialog_keep (form, self->session, "risk/agree", self->patient_id, NULL);
  gtk_window_present (GTK_WINDOW (form));
}

/* The screener is asked in the window behind. */
static void
on_screen (EkRiskDialog *self)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));

  if (parent != NULL)
    gtk_widget_activate_action (GTK_WIDGET (parent), "win.screen-risk", NULL);
  gtk_window_close (GTK_WINDOW (self));
}

static gboolean
on_screen_key (GtkWidget *widget, GVariant *arguments, gpointer unused)
{
  EkRiskDialog *self = EK_RISK_DIALOG (widget);

  if (!gtk_widget_get_visible (self->screen))
    return FALSE;
  on_screen (self);
  return TRUE;
}

static void
on_which (EkRiskDialog *self)
{
  guint selected = gtk_drop_down_get_selected (self->which);

  if (self->choosing || self->open == NULL || selected >= self->open->len)
    return;
  g_set_object (&self->risk, EK_RECORD (self->open->pdata[selected]));
  gtk_widget_set_sensitive (self->deeds, FALSE);
  reload (self);
}

static void
save_log (EkRiskDialog *self, EkFormDialog *form)
{
  save (self, form, log_action, FALSE);
}

static void
on_log (EkRiskDialog *self)
{
  EkFormDialog *form = ask (self, _ ("Write down an action"), _ ("_Save"));

  ek_form_dialog_add_note (form, "note", _ ("What was done"), NULL);
  g_signal_connect_object (form, "save", G_CALLBACK (save_log), self, G_CONNECT_SWAPPED);
  ek_form_dialog_set_blame (form, blame, GINT_TO_POINTER (FALSE));
  ek_form_dialog_keep (form, self->session, "risk/log", self->patient_id, NULL);
  gtk_window_present (GTK_WINDOW (form));
}

static void
save_hand_over (EkRiskDialog *self, EkFormDialog *form)
{
  save (self, form, hand_over, FALSE);
}

static void
on_hand_over (EkRiskDialog *self)
{
  g_autoptr (GPtrArray) users = ek_vault_list_users (ek_session_get_vault (self->session));
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  EkFormDialog *form = ask (self, _ ("Hand the risk over"), _ ("_Hand over"));

  for (guint i = 0; i < users->len; i++)
    {
      EkUser *user = g_ptr_array_index (users, i);

      if (ek_user_get_disabled (user) || !ek_role_is_clinical (ek_user_get_role (user)) ||
          g_strcmp0 (ek_user_get_id (user), ek_record_get_text (self->risk, EK_RISK_OWNER)) == 0)
        continue;
      g_ptr_array_add (ids, (gpointer) ek_user_get_id (user));
      g_ptr_array_add (names,
                       g_strdup_printf ("%s · %s", ek_user_get_name (user), ek_role_label (ek_user_get_role (user))));
    }
  if (ids->len == 0)
    ek_form_dialog_set_hint (form,
                             _ ("There is nobody else in this vault who can open patient files. The risk stays with "
                                "its owner until your IT department adds somebody."));
  g_ptr_array_add (ids, NULL);
  g_ptr_array_add (names, NULL);
  ek_form_dialog_add_choice (form, "owner", _ ("New owner"), (const char *const *) ids->pdata,
                             (const char *const *) names->pdata, NULL);
  ek_form_dialog_add_note (form, "note", _ ("What they need to know"), NULL);
  g_signal_connect_object (form, "save", G_CALLBACK (save_hand_over), self, G_CONNECT_SWAPPED);
  ek_form_dialog_keep (form, self->session, "risk/hand-over", self->patient_id, NULL);
  gtk_window_present (GTK_WINDOW (form));
}

static void
save_close (EkRiskDialog *self, EkFormDialog *form)
{
  save (self, form, close_risk, TRUE);
}

static void
on_close (EkRiskDialog *self)
{
  g_autoptr (EkUser) user = ek_session_get_user (self->session);
  EkFormDialog *form = ask (self, _ ("Close the risk"), _ ("_Close the risk"));
  /* Translators: %s is the name of who is in */
  g_autofree char *hint = g_strdup_printf (_ ("It is closed under your name: %s. The steps stay in the file."),
                                           user != NULL ? ek_user_get_name (user) : "");

  ek_form_dialog_set_hint (form, hint);
  if (self->needs.role)
    {
      /* Translators: %s are roles, such as "psychiatrist, psychotherapist" */
      g_autofree char *who = g_strdup_printf (_ ("Only these roles may close it: %s. Hand it over."),
                                              self->needs.roles);

      ek_form_dialog_add_warning (form, who);
    }
  if (self->needs.screener_or_second)
    ek_form_dialog_add_warning (
      form,
      self->needs.second
        ? _ ("Before this a second clinician agrees under their own name.")
        : _ ("Before this a C-SSRS with a lower level is done, or a second clinician agrees under their own name."));
  ek_form_dialog_add_note (form, "note", _ ("The action that makes it safe to close"), NULL);
  add_statement (self, form);
  g_signal_connect_object (form, "save", G_CALLBACK (save_close), self, G_CONNECT_SWAPPED);
  ek_form_dialog_set_blame (form, blame, GINT_TO_POINTER (FALSE));
  ek_form_dialog_keep (form, self->session, "risk/close", self->patient_id, NULL);
  gtk_window_present (GTK_WINDOW (form));
}

static void
reopen_now (EkRiskDialog *self)
{
  static const struct {
    const char *place;
    void (*open) (EkRiskDialog *);
  } deeds[] = {
    { "risk/assess", on_assess },       { "risk/agree", on_agree }, { "risk/log", on_log },
    { "risk/hand-over", on_hand_over }, { "risk/close", on_close },
  };
  g_autofree char *place = g_steal_pointer (&self->reopen);

  for (guint i = 0; place != NULL && i < G_N_ELEMENTS (deeds); i++)
    if (g_str_equal (deeds[i].place, place))
      deeds[i].open (self);
}

/* Plumbing */

static void
close_window (EkRiskDialog *self)
{
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
ek_risk_dialog_dispose (GObject *object)
{
  EkRiskDialog *self = EK_RISK_DIALOG (object);

  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);
  g_clear_object (&self->risk);
  g_clear_pointer (&self->proposed, g_free);
  g_clear_pointer (&self->open, g_ptr_array_unref);
  g_clear_pointer (&self->patient_id, g_free);
  g_clear_pointer (&self->reopen, g_free);
  G_OBJECT_CLASS (ek_risk_dialog_parent_class)->dispose (object);
}

static void
ek_risk_dialog_class_init (EkRiskDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ek_risk_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/evenkeel/Evenkeel/ui/ek-risk-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, EkRiskDialog, content);
  gtk_widget_class_bind_template_child (widget_class, EkRiskDialog, proposal);
  gtk_widget_class_bind_template_child (widget_class, EkRiskDialog, deeds);
  gtk_widget_class_bind_template_child (widget_class, EkRiskDialog, close);
  gtk_widget_class_bind_template_child (widget_class, EkRiskDialog, screen);
  gtk_widget_class_bind_template_callback (widget_class, on_screen);
  gtk_widget_class_bind_template_callback (widget_class, on_agree);
  gtk_widget_class_bind_template_callback (widget_class, on_assess);
  gtk_widget_class_bind_template_callback (widget_class, on_log);
  gtk_widget_class_bind_template_callback (widget_class, on_hand_over);
  gtk_widget_class_bind_template_callback (widget_class, on_close);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_r, GDK_CONTROL_MASK, on_screen_key, NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
ek_risk_dialog_init (EkRiskDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->which = GTK_DROP_DOWN (gtk_drop_down_new (NULL, NULL));
  ek_accessible_set_name (GTK_WIDGET (self->which), _ ("Which risk"));
  gtk_widget_set_visible (GTK_WIDGET (self->which), FALSE);
  g_signal_connect_object (self->which, "notify::selected", G_CALLBACK (on_which), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->content, GTK_WIDGET (self->which));
  self->state = EK_CARD (ek_card_new (_ ("Now")));
  self->causes = EK_CARD (ek_card_new (_ ("What raised it")));
  self->steps = EK_CARD (ek_card_new (_ ("Steps so far")));
  gtk_box_append (self->content, GTK_WIDGET (self->state));
  gtk_box_append (self->content, GTK_WIDGET (self->causes));
  gtk_box_append (self->content, GTK_WIDGET (self->steps));
  gtk_widget_set_sensitive (self->deeds, FALSE);
}

/**
 * ek_risk_dialog_show:
 * @parent: a widget of the window it belongs to
 * @session: the session
 * @patient_id: whose risk
 *
 * Opens the worst open risk of a patient.
 *
 * Returns: (transfer none): the dialog
 */
EkRiskDialog *
ek_risk_dialog_show (GtkWidget *parent, EkSession *session, const char *patient_id)
{
  EkRiskDialog *self = g_object_new (EK_TYPE_RISK_DIALOG, "transient-for", gtk_widget_get_root (parent), NULL);

  self->session = g_object_ref (session);
  self->patient_id = g_strdup (patient_id);
  ek_whose_name_window (GTK_WINDOW (self), parent);
  g_signal_connect_swapped (session, "changed", G_CALLBACK (on_changed), self);
  /* Nothing of a patient stays on the screen of a locked program. */
  g_signal_connect_swapped (session, "locked", G_CALLBACK (close_window), self);
  ek_kept_window (GTK_WIDGET (self), session, "window/risk", patient_id, NULL);
  reload (self);
  gtk_window_present (GTK_WINDOW (self));
  return self;
}

/**
 * ek_risk_dialog_reopen:
 * @self: a dialog that was just opened
 * @place: of a draft: "risk/assess", "risk/log", "risk/hand-over" or "risk/close"
 *
 * Goes on with what somebody was writing about the risk, as soon as it is read.
 */
void
ek_risk_dialog_reopen (EkRiskDialog *self, const char *place)
{
  g_free (self->reopen);
  self->reopen = g_strdup (place);
}
