/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-fhir-choose.h"

#include <string.h>

#include "ek-text.h"
#include "ek-time.h"

#define NAME_REPRESENTATION "http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation"
#define CONTACT_RELATION "http://terminology.hl7.org/CodeSystem/v2-0131"

const char *const EK_FHIR_PHONES[] = { "phone", "sms", NULL };
const char *const EK_FHIR_EMAILS[] = { "email", NULL };

/* How far something may be shown. What is in use stands before everything else, whatever else is said of it. */
typedef enum { TO_COME, OVER, OLD, IN_USE } Standing;

/* Of two, the higher standing is better, then the lower rank, then the higher preference, then the later beginning,
 * then what stands first. */
typedef struct {
  Standing standing;
  int rank;
  int preference;
  const char *start;
} Claim;

typedef gboolean (*ClaimFunc) (const EkFhirContext *context, JsonObject *object, Claim *claim);

typedef struct {
  const char *id;
  int preference;
} Preference;

static int
preference_of (const Preference *preferences, const char *id, int otherwise)
{
  for (; id != NULL && preferences->id != NULL; preferences++)
    if (g_str_equal (preferences->id, id))
      return preferences->preference;
  return otherwise;
}

/**
 * ek_fhir_today:
 * @context: when it is read and in which zone
 *
 * Returns: (transfer full): the day on which it is read, YYYY-MM-DD
 */
char *
ek_fhir_today (const EkFhirContext *context)
{
  gint64 now = context->now != 0 ? context->now : g_get_real_time () / 1000;

  return ek_instant_format_date (now, context->local_offset);
}

/* −1 before today, 1 after it, 0 when it is or may be today; a date that is only a month or a year is over with it. */
static int
compare_with_today (const char *date_time, const char *today)
{
  g_autofree char *date = ek_fhir_date (date_time);
  int order = date != NULL ? strncmp (date, today, strlen (date)) : 0;

  return order < 0 ? -1 : order > 0;
}

static Standing
standing_of (const EkFhirContext *context, JsonObject *object)
{
  JsonObject *period = ek_json_peek_object (object, "period");
  g_autofree char *today = NULL;

  if (g_strcmp0 (ek_json_peek_string (object, "use"), "old") == 0)
    return OLD;
  if (period == NULL)
    return IN_USE;
  today = ek_fhir_today (context);
  if (compare_with_today (ek_json_peek_string (period, "end"), today) < 0)
    return OVER;
  return compare_with_today (ek_json_peek_string (period, "start"), today) > 0 ? TO_COME : IN_USE;
}

/**
 * ek_fhir_is_in_use:
 * @context: when it is read
 * @object: a HumanName, Identifier, ContactPoint, Address or contact
 *
 * Returns: whether it is neither marked as old nor ended nor to come, by its use and period
 */
gboolean
ek_fhir_is_in_use (const EkFhirContext *context, JsonObject *object)
{
  return standing_of (context, object) == IN_USE;
}

static gboolean
is_better (const Claim *a, const Claim *b)
{
  if (a->standing != b->standing)
    return a->standing > b->standing;
  if (a->rank != b->rank)
    return a->rank < b->rank;
  if (a->preference != b->preference)
    return a->preference > b->preference;
  return g_strcmp0 (a->start, b->start) > 0;
}

static int
choose (const EkFhirContext *context, JsonArray *array, ClaimFunc func)
{
  Claim best = { TO_COME, 0, 0, NULL };
  int chosen = -1;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *object = ek_json_element_object (array, i);
      JsonObject *period = object != NULL ? ek_json_peek_object (object, "period") : NULL;
      Claim claim = { TO_COME, G_MAXINT, 0, period != NULL ? ek_json_peek_string (period, "start") : NULL };

      if (object == NULL)
        continue;
      claim.standing = standing_of (context, object);
      if (!func (context, object, &claim) || (chosen >= 0 && !is_better (&claim, &best)))
        continue;
      best = claim;
      chosen = (int) i;
    }
  return chosen;
}

/**
 * ek_fhir_name_form:
 * @name: a HumanName
 *
 * By the extension iso21090-EN-representation.
 *
 * Returns: (nullable): "IDE" written characters, "SYL" syllables (pinyin), "ABC" letters; owned by @name; %NULL: not
 *   said
 */
const char *
ek_fhir_name_form (JsonObject *name)
{
  JsonArray *extensions = ek_json_peek_array (name, "extension");

  for (guint i = 0; extensions != NULL && i < json_array_get_length (extensions); i++)
    {
      JsonObject *extension = ek_json_element_object (extensions, i);

      if (extension != NULL && g_strcmp0 (ek_json_peek_string (extension, "url"), NAME_REPRESENTATION) == 0)
        return ek_json_peek_string (extension, "valueCode");
    }
  return NULL;
}

/**
 * ek_fhir_join_strings:
 * @object: an object
 * @member: an array of strings in it, or none
 * @separator: what stands between them
 *
 * Returns: (nullable) (transfer full): the texts, each cleaned by ek_fhir_clean_text(); %NULL when nothing is left
 */
char *
ek_fhir_join_strings (JsonObject *object, const char *member, const char *separator)
{
  JsonArray *array = ek_json_peek_array (object, member);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      g_autofree char *part = ek_fhir_clean_text (ek_json_element_string (array, i));

      if (part != NULL)
        g_string_append_printf (text, "%s%s", text->len > 0 ? separator : "", part);
    }
  return text->len > 0 ? g_strdup (text->str) : NULL;
}

/**
 * ek_fhir_name_text:
 * @name: a HumanName
 *
 * Returns: (nullable) (transfer full): the name as it is read: "text" where there is one, else given name and family
 *   name, of a Chinese family name that first and without a blank; %NULL without either
 */
char *
ek_fhir_name_text (JsonObject *name)
{
  g_autofree char *text = ek_fhir_clean_text (ek_json_peek_string (name, "text"));
  g_autofree char *family = ek_fhir_clean_text (ek_json_peek_string (name, "family"));
  g_autofree char *given = NULL;

  if (text != NULL)
    return g_steal_pointer (&text);
  given = ek_fhir_join_strings (name, "given", family != NULL && ek_text_has_han (family) ? "" : " ");
  if (family == NULL || given == NULL)
    return g_strdup (family != NULL ? family : given);
  if (ek_text_has_han (family))
    return g_strconcat (family, given, NULL);
  return g_strconcat (given, " ", family, NULL);
}

static gboolean
claim_name (const EkFhirContext *context, JsonObject *name, Claim *claim)
{
  static const Preference uses[] = {
    { "official", 8 }, { "usual", 6 }, { "temp", -4 }, { "nickname", -6 }, { "anonymous", -8 }, { NULL, 0 },
  };
  const char *use = ek_json_peek_string (name, "use");
  const char *form = ek_fhir_name_form (name);
  g_autofree char *text = ek_fhir_name_text (name);

  /* nobody is called by a name that is marked as old, not even for want of another */
  if (text == NULL || claim->standing == OLD)
    return FALSE;
  /* a maiden name is what she was called */
  if (g_strcmp0 (use, "maiden") == 0)
    claim->standing = MIN (claim->standing, OVER);
  claim->preference = preference_of (uses, use, 4);
  if (g_strcmp0 (form, "SYL") == 0)
    claim->preference -= 3;
  else if (g_strcmp0 (form, "IDE") == 0 || ek_text_has_han (text))
    claim->preference += 1;
  return TRUE;
}

/**
 * ek_fhir_choose_name:
 * @context: when it is read
 * @names: (nullable): an array of HumanName
 *
 * One that is over or to come, or a maiden name, is chosen only when there is no other; one that is marked as old
 * never. Among those in use the official one is preferred, and one in written characters to one in pinyin.
 *
 * Returns: the index of the name to call the person by, or −1
 */
int
ek_fhir_choose_name (const EkFhirContext *context, JsonArray *names)
{
  return choose (context, names, claim_name);
}

static gboolean
claim_telecom (const EkFhirContext *context, JsonObject *telecom, Claim *claim)
{
  static const Preference uses[] = {
    { "mobile", 5 }, { "home", 4 }, { "work", 2 }, { "temp", 1 }, { "old", 0 }, { NULL, 0 },
  };
  g_autofree char *value = ek_fhir_clean_text (ek_json_peek_string (telecom, "value"));
  gint64 rank = ek_json_peek_int (telecom, "rank", 0);

  if (value == NULL || claim->standing != IN_USE)
    return FALSE;
  if (rank > 0 && rank < G_MAXINT)
    claim->rank = (int) rank;
  claim->preference = preference_of (uses, ek_json_peek_string (telecom, "use"), 3);
  return TRUE;
}

static gboolean
claim_phone (const EkFhirContext *context, JsonObject *telecom, Claim *claim)
{
  const char *system = ek_json_peek_string (telecom, "system");

  return system != NULL && g_strv_contains (EK_FHIR_PHONES, system) && claim_telecom (context, telecom, claim);
}

static gboolean
claim_email (const EkFhirContext *context, JsonObject *telecom, Claim *claim)
{
  return g_strcmp0 (ek_json_peek_string (telecom, "system"), "email") == 0 && claim_telecom (context, telecom, claim);
}

/**
 * ek_fhir_choose_telecom:
 * @context: what day it is
 * @telecoms: (nullable): an array of ContactPoint
 * @systems: %EK_FHIR_PHONES or %EK_FHIR_EMAILS
 *
 * Returns: which one to use: the lowest rank, then mobile before home before work before temporary; never an old one
 */
int
ek_fhir_choose_telecom (const EkFhirContext *context, JsonArray *telecoms, const char *const *systems)
{
  return choose (context, telecoms, systems == EK_FHIR_EMAILS ? claim_email : claim_phone);
}

static gboolean
claim_address (const EkFhirContext *context, JsonObject *address, Claim *claim)
{
  static const Preference uses[] = {
    { "home", 5 }, { "temp", 2 }, { "work", 1 }, { "billing", 0 }, { NULL, 0 },
  };

  if (claim->standing != IN_USE)
    return FALSE;
  claim->preference = 2 * preference_of (uses, ek_json_peek_string (address, "use"), 4);
  /* where letters go is not where somebody is found */
  claim->preference -= g_strcmp0 (ek_json_peek_string (address, "type"), "postal") == 0;
  return TRUE;
}

/**
 * ek_fhir_choose_address:
 * @context: when it is read
 * @addresses: (nullable): an array of Address
 *
 * Only those in use; home goes before work, where somebody lives before where letters go.
 *
 * Returns: the index of where the person lives now, or −1
 */
int
ek_fhir_choose_address (const EkFhirContext *context, JsonArray *addresses)
{
  return choose (context, addresses, claim_address);
}

static gboolean
claim_contact (const EkFhirContext *context, JsonObject *contact, Claim *claim)
{
  JsonArray *relations = ek_json_peek_array (contact, "relationship");
  gboolean reachable = ek_json_peek_object (contact, "name") != NULL || ek_json_peek_array (contact, "telecom") != NULL;

  if (claim->standing != IN_USE ||
      (!reachable && relations == NULL && ek_json_peek_object (contact, "organization") == NULL))
    return FALSE;
  claim->preference = reachable ? 1 : 0;
  for (guint i = 0; relations != NULL && i < json_array_get_length (relations); i++)
    {
      JsonObject *relation = ek_json_element_object (relations, i);

      if (ek_fhir_concept_has (relation, CONTACT_RELATION, "C"))
        claim->preference += 4;
      else if (ek_fhir_concept_has (relation, CONTACT_RELATION, "N"))
        claim->preference += 2;
    }
  return TRUE;
}

/**
 * ek_fhir_choose_contact:
 * @context: when it is read
 * @contacts: (nullable): an array of Patient.contact
 *
 * Only those in use: the emergency contact, then the next of kin, then the first; codes of HL7 v2-0131.
 *
 * Returns: the index of whom to call, or −1
 */
int
ek_fhir_choose_contact (const EkFhirContext *context, JsonArray *contacts)
{
  return choose (context, contacts, claim_contact);
}
