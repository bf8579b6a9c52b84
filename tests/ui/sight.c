/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Loaded in front of a GTK program that a test drives (LD_PRELOAD): says where a user would hit a widget. Newer GTK
 * tells over AT-SPI the sizes of pages that are not shown as if they were, adds up places without what lies between the
 * border and the content of each parent, and answers wrongly what a widget contains, so that the driver cannot see for
 * itself. It asks here, on the socket UI_SIGHT, with the place that AT-SPI tells, "X Y WIDTH HEIGHT" in whole pixels.
 * The answer is "X Y", a point of the widget inside its window or popover that nothing else covers, or "-". */

#include <glib-unix.h>
#include <gtk/gtk.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

typedef struct {
  int x, y, width, height;
} Place;

static gboolean
hits (GtkWidget *widget, GtkWidget *native, double x, double y)
{
  for (GtkWidget *w = gtk_widget_pick (native, x, y, GTK_PICK_INSENSITIVE); w != NULL;
       w = w != native ? gtk_widget_get_parent (w) : NULL)
    if (w == widget)
      return TRUE;
  return FALSE;
}

/* The middle of what is to be seen of it inside all that it is in. */
static gboolean
find_point (GtkWidget *widget, graphene_point_t *point)
{
  GtkWidget *native = GTK_WIDGET (gtk_widget_get_native (widget));
  graphene_rect_t seen, outer;

  if (native == NULL || !gtk_widget_compute_bounds (widget, native, &seen))
    return FALSE;
  for (GtkWidget *w = widget; w != native; w = gtk_widget_get_parent (w))
    if (gtk_widget_compute_bounds (w, native, &outer) && outer.size.width > 0 &&
        !graphene_rect_intersection (&seen, &outer, &seen))
      return FALSE;
  graphene_rect_get_center (&seen, point);
  return seen.size.width >= 3 && seen.size.height >= 3 && hits (widget, native, point->x, point->y);
}

/* Whether a mapped widget at or below this one is told to be at the place, and can be hit. @x, @y: where the parent is
 * told to be. */
static gboolean
find_told (GtkWidget *widget, int x, int y, const Place *place, graphene_point_t *point)
{
  GtkWidget *parent = gtk_widget_get_parent (widget);
  graphene_rect_t bounds;

  if (!gtk_widget_get_mapped (widget) || !gtk_widget_compute_bounds (widget, parent != NULL ? parent : widget, &bounds))
    return FALSE;
  x = parent != NULL ? x + (int) floorf (bounds.origin.x) : 0;
  y = parent != NULL ? y + (int) floorf (bounds.origin.y) : 0;
  /* the inner one first: it may stand at the same place */
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (find_told (child, x, y, place, point))
      return TRUE;
  return x == place->x && y == place->y && abs ((int) ceilf (bounds.size.width) - place->width) < 2 &&
    abs ((int) ceilf (bounds.size.height) - place->height) < 2 && find_point (widget, point);
}

static gboolean
on_asked (int fd, GIOCondition condition, gpointer data)
{
  char line[200] = "";
  ssize_t n = read (fd, line, sizeof line - 1);
  Place place;
  graphene_point_t point;
  gboolean seen = FALSE;
  g_autoptr (GList) windows = NULL;

  if (n <= 0)
    {
      close (fd);
      return G_SOURCE_REMOVE;
    }
  if (sscanf (line, "%d %d %d %d", &place.x, &place.y, &place.width, &place.height) == 4)
    windows = gtk_window_list_toplevels ();
  for (GList *w = windows; w != NULL && !seen; w = w->next)
    seen = find_told (w->data, 0, 0, &place, &point);
  if (seen)
    g_snprintf (line, sizeof line, "%d %d\n", (int) point.x, (int) point.y);
  else
    g_strlcpy (line, "-\n", sizeof line);
  n = write (fd, line, strlen (line));
  return G_SOURCE_CONTINUE;
}

static gboolean
on_caller (int fd, GIOCondition condition, gpointer data)
{
  int caller = accept (fd, NULL, NULL);

  if (caller >= 0)
    g_unix_fd_add (caller, G_IO_IN, on_asked, NULL);
  return G_SOURCE_CONTINUE;
}

__attribute__ ((constructor)) static void
begin (void)
{
  const char *path = g_getenv ("UI_SIGHT");
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd = path != NULL ? socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0) : -1;

  if (fd < 0)
    return;
  /* what this program starts in its turn is not asked */
  g_strlcpy (address.sun_path, path, sizeof address.sun_path);
  g_unsetenv ("UI_SIGHT");
  if (bind (fd, (struct sockaddr *) &address, sizeof address) < 0 || listen (fd, 8) < 0)
    close (fd);
  else
    g_unix_fd_add (fd, G_IO_IN, on_caller, NULL);
}
