/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What was freed is not left lying about. */

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ek-memory.h"

#define N_TEXTS 3000
#define MASK 0x55
#ifdef __SANITIZE_ADDRESS__
#define SANITIZED TRUE
#else
#define SANITIZED FALSE
#endif

/* "Li Na, MR-1009, she said: " masked, so that what is looked for is not itself what is found. */
static void
unmask (char *text)
{
  static const char masked[] = "\x19\x3c\x75\x1b\x34\x79\x75\x18\x07\x78\x64\x65\x65\x6c\x79\x75\x26\x3d\x30";

  for (gsize i = 0; i < sizeof masked - 1; i++)
    text[i] = masked[i] ^ MASK;
  text[sizeof masked - 1] = '\0';
}

/* How often the text is in what the process can write to and is not a stack. */
static guint
count_left (void)
{
  g_autofree char *maps = NULL;
  g_auto (GStrv) lines = NULL;
  int memory = open ("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  guint n = 0;

  g_assert_true (g_file_get_contents ("/proc/self/maps", &maps, NULL, NULL));
  lines = g_strsplit (maps, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      unsigned long from, to;
      static char chunk[1 << 20];
      char text[20];

      if (strstr (lines[i], "[heap]") == NULL || sscanf (lines[i], "%lx-%lx", &from, &to) != 2)
        continue;
      for (; from < to; from += sizeof chunk - sizeof text)
        {
          gssize length = pread (memory, chunk, MIN (sizeof chunk, to - from), (off_t) from);
          const char *end = chunk + length;

          unmask (text);
          for (const char *at = chunk;
               length > 0 && (at = memmem (at, (gsize) (end - at), text, strlen (text))) != NULL; at++)
            n++;
          explicit_bzero (text, sizeof text);
        }
    }
  close (memory);
  return n;
}

/* Of many sizes, freed here and there, between others that stay. */
static GPtrArray *
leave_behind (void)
{
  GPtrArray *stay = g_ptr_array_new_with_free_func (g_free);
  char **texts = g_new (char *, N_TEXTS);

  for (guint i = 0; i < N_TEXTS; i++)
    {
      texts[i] = g_malloc0 (24 + (i * 37) % 5000);
      unmask (texts[i] + (i % 3 == 0 || (i * 37) % 5000 < 24 ? 0 : 16));
      g_ptr_array_add (stay, g_malloc0 (16 + i % 64));
    }
  for (guint i = 0; i < N_TEXTS; i++)
    g_free (texts[(i * 7) % N_TEXTS]);
  g_free (texts);
  return stay;
}

static void
test_sweep (void)
{
  g_autoptr (GPtrArray) stay = leave_behind ();

  g_assert_cmpuint (count_left (), >, N_TEXTS / 20);
  ek_memory_sweep ();
  g_assert_cmpuint (count_left (), ==, 0);
}

static void
test_wipe (void)
{
  g_autoptr (GPtrArray) stay = NULL;
  guint without, with;

  stay = leave_behind ();
  without = count_left ();
  ek_memory_sweep ();
  g_clear_pointer (&stay, g_ptr_array_unref);
  ek_memory_wipe_freed (TRUE);
  stay = leave_behind ();
  with = count_left ();
  ek_memory_wipe_freed (FALSE);
  /* all but what the thread's own cache takes before it is emptied: seven of each size */
  g_assert_cmpuint (with, <, without / 2);
  ek_memory_sweep ();
  g_assert_cmpuint (count_left (), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (SANITIZED)
    {
      g_print ("1..0 # SKIP the sanitizer has a heap of its own\n");
      return 0;
    }
  ek_memory_wipe_freed (FALSE);
  g_test_add_func ("/memory/sweep", test_sweep);
  g_test_add_func ("/memory/wipe", test_wipe);
  return g_test_run ();
}
