/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A reference that leads to one patient while the words beside it name another of the same file, or a kind of person
 * who is no patient. It is filed by the reference, which is what counts in FHIR; a person is told. */

#include "ek-fhir-receive-private.h"

#include <glib/gi18n-lib.h>

#include "ek-id.h"
#include "ek-notice.h"

/* A notice of the kind "moved"; its source follows from the patient and the words, so that a hundred results with the
 * same words are one. Its detail: "type" of the first resource, "origin", "direction" ("named": it was filed here;
 * "called": the words name this patient, it was filed elsewhere; "unclear": it names both and was filed nowhere),
 * "name": the words beside the reference, "other": id of the other patient, or left out. */
static gboolean
tell_one (EkFhirReceiver *self, EkIncoming *incoming, const char *direction, const char *name, const char *patient_id,
          const char *other_id, GError **error)
{
  g_autofree char *about = ek_id_derive ("named", incoming->patient_id, name, NULL);
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) detail = NULL;

  json_object_set_string_member (object, "type", incoming->map->type);
  json_object_set_string_member (object, "origin", incoming->source);
  json_object_set_string_member (object, "direction", direction);
  json_object_set_string_member (object, "name", name);
  if (other_id != NULL)
    json_object_set_string_member (object, "other", other_id);
  detail = ek_fhir_node (object);
  return ek_notice_raise (self->store, patient_id, "moved", about, detail, error);
}

static gboolean
tell_named (EkFhirReceiver *self, EkIncoming *incoming, const char *name, const char *other_id, GError **error)
{
  ek_fhir_report_note (self->report,
                       _ ("Some records refer to one patient, and the words beside it name somebody else. They "
                          "were filed by the reference, and a notice on the patient says so."));
  return tell_one (self, incoming, "named", name, incoming->patient_id, other_id, error) &&
    (other_id == NULL || tell_one (self, incoming, "called", name, other_id, incoming->patient_id, error));
}

/* Tells of an incoming resource whose reference is beside words that contradict it. Returns: FALSE with what the store
 * says. */
gboolean
ek_receive_check_named (EkFhirReceiver *self, EkIncoming *incoming, GError **error)
{
  JsonObject *reference = ek_json_peek_object (incoming->resource, incoming->map->subject);
  const char *display = reference != NULL ? ek_json_peek_string (reference, "display") : NULL;
  const char *type = reference != NULL ? ek_json_peek_string (reference, "type") : NULL;
  const char *other = NULL;

  if (incoming->part > 0)
    return TRUE;
  if (!ek_fhir_people_find_other (self->people, incoming->person, display, &other, error))
    return FALSE;
  incoming->named = other;
  if (other != NULL)
    return tell_named (self, incoming, display, other, error);
  if (type != NULL && !g_str_equal (type, "Patient") && !g_str_has_suffix (type, "/Patient"))
    return tell_named (self, incoming, display != NULL ? display : type, NULL, error);
  return TRUE;
}

/* Whatever such a resource says of danger may be about the patient whom the words name; or about the one whose own id
 * its Patient carries, though another file was made. Returns: FALSE with what the store says. */
gboolean
ek_receive_look_at_named (EkFhirReceiver *self, EkIncoming *incoming, GError **error)
{
  const char *other = incoming->named != NULL ? incoming->named : incoming->person->also;

  return other == NULL || self->received == NULL ||
    self->received (self->store, self->context.catalogue, other, NULL, incoming->resource, self->received_data, error);
}

/* Whom one reference of "focus" is about, when that is another person than the subject; NULL: it is not. */
static gboolean
other_in_focus (EkFhirReceiver *self, EkIncoming *incoming, JsonObject *reference, char **words, const char **other,
                GError **error)
{
  static const char *const people[] = { "Patient", "RelatedPerson", "Person", "Practitioner", NULL };
  const char *text = ek_json_peek_string (reference, "reference");
  const char *display = ek_json_peek_string (reference, "display");
  g_auto (EkFhirReference) parts = { NULL };
  EkFhirPerson *person = NULL;
  EkFhirSkip why = EK_FHIR_SKIP_NONE;

  if (!ek_fhir_reference_parse (text, &parts))
    return TRUE;
  if (parts.type != NULL && !g_strv_contains (people, parts.type))
    return TRUE;
  if (parts.type == NULL || g_str_equal (parts.type, "Patient"))
    if (!ek_fhir_people_resolve (self->people, incoming->resource, incoming->source, reference, &person, &why, error))
      return FALSE;
  if (person == incoming->person || (person != NULL && g_strcmp0 (person->patient_id, incoming->patient_id) == 0))
    return TRUE;
  /* an address without a type may be anything; only a person is another person */
  if (person == NULL && parts.type == NULL)
    return TRUE;
  *words = g_strdup (display != NULL ? display : text);
  *other = person != NULL ? person->patient_id : NULL;
  return TRUE;
}

/* An Observation in the file of one person whose focus is another: a newborn, a relative, somebody else's answers. It
 * is nothing of the subject, and nobody says that it may be filed elsewhere. Sets @about_other and tells both; what it
 * says of danger is looked at in both. Returns: FALSE with what the store says. */
gboolean
ek_receive_check_focus (EkFhirReceiver *self, EkIncoming *incoming, gboolean *about_other, GError **error)
{
  JsonArray *focus = ek_json_peek_array (incoming->resource, "focus");
  g_autofree char *words = NULL;
  const char *other = NULL;

  *about_other = FALSE;
  for (guint i = 0; words == NULL && focus != NULL && i < json_array_get_length (focus); i++)
    {
      JsonObject *reference = ek_json_element_object (focus, i);

      if (reference != NULL && !other_in_focus (self, incoming, reference, &words, &other, error))
        return FALSE;
    }
  if (words == NULL)
    return TRUE;
  *about_other = TRUE;
  incoming->named = other;
  if (incoming->part > 0)
    return TRUE;
  ek_fhir_report_note (self->report,
                       _ ("Some results stand in the file of one patient and are about another person. They were "
                          "not filed, and a notice says so."));
  if (!tell_one (self, incoming, "unclear", words, incoming->patient_id, other, error) ||
      (other != NULL && !tell_one (self, incoming, "unclear", words, other, incoming->patient_id, error)))
    return FALSE;
  return ek_receive_look_at_named (self, incoming, error) &&
    (self->received == NULL ||
     self->received (self->store, self->context.catalogue, incoming->patient_id, NULL, incoming->resource,
                     self->received_data, error));
}
