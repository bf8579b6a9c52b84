/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>

#include "ek-question.h"

typedef struct {
  guint times;
  double value;
  gboolean none;
} Answered;

static void
on_answered (EkQuestion *question, JsonNode *answer, gpointer user_data)
{
  Answered *answered = user_data;

  answered->times++;
  answered->none = answer == NULL;
  answered->value = answer != NULL ? (double) json_node_get_int (answer) : -1;
}

/* Every question of the PHQ-9 takes the keys 0 to 3 and no other. */
static void
test_digits (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EkCatalogue) catalogue = ek_catalogue_load (NULL, &error);
  EkInstrument *phq9;

  g_assert_no_error (error);
  phq9 = ek_catalogue_find (catalogue, "phq9", NULL);
  for (guint i = 0; i < ek_instrument_get_n_items (phq9); i++)
    {
      g_autoptr (GtkWidget) widget = g_object_ref_sink (ek_question_new (ek_instrument_get_item (phq9, i), "zh"));
      Answered answered = { 0 };

      g_signal_connect (widget, "answered", G_CALLBACK (on_answered), &answered);
      for (int digit = 0; digit <= 3; digit++)
        {
          g_assert_true (ek_question_choose_digit (EK_QUESTION (widget), digit));
          g_assert_cmpuint (answered.times, ==, (guint) digit + 1);
          g_assert_cmpfloat (answered.value, ==, digit);
        }
      /* The same key again answers the same again: one does not undo by pressing twice. */
      g_assert_true (ek_question_choose_digit (EK_QUESTION (widget), 3));
      g_assert_false (answered.none);
      g_assert_cmpfloat (answered.value, ==, 3);
      for (int digit = 4; digit <= 9; digit++)
        g_assert_false (ek_question_choose_digit (EK_QUESTION (widget), digit));
      g_assert_cmpuint (answered.times, ==, 5);
    }
}

/* What the program sets is not an answer of a person, and is not saved again. */
static void
test_set_is_silent (void)
{
  g_autoptr (EkCatalogue) catalogue = ek_catalogue_load (NULL, NULL);
  EkInstrument *phq9 = ek_catalogue_find (catalogue, "phq9", NULL);
  g_autoptr (GtkWidget) widget = g_object_ref_sink (ek_question_new (ek_instrument_get_item (phq9, 0), "en"));
  g_autoptr (JsonNode) two = json_node_init_int (json_node_alloc (), 2);
  Answered answered = { 0 };

  g_signal_connect (widget, "answered", G_CALLBACK (on_answered), &answered);
  ek_question_set_answer (EK_QUESTION (widget), two);
  ek_question_set_answer (EK_QUESTION (widget), NULL);
  ek_question_set_language (EK_QUESTION (widget), "zh");
  g_assert_cmpuint (answered.times, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP no display\n");
      return 0;
    }
  adw_init ();
  g_test_add_func ("/app/question/digits", test_digits);
  g_test_add_func ("/app/question/set-is-silent", test_set_is_silent);
  return g_test_run ();
}
