/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two people edited one record: what the one typed goes on top of what the other saved, field by field. */

#include "ek-record.h"
#include "ek-types.h"

static void
test_fields (void)
{
  g_autoptr (EkRecord) before = ek_record_new (&ek_patient_type, NULL);
  g_autoptr (EkRecord) theirs = NULL, mine = NULL, merged = NULL;

  ek_record_set_text (before, EK_PATIENT_NAME, "王芳");
  ek_record_set_text (before, EK_PATIENT_PHONE, "1");
  ek_record_set_text (before, EK_PATIENT_JOB, "护士");
  ek_record_set_text (before, EK_PATIENT_EMPLOYER, "市一医院");
  theirs = ek_record_copy (before);
  mine = ek_record_copy (before);
  ek_record_set_text (theirs, EK_PATIENT_PHONE, "2");
  ek_record_set_text (theirs, EK_PATIENT_JOB, "护士长");
  ek_record_set_text (mine, EK_PATIENT_JOB, "护理部主任");
  ek_record_clear (mine, EK_PATIENT_EMPLOYER);
  merged = ek_record_put_on_top (theirs, before, mine);
  g_assert_cmpstr (ek_record_get_text (merged, EK_PATIENT_NAME), ==, "王芳");
  g_assert_cmpstr (ek_record_get_text (merged, EK_PATIENT_PHONE), ==, "2");
  g_assert_cmpstr (ek_record_get_text (merged, EK_PATIENT_JOB), ==, "护理部主任");
  g_assert_false (ek_record_has (merged, EK_PATIENT_EMPLOYER));
  g_assert_cmpstr (ek_record_get_text (theirs, EK_PATIENT_JOB), ==, "护士长");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/record/put-on-top", test_fields);
  return g_test_run ();
}
