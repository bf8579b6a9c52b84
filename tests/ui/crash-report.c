/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Loaded in front of a program that a test drives (LD_PRELOAD): when it crashes, every thread writes on standard error
 * where it is, and the program ends by the signal as before. There are no core dumps, on purpose: a program that holds
 * patient files writes none. What is called here must be safe in a signal handler; backtrace() is, once its library has
 * been loaded. */

#include <dirent.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define MOST_FRAMES 128
#define ASK_SIGNAL (SIGRTMAX - 3)

static const int deadly[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP };
static atomic_int answered, crashing;

static void
say (const char *text)
{
  ssize_t written = write (STDERR_FILENO, text, strlen (text));

  (void) written;
}

static void
say_number (long number)
{
  char digits[24];
  char *p = digits + sizeof digits;

  *--p = '\0';
  do
    *--p = (char) ('0' + number % 10);
  while ((number /= 10) > 0);
  say (p);
}

static void
say_where (long thread)
{
  void *frames[MOST_FRAMES];
  int n = backtrace (frames, MOST_FRAMES);
  char name[32] = "";
  char path[64] = "/proc/self/task/";
  int fd;

  snprintf (path, sizeof path, "/proc/self/task/%ld/comm", thread);
  fd = open (path, O_RDONLY | O_CLOEXEC);
  if (fd >= 0)
    {
      ssize_t length = read (fd, name, sizeof name - 1);

      name[length > 0 ? length - 1 : 0] = '\0';
      close (fd);
    }
  say ("-- thread ");
  say_number (thread);
  say (" ");
  say (name);
  say ("\n");
  backtrace_symbols_fd (frames, n, STDERR_FILENO);
}

static void
on_asked (int signal)
{
  int saved = errno;

  say_where (syscall (SYS_gettid));
  atomic_fetch_add (&answered, 1);
  errno = saved;
}

/* One after the other, so that the lines do not mix; one that does not answer is passed over. */
static void
ask_others (long self)
{
  DIR *tasks = opendir ("/proc/self/task");
  struct dirent *entry;

  while (tasks != NULL && (entry = readdir (tasks)) != NULL)
    {
      long thread = strtol (entry->d_name, NULL, 10);
      int before = atomic_load (&answered);

      if (thread <= 0 || thread == self || syscall (SYS_tgkill, getpid (), thread, ASK_SIGNAL) != 0)
        continue;
      for (int i = 0; i < 200 && atomic_load (&answered) == before; i++)
        nanosleep (&(struct timespec){ 0, 5000000 }, NULL);
    }
}

static void
on_crash (int signal, siginfo_t *info, void *context)
{
  long self = syscall (SYS_gettid);

  if (atomic_exchange (&crashing, 1) == 0)
    {
      say ("\n== crashed by signal ");
      say_number (signal);
      say (", address ");
      say_number ((long) (size_t) info->si_addr);
      say ("\n");
      say_where (self);
      ask_others (self);
      say ("== end of crash report\n");
    }
  struct sigaction standard = { .sa_handler = SIG_DFL };
  sigaction (signal, &standard, NULL);
  raise (signal);
}

__attribute__ ((constructor)) static void
install (void)
{
  static char stack[1 << 16];
  void *first[1];
  stack_t alternate = { .ss_sp = stack, .ss_size = sizeof stack };
  struct sigaction crash = { .sa_sigaction = on_crash, .sa_flags = SA_SIGINFO | SA_ONSTACK };
  struct sigaction asked = { .sa_handler = on_asked, .sa_flags = SA_RESTART };

  /* What this program starts must not be told about, nor slowed down. */
  unsetenv ("LD_PRELOAD");
  backtrace (first, 1);
  sigaltstack (&alternate, NULL);
  for (size_t i = 0; i < sizeof deadly / sizeof *deadly; i++)
    sigaction (deadly[i], &crash, NULL);
  sigaction (ASK_SIGNAL, &asked, NULL);
}
