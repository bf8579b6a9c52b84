/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is said of a file that was joined when the one it was joined from goes on changing. */

#include "ek-join-private.h"

#include "ek-notice.h"

/* The hospital goes on saying who somebody is under the number whose file was joined. It is kept there, and a person is
 * told what changed: the joined file shows what was chosen for it. The notice is of the kind "joined-details", its
 * source is the former patient, its detail {"fields": [name of a detail …], "revision": of the former patient}. */
gboolean
ek_join_tell_change (EkStore *store, const char *file, EkRecord *patient, EkRecord *former, GError **error)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *detail = json_object_new ();
  JsonArray *fields = json_array_new ();

  json_node_take_object (node, detail);
  json_object_set_array_member (detail, "fields", fields);
  json_object_set_int_member (detail, "revision", ek_record_get_revision (former) + 1);
  for (guint i = 0; i < ek_record_type_n_fields (&ek_patient_type); i++)
    if (i != EK_PATIENT_IDENTIFIERS && !ek_record_equal_field (patient, former, (int) i))
      json_array_add_string_element (fields, ek_patient_type.fields[i].name);
  return json_array_get_length (fields) == 0 ||
    ek_notice_raise (store, file, "joined-details", ek_record_get_id (patient), node, error);
}
