/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-schedule-dialog.h"

#include <glib/gi18n-lib.h>

#include "ek-battery-order.h"
#include "ek-form-dialog.h"
#include "ek-format.h"
#include "ek-message.h"

typedef struct {
  EkSession *session;
  GtkWidget *parent;
  char *patient_id;
} Asked;

static void
asked_free (gpointer data, GClosure *closure)
{
  Asked *asked = data;

  g_object_unref (asked->session);
  g_object_unref (asked->parent);
  g_free (asked->patient_id);
  g_free (asked);
}

/* What is chosen is "battery:baseline" or "instrument:phq9". */
static void
set_subject (EkBatteryOrder *order, const char *what)
{
  const char *colon = what != NULL ? strchr (what, ':') : NULL;

  if (colon == NULL)
    return;
  order->kind = g_strndup (what, colon - what);
  order->subject = g_strdup (colon + 1);
}

static char *
get_or_null (EkFormDialog *form, const char *id)
{
  char *text = ek_form_dialog_get (form, id);

  if (text != NULL && *text == '\0')
    g_clear_pointer (&text, g_free);
  return text;
}

static void
on_save (EkFormDialog *form, gpointer user_data)
{
  Asked *asked = user_data;
  EkBatteryOrder *order = ek_battery_order_new (EK_BATTERY_ORDER_SCHEDULE_ADD, asked->session, asked->patient_id, NULL);
  g_autofree char *what = ek_form_dialog_get (form, "what");
  g_autofree char *days = ek_form_dialog_get (form, "days");
  g_autofree char *shorter = ek_form_dialog_get (form, "shorter");
  guint64 number = 0;

  set_subject (order, what);
  /* What is not a number is refused where every interval is checked. */
  if (days != NULL && g_ascii_string_to_unsigned (g_strstrip (days), 10, 1, 9999, &number, NULL))
    order->interval_days = number;
  order->first = get_or_null (form, "first");
  order->until = get_or_null (form, "until");
  order->text = get_or_null (form, "purpose");
  order->shorter = g_strcmp0 (shorter, "yes") == 0;
  ek_form_dialog_run (form, asked->session, ek_battery_order_do, order, (GDestroyNotify) ek_battery_order_free);
}

static void
on_done (EkFormDialog *form, gpointer user_data)
{
  Asked *asked = user_data;

  ek_message_toast (asked->parent, _ ("Scheduled."));
}

static void
add_what (EkFormDialog *form, EkSession *session)
{
  EkKnowledge *knowledge = ek_knowledge_get_default (NULL);
  EkCatalogue *catalogue = ek_session_get_catalogue (session);
  gboolean chinese = g_str_equal (ek_format_language (), "zh");
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) labels = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; knowledge != NULL && i < ek_knowledge_get_n_batteries (knowledge); i++)
    {
      const EkBatterySet *set = ek_knowledge_get_battery (knowledge, i);

      g_ptr_array_add (ids, g_strconcat ("battery:", set->id, NULL));
      g_ptr_array_add (labels, g_strdup (chinese ? set->name_zh : set->name_en));
    }
  for (guint i = 0; i < ek_catalogue_get_n (catalogue); i++)
    {
      EkInstrument *instrument = ek_catalogue_get (catalogue, i);

      if (ek_instrument_get_n_items (instrument) == 0)
        continue;
      g_ptr_array_add (ids, g_strconcat ("instrument:", ek_instrument_get_id (instrument), NULL));
      g_ptr_array_add (labels, g_strdup (ek_instrument_get_abbreviation (instrument)));
    }
  g_ptr_array_add (ids, NULL);
  g_ptr_array_add (labels, NULL);
  ek_form_dialog_add_choice (form, "what", _ ("What is given"), (const char *const *) ids->pdata,
                             (const char *const *) labels->pdata, "instrument:phq9");
}

/**
 * ek_schedule_dialog_show:
 * @parent: a widget of the window it belongs to
 * @session: the session
 * @patient_id: the patient
 *
 * Asks and schedules. An interval that is shorter than the instrument's own is refused with the reason, unless it is
 * said that it is wanted.
 */
void
ek_schedule_dialog_show (GtkWidget *parent, EkSession *session, const char *patient_id)
{
  static const char *const shorter_ids[] = { "no", "yes", NULL };
  const char *shorter_labels[] = { _ ("Do not schedule it, and tell me"), _ ("Schedule it all the same"), NULL };
  EkFormDialog *form = ek_form_dialog_new (parent, _ ("Schedule"), _ ("_Schedule"));
  Asked *asked = g_new0 (Asked, 1);
  Asked *done = g_new0 (Asked, 1);

  *asked = (Asked){ g_object_ref (session), g_object_ref (parent), g_strdup (patient_id) };
  *done = (Asked){ g_object_ref (session), g_object_ref (parent), g_strdup (patient_id) };
  ek_form_dialog_set_hint (form,
                           _ ("It is due this many days after the last finished form, and stays due until one is "
                              "finished."));
  add_what (form, session);
  ek_form_dialog_add_text (form, "days", _ ("Interval in days"), "14");
  ek_form_dialog_add_date (form, "first", _ ("First due (empty: today)"), NULL);
  ek_form_dialog_add_date (form, "until", _ ("Until (empty: no end)"), NULL);
  ek_form_dialog_add_text (form, "purpose", _ ("Purpose"), NULL);
  ek_form_dialog_add_choice (form, "shorter", _ ("If that is more often than recommended"), shorter_ids, shorter_labels,
                             "no");
  g_signal_connect_data (form, "save", G_CALLBACK (on_save), asked, asked_free, 0);
  g_signal_connect_data (form, "done", G_CALLBACK (on_done), done, asked_free, 0);
  ek_form_dialog_keep (form, session, "set/schedule", patient_id, NULL);
  gtk_window_present (GTK_WINDOW (form));
}
