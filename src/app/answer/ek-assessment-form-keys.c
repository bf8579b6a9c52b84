/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The keys of a form that is read aloud. */

#include "ek-assessment-form-private.h"

static int
digit_of (guint key)
{
  if (key >= GDK_KEY_0 && key <= GDK_KEY_9)
    return (int) (key - GDK_KEY_0);
  if (key >= GDK_KEY_KP_0 && key <= GDK_KEY_KP_9)
    return (int) (key - GDK_KEY_KP_0);
  return -1;
}

static gboolean
on_digit (EkAssessmentForm *self, int digit)
{
  EkQuestion *question = g_ptr_array_index (self->questions, self->current);

  if (ek_assessment_form_is_reviewing (self) || !ek_question_choose_digit (question, digit))
    gtk_widget_error_bell (GTK_WIDGET (self));
  else if (ek_item_get_kind (ek_question_get_item (question)) == EK_ITEM_CHOICE)
    ek_assessment_form_go_on (self);
  return GDK_EVENT_STOP;
}

/* A letter is never an answer; it is not met with silence either. */
static gboolean
on_letter (EkAssessmentForm *self)
{
  gtk_widget_error_bell (GTK_WIDGET (self));
  ek_question_tell_keys (g_ptr_array_index (self->questions, self->current));
  return GDK_EVENT_STOP;
}

static gboolean
on_key (EkAssessmentForm *self, guint key, guint code, GdkModifierType state)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  gboolean typing = GTK_IS_EDITABLE (focus) || GTK_IS_TEXT_VIEW (focus);

  if (self->sheet == NULL || self->questions->len == 0 ||
      (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  if (!typing && digit_of (key) >= 0)
    return on_digit (self, digit_of (key));
  if (GTK_IS_TEXT_VIEW (focus) || ek_assessment_form_is_reviewing (self))
    return !typing && key == GDK_KEY_BackSpace ? (ek_assessment_form_go_back (self), GDK_EVENT_STOP)
                                               : GDK_EVENT_PROPAGATE;
  if (!typing && g_unichar_isalnum (gdk_keyval_to_unicode (key)))
    return on_letter (self);
  switch (key)
    {
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
    case GDK_KEY_Page_Up:
      ek_assessment_form_go_back (self);
      return GDK_EVENT_STOP;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
    case GDK_KEY_Page_Down:
      ek_assessment_form_go_on (self);
      return GDK_EVENT_STOP;
    case GDK_KEY_BackSpace:
      if (typing)
        return GDK_EVENT_PROPAGATE;
      ek_assessment_form_go_back (self);
      return GDK_EVENT_STOP;
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      if (typing)
        return GDK_EVENT_PROPAGATE;
      ek_assessment_form_decline_item (self, g_ptr_array_index (self->questions, self->current));
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

void
ek_assessment_form_listen (EkAssessmentForm *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}
