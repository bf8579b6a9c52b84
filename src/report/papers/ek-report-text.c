/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-report-text.h"

#include "ek-language.h"
#include "ek-received.h"
#include "ek-text.h"
#include "ek-types.h"

#include <glib/gi18n-lib.h>

/**
 * ek_report_choice:
 * @record: a record
 * @field: a field of choices
 *
 * Returns: (transfer none): the translated word of what is chosen, "" when nothing is
 */
const char *
ek_report_choice (EkRecord *record, int field)
{
  const char *id = ek_record_get_text (record, field);

  return id != NULL ? ek_choice_label (ek_record_get_record_type (record)->fields[field].choices, id) : "";
}

/**
 * ek_report_role:
 * @role_id: (nullable): a role
 *
 * Returns: (transfer none): its translated name, or the id of one that is not known
 */
const char *
ek_report_role (const char *role_id)
{
  EkRole role;

  if (role_id == NULL)
    return "";
  return ek_role_from_id (role_id, &role) ? ek_role_label (role) : role_id;
}

static char *
instant_text (gint64 at, int offset)
{
  g_autofree char *date = NULL;
  gint64 minute = 0;

  if (at == EK_INSTANT_NONE)
    return g_strdup ("");
  date = ek_instant_format_date (at, offset);
  minute = ((at + offset * EK_MINUTE_MS) % EK_DAY_MS + EK_DAY_MS) % EK_DAY_MS / EK_MINUTE_MS;
  return g_strdup_printf ("%s %02d:%02d", date, (int) (minute / 60), (int) (minute % 60));
}

/**
 * ek_report_instant:
 * @record: a record
 * @field: an instant
 *
 * Returns: (transfer full): day and minute as the clinician's clock showed them, "" when unset
 */
char *
ek_report_instant (EkRecord *record, int field)
{
  int offset = 0;
  gint64 at = ek_record_get_instant (record, field, &offset);

  return instant_text (at, offset);
}

/**
 * ek_report_reason:
 * @reason: a reason
 * @language: "en" or "zh"
 *
 * Returns: (transfer full): the sentence, the facts behind it, and the mark where no second source was seen
 */
char *
ek_report_reason (const EkReason *reason, const char *language)
{
  const char *text = ek_reason_text (reason, language);
  char **facts = ek_reason_facts (reason, language);
  g_autofree char *joined = facts != NULL && facts[0] != NULL ? g_strjoinv (ek_tr (language, "; "), facts) : NULL;
  GString *out = g_string_new (text != NULL ? text : "");

  if (joined != NULL)
    g_string_append_printf (out, ek_tr (language, " [%s]"), joined);
  if (reason->verify)
    g_string_append_printf (out, ek_tr (language, " (%s)"), _ ("rule to be verified"));
  return g_string_free (out, FALSE);
}

static void
append (GString *out, const char *text)
{
  g_autofree char *before = NULL;

  if (text == NULL || text[0] == '\0')
    return;
  if (out->len == 0)
    {
      g_string_append (out, text);
      return;
    }
  before = g_strdup (out->str);
  /* Translators: between what is said of one person, problem or medicine: "Female, 34 years, nurse" */
  g_string_printf (out, _ ("%s, %s"), before, text);
}

/**
 * ek_report_person:
 * @patient: (nullable): the patient of a case page
 *
 * Returns: (transfer full): name, sex, age and occupation
 */
char *
ek_report_person (JsonObject *patient)
{
  GString *out = g_string_new (NULL);
  const char *name = patient != NULL ? ek_json_peek_string (patient, "name") : NULL;
  const char *sex = patient != NULL ? ek_json_peek_string (patient, "sex") : NULL;
  gint64 age = patient != NULL ? ek_json_peek_int (patient, "age", -1) : -1;

  if (name != NULL)
    {
      /* A name may run from right to left; what stands around it must not turn with it. */
      g_autofree char *isolated = ek_text_isolate (name);

      append (out, isolated);
    }
  if (sex != NULL)
    append (out, ek_choice_label (ek_patient_type.fields[EK_PATIENT_SEX].choices, sex));
  if (age >= 0)
    {
      g_autofree char *years = g_strdup_printf (ngettext ("%d year", "%d years", (gulong) age), (int) age);

      append (out, years);
    }
  if (patient != NULL)
    append (out, ek_json_peek_string (patient, "job"));
  return g_string_free (out, FALSE);
}

/**
 * ek_report_whose:
 * @patient: a patient
 *
 * Returns: (transfer full): name, birth date and the first two numbers that are there, for the head of a page or of a
 *   dialog: enough to tell namesakes apart
 */
char *
ek_report_whose (EkRecord *patient)
{
  const char *name = ek_record_get_text (patient, EK_PATIENT_NAME);
  const char *birth = ek_record_get_text (patient, EK_PATIENT_BIRTH_DATE);
  JsonNode *node = ek_record_get_json (patient, EK_PATIENT_IDENTIFIERS);
  JsonArray *numbers = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  g_autofree char *isolated = ek_text_isolate (name != NULL ? name : "");
  GString *out = g_string_new (isolated);
  guint shown = 0;

  if (birth != NULL)
    /* Translators: the birth date behind a name; the blanks and the dot belong to it */
    g_string_append_printf (out, _ (" · born %s"), birth);
  for (guint i = 0; numbers != NULL && shown < 2 && i < json_array_get_length (numbers); i++)
    {
      JsonObject *one = ek_json_element_object (numbers, i);
      const char *value = one != NULL ? ek_json_peek_string (one, "value") : NULL;

      if (value == NULL || *value == '\0')
        continue;
      g_string_append_printf (out, " · %s", value);
      shown++;
    }
  return g_string_free (out, FALSE);
}

/**
 * ek_report_unread:
 * @unread: of a case page, what nobody had looked at and may hide a danger
 *
 * Returns: (transfer full): what came, in words
 */
char *
ek_report_unread (JsonObject *unread)
{
  return g_strdup (ek_json_peek_string (unread, "words"));
}

/**
 * ek_report_risk:
 * @risk: an open risk of a case page
 *
 * Returns: (transfer full): kind, level, causes and owner
 */
char *
ek_report_risk (JsonObject *risk)
{
  GString *out = g_string_new (NULL);
  const char *level = ek_json_peek_string (risk, "level");
  const char *kind = ek_json_peek_string (risk, "kind");
  const char *owner = ek_json_peek_string (risk, "owner");
  JsonArray *causes = ek_json_peek_array (risk, "causes");

  /* What is not said to be of another kind is a risk of suicide, as on pages written before there were others. */
  if (kind != NULL && g_strcmp0 (kind, "suicide") != 0)
    append (out, ek_choice_label (ek_risk_type.fields[EK_RISK_KIND].choices, kind));
  if (level != NULL)
    append (out, ek_choice_label (ek_risk_type.fields[EK_RISK_LEVEL].choices, level));
  for (guint i = 0; causes != NULL && i < json_array_get_length (causes); i++)
    append (out, ek_json_element_string (causes, i));
  if (owner != NULL)
    {
      /* Translators: %s is a person */
      g_autofree char *words = g_strdup_printf (_ ("owner: %s"), owner);

      append (out, words);
    }
  return g_string_free (out, FALSE);
}

/* What others decided is told as theirs. */
static void
append_received (GString *out, JsonObject *one)
{
  g_autofree char *words = ek_received_words (NULL, ek_json_peek_string (one, "received_name"));

  append (out, words);
}

/**
 * ek_report_problem:
 * @problem: a problem of a case page
 *
 * Returns: (transfer full): its words, code and certainty
 */
char *
ek_report_problem (JsonObject *problem)
{
  GString *out = g_string_new (ek_json_peek_string (problem, "text"));
  const char *code = ek_json_peek_string (problem, "code");
  const char *certainty = ek_json_peek_string (problem, "verification");

  if (code != NULL)
    /* Translators: the code of a diagnosis, after its words */
    g_string_append_printf (out, _ (" (%s)"), code);
  if (certainty != NULL)
    append (out, ek_choice_label (ek_problem_type.fields[EK_PROBLEM_VERIFICATION].choices, certainty));
  append_received (out, problem);
  return g_string_free (out, FALSE);
}

/**
 * ek_report_medicine:
 * @medicine: a medicine of a case page
 *
 * Returns: (transfer full): name, dose and dates
 */
char *
ek_report_medicine (JsonObject *medicine)
{
  GString *out = g_string_new (ek_json_peek_string (medicine, "name"));
  const char *dose = ek_json_peek_string (medicine, "dose_text");
  const char *from = ek_json_peek_string (medicine, "started");
  const char *to = ek_json_peek_string (medicine, "stopped");
  double mg = ek_json_peek_double (medicine, "dose_mg", 0);

  if (dose != NULL)
    append (out, dose);
  else if (mg > 0)
    {
      g_autofree char *amount = g_strdup_printf ("%g mg", mg);

      append (out, amount);
    }
  if (from != NULL || to != NULL)
    {
      g_autofree char *span = g_strdup_printf ("%s–%s", from != NULL ? from : "", to != NULL ? to : "");

      append (out, span);
    }
  append_received (out, medicine);
  return g_string_free (out, FALSE);
}

/**
 * ek_report_allergy:
 * @allergy: an allergy of a case page
 *
 * Returns: (transfer full): substance and reaction
 */
char *
ek_report_allergy (JsonObject *allergy)
{
  GString *out = g_string_new (ek_json_peek_string (allergy, "substance"));

  append (out, ek_json_peek_string (allergy, "reaction"));
  return g_string_free (out, FALSE);
}

/**
 * ek_report_event:
 * @event: an event of a case page
 *
 * Returns: (transfer full): kind, words and dates
 */
char *
ek_report_event (JsonObject *event)
{
  GString *out = g_string_new (NULL);
  const char *kind = ek_json_peek_string (event, "kind");
  const char *from = ek_json_peek_string (event, "started");
  const char *to = ek_json_peek_string (event, "ended");

  if (kind != NULL)
    append (out, ek_choice_label (ek_event_type.fields[EK_EVENT_KIND].choices, kind));
  append (out, ek_json_peek_string (event, "text"));
  if (from != NULL)
    {
      g_autofree char *span = g_strconcat (from, g_strcmp0 (kind, "leave") == 0 ? "–" : "", to, NULL);

      append (out, span);
    }
  return g_string_free (out, FALSE);
}

/**
 * ek_report_since:
 * @page: a page
 * @news: (element-type utf8): what ek_since_list_risks() says
 *
 * Writes it so that nobody reads past it.
 */
void
ek_report_since (EkPage *page, GPtrArray *news)
{
  for (guint i = 0; i < news->len; i++)
    ek_page_text (page, EK_PAGE_ALARM, news->pdata[i]);
}

/**
 * ek_report_signature_table_begin:
 * @page: a page
 *
 * Begins a table for ek_report_signature_row().
 */
void
ek_report_signature_table_begin (EkPage *page)
{
  static const double widths[] = { 2.4, 1.6, 2, 3 };
  const char *heads[] = { _ ("Signed by"), _ ("As"), _ ("When"), _ ("Checked") };

  ek_page_table_begin (page, 4, widths, heads);
}

static const char *
meaning_label (const char *meaning)
{
  static const EkChoice meanings[] = {
    { "author", N_ ("Author") },
    { "agrees", N_ ("Agrees") },
    { "dissents", N_ ("Dissents") },
    { "witness", N_ ("Witness") },
    { NULL },
  };

  return ek_choice_label (meanings, meaning);
}

/**
 * ek_report_signature_row:
 * @page: a page with a table of signatures
 * @store: the record, for the signer's role
 * @signature: a signature
 * @current: whether what it was put under is what the paper shows
 *
 * Writes who signed, as what, when, and whether the signature holds.
 */
void
ek_report_signature_row (EkPage *page, EkStore *store, const EkSignature *signature, gboolean current)
{
  g_autoptr (EkUser) user = ek_vault_find_user (ek_store_get_vault (store), signature->user_id);
  g_autofree char *who = g_strdup_printf ("%s\n%s", signature->user_name != NULL ? signature->user_name : "",
                                          user != NULL ? ek_role_label (ek_user_get_role (user)) : "");
  g_autofree char *when = instant_text (signature->at_ms, signature->offset_minutes);
  const char *checked = !signature->valid ? _ ("Not valid: what is stored is not what was signed")
    : current                             ? _ ("Valid")
                                          : _ ("Valid, under an earlier version");
  const char *cells[] = { who, meaning_label (signature->meaning), when, checked };

  ek_page_table_row (page, cells);
}
