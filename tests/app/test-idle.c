/* SPDX-License-Identifier: GPL-3.0-or-later */

/* When the lock comes by itself, and that it is said before. */

#include <glib.h>

#include "ek-idle.h"

#define MINUTE (G_GINT64_CONSTANT (60) * G_USEC_PER_SEC)

typedef struct {
  gint64 now;
  EkIdle *idle;
  guint left; /* what was said last */
  guint n_due;
} Fixture;

static gint64
clock_of (gpointer data)
{
  return ((Fixture *) data)->now;
}

static void
on_warning (Fixture *fixture, guint left)
{
  fixture->left = left;
}

static void
on_due (Fixture *fixture)
{
  fixture->n_due++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->now = 1000 * G_USEC_PER_SEC;
  fixture->idle = ek_idle_new (clock_of, fixture);
  g_signal_connect_swapped (fixture->idle, "warning", G_CALLBACK (on_warning), fixture);
  g_signal_connect_swapped (fixture->idle, "due", G_CALLBACK (on_due), fixture);
  ek_idle_set_limit (fixture->idle, 10);
  ek_idle_watch (fixture->idle, TRUE);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->idle);
}

static void
pass (Fixture *fixture, gint64 us)
{
  fixture->now += us;
  ek_idle_check (fixture->idle);
}

static void
test_countdown (Fixture *fixture, gconstpointer data)
{
  pass (fixture, 9 * MINUTE);
  g_assert_cmpuint (fixture->left, ==, 0);
  pass (fixture, MINUTE / 2);
  g_assert_cmpuint (fixture->left, ==, EK_IDLE_WARN_SECONDS);
  pass (fixture, 20 * G_USEC_PER_SEC);
  g_assert_cmpuint (fixture->left, ==, 10);
  g_assert_cmpuint (fixture->n_due, ==, 0);
  /* Somebody is there. */
  g_assert_true (ek_idle_touch (fixture->idle));
  g_assert_cmpuint (fixture->left, ==, 0);
  pass (fixture, 9 * MINUTE);
  g_assert_cmpuint (fixture->n_due, ==, 0);
  pass (fixture, MINUTE);
  g_assert_cmpuint (fixture->n_due, ==, 1);
  g_assert_cmpuint (fixture->left, ==, 0);
  /* Once: what is locked is not locked again. */
  pass (fixture, 20 * MINUTE);
  g_assert_cmpuint (fixture->n_due, ==, 1);
}

/* Asleep for hours: due at once, and a key that wakes the computer does not keep it open. */
static void
test_asleep (Fixture *fixture, gconstpointer data)
{
  fixture->now += 480 * MINUTE;
  g_assert_false (ek_idle_touch (fixture->idle));
  g_assert_cmpuint (fixture->n_due, ==, 1);
  g_assert_cmpuint (fixture->left, ==, 0);
  g_assert_true (ek_idle_touch (fixture->idle));
}

static void
test_never (Fixture *fixture, gconstpointer data)
{
  ek_idle_set_limit (fixture->idle, 0);
  pass (fixture, 480 * MINUTE);
  g_assert_true (ek_idle_touch (fixture->idle));
  ek_idle_set_limit (fixture->idle, 10);
  ek_idle_watch (fixture->idle, FALSE);
  pass (fixture, 480 * MINUTE);
  g_assert_true (ek_idle_touch (fixture->idle));
  g_assert_cmpuint (fixture->n_due, ==, 0);
  /* Who comes in has the whole time. */
  ek_idle_watch (fixture->idle, TRUE);
  pass (fixture, 9 * MINUTE);
  g_assert_cmpuint (fixture->n_due, ==, 0);
}

/* A shorter time that is over already. */
static void
test_shorter (Fixture *fixture, gconstpointer data)
{
  pass (fixture, 3 * MINUTE);
  ek_idle_set_limit (fixture->idle, 2);
  g_assert_cmpuint (fixture->n_due, ==, 1);
}

/* The longest there is to choose. */
static void
test_hours (Fixture *fixture, gconstpointer data)
{
  ek_idle_set_limit (fixture->idle, 240);
  pass (fixture, 239 * MINUTE);
  g_assert_cmpuint (fixture->n_due, ==, 0);
  pass (fixture, MINUTE);
  g_assert_cmpuint (fixture->n_due, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/app/idle/countdown", Fixture, NULL, set_up, test_countdown, tear_down);
  g_test_add ("/app/idle/asleep", Fixture, NULL, set_up, test_asleep, tear_down);
  g_test_add ("/app/idle/never", Fixture, NULL, set_up, test_never, tear_down);
  g_test_add ("/app/idle/shorter", Fixture, NULL, set_up, test_shorter, tear_down);
  g_test_add ("/app/idle/hours", Fixture, NULL, set_up, test_hours, tear_down);
  return g_test_run ();
}
