/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-desk.h"

#include <string.h>

#include "ek-assessment-correct.h"
#include "ek-audit-window.h"
#include "ek-baseline-window.h"
#include "ek-draft-view.h"
#include "ek-facsimile.h"
#include "ek-instruments-window.h"
#include "ek-join-dialog.h"
#include "ek-kept.h"
#include "ek-page-search.h"
#include "ek-part-dialog.h"
#include "ek-risk-dialog.h"
#include "ek-schedule-dialog.h"
#include "ek-sync-window.h"

/* A page is scrolled when it is long enough, which it may not become any more. */
#define SCROLL_STEP_MS 120
#define SCROLL_STEPS 50

struct _EkDesk {
  GtkWindow *window; /* it owns this, and the next two */
  EkPatientList *list;
  EkPatientPage *page;
  EkDeskOpen open;
  EkSession *session; /* owned */
  EkDrafts *drafts;   /* owned */
  gboolean quiet;     /* comes back elsewhere: from a patient's hands */
  double scroll;      /* where to, px */
  guint scroll_steps;
  guint scroll_source;
  char *looked_for; /* on the page, to be looked for again; or NULL */
  guint looked_steps;
  guint looked_source;
};

/* ---- Where one is ---- */

static char *
get_search (gpointer data)
{
  EkDesk *self = data;

  return g_strdup (gtk_editable_get_text (ek_patient_list_get_search (self->list)));
}

static void
put_search (const char *text, gpointer data)
{
  EkDesk *self = data;

  if (!self->quiet)
    gtk_editable_set_text (ek_patient_list_get_search (self->list), text);
}

static char *
get_patient (gpointer data)
{
  EkDesk *self = data;

  return g_strdup (ek_patient_page_get_patient (self->page));
}

static void
put_patient (const char *text, gpointer data)
{
  EkDesk *self = data;

  if (!self->quiet && *text != '\0')
    self->open (self->window, text, NULL);
}

static char *
get_tab (gpointer data)
{
  EkDesk *self = data;

  return ek_patient_page_get_patient (self->page) != NULL ? g_strdup (ek_patient_page_get_tab (self->page)) : NULL;
}

static void
put_tab (const char *text, gpointer data)
{
  EkDesk *self = data;

  if (!self->quiet && ek_patient_page_get_patient (self->page) != NULL)
    ek_patient_page_show_tab (self->page, text);
}

/* The first part of a page that is looked at and can be scrolled. */
static GtkAdjustment *
find_scrolled (GtkWidget *widget)
{
  GtkAdjustment *found = NULL;

  if (!gtk_widget_get_mapped (widget))
    return NULL;
  if (GTK_IS_SCROLLED_WINDOW (widget))
    {
      found = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (widget));
      if (gtk_adjustment_get_upper (found) > gtk_adjustment_get_page_size (found))
        return found;
      found = NULL;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_scrolled (child);
  return found;
}

static GtkAdjustment *
scrolled_of (EkDesk *self)
{
  const char *tab = ek_patient_page_get_tab (self->page);
  EkPatientView *view = tab != NULL ? ek_patient_page_get_view (self->page, tab) : NULL;

  return view != NULL ? find_scrolled (GTK_WIDGET (view)) : NULL;
}

static char *
get_scroll (gpointer data)
{
  GtkAdjustment *adjustment = scrolled_of (data);
  double value = adjustment != NULL ? gtk_adjustment_get_value (adjustment) : 0;
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  return value > 0 ? g_strdup (g_ascii_formatd (number, sizeof number, "%.0f", value)) : NULL;
}

static gboolean
scroll_on (gpointer user_data)
{
  EkDesk *self = user_data;
  GtkAdjustment *adjustment = scrolled_of (self);
  double most = adjustment != NULL ? gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment)
                                   : 0;

  /* Whoever scrolls meanwhile knows better. */
  if (adjustment != NULL && gtk_adjustment_get_value (adjustment) > 0)
    self->scroll_steps = 1;
  else if (adjustment != NULL && (most >= self->scroll || self->scroll_steps == 1))
    {
      gtk_adjustment_set_value (adjustment, MIN (self->scroll, most));
      self->scroll_steps = 1;
    }
  if (--self->scroll_steps > 0)
    return G_SOURCE_CONTINUE;
  self->scroll_source = 0;
  return G_SOURCE_REMOVE;
}

static void
put_scroll (const char *text, gpointer data)
{
  EkDesk *self = data;

  self->scroll = g_ascii_strtod (text, NULL);
  if (self->quiet || self->scroll <= 0)
    return;
  g_clear_handle_id (&self->scroll_source, g_source_remove);
  self->scroll_steps = SCROLL_STEPS;
  self->scroll_source = g_timeout_add (SCROLL_STEP_MS, scroll_on, self);
}

static GtkWidget *
view_of (EkDesk *self)
{
  const char *tab = ek_patient_page_get_tab (self->page);

  return tab != NULL ? (GtkWidget *) ek_patient_page_get_view (self->page, tab) : NULL;
}

static char *
get_looked_for (gpointer data)
{
  GtkWidget *view = view_of (data);

  return view != NULL ? ek_page_search_get (view) : NULL;
}

static gboolean
look_on (gpointer user_data)
{
  EkDesk *self = user_data;
  GtkWidget *view = view_of (self);

  if ((view == NULL || !ek_page_search_put (view, self->looked_for)) && --self->looked_steps > 0)
    return G_SOURCE_CONTINUE;
  self->looked_source = 0;
  return G_SOURCE_REMOVE;
}

static void
put_looked_for (const char *text, gpointer data)
{
  EkDesk *self = data;

  if (self->quiet || *text == '\0')
    return;
  g_clear_handle_id (&self->looked_source, g_source_remove);
  g_free (self->looked_for);
  self->looked_for = g_strdup (text);
  self->looked_steps = SCROLL_STEPS;
  self->looked_source = g_timeout_add (SCROLL_STEP_MS, look_on, self);
}

/* ---- Opening again ---- */

/* The first part of the place says where it is; @tab: the view that opens it, by its own reopen. */
static const struct {
  const char *prefix, *tab;
} views[] = {
  { "plan/", "plan" },
  { "mdt/", "mdt" },
  { "form/", "assessments" },
  { "paper/", "assessments" },
  { "words/decline", "assessments" },
  { "window/chart", "trajectory" },
};

static void
open_record (EkDesk *self, const EkDraft *draft)
{
  EkPatientView *page = (EkPatientView *) self->page;

  if (!g_str_equal (draft->place, "record/patient"))
    {
      self->open (self->window, draft->patient_id, "overview");
      ek_patient_view_reopen (ek_patient_page_get_view (self->page, "overview"), draft->place, draft->target);
    }
  else if (*draft->target == '\0')
    gtk_widget_activate_action (GTK_WIDGET (self->window), "win.add-patient", NULL);
  else
    {
      self->open (self->window, draft->target, NULL);
      ek_patient_view_reopen (page, draft->place, draft->target);
    }
}

static gboolean
open_in_view (EkDesk *self, const EkDraft *draft)
{
  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    if (g_str_has_prefix (draft->place, views[i].prefix))
      {
        self->open (self->window, draft->patient_id, views[i].tab);
        ek_patient_view_reopen (ek_patient_page_get_view (self->page, views[i].tab), draft->place, draft->target);
        return TRUE;
      }
  return FALSE;
}

static gboolean
open_window (EkDesk *self, const EkDraft *draft)
{
  GtkWidget *parent = GTK_WIDGET (self->window);

  if (g_str_equal (draft->place, "window/audit"))
    ek_audit_window_show (parent, self->session, *draft->patient_id != '\0' ? draft->patient_id : NULL);
  else if (g_str_equal (draft->place, "window/instruments"))
    ek_instruments_window_show (parent, self->session);
  else if (g_str_equal (draft->place, "window/sync"))
    ek_sync_window_show (parent, self->session);
  else if (g_str_equal (draft->place, "window/form"))
    ek_facsimile_show (parent, self->session, draft->target);
  else if (g_str_equal (draft->place, "window/risk"))
    ek_risk_dialog_show (parent, self->session, draft->patient_id);
  else if (g_str_equal (draft->place, "window/baseline"))
    ek_baseline_window_show (parent, self->session, draft->target);
  else
    return FALSE;
  return TRUE;
}

static gboolean
open_dialog (EkDesk *self, const EkDraft *draft)
{
  GtkWidget *parent = GTK_WIDGET (self->window);

  if (*draft->patient_id != '\0')
    self->open (self->window, draft->patient_id, NULL);
  if (g_str_has_prefix (draft->place, "risk/"))
    ek_risk_dialog_reopen (ek_risk_dialog_show (parent, self->session, draft->patient_id), draft->place);
  else if (g_str_equal (draft->place, "notice"))
    ek_patient_view_reopen (ek_patient_page_get_notices (self->page), draft->place, draft->target);
  else if (g_str_equal (draft->place, "baseline/summary"))
    ek_baseline_window_reopen (parent, self->session, draft->target);
  else if (g_str_equal (draft->place, "set/schedule"))
    ek_schedule_dialog_show (parent, self->session, draft->patient_id);
  else if (g_str_equal (draft->place, "correct"))
    ek_assessment_correct_show (parent, self->session, draft->target);
  else if (g_str_equal (draft->place, "join/files"))
    ek_join_dialog_show (parent, self->session, draft->patient_id, draft->target);
  else if (g_str_equal (draft->place, "join/pick"))
    ek_join_dialog_pick (parent, self->session, draft->patient_id);
  else if (g_str_equal (draft->place, "join/distinct"))
    ek_join_dialog_distinct (parent, self->session, draft->patient_id, draft->target);
  else if (g_str_equal (draft->place, "part"))
    ek_part_dialog_show (parent, self->session, draft->patient_id);
  else if (g_str_equal (draft->place, "server"))
    ek_sync_window_settings (parent, self->session);
  else
    return FALSE;
  return TRUE;
}

/**
 * ek_desk_open:
 * @self: the desk
 * @key: of a draft
 *
 * Opens what was typed at its place, or shows the words where that place is not there any more.
 *
 * Returns: whether there is such a draft
 */
gboolean
ek_desk_open (EkDesk *self, const char *key)
{
  const EkDraft *known = ek_drafts_find (self->drafts, key);
  g_autoptr (EkDraft) draft = known != NULL ? ek_draft_new (known->place, known->patient_id, known->target, known->body)
                                            : NULL;

  if (draft == NULL)
    return FALSE;
  if (g_str_has_prefix (draft->place, "record/"))
    open_record (self, draft);
  else if (!open_window (self, draft) && !open_in_view (self, draft) && !open_dialog (self, draft))
    ek_draft_view_show (GTK_WIDGET (self->window), self->session, draft->place, draft->patient_id, draft->target);
  return TRUE;
}

/* ---- After unlocking ---- */

/* A dialog brings the window it stands over with it. */
static gboolean
comes_with (const EkDraft *window, const EkDraft *dialog)
{
  static const struct {
    const char *window, *dialog;
  } pairs[] = {
    { "window/risk", "risk/" },   { "window/baseline", "baseline/" }, { "window/sync", "server" },
    { "window/form", "correct" }, { "form/open", "words/decline" },
  };

  for (guint i = 0; dialog != NULL && i < G_N_ELEMENTS (pairs); i++)
    if (g_str_equal (window->place, pairs[i].window) && g_str_has_prefix (dialog->place, pairs[i].dialog))
      return TRUE;
  return FALSE;
}

/* Only where one is: opening another person's file is for the clinician to decide. */
static gboolean
is_here (EkDesk *self, const EkDraft *draft)
{
  const char *patient = ek_patient_page_get_patient (self->page);

  if (g_str_equal (draft->place, "record/patient"))
    return *draft->target == '\0' || g_strcmp0 (draft->target, patient) == 0;
  return *draft->patient_id == '\0' || g_strcmp0 (draft->patient_id, patient) == 0;
}

static const EkDraft *
dialog_to_open (EkDesk *self, GPtrArray *waiting)
{
  for (guint i = 0; i < waiting->len; i++)
    {
      const EkDraft *draft = g_ptr_array_index (waiting, i);

      if (ek_draft_has_text (draft) && is_here (self, draft) &&
          (!g_str_has_prefix (draft->place, "words/") || g_str_has_prefix (draft->place, "words/decline")))
        return draft;
    }
  return NULL;
}

/* Windows first, the dialog that was typed in over them. What was a window only is done with by opening it. */
static void
reopen_all (EkDesk *self)
{
  g_autoptr (GPtrArray) waiting = ek_drafts_list (self->drafts);
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free), done = g_ptr_array_new_with_free_func (g_free);
  const EkDraft *dialog = dialog_to_open (self, waiting);
  guint n_windows;

  for (guint i = 0; i < waiting->len; i++)
    {
      const EkDraft *draft = g_ptr_array_index (waiting, i);
      g_autofree char *key = ek_drafts_key (draft->place, draft->patient_id, draft->target);

      if (ek_draft_has_text (draft) || g_str_equal (draft->place, "desk"))
        continue;
      if (!self->quiet && is_here (self, draft) && !comes_with (draft, dialog))
        g_ptr_array_add (keys, g_strdup (key));
      else
        g_ptr_array_add (done, g_steal_pointer (&key));
    }
  n_windows = keys->len;
  if (dialog != NULL && !self->quiet)
    g_ptr_array_add (keys, ek_drafts_key (dialog->place, dialog->patient_id, dialog->target));
  for (guint i = 0; i < done->len; i++)
    ek_drafts_remove (self->drafts, g_ptr_array_index (done, i));
  for (guint i = 0; i < keys->len; i++)
    {
      if (i < n_windows)
        ek_drafts_spend (self->drafts, g_ptr_array_index (keys, i));
      ek_desk_open (self, g_ptr_array_index (keys, i));
    }
}

static void
on_loaded (EkDesk *self)
{
  EkKept *kept = ek_kept_place (GTK_WIDGET (self->page), self->session, "desk");

  ek_kept_add_custom (kept, "search", NULL, get_search, put_search, self);
  ek_kept_add_custom (kept, "patient", NULL, get_patient, put_patient, self);
  ek_kept_add_custom (kept, "tab", NULL, get_tab, put_tab, self);
  ek_kept_add_custom (kept, "scroll", NULL, get_scroll, put_scroll, self);
  ek_kept_add_custom (kept, "looked-for", NULL, get_looked_for, put_looked_for, self);
  reopen_all (self);
  self->quiet = FALSE;
}

static void
on_locked (EkDesk *self)
{
  g_clear_handle_id (&self->scroll_source, g_source_remove);
  g_clear_handle_id (&self->looked_source, g_source_remove);
  g_clear_pointer (&self->looked_for, g_free);
  ek_kept_drop (GTK_WIDGET (self->page));
}

static void
on_search (EkDesk *self)
{
  ek_kept_touch (ek_kept_of (GTK_WIDGET (self->page)));
}

/**
 * ek_desk_new:
 * @window: the main window
 * @session: the session
 * @list: its list of patients
 * @page: its page of a patient
 * @open: how a patient is brought into it
 *
 * Returns: (transfer full): the desk of this window
 */
EkDesk *
ek_desk_new (GtkWindow *window, EkSession *session, EkPatientList *list, EkPatientPage *page, EkDeskOpen open)
{
  EkDesk *self = g_new0 (EkDesk, 1);

  self->window = window;
  self->list = list;
  self->page = page;
  self->open = open;
  self->session = g_object_ref (session);
  self->drafts = g_object_ref (ek_drafts_get (session));
  g_signal_connect_swapped (self->drafts, "loaded", G_CALLBACK (on_loaded), self);
  g_signal_connect_swapped (session, "locked", G_CALLBACK (on_locked), self);
  g_signal_connect_swapped (ek_patient_list_get_search (list), "changed", G_CALLBACK (on_search), self);
  return self;
}

/**
 * ek_desk_free:
 * @self: (nullable) (transfer full): a desk, while its window is still whole
 */
void
ek_desk_free (EkDesk *self)
{
  if (self == NULL)
    return;
  ek_kept_drop (GTK_WIDGET (self->page));
  g_clear_handle_id (&self->scroll_source, g_source_remove);
  g_clear_handle_id (&self->looked_source, g_source_remove);
  g_clear_pointer (&self->looked_for, g_free);
  g_signal_handlers_disconnect_by_data (self->drafts, self);
  g_signal_handlers_disconnect_by_data (self->session, self);
  g_signal_handlers_disconnect_by_data (ek_patient_list_get_search (self->list), self);
  g_object_unref (self->drafts);
  g_object_unref (self->session);
  g_free (self);
}

/**
 * ek_desk_set_quiet:
 * @self: the desk
 * @quiet: whether nothing is opened by itself the next time somebody is in: the way leads elsewhere
 */
void
ek_desk_set_quiet (EkDesk *self, gboolean quiet)
{
  self->quiet = quiet;
}

/**
 * ek_desk_leave:
 * @self: the desk
 *
 * The person leaves with nothing unsaved: the next time begins with the list of patients, as no file is opened that
 * nobody asks for.
 */
void
ek_desk_leave (EkDesk *self)
{
  ek_drafts_leave_all (self->drafts);
  ek_kept_end (ek_kept_of (GTK_WIDGET (self->page)));
}
