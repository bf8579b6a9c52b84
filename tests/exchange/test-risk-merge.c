/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One risk that comes back: what is less than is known here needs a step that says who judged so. */

#include <glib.h>
#include <string.h>

#include "ek-json.h"
#include "ek-risk-merge.h"
#include "ek-types.h"

#define RAISED "2026-01-05 10:00 Opened"
#define JUDGED "2026-01-05 11:00 Assessed: high\nrope in the car"
#define NOON G_GINT64_CONSTANT (1767607200000)

static EkRecord *
make_risk (const char *level, const char *status, gint64 due, const char *steps, const char *cause)
{
  EkRecord *risk = ek_record_new_with_id (&ek_risk_type, "6f9619ff-8b86-4d01-b42d-00cf4fc964ff", "p");
  g_autofree char *text = g_strdup_printf ("{\"rule\":\"item\",\"source\":\"%s\"}", cause);
  g_autoptr (JsonNode) reason = ek_json_parse (text, -1, &EK_JSON_DEFAULT, NULL);

  ek_record_set_text (risk, EK_RISK_LEVEL, level);
  ek_record_set_text (risk, EK_RISK_STATUS, status);
  ek_record_set_text (risk, EK_RISK_KIND, "suicide");
  ek_record_set_instant (risk, EK_RISK_DUE, due, 0);
  ek_record_set_text (risk, EK_RISK_ACTION, steps);
  ek_record_set_json (risk, EK_RISK_REASON, reason);
  return risk;
}

typedef struct {
  const char *what;
  const char *level, *status; /* as it comes */
  gint64 due;
  const char *steps, *cause;
  const char *expected_level, *expected_status;
  gint64 expected_due;
} Case;

/* Here: high, open, due at noon, assessed once. */
static const Case cases[] = {
  { "lower", "low", "open", NOON, RAISED "\n" JUDGED, "a", "high", "open", NOON },
  { "not assessed", "unassessed", "open", NOON, RAISED "\n" JUDGED, "a", "high", "open", NOON },
  { "closed", "high", "closed", NOON, RAISED "\n" JUDGED, "a", "high", "open", NOON },
  { "later", "high", "open", NOON + 1, RAISED "\n" JUDGED, "a", "high", "open", NOON },
  { "earlier", "high", "open", NOON - 1, RAISED "\n" JUDGED, "a", "high", "open", NOON - 1 },
  { "old state", "low", "open", NOON, RAISED, "a", "high", "open", NOON },
  { "another text of a step", "low", "open", NOON, RAISED "\n2026-01-05 11:00 Assessed: low", "a", "high", "open",
    NOON },
  { "lower and another answer", "low", "open", NOON, RAISED "\n" JUDGED, "b", "high", "open", NOON },
  /* somebody judged on the other machine */
  { "lowered by a step", "low", "open", NOON, RAISED "\n" JUDGED "\n2026-01-06 09:00 Assessed: low", "a", "low", "open",
    NOON },
  { "closed by a step", "low", "closed", NOON, RAISED "\n" JUDGED "\n2026-01-06 09:00 Closed", "a", "low", "closed",
    NOON },
};

static void
test_merge (gconstpointer data)
{
  const Case *one = data;
  g_autoptr (EkRecord) ours = make_risk ("high", "open", NOON, RAISED "\n" JUDGED, "a");
  g_autoptr (EkRecord) risk = make_risk (one->level, one->status, one->due, one->steps, one->cause);

  ek_risk_merge (ours, risk);
  g_assert_cmpstr (ek_record_get_text (risk, EK_RISK_LEVEL), ==, one->expected_level);
  g_assert_cmpstr (ek_record_get_text (risk, EK_RISK_STATUS), ==, one->expected_status);
  g_assert_cmpint (ek_record_get_instant (risk, EK_RISK_DUE, NULL), ==, one->expected_due);
  g_assert_nonnull (strstr (ek_record_get_text (risk, EK_RISK_ACTION), "rope in the car"));
}

static void
test_kind (void)
{
  g_autoptr (EkRecord) ours = make_risk ("high", "open", NOON, RAISED, "a");
  g_autoptr (EkRecord) risk = make_risk ("high", "open", NOON, RAISED, "a");

  ek_record_set_text (risk, EK_RISK_KIND, "medical");
  ek_risk_merge (ours, risk);
  g_assert_cmpstr (ek_record_get_text (risk, EK_RISK_KIND), ==, "suicide");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/exchange/risk-merge/", cases[i].what, NULL);

      g_test_add_data_func (path, &cases[i], test_merge);
    }
  g_test_add_func ("/exchange/risk-merge/kind", test_kind);
  return g_test_run ();
}
