/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Keys and passphrases are in memory of their own (ek-secret). Names, notes and answers go through widgets, SQLite and
 * GLib, which free what they no longer need without emptying it: after a lock it would still be there, for whoever
 * reads the memory or the swap space. What is freed here is the C library's, so it is emptied here. */

#include "ek-memory.h"

#include <malloc.h>
#include <string.h>
#include <unistd.h>

#define FILLING 0x5a
#define LARGEST (64 * 1024)
#define BINNED 1032 /* sizes up to this are kept apart by 16 bytes, also in a cache of each thread */
#define STEP 16
#define PER_SIZE 64          /* where it is not seen that there is nothing left */
#define AT_MOST (512 * 1024) /* blocks, in case it is never seen */

/**
 * ek_memory_wipe_freed:
 * @wipe: whether
 *
 * While it is on, memory is overwritten when it is freed. That costs a tenth of a frame that draws large pictures, so
 * it is for the time of locking, when all that was about patients is let go of.
 */
void
ek_memory_wipe_freed (gboolean wipe)
{
#if defined M_PERTURB && !defined __SANITIZE_ADDRESS__
  mallopt (M_PERTURB, wipe ? FILLING : 0);
#endif
}

#ifndef __SANITIZE_ADDRESS__
typedef struct _Block Block;

struct _Block {
  Block *next;
};

/* Takes blocks of one size until the heap had to grow for one, which therefore held nothing. */
static guint
take (Block **taken, gsize size, guint at_most, gboolean main_heap)
{
  guint n = 0;

  while (n < at_most)
    {
      void *end = sbrk (0);
      Block *block = malloc (size);

      if (block == NULL)
        break;
      memset (block, 0, malloc_usable_size (block));
      block->next = *taken;
      *taken = block;
      n++;
      if (main_heap && sbrk (0) != end)
        break;
    }
  return n;
}
#endif

/**
 * ek_memory_sweep:
 *
 * Empties what is free in the calling thread's heap and was not emptied when it was freed, and gives what is not needed
 * back to the system. From the main thread it finds everything; another thread's heap does not tell when nothing is
 * left, and there it finds what was freed last.
 */
void
ek_memory_sweep (void)
{
#ifndef __SANITIZE_ADDRESS__
  gboolean main_heap = getpid () == gettid ();
  guint left = AT_MOST;
  Block *taken = NULL;

  malloc_trim (0);
  for (gsize size = LARGEST; size > BINNED && left > 0; size /= 2)
    left -= take (&taken, size, main_heap ? left : PER_SIZE, main_heap);
  for (gsize size = BINNED; size >= sizeof (Block) + STEP && left > PER_SIZE; size -= STEP)
    left -= take (&taken, size, main_heap ? left : PER_SIZE, main_heap);
  while (taken != NULL)
    {
      Block *block = taken;

      taken = block->next;
      free (block);
    }
  malloc_trim (0);
#endif
}
