/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-plan-page.h"

#include <glib/gi18n-lib.h>

#include "ek-card.h"
#include "ek-file-chooser.h"
#include "ek-form-dialog.h"
#include "ek-format.h"
#include "ek-message.h"
#include "ek-plan-line-row.h"
#include "ek-plan-order.h"
#include "ek-plan-view.h"
#include "ek-since-bar.h"
#include "ek-types.h"

#define RELOAD_DELAY_MS 60

struct _EkPlanPage {
  EkPatientView view;

  char *wanted_id;      /* the plan to show, NULL: the draft, else the one in force */
  EkPlanReading *data;  /* what is shown */
  gboolean wants_dates; /* a new version was asked for: its dates are asked for when it is there */
  gboolean filling;     /* the list of versions is being made */

  GtkStack *stack;
  AdwStatusPage *failed;
  GtkDropDown *versions;
  GtkWidget *add;
  GtkWidget *new_version;
  GtkWidget *sign;
  GtkWidget *body;
  GtkWidget *tools;
  EkSinceBar *since;
  GtkWidget *scrolled;
  GtkBox *content;
};

G_DEFINE_FINAL_TYPE (EkPlanPage, ek_plan_page, EK_TYPE_PATIENT_VIEW)

static EkRecord *
plan_of (EkPlanPage *self)
{
  return self->data != NULL ? self->data->plan : NULL;
}

static gboolean
has_status (EkPlanPage *self, const char *status)
{
  return plan_of (self) != NULL && g_strcmp0 (ek_record_get_text (plan_of (self), EK_PLAN_STATUS), status) == 0;
}

/* Orders */

static void
order (EkPlanPage *self, EkOrder *what, const char *heading, const char *toast)
{
  ek_patient_view_order (&self->view, what, heading, toast);
}

static EkOrder *
new_order (EkPlanPage *self, EkOrderFunc deed)
{
  EkOrder *what = ek_order_new (deed, self->view.session, self->view.patient_id,
                                plan_of (self) != NULL ? ek_record_get_id (plan_of (self)) : NULL);

  ek_order_set (what, "language", ek_format_language ());
  return what;
}

static EkOrder *
order_about_line (EkPlanPage *self, EkOrderFunc deed, const char *line_id)
{
  EkOrder *what = new_order (self, deed);

  ek_order_set (what, "line", line_id);
  return what;
}

/* Undo: the lines as they were before */

typedef struct {
  EkPlanPage *page;
  EkOrder *undo;
  char *text;
} Undo;

static void
undo_free (gpointer data)
{
  Undo *undo = data;

  g_object_unref (undo->page);
  ek_order_free (undo->undo);
  g_free (undo->text);
  g_free (undo);
}

static void
on_undo (gboolean yes, gpointer user_data)
{
  Undo *undo = user_data;

  if (yes && undo->page->view.session != NULL)
    order (undo->page, g_steal_pointer (&undo->undo), _ ("It could not be undone"), NULL);
}

static Undo *
prepare_undo (EkPlanPage *self, const char *text)
{
  Undo *undo = g_new0 (Undo, 1);

  undo->page = g_object_ref (self);
  undo->text = g_strdup (text);
  undo->undo = new_order (self, ek_plan_order_put_lines);
  ek_order_take_json (undo->undo, json_node_copy (ek_record_get_json (plan_of (self), EK_PLAN_LINES)));
  return undo;
}

static void
offer_undo (EkFormDialog *form, gpointer user_data)
{
  Undo *undo = user_data;
  Undo *copy = g_new0 (Undo, 1);

  copy->page = g_object_ref (undo->page);
  copy->undo = g_steal_pointer (&undo->undo);
  ek_message_undo (GTK_WIDGET (undo->page), undo->text, on_undo, copy, undo_free);
}

static void
release_undo (gpointer data, GClosure *closure)
{
  undo_free (data);
}

static void
undo_after (EkPlanPage *self, EkFormDialog *form, const char *text)
{
  g_signal_connect_data (form, "done", G_CALLBACK (offer_undo), prepare_undo (self, text), release_undo, 0);
}

/* Lines */

static void
save_line (EkPlanPage *self, EkFormDialog *form)
{
  const char *line_id = g_object_get_data (G_OBJECT (form), "line-id");

  ek_form_dialog_order (form, self->view.session,
                        order_about_line (self, line_id != NULL ? ek_plan_order_change : ek_plan_order_add, line_id));
}

static void
show_line_form (EkPlanPage *self, const EkPlanLine *line)
{
  const char *language = ek_format_language ();
  EkFormDialog *form = ek_form_dialog_new (GTK_WIDGET (self), line != NULL ? _ ("Change the line") : _ ("Add a line"),
                                           line != NULL ? _ ("_Save") : _ ("_Add"));

  if (line == NULL)
    {
      g_auto (GStrv) kinds = ek_plan_kinds (self->data->knowledge);
      g_autoptr (GPtrArray) labels = g_ptr_array_new ();

      for (guint i = 0; kinds[i] != NULL; i++)
        g_ptr_array_add (labels, (gpointer) ek_plan_kind_label (self->data->knowledge, kinds[i], language));
      g_ptr_array_add (labels, NULL);
      ek_form_dialog_add_choice (form, "kind", _ ("Kind"), (const char *const *) kinds,
                                 (const char *const *) labels->pdata, "counselling");
    }
  ek_form_dialog_add_note (form, "text", _ ("What is to be done"),
                           line != NULL ? ek_plan_line_text (line, language) : NULL);
  ek_form_dialog_add_note (form, "goal", _ ("Goal"), line != NULL ? ek_plan_line_goal (line, language) : NULL);
  if (line != NULL)
    g_object_set_data_full (G_OBJECT (form), "line-id", g_strdup (line->id), g_free);
  g_signal_connect_object (form, "save", G_CALLBACK (save_line), self, G_CONNECT_SWAPPED);
  undo_after (self, form, line != NULL ? _ ("The line was changed.") : _ ("The line was added."));
  ek_form_dialog_keep (form, self->view.session, line != NULL ? "plan/change" : "plan/add", self->view.patient_id,
                       line != NULL ? line->id : NULL);
  gtk_window_present (GTK_WINDOW (form));
}

static void
save_removal (EkPlanPage *self, EkFormDialog *form)
{
  ek_form_dialog_order (form, self->view.session,
                        order_about_line (self, ek_plan_order_remove, g_object_get_data (G_OBJECT (form), "line-id")));
}

static void
on_edit_line (EkPlanPage *self, const char *line_id)
{
  const EkPlanLine *line = ek_plan_reading_find_line (self->data, line_id);

  if (line != NULL)
    show_line_form (self, line);
}

static void
on_remove_line (EkPlanPage *self, const char *line_id)
{
  const EkPlanLine *line = ek_plan_reading_find_line (self->data, line_id);
  EkFormDialog *form = NULL;

  if (line == NULL)
    return;
  form = ek_form_dialog_new (GTK_WIDGET (self), _ ("Leave a line out"), _ ("_Leave out"));
  ek_form_dialog_set_hint (form, ek_plan_line_text (line, ek_format_language ()));
  if (g_strcmp0 (line->status, "added") == 0)
    ek_form_dialog_add_text (form, "reason", _ ("Reason (may stay empty: you or a colleague added this line)"), NULL);
  else
    ek_form_dialog_add_text (form, "reason", _ ("Reason (stays in the file)"), NULL);
  g_object_set_data_full (G_OBJECT (form), "line-id", g_strdup (line->id), g_free);
  g_signal_connect_object (form, "save", G_CALLBACK (save_removal), self, G_CONNECT_SWAPPED);
  undo_after (self, form, _ ("The line was left out."));
  ek_form_dialog_keep (form, self->view.session, "plan/remove", self->view.patient_id, line->id);
  gtk_window_present (GTK_WINDOW (form));
}

static void
on_restore_line (EkPlanPage *self, const char *line_id)
{
  order (self, order_about_line (self, ek_plan_order_restore, line_id), _ ("The line could not be put back"), NULL);
}

/* Dates */

static void
save_dates (EkPlanPage *self, EkFormDialog *form)
{
  ek_form_dialog_order (form, self->view.session, new_order (self, ek_plan_order_dates));
}

static void
show_dates_form (EkPlanPage *self)
{
  EkFormDialog *form = ek_form_dialog_new (GTK_WIDGET (self), _ ("Dates of the plan"), _ ("_Save"));

  if (!ek_record_has (plan_of (self), EK_PLAN_STARTS))
    ek_form_dialog_set_hint (form, _ ("A new version has dates of its own: when it starts, and when it is reviewed."));
  ek_form_dialog_add_date (form, "starts", _ ("Starts"), ek_record_get_text (plan_of (self), EK_PLAN_STARTS));
  ek_form_dialog_add_date (form, "review", _ ("Review on"), ek_record_get_text (plan_of (self), EK_PLAN_REVIEW));
  g_signal_connect_object (form, "save", G_CALLBACK (save_dates), self, G_CONNECT_SWAPPED);
  ek_form_dialog_keep (form, self->view.session, "plan/dates", self->view.patient_id,
                       ek_record_get_id (plan_of (self)));
  gtk_window_present (GTK_WINDOW (form));
}

/* Showing */

static void
enable_actions (EkPlanPage *self)
{
  gboolean is_draft = has_status (self, "draft");
  gboolean has_draft = self->data != NULL && self->data->has_draft;
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_widget_action_set_enabled (widget, "plan.draft", self->view.patient_id != NULL);
  gtk_widget_action_set_enabled (widget, "plan.add", is_draft);
  gtk_widget_action_set_enabled (widget, "plan.sign", is_draft);
  gtk_widget_action_set_enabled (widget, "plan.dates", is_draft);
  gtk_widget_action_set_enabled (widget, "plan.discard", is_draft);
  gtk_widget_action_set_enabled (widget, "plan.export", plan_of (self) != NULL);
  gtk_widget_action_set_enabled (widget, "plan.new-version", has_status (self, "signed") && !has_draft);
  gtk_widget_set_visible (self->add, is_draft);
  gtk_widget_set_visible (self->sign, is_draft);
  gtk_widget_set_visible (self->new_version, has_status (self, "signed") && !has_draft);
}

static void
show_versions (EkPlanPage *self)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  guint selected = 0;

  for (guint i = 0; i < self->data->plans->len; i++)
    {
      EkRecord *plan = g_ptr_array_index (self->data->plans, i);
      g_autofree char *label = ek_plan_version_label (plan);

      gtk_string_list_append (list, label);
      if (g_strcmp0 (ek_record_get_id (plan), ek_record_get_id (self->data->plan)) == 0)
        selected = i;
    }
  self->filling = TRUE;
  gtk_drop_down_set_model (self->versions, G_LIST_MODEL (list));
  gtk_drop_down_set_selected (self->versions, selected);
  self->filling = FALSE;
}

static void
connect_rows (EkPlanPage *self, GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    {
      GtkWidget *row = g_ptr_array_index (rows, i);

      g_signal_connect_object (row, "edit", G_CALLBACK (on_edit_line), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (row, "remove", G_CALLBACK (on_remove_line), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (row, "restore", G_CALLBACK (on_restore_line), self, G_CONNECT_SWAPPED);
    }
}

static void
clear_content (EkPlanPage *self)
{
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->content))) != NULL)
    gtk_box_remove (self->content, child);
}

static void
show_plan (EkPlanPage *self)
{
  g_autoptr (GPtrArray) rows = NULL;

  clear_content (self);
  enable_actions (self);
  if (plan_of (self) == NULL)
    {
      gtk_stack_set_visible_child_name (self->stack, "empty");
      return;
    }
  show_versions (self);
  ek_since_bar_show (self->since, self->data->since);
  rows = ek_plan_view_fill (self->content, self->data, ek_session_get_vault (self->view.session));
  connect_rows (self, rows);
  gtk_stack_set_visible_child_name (self->stack, "plan");
}

static void
wipe (EkPatientView *view)
{
  EkPlanPage *self = EK_PLAN_PAGE (view);

  g_clear_pointer (&self->data, ek_plan_reading_free);
  g_clear_pointer (&self->wanted_id, g_free);
  clear_content (self);
  ek_since_bar_show (self->since, NULL);
  self->wants_dates = FALSE;
  enable_actions (self);
  gtk_stack_set_visible_child_name (self->stack, "nothing");
}

/* Reading */

static gpointer
make_request (EkPatientView *view)
{
  return ek_plan_reading_new (view->patient_id, EK_PLAN_PAGE (view)->wanted_id,
                              ek_session_get_catalogue (view->session));
}

static gboolean
is_same_reading (const EkPlanReading *former, const EkPlanReading *reading)
{
  return former != NULL && former->plan != NULL && reading->plan != NULL && former->plans->len == reading->plans->len &&
    former->signatures->len == reading->signatures->len &&
    g_strcmp0 (ek_record_get_id (former->plan), ek_record_get_id (reading->plan)) == 0 &&
    ek_record_get_revision (former->plan) == ek_record_get_revision (reading->plan);
}

static void
show_read (EkPatientView *view, gpointer result)
{
  EkPlanPage *self = EK_PLAN_PAGE (view);
  gboolean same = is_same_reading (self->data, result);

  ek_plan_reading_free (self->data);
  self->data = result;
  /* Only what concerns plans makes the page anew: an open "why" is not folded by somebody answering a questionnaire. */
  if (same)
    ek_since_bar_show (self->since, self->data->since);
  else
    show_plan (self);
  if (self->wants_dates && has_status (self, "draft"))
    {
      self->wants_dates = FALSE;
      show_dates_form (self);
    }
}

/* What a draft is made from concerns it as well. */
static gboolean
concerns_plan (EkPatientView *view, const char *type)
{
  const EkRecordType *changed = ek_record_type_by_name (type);

  if (changed == NULL || changed == &ek_plan_type)
    return changed != NULL;
  return has_status (EK_PLAN_PAGE (view), "draft") &&
    (changed == &ek_risk_type || changed == &ek_patient_type || changed->flags & EK_RECORD_BASIS);
}

static void
on_version (EkPlanPage *self)
{
  guint selected = gtk_drop_down_get_selected (self->versions);

  if (self->filling || self->data == NULL || selected >= self->data->plans->len)
    return;
  g_free (self->wanted_id);
  self->wanted_id = g_strdup (ek_record_get_id (g_ptr_array_index (self->data->plans, selected)));
  ek_patient_view_reload (&self->view);
}

/* Actions */

static void
draft_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EkPlanPage *self = EK_PLAN_PAGE (widget);

  g_clear_pointer (&self->wanted_id, g_free);
  order (self, new_order (self, ek_plan_order_draft), _ ("The draft could not be made"), _ ("Drafted from the rules."));
}

static void
bring_up_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EkPlanPage *self = EK_PLAN_PAGE (widget);

  if (has_status (self, "draft"))
    order (self, new_order (self, ek_plan_order_draft), _ ("The draft could not be made"),
           _ ("The draft is up to date. Lines that a person added, changed or left out stayed."));
}

static void
add_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  show_line_form (EK_PLAN_PAGE (widget), NULL);
}

static void
new_version_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EkPlanPage *self = EK_PLAN_PAGE (widget);
  EkOrder *what = new_order (self, ek_plan_order_new_version);

  g_clear_pointer (&self->wanted_id, g_free);
  self->wants_dates = TRUE;
  order (self, what, _ ("The new version could not be made"), NULL);
}

static void
save_sign (EkPlanPage *self, EkFormDialog *form)
{
  EkOrder *what = new_order (self, ek_plan_order_sign);

  ek_order_set_revision (what, (gint64) GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (form), "revision")));
  ek_form_dialog_order (form, self->view.session, what);
}

static void
sign_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EkPlanPage *self = EK_PLAN_PAGE (widget);
  g_autoptr (EkUser) user = ek_session_get_user (self->view.session);
  g_autoptr (GError) error = NULL;
  g_autofree char *hint = NULL;
  guint n = ek_plan_reading_count_live (self->data);
  EkFormDialog *form = NULL;

  if (user == NULL)
    return;
  if (!ek_record_has (plan_of (self), EK_PLAN_STARTS) || !ek_record_has (plan_of (self), EK_PLAN_REVIEW))
    {
      show_dates_form (self);
      return;
    }
  if (!ek_plan_may_sign (self->data->knowledge, plan_of (self), ek_user_get_role (user), &error))
    {
      ek_message_error (widget, _ ("You may not sign this plan"), error);
      return;
    }
  form = ek_form_dialog_new (widget, _ ("Sign the plan"), _ ("_Sign"));
  g_object_set_data (G_OBJECT (form), "revision", GSIZE_TO_POINTER (ek_record_get_revision (plan_of (self))));
  /* Translators: %1$u counts the lines of a plan, %2$s is the person, %3$s the role */
  hint =
    g_strdup_printf (ngettext ("%1$u line is signed by %2$s, %3$s. A signed plan is not changed any more; the plan "
                               "in force is replaced.",
                               "%1$u lines are signed by %2$s, %3$s. A signed plan is not changed any more; the "
                               "plan in force is replaced.",
                               n),
                     n, ek_user_get_name (user), ek_role_label (ek_user_get_role (user)));
  ek_form_dialog_set_hint (form, hint);
  ek_form_dialog_add_passphrase (form, "passphrase", _ ("Your passphrase"));
  g_signal_connect_object (form, "save", G_CALLBACK (save_sign), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (form));
}

static void
dates_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  show_dates_form (EK_PLAN_PAGE (widget));
}

static void
on_path (const char *path, gpointer user_data)
{
  EkPlanPage *self = user_data;
  EkOrder *what = NULL;

  if (path == NULL || self->view.session == NULL || plan_of (self) == NULL)
    return;
  what = new_order (self, ek_plan_order_export);
  ek_order_set (what, "path", path);
  order (self, what, _ ("The file could not be written"),
         _ ("Exported. The file is not encrypted: keep it where patient files "
            "may be."));
}

static void
export_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  static const char *const patterns[] = { "*.pdf", NULL };
  EkPlanPage *self = EK_PLAN_PAGE (widget);
  g_autofree char *file = ek_format_file_name ("plan", ek_record_get_text (plan_of (self), EK_PLAN_STARTS));

  ek_file_chooser_show (widget, EK_FILE_CHOOSER_SAVE, _ ("Export the plan"), file, _ ("PDF documents"), patterns,
                        on_path, g_object_ref (self), g_object_unref);
}

static void
on_discard (gboolean yes, gpointer user_data)
{
  EkPlanPage *self = user_data;
  EkOrder *what = NULL;

  if (!yes || self->view.session == NULL || plan_of (self) == NULL)
    return;
  what = new_order (self, ek_plan_order_discard);
  ek_order_set (what, "reason", "discarded draft");
  g_clear_pointer (&self->wanted_id, g_free);
  order (self, what, _ ("The draft could not be discarded"), NULL);
}

static void
discard_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ek_message_ask (widget, _ ("Discard this draft?"), _ ("A signed plan stays in force. The history keeps the draft."),
                  _ ("_Discard"), TRUE, on_discard, g_object_ref (widget), g_object_unref);
}

/* What somebody was typing, as far as the draft of the plan is still there. */
static gboolean
reopen (EkPatientView *view, const char *place, const char *target)
{
  EkPlanPage *self = EK_PLAN_PAGE (view);
  const EkPlanLine *line = plan_of (self) != NULL ? ek_plan_reading_find_line (self->data, target) : NULL;

  if (!has_status (self, "draft"))
    return FALSE;
  if (g_str_equal (place, "plan/add"))
    show_line_form (self, NULL);
  else if (g_str_equal (place, "plan/dates") && g_strcmp0 (target, ek_record_get_id (plan_of (self))) == 0)
    dates_action (GTK_WIDGET (self), NULL, NULL);
  else if (g_str_equal (place, "plan/change") && line != NULL)
    show_line_form (self, line);
  else if (g_str_equal (place, "plan/remove") && line != NULL)
    on_remove_line (self, target);
  else
    return FALSE;
  return TRUE;
}

/* Plumbing */

static void
ek_plan_page_dispose (GObject *object)
{
  EkPlanPage *self = EK_PLAN_PAGE (object);

  g_clear_pointer (&self->data, ek_plan_reading_free);
  g_clear_pointer (&self->wanted_id, g_free);
  G_OBJECT_CLASS (ek_plan_page_parent_class)->dispose (object);
}

static void
ek_plan_page_class_init (EkPlanPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  EkPatientViewClass *view_class = EK_PATIENT_VIEW_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ek_plan_page_dispose;
  view_class->read = ek_plan_read;
  view_class->request = make_request;
  view_class->request_free = (GDestroyNotify) ek_plan_reading_free;
  view_class->result_free = (GDestroyNotify) ek_plan_reading_free;
  view_class->show = show_read;
  view_class->clear = wipe;
  view_class->concerns = concerns_plan;
  view_class->reopen = reopen;
  view_class->delay_ms = RELOAD_DELAY_MS;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/evenkeel/Evenkeel/ui/ek-plan-page.ui");
  gtk_widget_class_bind_template_child (widget_class, EkPlanPage, stack);
  gtk_widget_class_bind_template_child (widget_class, EkPlanPage, failed);
  gtk_widget_class_bind_template_child (widget_class, EkPlanPage, versions);
  gtk_widget_class_bind_template_child (widget_class, EkPlanPage, add);
  gtk_widget_class_bind_template_child (widget_class, EkPlanPage, new_version);
  gtk_widget_class_bind_template_child (widget_class, EkPlanPage, sign);
  gtk_widget_class_bind_template_child (widget_class, EkPlanPage, body);
  gtk_widget_class_bind_template_child (widget_class, EkPlanPage, tools);
  gtk_widget_class_bind_template_child (widget_class, EkPlanPage, scrolled);
  gtk_widget_class_bind_template_child (widget_class, EkPlanPage, content);
  gtk_widget_class_bind_template_callback (widget_class, on_version);
  gtk_widget_class_install_action (widget_class, "plan.draft", NULL, draft_action);
  gtk_widget_class_install_action (widget_class, "plan.bring-up", NULL, bring_up_action);
  gtk_widget_class_install_action (widget_class, "plan.add", NULL, add_action);
  gtk_widget_class_install_action (widget_class, "plan.new-version", NULL, new_version_action);
  gtk_widget_class_install_action (widget_class, "plan.sign", NULL, sign_action);
  gtk_widget_class_install_action (widget_class, "plan.dates", NULL, dates_action);
  gtk_widget_class_install_action (widget_class, "plan.export", NULL, export_action);
  gtk_widget_class_install_action (widget_class, "plan.discard", NULL, discard_action);
}

static void
ek_plan_page_init (EkPlanPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->view.failed = self->failed;
  self->since = EK_SINCE_BAR (ek_since_bar_new ("plan.bring-up"));
  gtk_box_insert_child_after (GTK_BOX (self->body), GTK_WIDGET (self->since), self->tools);
  enable_actions (self);
}

/**
 * ek_plan_page_new:
 *
 * Returns: (transfer floating): an empty page
 */
GtkWidget *
ek_plan_page_new (void)
{
  return g_object_new (EK_TYPE_PLAN_PAGE, NULL);
}
