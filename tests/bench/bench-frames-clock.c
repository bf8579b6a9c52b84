/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Preloaded into an unmodified program of GLib: notes, for every turn of the main loop, how long its sources kept
 * the main thread. Between two polls nothing else is heard, neither a key nor the frame clock, so a turn is what
 * "blocking" means. Time of the processor, as the machine may be busy with others; and how often the thread slept,
 * which on the main thread means that it waited for a disk, a lock or another process.
 *
 * BENCH_FRAMES_CLOCK names a file that is filled with turns as they end; its reader may map it meanwhile.
 * BENCH_FRAMES_STACKS names another for the places where a long turn was, one a half millisecond, for addr2line. */

#include <execinfo.h>
#include <fcntl.h>
#include <glib.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define MOST_TURNS (1 << 20)
#define MOST_SAMPLES 4096
#define DEEPEST 64
#define SAMPLE_NS 500000
#define LONG_NS 8000000

typedef struct {
  gint64 begin;     /* CLOCK_MONOTONIC, ns */
  gint64 wall;      /* ns */
  gint64 processor; /* ns */
  gint64 slept;     /* times */
} Turn;

typedef struct {
  gint64 length;
  gint64 polling; /* whether the main loop waits right now */
  Turn turns[MOST_TURNS];
} Turns;

typedef struct {
  int depth;
  void *places[DEEPEST];
} Sample;

static Turns *turns;
static FILE *stacks;
static gint64 begin, processor, slept;
static Sample samples[MOST_SAMPLES];
static volatile int n_samples;

static gint64
now (clockid_t clock)
{
  struct timespec at;

  clock_gettime (clock, &at);
  return at.tv_sec * G_GINT64_CONSTANT (1000000000) + at.tv_nsec;
}

static gint64
times_slept (void)
{
  struct rusage usage;

  getrusage (RUSAGE_THREAD, &usage);
  return usage.ru_nvcsw;
}

static void
on_sample (int signal)
{
  if (n_samples < MOST_SAMPLES)
    {
      samples[n_samples].depth = backtrace (samples[n_samples].places, DEEPEST);
      n_samples++;
    }
}

static void
write_samples (gint64 length)
{
  fprintf (stacks, "turn %.1f\n", length / 1e6);
  for (int i = 0; i < n_samples; i++)
    for (int j = 0; j < samples[i].depth; j++)
      fprintf (stacks, "%p%c", samples[i].places[j], j + 1 < samples[i].depth ? ' ' : '\n');
  fflush (stacks);
}

static int
poll_between (GPollFD *fds, guint n_fds, int timeout)
{
  gint64 end = now (CLOCK_MONOTONIC), used = now (CLOCK_THREAD_CPUTIME_ID);
  int ready;

  if (begin != 0 && turns->length < MOST_TURNS)
    {
      turns->turns[turns->length] = (Turn){ begin, end - begin, used - processor, times_slept () - slept };
      __atomic_add_fetch (&turns->length, 1, __ATOMIC_RELEASE);
      if (stacks != NULL && used - processor > LONG_NS)
        write_samples (used - processor);
    }
  turns->polling = 1;
  ready = g_poll (fds, n_fds, timeout);
  turns->polling = 0;
  n_samples = 0;
  begin = now (CLOCK_MONOTONIC);
  processor = now (CLOCK_THREAD_CPUTIME_ID);
  slept = times_slept ();
  return ready;
}

static void
sample_long_turns (const char *path)
{
  struct sigevent event = { .sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGPROF };
  struct itimerspec every = { { 0, SAMPLE_NS }, { 0, SAMPLE_NS } };
  struct sigaction action = { .sa_handler = on_sample, .sa_flags = SA_RESTART };
  void *place;
  timer_t timer;

  stacks = fopen (path, "a");
  if (stacks == NULL)
    return;
  backtrace (&place, 1);
  event._sigev_un._tid = syscall (SYS_gettid);
  sigaction (SIGPROF, &action, NULL);
  if (timer_create (CLOCK_THREAD_CPUTIME_ID, &event, &timer) == 0)
    timer_settime (timer, 0, &every, NULL);
}

static void __attribute__ ((constructor)) start (void)
{
  const char *path = getenv ("BENCH_FRAMES_CLOCK"), *stack_path = getenv ("BENCH_FRAMES_STACKS");
  int file = path != NULL ? open (path, O_RDWR) : -1;

  if (file < 0)
    return;
  turns = mmap (NULL, sizeof *turns, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close (file);
  if (turns == MAP_FAILED)
    return;
  /* What the program starts is not meant. */
  unsetenv ("LD_PRELOAD");
  unsetenv ("BENCH_FRAMES_CLOCK");
  unsetenv ("BENCH_FRAMES_STACKS");
  g_main_context_set_poll_func (NULL, poll_between);
  if (stack_path != NULL)
    sample_long_turns (stack_path);
}
