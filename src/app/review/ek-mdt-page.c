/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-mdt-page.h"

#include <glib/gi18n-lib.h>

#include "ek-columns-layout.h"
#include "ek-file-chooser.h"
#include "ek-form-dialog.h"
#include "ek-format.h"
#include "ek-mdt-order.h"
#include "ek-mdt-view.h"
#include "ek-message.h"
#include "ek-since-bar.h"
#include "ek-slices.h"
#include "ek-types.h"

#define RELOAD_DELAY_MS 60

/* Numbers of the parts of both columns. */
#define TEAM 0
#define CASE EK_MDT_TEAM_PARTS

struct _EkMdtPage {
  EkPatientView view;

  char *wanted_id; /* the review to show, NULL: the open one */
  char *shown_id;  /* whose case the left column shows */
  gint64 shown_at; /* when its page was made */
  EkMdtReading *data;
  gboolean filling;
  gboolean case_wanted; /* the left column is being made */
  EkSlices *slices;     /* of both columns */
  EkMdtCards cards;

  GtkStack *stack;
  AdwStatusPage *failed;
  AdwBin *agenda;
  GtkDropDown *reviews;
  GtkWidget *large;
  GtkWidget *open;
  GtkWidget *close;
  GtkWidget *body;
  GtkWidget *tools;
  GtkWidget *columns;
  EkSinceBar *since;
  GtkBox *case_column;
  GtkBox *team_column;
};

G_DEFINE_FINAL_TYPE (EkMdtPage, ek_mdt_page, EK_TYPE_PATIENT_VIEW)

static EkRecord *
review_of (EkMdtPage *self)
{
  return self->data != NULL ? self->data->review : NULL;
}

static gboolean
is_open (EkMdtPage *self)
{
  return review_of (self) != NULL && !ek_mdt_reading_is_closed (self->data);
}

/* Orders */

static EkOrder *
new_order (EkMdtPage *self, EkOrderFunc deed)
{
  EkOrder *order = ek_order_new (deed, self->view.session, self->view.patient_id,
                                 review_of (self) != NULL ? ek_record_get_id (review_of (self)) : NULL);

  ek_order_set (order, "language", ek_format_language ());
  return order;
}

static void
run (EkMdtPage *self, EkFormDialog *form, EkOrderFunc deed)
{
  ek_form_dialog_order (form, self->view.session, new_order (self, deed));
}

/* @place and @target: where what is typed is kept; %NULL: nowhere. */
static void
present (EkMdtPage *self, EkFormDialog *form, GCallback save, const char *place, const char *target)
{
  g_signal_connect_object (form, "save", save, self, G_CONNECT_SWAPPED);
  if (place != NULL)
    ek_form_dialog_keep (form, self->view.session, place, self->view.patient_id, target);
  gtk_window_present (GTK_WINDOW (form));
}

static void
save_open (EkMdtPage *self, EkFormDialog *form)
{
  g_clear_pointer (&self->wanted_id, g_free);
  run (self, form, ek_mdt_order_open);
}

static void
open_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EkFormDialog *form = ek_form_dialog_new (widget, _ ("Open a case review"), _ ("_Open"));

  ek_form_dialog_set_hint (form, _ ("The case page is made from the file as it is now and kept as the team sees it."));
  ek_form_dialog_add_note (form, "question", _ ("Question for the team"), NULL);
  present (EK_MDT_PAGE (widget), form, G_CALLBACK (save_open), "mdt/open", NULL);
}

/* The people who may be named, oneself first. */
static void
add_people (EkMdtPage *self, EkFormDialog *form, const char *id, const char *label, const char *nobody,
            const char *selected)
{
  g_autoptr (GPtrArray) users = ek_vault_list_users (ek_session_get_vault (self->view.session));
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < users->len; i++)
    {
      EkUser *user = g_ptr_array_index (users, i);

      if (ek_user_get_disabled (user) || !ek_role_is_clinical (ek_user_get_role (user)))
        continue;
      g_ptr_array_add (ids, (gpointer) ek_user_get_id (user));
      g_ptr_array_add (names,
                       g_strdup_printf ("%s · %s", ek_user_get_name (user), ek_role_label (ek_user_get_role (user))));
    }
  if (nobody != NULL)
    {
      g_ptr_array_add (ids, (gpointer) "");
      g_ptr_array_add (names, g_strdup (nobody));
    }
  g_ptr_array_add (ids, NULL);
  g_ptr_array_add (names, NULL);
  ek_form_dialog_add_choice (form, id, label, (const char *const *) ids->pdata, (const char *const *) names->pdata,
                             selected);
}

static void
save_opinion (EkMdtPage *self, EkFormDialog *form)
{
  run (self, form, ek_mdt_order_opinion);
}

static void
show_opinion_form (EkMdtPage *self, EkRecord *opinion)
{
  static const char *const ids[] = { "", "agrees", "dissents", "abstains", NULL };
  const char *labels[] = { _ ("No position yet"), _ ("Agrees"), _ ("Dissents"), _ ("Abstains"), NULL };
  g_autoptr (EkUser) user = ek_session_get_user (self->view.session);
  EkFormDialog *form = ek_form_dialog_new (GTK_WIDGET (self), _ ("Opinion"), _ ("_Save"));
  const char *member = opinion != NULL ? ek_record_get_text (opinion, EK_OPINION_USER)
    : user != NULL                     ? ek_user_get_id (user)
                                       : NULL;

  ek_form_dialog_set_hint (form,
                           _ ("A further opinion of the same member takes the place of the first, which the history "
                              "keeps."));
  add_people (self, form, "member", _ ("Member"), NULL, member);
  ek_form_dialog_add_note (form, "text", _ ("Opinion"),
                           opinion != NULL ? ek_record_get_text (opinion, EK_OPINION_TEXT) : NULL);
  ek_form_dialog_add_choice (form, "stance", _ ("Position on the decision"), ids, labels,
                             opinion != NULL ? ek_record_get_text (opinion, EK_OPINION_STANCE) : NULL);
  present (self, form, G_CALLBACK (save_opinion), "mdt/opinion", opinion != NULL ? ek_record_get_id (opinion) : NULL);
}

static void
on_add_opinion (EkMdtPage *self)
{
  if (is_open (self))
    show_opinion_form (self, NULL);
}

static void
on_opinion (EkMdtPage *self, GObject *opinion)
{
  if (is_open (self))
    show_opinion_form (self, EK_RECORD (opinion));
}

static void
save_decision (EkMdtPage *self, EkFormDialog *form)
{
  run (self, form, ek_mdt_order_decide);
}

static void
on_decide (EkMdtPage *self)
{
  EkFormDialog *form = NULL;
  gboolean again = FALSE;

  if (!is_open (self))
    return;
  again = ek_record_has (review_of (self), EK_REVIEW_DECISION);
  form = ek_form_dialog_new (GTK_WIDGET (self), again ? _ ("Change the decision") : _ ("Decision"), _ ("_Save"));
  if (again)
    ek_form_dialog_set_hint (form,
                             _ ("The former decision and its reason are kept, and the changed one has to be signed "
                                "anew."));
  ek_form_dialog_add_note (form, "decision", _ ("What the team decides"),
                           ek_record_get_text (review_of (self), EK_REVIEW_DECISION));
  ek_form_dialog_add_note (form, "reason", again ? _ ("Why it is now different") : _ ("Why"), NULL);
  present (self, form, G_CALLBACK (save_decision), "mdt/decide", ek_record_get_id (review_of (self)));
}

static void
save_action (EkMdtPage *self, EkFormDialog *form)
{
  run (self, form, ek_mdt_order_add_action);
}

static void
on_add_action (EkMdtPage *self)
{
  EkFormDialog *form = NULL;

  if (!is_open (self))
    return;
  form = ek_form_dialog_new (GTK_WIDGET (self), _ ("Add an action"), _ ("_Add"));
  ek_form_dialog_add_note (form, "text", _ ("What is to be done"), NULL);
  add_people (self, form, "owner", _ ("Owner"), _ ("Somebody without an account: name below"), "");
  ek_form_dialog_add_text (form, "name", _ ("Name of the owner, if without an account"), NULL);
  ek_form_dialog_add_date (form, "due", _ ("Done by"), NULL);
  present (self, form, G_CALLBACK (save_action), "mdt/action", NULL);
}

static void
save_outcome (EkMdtPage *self, EkFormDialog *form)
{
  ek_form_dialog_order (form, self->view.session,
                        ek_order_new (ek_mdt_order_update_action, self->view.session, self->view.patient_id,
                                      g_object_get_data (G_OBJECT (form), "task-id")));
}

static void
on_action (EkMdtPage *self, GObject *action)
{
  static const char *const ids[] = { "accepted", "in-progress", "completed", "cancelled", NULL };
  const char *labels[] = { _ ("Accepted"), _ ("In progress"), _ ("Completed"), _ ("Cancelled"), NULL };
  EkFormDialog *form = ek_form_dialog_new (GTK_WIDGET (self), _ ("How far is this action?"), _ ("_Save"));

  ek_form_dialog_set_hint (form, ek_record_get_text (EK_RECORD (action), EK_TASK_TEXT));
  ek_form_dialog_add_choice (form, "status", _ ("Status"), ids, labels,
                             ek_record_get_text (EK_RECORD (action), EK_TASK_STATUS));
  ek_form_dialog_add_note (form, "outcome", _ ("What came of it (required when it is completed or cancelled)"),
                           ek_record_get_text (EK_RECORD (action), EK_TASK_OUTCOME));
  g_object_set_data_full (G_OBJECT (form), "task-id", g_strdup (ek_record_get_id (EK_RECORD (action))), g_free);
  present (self, form, G_CALLBACK (save_outcome), "mdt/outcome", ek_record_get_id (EK_RECORD (action)));
}

static void
save_sign (EkMdtPage *self, EkFormDialog *form)
{
  EkOrder *order = new_order (self, ek_mdt_order_sign);

  ek_order_set_revision (order, (gint64) GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (form), "revision")));
  ek_form_dialog_order (form, self->view.session, order);
}

static void
on_sign (EkMdtPage *self)
{
  static const char *const ids[] = { "agrees", "dissents", "witness", NULL };
  const char *labels[] = { _ ("I agree"), _ ("I dissent"), _ ("I was present"), NULL };
  g_autoptr (EkUser) user = ek_session_get_user (self->view.session);
  g_autofree char *hint = NULL;
  EkFormDialog *form = NULL;

  if (!is_open (self) || user == NULL)
    return;
  if (!ek_record_has (review_of (self), EK_REVIEW_DECISION))
    {
      ek_message_tell (GTK_WIDGET (self), _ ("There is no decision to sign yet"), NULL);
      return;
    }
  form = ek_form_dialog_new (GTK_WIDGET (self), _ ("Sign the decision"), _ ("_Sign"));
  g_object_set_data (G_OBJECT (form), "revision", GSIZE_TO_POINTER (ek_record_get_revision (review_of (self))));
  /* Translators: %1$s is a person, %2$s the role, %3$s the decision */
  hint = g_strdup_printf (_ ("%1$s, %2$s, signs: %3$s"), ek_user_get_name (user),
                          ek_role_label (ek_user_get_role (user)),
                          ek_record_get_text (review_of (self), EK_REVIEW_DECISION));
  ek_form_dialog_set_hint (form, hint);
  ek_form_dialog_add_choice (form, "meaning", _ ("As"), ids, labels, NULL);
  ek_form_dialog_add_passphrase (form, "passphrase", _ ("Your passphrase"));
  present (self, form, G_CALLBACK (save_sign), NULL, NULL);
}

/* Without a form */

static void
bring_up_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EkMdtPage *self = EK_MDT_PAGE (widget);

  if (is_open (self))
    ek_patient_view_order (&self->view, new_order (self, ek_mdt_order_bring_up),
                           _ ("The case page could not be brought up to date"), _ ("The case page is up to date."));
}

static void
on_close (gboolean yes, gpointer user_data)
{
  EkMdtPage *self = user_data;

  if (yes && self->view.session != NULL && review_of (self) != NULL)
    ek_patient_view_order (&self->view, new_order (self, ek_mdt_order_close), _ ("The review could not be closed"),
                           _ ("The case review is closed."));
}

static void
close_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ek_message_ask (widget, _ ("Close this case review?"),
                  _ ("Nothing can be added to it any more but the outcome of its actions."), _ ("_Close the review"),
                  FALSE, on_close, g_object_ref (widget), g_object_unref);
}

static void
on_path (const char *path, gpointer user_data)
{
  EkMdtPage *self = user_data;
  EkOrder *order = NULL;

  if (path == NULL || self->view.session == NULL || review_of (self) == NULL)
    return;
  order = new_order (self, ek_mdt_order_export);
  ek_order_set (order, "path", path);
  ek_patient_view_order (
    &self->view, order, _ ("The file could not be written"),
    _ ("Exported, and kept in the file. The PDF is not encrypted: keep it where patient files may be."));
}

static void
export_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  static const char *const patterns[] = { "*.pdf", NULL };
  EkMdtPage *self = EK_MDT_PAGE (widget);
  int offset = 0;
  gint64 held = ek_record_get_instant (review_of (self), EK_REVIEW_HELD, &offset);
  g_autofree char *day = ek_format_date (held, offset);
  g_autofree char *file = ek_format_file_name ("minutes", day);

  ek_file_chooser_show (widget, EK_FILE_CHOOSER_SAVE, _ ("Export the minutes"), file, _ ("PDF documents"), patterns,
                        on_path, g_object_ref (widget), g_object_unref);
}

/* Showing */

static void
on_large (EkMdtPage *self)
{
  if (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->large)))
    gtk_widget_add_css_class (self->columns, "presentation");
  else
    gtk_widget_remove_css_class (self->columns, "presentation");
}

static void
enable_actions (EkMdtPage *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean any = review_of (self) != NULL;

  gtk_widget_action_set_enabled (widget, "mdt.open", self->view.patient_id != NULL && !is_open (self));
  gtk_widget_action_set_enabled (widget, "mdt.export", any);
  gtk_widget_action_set_enabled (widget, "mdt.close", is_open (self) && self->data->missing[0] == NULL);
  gtk_widget_set_visible (self->open, any && !is_open (self));
  gtk_widget_set_visible (self->close, is_open (self));
}

static void
clear_column (GtkBox *column)
{
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (column))) != NULL)
    gtk_box_remove (column, child);
}

static void
show_reviews (EkMdtPage *self)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  guint selected = 0;

  for (guint i = 0; i < self->data->reviews->len; i++)
    {
      EkRecord *review = g_ptr_array_index (self->data->reviews, i);
      g_autofree char *label = ek_mdt_review_label (review);

      gtk_string_list_append (list, label);
      if (g_strcmp0 (ek_record_get_id (review), ek_record_get_id (self->data->review)) == 0)
        selected = i;
    }
  self->filling = TRUE;
  gtk_drop_down_set_model (self->reviews, G_LIST_MODEL (list));
  gtk_drop_down_set_selected (self->reviews, selected);
  self->filling = FALSE;
}

/* Reasons @from to @until, without the latter. The card is there from the first of them on. */
static void
show_agenda (EkMdtPage *self, guint from, guint until)
{
  EkCard *card = EK_CARD (adw_bin_get_child (self->agenda));

  if (from == 0)
    {
      adw_bin_set_child (self->agenda, NULL);
      if (self->data->triggers->len == 0)
        return;
      card = EK_CARD (ek_card_new (_ ("This case belongs on the agenda")));
      ek_card_clear (card, "");
      adw_bin_set_child (self->agenda, GTK_WIDGET (card));
    }
  for (guint i = from; i < MIN (until, self->data->triggers->len); i++)
    {
      const EkReason *reason = g_ptr_array_index (self->data->triggers, i);
      char **facts = ek_reason_facts (reason, ek_format_language ());
      g_autofree char *about = facts != NULL ? g_strjoinv (" · ", facts) : NULL;

      ek_card_append (card, NULL, ek_reason_text (reason, ek_format_language ()), about, NULL, NULL);
    }
}

/* What the team looks for comes first. */
static const guint parts[] = {
  TEAM,     CASE,     TEAM + 1, TEAM + 2, CASE + 1, TEAM + 3, TEAM + 4, TEAM + 5,  CASE + 2,
  CASE + 3, CASE + 4, CASE + 5, CASE + 6, CASE + 7, CASE + 8, CASE + 9, CASE + 10,
};

G_STATIC_ASSERT (G_N_ELEMENTS (parts) == EK_MDT_TEAM_PARTS + EK_MDT_CASE_PARTS);

static gint64
page_made (EkRecord *review)
{
  JsonNode *page = ek_record_get_json (review, EK_REVIEW_CASE);

  return page != NULL && JSON_NODE_HOLDS_OBJECT (page) ? ek_json_peek_int (json_node_get_object (page), "at", 0) : 0;
}

static void
show_part (GtkWidget *widget, guint nth)
{
  EkMdtPage *self = EK_MDT_PAGE (widget);
  EkClock *clock = ek_session_get_clock (self->view.session);
  gint64 now = ek_clock_now (clock);
  g_autofree char *today = ek_instant_format_date (now, ek_clock_offset (clock, now));

  if (review_of (self) == NULL)
    {
      show_agenda (self, nth, nth + 1 < G_N_ELEMENTS (parts) ? nth + 1 : G_MAXUINT);
      return;
    }
  if (parts[nth] < CASE)
    ek_mdt_view_fill (&self->cards, self->data, today, parts[nth] - TEAM);
  else if (self->case_wanted)
    ek_mdt_view_case (self->case_column, review_of (self), parts[nth] - CASE);
  if (nth == G_N_ELEMENTS (parts) - 1)
    {
      g_free (self->shown_id);
      self->shown_id = g_strdup (ek_record_get_id (review_of (self)));
      self->shown_at = page_made (review_of (self));
    }
}

/* Until they are filled: nothing of another review stands beside this one. */
static void
hide_cards (EkMdtPage *self)
{
  EkCard *const all[] = { self->cards.question, self->cards.opinions,   self->cards.decision,
                          self->cards.actions,  self->cards.signatures, self->cards.missing };

  G_STATIC_ASSERT (G_N_ELEMENTS (all) == EK_MDT_TEAM_PARTS);
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      ek_card_clear (all[i], "");
      gtk_widget_set_visible (GTK_WIDGET (all[i]), FALSE);
    }
}

static void
show_review (EkMdtPage *self)
{
  ek_slices_stop (self->slices);
  enable_actions (self);
  if (review_of (self) == NULL)
    {
      gtk_stack_set_visible_child_name (self->stack, "empty");
      ek_slices_start (self->slices);
      return;
    }
  show_reviews (self);
  /* The case was frozen: it is made once, and its chart keeps its cursor while the team works. */
  self->case_wanted = g_strcmp0 (self->shown_id, ek_record_get_id (review_of (self))) != 0 ||
    self->shown_at != page_made (review_of (self));
  ek_since_bar_show (self->since, self->data->since);
  if (self->case_wanted)
    {
      clear_column (self->case_column);
      hide_cards (self);
      g_clear_pointer (&self->shown_id, g_free);
    }
  gtk_stack_set_visible_child_name (self->stack, "review");
  ek_slices_start (self->slices);
}

static void
wipe (EkPatientView *view)
{
  EkMdtPage *self = EK_MDT_PAGE (view);

  ek_slices_stop (self->slices);
  g_clear_pointer (&self->data, ek_mdt_reading_free);
  g_clear_pointer (&self->wanted_id, g_free);
  g_clear_pointer (&self->shown_id, g_free);
  clear_column (self->case_column);
  hide_cards (self);
  adw_bin_set_child (self->agenda, NULL);
  ek_since_bar_show (self->since, NULL);
  enable_actions (self);
  gtk_stack_set_visible_child_name (self->stack, "nothing");
}

/* Reading */

static gpointer
make_request (EkPatientView *view)
{
  return ek_mdt_reading_new (view->patient_id, EK_MDT_PAGE (view)->wanted_id, ek_session_get_catalogue (view->session));
}

static void
show_read (EkPatientView *view, gpointer result)
{
  EkMdtPage *self = EK_MDT_PAGE (view);

  ek_mdt_reading_free (self->data);
  self->data = result;
  show_review (self);
}

static void
on_review (EkMdtPage *self)
{
  guint selected = gtk_drop_down_get_selected (self->reviews);

  if (self->filling || self->data == NULL || selected >= self->data->reviews->len)
    return;
  g_free (self->wanted_id);
  self->wanted_id = g_strdup (ek_record_get_id (g_ptr_array_index (self->data->reviews, selected)));
  ek_patient_view_reload (&self->view);
}

static GObject *
find_record (GPtrArray *records, const char *id)
{
  for (guint i = 0; records != NULL && i < records->len; i++)
    if (g_strcmp0 (ek_record_get_id (g_ptr_array_index (records, i)), id) == 0)
      return g_ptr_array_index (records, i);
  return NULL;
}

/* What somebody was typing, as far as the review is still there and open. */
static gboolean
reopen (EkPatientView *view, const char *place, const char *target)
{
  EkMdtPage *self = EK_MDT_PAGE (view);
  GObject *opinion = find_record (self->data->opinions, target), *action = find_record (self->data->actions, target);

  if (g_str_equal (place, "mdt/open") && !is_open (self))
    open_action (GTK_WIDGET (self), NULL, NULL);
  else if (g_str_equal (place, "mdt/outcome") && action != NULL)
    on_action (self, action);
  else if (!is_open (self))
    return FALSE;
  else if (g_str_equal (place, "mdt/opinion") && (*target == '\0' || opinion != NULL))
    show_opinion_form (self, (EkRecord *) opinion);
  else if (g_str_equal (place, "mdt/decide") && g_strcmp0 (target, ek_record_get_id (review_of (self))) == 0)
    on_decide (self);
  else if (g_str_equal (place, "mdt/action"))
    on_add_action (self);
  else
    return FALSE;
  return TRUE;
}

/* Plumbing */

static void
ek_mdt_page_dispose (GObject *object)
{
  EkMdtPage *self = EK_MDT_PAGE (object);

  g_clear_pointer (&self->slices, ek_slices_free);
  g_clear_pointer (&self->data, ek_mdt_reading_free);
  g_clear_pointer (&self->wanted_id, g_free);
  g_clear_pointer (&self->shown_id, g_free);
  G_OBJECT_CLASS (ek_mdt_page_parent_class)->dispose (object);
}

static void
ek_mdt_page_class_init (EkMdtPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  EkPatientViewClass *view_class = EK_PATIENT_VIEW_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ek_mdt_page_dispose;
  view_class->read = ek_mdt_read;
  view_class->request = make_request;
  view_class->request_free = (GDestroyNotify) ek_mdt_reading_free;
  view_class->result_free = (GDestroyNotify) ek_mdt_reading_free;
  view_class->show = show_read;
  view_class->clear = wipe;
  view_class->reopen = reopen;
  view_class->delay_ms = RELOAD_DELAY_MS;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/evenkeel/Evenkeel/ui/ek-mdt-page.ui");
  gtk_widget_class_bind_template_child (widget_class, EkMdtPage, stack);
  gtk_widget_class_bind_template_child (widget_class, EkMdtPage, failed);
  gtk_widget_class_bind_template_child (widget_class, EkMdtPage, agenda);
  gtk_widget_class_bind_template_child (widget_class, EkMdtPage, reviews);
  gtk_widget_class_bind_template_child (widget_class, EkMdtPage, large);
  gtk_widget_class_bind_template_child (widget_class, EkMdtPage, open);
  gtk_widget_class_bind_template_child (widget_class, EkMdtPage, close);
  gtk_widget_class_bind_template_child (widget_class, EkMdtPage, body);
  gtk_widget_class_bind_template_child (widget_class, EkMdtPage, tools);
  gtk_widget_class_bind_template_child (widget_class, EkMdtPage, columns);
  gtk_widget_class_bind_template_child (widget_class, EkMdtPage, case_column);
  gtk_widget_class_bind_template_child (widget_class, EkMdtPage, team_column);
  gtk_widget_class_bind_template_callback (widget_class, on_review);
  gtk_widget_class_bind_template_callback (widget_class, on_large);
  gtk_widget_class_install_action (widget_class, "mdt.open", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "mdt.close", NULL, close_action);
  gtk_widget_class_install_action (widget_class, "mdt.bring-up", NULL, bring_up_action);
  gtk_widget_class_install_action (widget_class, "mdt.export", NULL, export_action);
}

static void
ek_mdt_page_init (EkMdtPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->view.failed = self->failed;
  self->slices = ek_slices_new (GTK_WIDGET (self), G_N_ELEMENTS (parts), show_part);
  gtk_widget_set_layout_manager (self->columns, ek_columns_layout_new (420, 2, 16));
  ek_mdt_view_make (self->team_column, &self->cards);
  self->since = EK_SINCE_BAR (ek_since_bar_new ("mdt.bring-up"));
  gtk_box_insert_child_after (GTK_BOX (self->body), GTK_WIDGET (self->since), self->tools);
  g_signal_connect_swapped (self->cards.opinions, "add", G_CALLBACK (on_add_opinion), self);
  g_signal_connect_swapped (self->cards.opinions, "line", G_CALLBACK (on_opinion), self);
  g_signal_connect_swapped (self->cards.decision, "add", G_CALLBACK (on_decide), self);
  g_signal_connect_swapped (self->cards.actions, "add", G_CALLBACK (on_add_action), self);
  g_signal_connect_swapped (self->cards.actions, "line", G_CALLBACK (on_action), self);
  g_signal_connect_swapped (self->cards.signatures, "add", G_CALLBACK (on_sign), self);
  enable_actions (self);
}

/**
 * ek_mdt_page_new:
 *
 * Returns: (transfer floating): an empty page
 */
GtkWidget *
ek_mdt_page_new (void)
{
  return g_object_new (EK_TYPE_MDT_PAGE, NULL);
}
