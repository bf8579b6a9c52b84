/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One step of a risk: what was done, by whom and when. */

#include "ek-care-private.h"
#include "ek-risk-private.h"

#include "ek-error.h"
#include "ek-types.h"

#include <glib/gi18n-lib.h>

gboolean
ek_risk_check_open (EkRecord *risk, GError **error)
{
  if (!ek_care_text_is (risk, EK_RISK_STATUS, "closed"))
    return TRUE;
  g_set_error_literal (error, EK_ERROR, EK_ERROR_CONFLICT,
                       _ ("This risk has been closed. Nothing was changed. Raise a new one if there is danger again."));
  return FALSE;
}

/* One more line under the action: when, who, what. */
gboolean
ek_risk_append_step (EkStore *store, EkRecord *risk, const char *what, const char *text, GError **error)
{
  EkClock *clock = ek_store_get_clock (store);
  gint64 now = ek_clock_now (clock);
  int offset = ek_clock_offset (clock, now);
  g_autoptr (EkUser) user = ek_care_user (store, error);
  g_autofree char *date = ek_instant_format_date (now, offset);
  gint64 minute = (now + offset * EK_MINUTE_MS) % EK_DAY_MS / EK_MINUTE_MS;
  const char *former = ek_record_get_text (risk, EK_RISK_ACTION);
  g_autofree char *line = NULL;
  g_autofree char *all = NULL;

  if (user == NULL)
    return FALSE;
  line = g_strdup_printf ("%s %02d:%02d · %s · %s%s%s", date, (int) (minute / 60), (int) (minute % 60),
                          ek_user_get_name (user), what, text != NULL ? ": " : "", text != NULL ? text : "");
  all = former != NULL ? g_strconcat (former, "\n", line, NULL) : g_strdup (line);
  ek_record_set_text (risk, EK_RISK_ACTION, all);
  return TRUE;
}

/* Saves @risk; when that fails its values are again what they were in @before. */
gboolean
ek_risk_save (EkStore *store, EkRecord *risk, EkRecord *before, GError **error)
{
  if (ek_store_save (store, risk, error))
    return TRUE;
  ek_care_copy_values (risk, before);
  return FALSE;
}
