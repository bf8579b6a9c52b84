/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Words and codes of danger anywhere in a resource that is not kept, and in what is not read of one that is: notes,
 * reasons, conclusions, titles, letters. Nothing here says that there is a danger: a notice asks a person to look. */

#include "ek-danger-look.h"

#include "ek-id.h"
#include "ek-json.h"
#include "ek-letter.h"

#include <string.h>

#define DEPTH_MAX 32
#define WORDS_MAX 240 /* characters that a notice shows */

typedef struct {
  EkDangerLook *look;
  char *words[EK_N_DANGER_KINDS];
  GPtrArray *said; /* what a narrative may repeat, or NULL: not needed yet */
  gboolean beside; /* only narratives, extensions and contained resources are looked at, the rest is read elsewhere */
  int inside;      /* how many of those are around */
  int days;        /* since the newest date of the resource, -1: it has none, or DAYS_NOT_ASKED */
} Rest;

#define DAYS_NOT_ASKED (-2)

/* --- what is not walked ------------------------------------------------------------------------------------------ */

/* Members that say nothing in words. */
static const char *const silent[] = {
  "contentType", "data",        "div",    "family", "fullUrl",  "given",     "hash",         "id",     "implicitRules",
  "language",    "lastUpdated", "linkId", "prefix", "profile",  "reference", "resourceType", "status", "suffix",
  "system",      "unit",        "url",    "uri",    "valueUri", "valueUrl",  "versionId",    NULL
};

/* Members whose reference is a person, a place or a house: what it is called says nothing about the patient. */
static const char *const people[] = {
  "actor",
  "assigner",
  "asserter",
  "attender",
  "author",
  "authenticator",
  "beneficiary",
  "custodian",
  "enterer",
  "for",
  "individual",
  "informant",
  "insurer",
  "interpreter",
  "location",
  "managingOrganization",
  "onBehalfOf",
  "owner",
  "party",
  "patient",
  "payee",
  "payor",
  "performer",
  "provider",
  "receiver",
  "recipient",
  "recorder",
  "requester",
  "resultsInterpreter",
  "sender",
  "serviceProvider",
  "source",
  "subject",
  "who",
  NULL,
};

static const char *const person_types[] = { "Patient/",      "Practitioner", "RelatedPerson/",
                                            "Organization/", "Location/",    "CareTeam/",
                                            "Device/",       "Group/",       NULL };

/* Resources inside another one that are about somebody else, or ask and do not say. */
static const char *const others[] = { "Device",        "FamilyMemberHistory", "Group",
                                      "Location",      "Organization",        "Patient",
                                      "Person",        "Practitioner",        "PractitionerRole",
                                      "Questionnaire", "RelatedPerson",       NULL };

/* What is read of a resource by its meaning: a question is not to be taken for its answer. */
static const struct {
  const char *type;
  const char *members[4];
} read_elsewhere[] = {
  { "Condition", { "code" } },
  { "Encounter", { "reasonCode" } },
  { "Flag", { "code" } },
  { "Observation", { "code", "component", "value*", "_read" } },
  { "RiskAssessment", { "code", "outcome", "qualitativeRisk" } },
  { NULL, { "code", "value*", "_whole" } }, /* a part of an observation */
};

static gboolean
is_read_elsewhere (const char *type, const char *member)
{
  for (guint i = 0; i < G_N_ELEMENTS (read_elsewhere); i++)
    for (guint k = 0; k < 4 && g_strcmp0 (read_elsewhere[i].type, type) == 0 && read_elsewhere[i].members[k]; k++)
      if (g_pattern_match_simple (read_elsewhere[i].members[k], member))
        return TRUE;
  return FALSE;
}

static gboolean
is_of_people (const char *member, JsonObject *object)
{
  const char *reference = ek_json_peek_string (object, "reference");

  if (g_strv_contains (people, member))
    return TRUE;
  for (guint i = 0; reference != NULL && person_types[i] != NULL; i++)
    if (strstr (reference, person_types[i]) != NULL)
      return TRUE;
  return FALSE;
}

/* --- what is found ----------------------------------------------------------------------------------------------- */

static gboolean
is_sign (EkSign sign)
{
  return sign == EK_SIGN_YES || sign == EK_SIGN_EXCLUDED;
}

static const char *
sentence_end (const char *text)
{
  static const char *const ends[] = { ". ", "; ", "! ", "? ", "\n", "。", "；", "！", "？", NULL };

  for (; *text != '\0'; text++)
    for (guint i = 0; ends[i] != NULL; i++)
      if (g_str_has_prefix (text, ends[i]))
        return text + strlen (ends[i]);
  return text;
}

static char *
shorten (const char *text)
{
  g_autofree char *words = g_strstrip (g_strdup (text));
  g_autofree char *begin = NULL;

  if (g_utf8_strlen (words, -1) <= WORDS_MAX)
    return g_steal_pointer (&words);
  begin = g_utf8_substring (words, 0, WORDS_MAX);
  return g_strconcat (begin, "…", NULL);
}

/* Of a long text the sentence that says it. */
static char *
find_sentence (EkDangerLook *look, const char *text, EkDangerKind kind)
{
  for (const char *from = text, *to; g_utf8_strlen (text, -1) > WORDS_MAX && *from != '\0'; from = to)
    {
      g_autofree char *sentence = NULL;
      EkDangerFound found = { { EK_SIGN_NONE } };

      to = sentence_end (from);
      sentence = g_strndup (from, (gsize) (to - from));
      ek_danger_read_words (ek_danger_rules (look->rules), sentence, &found);
      if (is_sign (found.sign[kind]))
        return shorten (sentence);
    }
  return shorten (text);
}

static void
take (Rest *rest, const EkDangerFound *found, const char *text)
{
  for (int kind = 0; kind < EK_N_DANGER_KINDS; kind++)
    {
      guint lasts = found->days[kind];

      if (!is_sign (found->sign[kind]) || rest->words[kind] != NULL)
        continue;
      /* a bill of years ago is no reason to call a physician today */
      if (lasts > 0 && rest->days == DAYS_NOT_ASKED)
        rest->days = ek_danger_days_of (rest->look);
      if (lasts == 0 || rest->days <= (int) lasts)
        rest->words[kind] = find_sentence (rest->look, text, kind);
    }
}

static gboolean
is_open (Rest *rest)
{
  return !rest->beside || rest->inside > 0;
}

static void
read_text (Rest *rest, const char *text)
{
  EkDangerFound found = { { EK_SIGN_NONE } };

  if (!is_open (rest) || !ek_danger_may_say (ek_danger_rules (rest->look->rules), text))
    return;
  ek_danger_read_words (ek_danger_rules (rest->look->rules), text, &found);
  take (rest, &found, text);
}

/* SNOMED CT ends its names with what kind of thing they are: "Suicide risk assessment (procedure)" is a heading. */
static void
read_display (Rest *rest, const char *display)
{
  g_autofree char *bare = g_strdup (display);
  char *open = g_str_has_suffix (bare, ")") ? strrchr (bare, '(') : NULL;

  if (open != NULL && open > bare)
    *open = '\0';
  read_text (rest, g_strchomp (bare));
}

static void
read_code (Rest *rest, JsonObject *coding, const char *code)
{
  EkDanger *danger = ek_danger_rules (rest->look->rules);
  const char *system = ek_json_peek_string (coding, "system"), *display = ek_json_peek_string (coding, "display");
  EkDangerFound found = { { EK_SIGN_NONE } };
  g_autofree char *words = NULL;

  if (!is_open (rest))
    return;
  ek_danger_read_code (danger, danger->codes, system, code, system == NULL, &found);
  for (int kind = 0; words == NULL && kind < EK_N_DANGER_KINDS; kind++)
    if (is_sign (found.sign[kind]))
      words = display != NULL ? g_strdup_printf ("%s (%s)", display, code) : g_strdup (code);
  if (words != NULL)
    take (rest, &found, words);
}

/* --- texts that are wrapped -------------------------------------------------------------------------------------- */

/* A narrative repeats most of the resource in other places. */
static void
read_narrative (Rest *rest, const char *div)
{
  g_autofree char *text = ek_danger_plain_text (ek_danger_rules (rest->look->rules), div);
  g_auto (GStrv) lines = NULL;

  if (!ek_danger_may_say (ek_danger_rules (rest->look->rules), text))
    return;
  lines = g_strsplit (text, "\n", -1);
  if (rest->said == NULL)
    rest->said = ek_danger_list_said (rest->look);
  rest->inside++;
  for (guint i = 0; lines[i] != NULL; i++)
    if (ek_danger_may_say (ek_danger_rules (rest->look->rules), lines[i]) &&
        !ek_danger_is_repeated (ek_danger_rules (rest->look->rules), rest->said, lines[i]))
      read_text (rest, lines[i]);
  rest->inside--;
}

/* A letter stands in Base64 in its attachment, whatever it is called there. In plain text a sign that opens a tag may
 * be only a sign. */
static void
read_attachment (Rest *rest, const char *type, const char *data)
{
  g_auto (GStrv) texts = ek_letter_read_base64 (type, data);

  rest->inside++;
  for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
    {
      g_autofree char *bare = strpbrk (texts[i], "<&") != NULL
        ? ek_danger_plain_text (ek_danger_rules (rest->look->rules), texts[i])
        : NULL;

      if (bare != NULL)
        read_text (rest, bare);
      if (bare == NULL || (type != NULL && g_ascii_strncasecmp (type, "text/plain", 10) == 0))
        read_text (rest, texts[i]);
    }
  rest->inside--;
}

static gboolean
is_attachment (const char *name, const char *media_type)
{
  return media_type != NULL || g_str_has_suffix (name, "ttachment") || strcmp (name, "presentedForm") == 0;
}

/* --- the walk ---------------------------------------------------------------------------------------------------- */

static void walk_object (Rest *rest, const char *name, JsonObject *object, int depth);

static void
walk_node (Rest *rest, const char *name, JsonNode *node, gboolean mute, int depth)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      walk_object (rest, name, json_node_get_object (node), depth + 1);
    }
  else if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; depth < DEPTH_MAX && i < json_array_get_length (array); i++)
        walk_node (rest, name, json_array_get_element (array, i), mute, depth + 1);
    }
  else if (!mute && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING &&
           !g_strv_contains (silent, name))
    {
      if (strcmp (name, "display") == 0)
        read_display (rest, json_node_get_string (node));
      else
        read_text (rest, json_node_get_string (node));
    }
}

/* What is said beside the text of a question is about the question. */
static void
walk_member (Rest *rest, const char *member, JsonNode *node, gboolean mute, int depth)
{
  static const char *const around[] = { "contained", "extension", "modifierExtension", NULL };
  static const char *const asked[] = { "_display", "_linkId", "_prefix", "_text", NULL };
  gboolean opens = g_strv_contains (around, member);

  if (rest->beside && g_strv_contains (asked, member))
    return;
  rest->inside += opens;
  walk_node (rest, member, node, mute && !opens, depth);
  rest->inside -= opens;
}

static void
walk_object (Rest *rest, const char *name, JsonObject *object, int depth)
{
  const char *type = ek_json_peek_string (object, "resourceType"), *code = ek_json_peek_string (object, "code");
  const char *data = ek_json_peek_string (object, "data"), *content = ek_json_peek_string (object, "contentType");
  gboolean top = object == rest->look->resource;
  const char *whole = ek_json_peek_string (rest->look->resource, "resourceType");
  gboolean mute = !top && is_of_people (name, object);
  JsonObjectIter iter;
  const char *member = NULL;
  JsonNode *node = NULL;

  if (depth > DEPTH_MAX || (!top && type != NULL && g_strv_contains (others, type)))
    return;
  if (ek_json_peek_string (object, "div") != NULL)
    {
      read_narrative (rest, ek_json_peek_string (object, "div"));
      return;
    }
  if (code != NULL)
    read_code (rest, object, code);
  if (data != NULL && is_attachment (name, content))
    read_attachment (rest, content, data);
  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &member, &node))
    if (!((top || strcmp (name, "prediction") == 0) && is_read_elsewhere (whole, member)))
      walk_member (rest, member, node, mute, depth);
}

/* --- what follows ------------------------------------------------------------------------------------------------ */

/* What is billed repeats what was diagnosed, many times: the same words are told once. */
static gboolean
is_bookkeeping (const char *type)
{
  static const char *const types[] = {
    "Account",
    "AuditEvent",
    "ChargeItem",
    "Claim",
    "ClaimResponse",
    "Coverage",
    "CoverageEligibilityRequest",
    "CoverageEligibilityResponse",
    "ExplanationOfBenefit",
    "Invoice",
    "PaymentNotice",
    "Provenance",
    NULL,
  };

  return type != NULL && g_strv_contains (types, type);
}

static gboolean
is_raised (EkDangerLook *look, EkDangerKind kind)
{
  for (guint i = 0; i < look->standing->len; i++)
    if (ek_danger_kind_of (g_array_index (look->standing, EkRiskCause, i).kind) == kind)
      return TRUE;
  return (look->noticed & (1u << kind)) != 0;
}

/* Members of the detail: those of leave_notice() in ek-danger.c, and "resource" (type and id; of what is billed
 * "where", because the same words are one notice). */
static gboolean
leave (Rest *rest, EkDangerKind kind, GError **error)
{
  EkDangerLook *look = rest->look;
  const char *type = ek_json_peek_string (look->resource, "resourceType");
  const char *id = ek_json_peek_string (look->resource, "id");
  gboolean kept = strcmp (look->from, "resource") != 0, bill = !kept && is_bookkeeping (type);
  g_autofree char *resource = id != NULL ? g_strdup_printf ("%s/%s", type != NULL ? type : "?", id)
                                         : g_strdup (type != NULL ? type : "?");
  g_autofree char *source = NULL;

  if (bill)
    source = ek_id_derive ("danger-billed", look->patient_id, ek_danger_kind_id (kind), rest->words[kind], NULL);
  else if (kept && look->noticed == 0)
    source = g_strdup (look->source);
  else
    source = ek_id_derive ("danger-rest", look->source, ek_danger_kind_id (kind), rest->words[kind], NULL);
  look->noticed |= 1u << kind;
  return ek_danger_leave_notice (look, kind, rest->words[kind], source, bill ? "where" : "resource", resource, error);
}

/* Whether there is nothing left to look for: what was refuted is not so; an ended warning was told as that; a
 * relative's history is theirs. */
static gboolean
is_read_whole (JsonObject *resource)
{
  const char *type = ek_json_peek_string (resource, "resourceType");
  const char *status = ek_json_peek_string (resource, "status");
  g_autofree char *verified = NULL;

  if (g_strcmp0 (type, "FamilyMemberHistory") == 0)
    return TRUE;
  if (g_strcmp0 (type, "Flag") == 0 && g_strcmp0 (status, "active") != 0 && status != NULL)
    return TRUE;
  if (ek_json_peek_object (resource, "verificationStatus") != NULL)
    verified = ek_danger_concept_words (ek_json_peek_object (resource, "verificationStatus"));
  return verified != NULL && g_ascii_strcasecmp (verified, "refuted") == 0;
}

/* Whether a coding or the text of @concept is @code, or a word of it. */
static gboolean
is_category (JsonObject *concept, const char *code)
{
  JsonArray *codings = concept != NULL ? ek_json_peek_array (concept, "coding") : NULL;
  const char *text = concept != NULL ? ek_json_peek_string (concept, "text") : NULL;

  for (guint i = 0; codings != NULL && i < json_array_get_length (codings); i++)
    if (ek_json_element_object (codings, i) != NULL &&
        g_strcmp0 (ek_json_peek_string (ek_json_element_object (codings, i), "code"), code) == 0)
      return TRUE;
  return text != NULL && g_ascii_strcasecmp (text, code) == 0;
}

/* Whether @concept has a word of its own, and not only codes. */
static gboolean
has_words (JsonObject *concept)
{
  JsonArray *codings = concept != NULL ? ek_json_peek_array (concept, "coding") : NULL;

  if (concept != NULL && ek_json_peek_string (concept, "text") != NULL)
    return TRUE;
  for (guint i = 0; codings != NULL && i < json_array_get_length (codings); i++)
    if (ek_json_element_object (codings, i) != NULL &&
        ek_json_peek_string (ek_json_element_object (codings, i), "display") != NULL)
      return TRUE;
  return FALSE;
}

/* A warning of the hospital about safety that says in no words of what: nobody here knows that it is harmless. */
static gboolean
tell_wordless_warning (EkDangerLook *look, GError **error)
{
  JsonArray *categories = ek_json_peek_array (look->resource, "category");
  JsonObject *code = ek_json_peek_object (look->resource, "code");
  gboolean safety = FALSE;
  g_autofree char *words = NULL;

  if (g_strcmp0 (ek_json_peek_string (look->resource, "resourceType"), "Flag") != 0 || has_words (code) ||
      is_raised (look, EK_DANGER_SUICIDE) || is_raised (look, EK_DANGER_OTHERS) || is_raised (look, EK_DANGER_MEDICAL))
    return TRUE;
  for (guint i = 0; categories != NULL && i < json_array_get_length (categories); i++)
    safety |= is_category (ek_json_element_object (categories, i), "safety");
  if (!safety)
    return TRUE;
  words = code != NULL ? ek_danger_concept_words (code) : NULL;
  return ek_danger_leave_words (look, EK_DANGER_SUICIDE, words != NULL ? words : "safety", error);
}

/* A form is read item by item, and what names a person says nothing about them. */
static gboolean
is_read_inside (JsonObject *resource)
{
  const char *type = ek_json_peek_string (resource, "resourceType");

  return type == NULL || strcmp (type, "Patient") == 0 || strcmp (type, "QuestionnaireResponse") == 0;
}

/**
 * ek_danger_look_at_rest:
 * @look: what is looked at; the kinds that were told are in it
 * @error: what ek_danger_leave_notice() says
 *
 * Looks through what the reading of the resource by its meaning leaves, and leaves a notice for each kind of danger
 * that reading did not tell already. Does nothing without a resource.
 *
 * Returns: success
 */
gboolean
ek_danger_look_at_rest (EkDangerLook *look, GError **error)
{
  Rest rest = { .look = look, .days = DAYS_NOT_ASKED };
  gboolean ok = TRUE;

  if (look->resource == NULL || is_read_whole (look->resource))
    return TRUE;
  rest.beside = is_read_inside (look->resource);
  walk_object (&rest, "", look->resource, 0);
  g_clear_pointer (&rest.said, g_ptr_array_unref);
  for (int kind = 0; kind < EK_N_DANGER_KINDS; kind++)
    {
      if (rest.words[kind] != NULL && !is_raised (look, kind))
        ok = ok && leave (&rest, kind, error);
      g_free (rest.words[kind]);
    }
  return ok && tell_wordless_warning (look, error);
}
