/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A reference that leads to one patient while the words beside it name another of the same file, or a kind of person
 * who is no patient. It is filed by the reference, which is what counts in FHIR; a person is told. */

#include "ek-fhir-receive-private.h"

#include <glib/gi18n-lib.h>

#include "ek-id.h"
#include "ek-notice.h"

/* A notice of the kind "moved"; its source follows from the patient and the words, so that a hundred results with the
 * same words are one. Its detail: "type" of the first resource, "origin", "direction" ("named": it was filed here;
 * "called": the words name this patient, it was filed elsewhere), "name": the words beside the reference, "other": id
 * of the other patient, or left out. */
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
