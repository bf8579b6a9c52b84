/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-idle.h"

#include <errno.h>
#include <glib-unix.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

struct _EkIdle {
  GObject parent_instance;

  EkIdleClock clock;
  gpointer data;
  gint64 limit;      /* µs; 0: never */
  gint64 last;       /* when somebody was there */
  gboolean watching; /* there is something to lock */
  guint left;        /* seconds that were said last; 0: none */
  int timer;         /* runs out also when the computer has slept; -1: there is none */
  guint timer_source;
};

G_DEFINE_FINAL_TYPE (EkIdle, ek_idle, G_TYPE_OBJECT)

enum { WARNING, DUE, N_SIGNALS };
static guint signals[N_SIGNALS];

/* Monotonic time stands still while the computer sleeps. */
static gint64
boot_time (gpointer data)
{
  struct timespec now;

  if (clock_gettime (CLOCK_BOOTTIME, &now) != 0)
    return g_get_monotonic_time ();
  return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static void
say (EkIdle *self, guint left)
{
  if (left == self->left)
    return;
  self->left = left;
  g_signal_emit (self, signals[WARNING], 0, left);
}

/* When something is to be said or done next: each second of the last thirty, and the end. */
static void
set_timer (EkIdle *self, gint64 left)
{
  gint64 until = left > EK_IDLE_WARN_SECONDS * G_USEC_PER_SEC ? left - EK_IDLE_WARN_SECONDS * G_USEC_PER_SEC
                                                              : (left - 1) % G_USEC_PER_SEC + 1;
  struct itimerspec at = { .it_value = { until / G_USEC_PER_SEC, until % G_USEC_PER_SEC * 1000 } };

  if (!self->watching || self->limit == 0)
    at = (struct itimerspec){ 0 };
  if (self->timer >= 0)
    timerfd_settime (self->timer, 0, &at, NULL);
}

/**
 * ek_idle_check:
 * @self: the idle time
 *
 * Says what there is to be said now. Happens by itself.
 */
void
ek_idle_check (EkIdle *self)
{
  gint64 left = self->last + self->limit - self->clock (self->data);

  if (!self->watching || self->limit == 0)
    left = G_MAXINT64;
  else if (left <= 0)
    {
      say (self, 0);
      ek_idle_watch (self, FALSE);
      g_signal_emit (self, signals[DUE], 0);
      return;
    }
  say (self,
       left <= EK_IDLE_WARN_SECONDS * G_USEC_PER_SEC ? (guint) ((left + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC) : 0);
  set_timer (self, left);
}

static gboolean
on_timer (int fd, GIOCondition condition, gpointer user_data)
{
  guint64 times;
  ssize_t length = read (fd, &times, sizeof times);

  if (length == sizeof times || (length < 0 && errno == ECANCELED))
    ek_idle_check (user_data);
  return G_SOURCE_CONTINUE;
}

/**
 * ek_idle_touch:
 * @self: the idle time
 *
 * Somebody pressed a key or moved the pointer. When the time is over already, such as when this is what wakes a
 * computer that slept, it is too late: "due" is emitted.
 *
 * Returns: whether it was in time
 */
gboolean
ek_idle_touch (EkIdle *self)
{
  gint64 now = self->clock (self->data);

  if (self->watching && self->limit > 0 && now - self->last >= self->limit)
    {
      ek_idle_check (self);
      return FALSE;
    }
  self->last = now;
  /* The timer finds out by itself that there is more time. */
  if (self->left > 0)
    ek_idle_check (self);
  return TRUE;
}

/**
 * ek_idle_set_limit:
 * @self: the idle time
 * @minutes: how long nobody may be there; 0 for ever
 */
void
ek_idle_set_limit (EkIdle *self, int minutes)
{
  self->limit = (gint64) MAX (minutes, 0) * 60 * G_USEC_PER_SEC;
  ek_idle_check (self);
}

/**
 * ek_idle_watch:
 * @self: the idle time
 * @watch: whether there is something to lock; begins anew
 */
void
ek_idle_watch (EkIdle *self, gboolean watch)
{
  self->watching = watch;
  self->last = self->clock (self->data);
  ek_idle_check (self);
}

static void
ek_idle_finalize (GObject *object)
{
  EkIdle *self = EK_IDLE (object);

  g_clear_handle_id (&self->timer_source, g_source_remove);
  if (self->timer >= 0)
    close (self->timer);
  G_OBJECT_CLASS (ek_idle_parent_class)->finalize (object);
}

static void
ek_idle_class_init (EkIdleClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ek_idle_finalize;
  signals[WARNING] = g_signal_new ("warning", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                   G_TYPE_UINT);
  signals[DUE] = g_signal_new ("due", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ek_idle_init (EkIdle *self)
{
  self->timer = timerfd_create (CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK);
  if (self->timer >= 0)
    self->timer_source = g_unix_fd_add (self->timer, G_IO_IN, on_timer, self);
}

/**
 * ek_idle_new:
 * @clock: (nullable): where the time comes from; %NULL: the system, the time asleep included
 * @data: for @clock
 *
 * Returns: (transfer full): an idle time that watches nothing yet
 */
EkIdle *
ek_idle_new (EkIdleClock clock, gpointer data)
{
  EkIdle *self = g_object_new (EK_TYPE_IDLE, NULL);

  self->clock = clock != NULL ? clock : boot_time;
  self->data = data;
  self->last = self->clock (data);
  return self;
}
