/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-choices.h"

#include <glib/gi18n-lib.h>

const EkChoice ek_step_choices[] = {
  { "preventive", N_ ("Preventive") },
  { "counselling", N_ ("Counselling") },
  { "treatment", N_ ("Treatment") },
  { NULL },
};

const EkChoice ek_level_choices[] = {
  { "normal", N_ ("Normal") },
  { "mild", N_ ("Mild") },
  { "moderate", N_ ("Moderate") },
  { "severe", N_ ("Severe") },
  { NULL },
};
