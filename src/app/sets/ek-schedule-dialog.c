/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-schedule-dialog.h"

#include <glib/gi18n-lib.h>

#include "ek-battery-order.h"
#include "ek-battery.h"
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

static void
on_save (EkFormDialog *form, gpointer user_data)
{
  Asked *asked = user_data;

  ek_form_dialog_order (form, asked->session,
                        ek_order_new (ek_schedule_order_add, asked->session, asked->patient_id, NULL));
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
