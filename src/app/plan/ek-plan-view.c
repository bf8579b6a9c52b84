/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the plan page shows: reading it, and making widgets of it. */

#include "ek-plan-view.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "ek-accessible.h"
#include "ek-card.h"
#include "ek-format.h"
#include "ek-json.h"
#include "ek-plan-line-row.h"
#include "ek-types.h"

/**
 * ek_plan_reading_new:
 * @patient_id: the patient
 * @wanted_id: (nullable): the plan; %NULL: the draft, else the one in force, else the newest
 * @catalogue: the instruments
 *
 * Returns: (transfer full): what is to be read
 */
EkPlanReading *
ek_plan_reading_new (const char *patient_id, const char *wanted_id, EkCatalogue *catalogue)
{
  EkPlanReading *reading = g_new0 (EkPlanReading, 1);

  reading->patient_id = g_strdup (patient_id);
  reading->wanted_id = g_strdup (wanted_id);
  reading->catalogue = catalogue;
  return reading;
}

/**
 * ek_plan_reading_free:
 * @reading: (nullable) (transfer full): a reading
 *
 * Frees it.
 */
void
ek_plan_reading_free (EkPlanReading *reading)
{
  if (reading == NULL)
    return;
  g_free (reading->patient_id);
  g_free (reading->wanted_id);
  g_clear_pointer (&reading->plans, g_ptr_array_unref);
  g_clear_object (&reading->plan);
  g_clear_pointer (&reading->lines, g_ptr_array_unref);
  g_clear_pointer (&reading->signatures, g_ptr_array_unref);
  g_clear_pointer (&reading->former, g_ptr_array_unref);
  g_clear_pointer (&reading->since, ek_since_free);
  g_free (reading);
}

/**
 * ek_plan_reading_find_line:
 * @reading: (nullable): a reading
 * @line_id: a line
 *
 * Returns: (transfer none) (nullable): the line
 */
const EkPlanLine *
ek_plan_reading_find_line (const EkPlanReading *reading, const char *line_id)
{
  for (guint i = 0; reading != NULL && reading->lines != NULL && i < reading->lines->len; i++)
    {
      const EkPlanLine *line = g_ptr_array_index (reading->lines, i);

      if (g_strcmp0 (line->id, line_id) == 0)
        return line;
    }
  return NULL;
}

static gboolean
is_live (const EkPlanLine *line)
{
  return g_strcmp0 (line->status, "removed") != 0;
}

/**
 * ek_plan_reading_count_live:
 * @reading: a reading
 *
 * Returns: how many lines are not left out
 */
guint
ek_plan_reading_count_live (const EkPlanReading *reading)
{
  guint n = 0;

  for (guint i = 0; i < reading->lines->len; i++)
    n += is_live (g_ptr_array_index (reading->lines, i));
  return n;
}

/* Reading */

static EkRecord *
find_plan (GPtrArray *plans, const char *id, const char *status)
{
  for (guint i = 0; i < plans->len; i++)
    {
      EkRecord *plan = g_ptr_array_index (plans, i);

      if ((id != NULL && g_strcmp0 (ek_record_get_id (plan), id) == 0) ||
          (status != NULL && g_strcmp0 (ek_record_get_text (plan, EK_PLAN_STATUS), status) == 0))
        return plan;
    }
  return NULL;
}

static EkRecord *
choose_plan (GPtrArray *plans, const char *wanted_id)
{
  EkRecord *plan = wanted_id != NULL ? find_plan (plans, wanted_id, NULL) : NULL;

  if (plan == NULL)
    plan = find_plan (plans, NULL, "draft");
  if (plan == NULL)
    plan = find_plan (plans, NULL, "signed");
  if (plan == NULL && plans->len > 0)
    plan = g_ptr_array_index (plans, 0);
  return plan;
}

/* What concerns a draft only: what came into the file since, and the plan that it is to replace. */
static gboolean
read_draft (EkStore *store, const EkPlanReading *wanted, EkPlanReading *found, GError **error)
{
  g_autoptr (GError) local = NULL;
  EkRecord *former = find_plan (found->plans, NULL, "signed");

  found->since = ek_since_read (store, wanted->catalogue, found->knowledge, found->plan, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (found->since != NULL && former != NULL)
    found->former = ek_plan_get_lines (former);
  return TRUE;
}

static gboolean
read_into (EkStore *store, const EkPlanReading *wanted, EkPlanReading *found, GError **error)
{
  found->knowledge = ek_knowledge_get_default (error);
  if (found->knowledge == NULL)
    return FALSE;
  found->plans = ek_plan_list (store, wanted->patient_id, error);
  if (found->plans == NULL)
    return FALSE;
  found->has_draft = find_plan (found->plans, NULL, "draft") != NULL;
  found->plan = choose_plan (found->plans, wanted->wanted_id);
  if (found->plan == NULL)
    return TRUE;
  g_object_ref (found->plan);
  found->lines = ek_plan_get_lines (found->plan);
  found->signatures = ek_store_list_signatures (store, found->plan, error);
  return found->signatures != NULL && read_draft (store, wanted, found, error);
}

/**
 * ek_plan_read:
 * @task: answered with an #EkPlanReading
 * @store: the reading store
 * @data: an #EkPlanReading that says what is wanted
 * @cancellable: (nullable): not looked at
 *
 * Reads the plans of a patient and the one to be shown.
 */
void
ek_plan_read (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  const EkPlanReading *wanted = data;
  GError *error = NULL;
  EkPlanReading *found = ek_plan_reading_new (wanted->patient_id, NULL, wanted->catalogue);

  if (read_into (store, wanted, found, &error))
    {
      g_task_return_pointer (task, found, (GDestroyNotify) ek_plan_reading_free);
      return;
    }
  ek_plan_reading_free (found);
  g_task_return_error (task, error);
}

/* Showing */

static const char *
choice (EkRecord *record, int field)
{
  const char *id = ek_record_get_text (record, field);

  return id != NULL ? ek_choice_label (ek_record_get_record_type (record)->fields[field].choices, id) : NULL;
}

/**
 * ek_plan_version_label:
 * @plan: a plan
 *
 * Returns: (transfer full): "Plan 2 · Draft"
 */
char *
ek_plan_version_label (EkRecord *plan)
{
  gboolean in_force = g_strcmp0 (ek_record_get_text (plan, EK_PLAN_STATUS), "signed") == 0;
  const char *status = in_force ? _ ("in force") : choice (plan, EK_PLAN_STATUS);

  /* Translators: a version of the plan: its number and its status */
  return g_strdup_printf (_ ("Plan %d · %s"), (int) ek_record_get_int (plan, EK_PLAN_NUMBER, 1),
                          status != NULL ? status : "");
}

static GtkWidget *
wrapped (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
frame (GtkBox *content)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  gtk_widget_add_css_class (box, "card");
  gtk_widget_add_css_class (box, "plan-frame");
  gtk_box_append (content, box);
  return box;
}

static GtkWidget *
reasons_expander (JsonArray *reasons, const char *label)
{
  GtkWidget *expander = gtk_expander_new (label);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  gtk_widget_set_margin_start (box, 18);
  for (guint i = 0; i < json_array_get_length (reasons); i++)
    {
      g_autoptr (EkReason) reason = ek_reason_from_json (json_array_get_element (reasons, i));

      if (reason != NULL)
        ek_reason_box_append (GTK_BOX (box), reason);
    }
  gtk_expander_set_child (GTK_EXPANDER (expander), box);
  return expander;
}

static void
append_fact (GtkWidget *box, const char *label, const char *value)
{
  GtkWidget *cell = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  if (value == NULL || value[0] == '\0')
    return;
  gtk_box_append (GTK_BOX (cell), wrapped (label, "secondary"));
  gtk_box_append (GTK_BOX (cell), wrapped (value, "fact-value"));
  gtk_box_append (GTK_BOX (box), cell);
}

static JsonArray *
basis_list (EkRecord *plan, const char *member)
{
  JsonNode *node = ek_record_get_json (plan, EK_PLAN_BASIS);
  JsonArray *list = node != NULL && JSON_NODE_HOLDS_OBJECT (node)
    ? ek_json_peek_array (json_node_get_object (node), member)
    : NULL;

  return list != NULL && json_array_get_length (list) > 0 ? list : NULL;
}

static void
show_head (GtkBox *content, const EkPlanReading *reading)
{
  EkRecord *plan = reading->plan;
  GtkWidget *box = frame (content);
  GtkWidget *facts = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 28);
  g_autofree char *starts = ek_format_day (ek_record_get_text (plan, EK_PLAN_STARTS));
  g_autofree char *review = ek_format_day (ek_record_get_text (plan, EK_PLAN_REVIEW));
  JsonArray *reasons = basis_list (plan, "reasons");
  JsonArray *cautions = basis_list (plan, "cautions");

  append_fact (facts, _ ("Severity"),
               ek_record_has (plan, EK_PLAN_LEVEL) ? choice (plan, EK_PLAN_LEVEL) : _ ("Not known"));
  append_fact (facts, _ ("Step of care"), choice (plan, EK_PLAN_STEP));
  append_fact (facts, _ ("Starts"), starts);
  append_fact (facts, _ ("Review on"), review);
  gtk_box_append (GTK_BOX (box), facts);
  if (reasons != NULL)
    gtk_box_append (GTK_BOX (box), reasons_expander (reasons, _ ("Why this severity and this step")));
  for (guint i = 0; cautions != NULL && i < json_array_get_length (cautions); i++)
    {
      g_autoptr (EkReason) reason = ek_reason_from_json (json_array_get_element (cautions, i));

      if (reason != NULL)
        gtk_box_append (GTK_BOX (box), wrapped (ek_reason_text (reason, ek_format_language ()), "notice"));
    }
  if (ek_record_has (plan, EK_PLAN_KNOWLEDGE))
    {
      /* Translators: the rules a plan was drafted by: id and version */
      g_autofree char *rules = g_strdup_printf (_ ("Drafted by the rules %s. A proposal: the clinician decides."),
                                                ek_record_get_text (plan, EK_PLAN_KNOWLEDGE));

      gtk_box_append (GTK_BOX (box), wrapped (rules, "source"));
    }
}

static void
show_kind (GtkBox *content, const EkPlanReading *reading, const char *kind, EkVault *vault, GPtrArray *rows)
{
  gboolean editable = g_strcmp0 (ek_record_get_text (reading->plan, EK_PLAN_STATUS), "draft") == 0;
  const char *label = ek_plan_kind_label (reading->knowledge, kind, ek_format_language ());
  GtkWidget *box = NULL;

  for (guint i = 0; i < reading->lines->len; i++)
    {
      const EkPlanLine *line = g_ptr_array_index (reading->lines, i);
      g_autoptr (EkUser) user = line->added_by != NULL ? ek_vault_find_user (vault, line->added_by) : NULL;
      GtkWidget *row = NULL;

      if (g_strcmp0 (line->kind, kind) != 0)
        continue;
      if (box == NULL)
        {
          GtkWidget *heading = wrapped (label, "heading");

          box = frame (content);
          ek_accessible_set_name (GTK_WIDGET (box), label);
          gtk_box_append (GTK_BOX (box), heading);
        }
      row = ek_plan_line_row_new (line, editable, user != NULL ? ek_user_get_name (user) : NULL);
      if (reading->former != NULL)
        ek_plan_line_row_mark (EK_PLAN_LINE_ROW (row), ek_plan_line_mark (line, reading->former));
      gtk_box_append (GTK_BOX (box), row);
      g_ptr_array_add (rows, row);
    }
}

static void
show_dropped (GtkBox *content, const EkPlanReading *reading)
{
  g_autoptr (GPtrArray) dropped = reading->former != NULL ? ek_plan_list_dropped (reading->lines, reading->former)
                                                          : NULL;
  GtkWidget *box = NULL;

  if (dropped == NULL || dropped->len == 0)
    return;
  box = frame (content);
  gtk_box_append (GTK_BOX (box), wrapped (_ ("In force now, and no longer in this version"), "heading"));
  for (guint i = 0; i < dropped->len; i++)
    gtk_box_append (GTK_BOX (box),
                    wrapped (ek_plan_line_text (g_ptr_array_index (dropped, i), ek_format_language ()), "left-out"));
}

static void
show_signatures (GtkBox *content, const EkPlanReading *reading)
{
  EkCard *card = EK_CARD (ek_card_new (_ ("Signatures")));

  ek_card_clear (card, _ ("Not signed yet: a draft binds nobody."));
  for (guint i = 0; i < reading->signatures->len; i++)
    {
      const EkSignature *signature = g_ptr_array_index (reading->signatures, i);
      g_autofree char *when = ek_format_instant (signature->at_ms, signature->offset_minutes);

      ek_card_append (card, NULL, signature->user_name, when,
                      signature->valid ? _ ("Valid") : _ ("Not valid: what is stored is not what was signed"),
                      signature->valid ? "better" : "overdue");
    }
  gtk_box_append (content, GTK_WIDGET (card));
}

/**
 * ek_plan_view_fill:
 * @content: an empty vertical box
 * @reading: what was read, with a plan
 * @vault: for the names of people
 *
 * Shows a plan.
 *
 * Returns: (transfer container) (element-type EkPlanLineRow): the rows of its lines
 */
GPtrArray *
ek_plan_view_fill (GtkBox *content, const EkPlanReading *reading, EkVault *vault)
{
  g_auto (GStrv) kinds = ek_plan_kinds (reading->knowledge);
  GPtrArray *rows = g_ptr_array_new ();

  show_head (content, reading);
  for (guint i = 0; kinds[i] != NULL; i++)
    show_kind (content, reading, kinds[i], vault, rows);
  show_dropped (content, reading);
  show_signatures (content, reading);
  return rows;
}
