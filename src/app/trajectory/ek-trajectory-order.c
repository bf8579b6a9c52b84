/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-trajectory-order.h"

#include <glib/gi18n-lib.h>

#include "ek-csv.h"
#include "ek-format.h"
#include "ek-trajectory-item.h"
#include "ek-types.h"

/* Pictures for a screen, twice as sharp; a page as wide as A4 across, as high as the chart needs. */
#define PICTURE_WIDTH 1200.0
#define PICTURE_SCALE 2.0
#define PAGE_WIDTH 842.0
#define PAGE_HEIGHT 595.0

/**
 * ek_trajectory_order_new:
 * @session: the session
 * @patient_id: whose course
 * @view: how it is drawn; copied
 *
 * Returns: (transfer full): an order
 */
EkTrajectoryOrder *
ek_trajectory_order_new (EkSession *session, const char *patient_id, const EkTrajectoryView *view)
{
  EkTrajectoryOrder *order = g_new0 (EkTrajectoryOrder, 1);

  order->catalogue = ek_session_get_catalogue (session);
  order->patient_id = g_strdup (patient_id);
  order->language = g_strdup (ek_format_language ());
  order->keys = g_strdupv ((char **) view->keys);
  order->view = *view;
  order->view.keys = (const char *const *) order->keys;
  return order;
}

/**
 * ek_trajectory_order_copy:
 * @order: an order
 *
 * Returns: (transfer full): the same for another job
 */
EkTrajectoryOrder *
ek_trajectory_order_copy (const EkTrajectoryOrder *order)
{
  EkTrajectoryOrder *copy = g_new0 (EkTrajectoryOrder, 1);

  *copy = *order;
  copy->patient_id = g_strdup (order->patient_id);
  copy->language = g_strdup (order->language);
  copy->keys = g_strdupv (order->keys);
  copy->view.keys = (const char *const *) copy->keys;
  return copy;
}

/**
 * ek_trajectory_order_free:
 * @order: (transfer full): an order
 */
void
ek_trajectory_order_free (EkTrajectoryOrder *order)
{
  g_free (order->patient_id);
  g_free (order->language);
  g_strfreev (order->keys);
  g_free (order);
}

/* A picture that leaves the program says whose it is and of when: without that it ends in the wrong file. */
static char *
title_of (const EkTrajectoryOrder *order, EkStore *store, GError **error)
{
  g_autoptr (EkRecord) patient = ek_store_load (store, &ek_patient_type, order->patient_id, error);
  EkClock *clock = ek_store_get_clock (store);
  gint64 now = ek_clock_now (clock);
  g_autofree char *today = ek_format_date (now, ek_clock_offset (clock, now));
  const char *name, *birth;

  if (patient == NULL)
    return NULL;
  name = ek_record_get_text (patient, EK_PATIENT_NAME);
  birth = ek_record_get_text (patient, EK_PATIENT_BIRTH_DATE);
  return birth != NULL ? g_strdup_printf ("%s · %s · %s", name, birth, today)
                       : g_strdup_printf ("%s · %s", name, today);
}

static EkTrajectory *
load (const EkTrajectoryOrder *order, EkStore *store, GError **error)
{
  return ek_trajectory_report_load (store, order->catalogue, order->patient_id, order->language, error);
}

/**
 * ek_trajectory_order_chart:
 * @order: an order
 * @store: the store
 * @error: return location; of reading
 *
 * Returns: (transfer full) (nullable): the chart, headed by the patient's name and date of birth and by today; %NULL
 *   with what the store says
 */
EkChart *
ek_trajectory_order_chart (const EkTrajectoryOrder *order, EkStore *store, GError **error)
{
  g_autofree char *title = title_of (order, store, error);
  g_autoptr (EkTrajectory) trajectory = title != NULL ? load (order, store, error) : NULL;
  EkChart *chart;

  if (trajectory == NULL)
    return NULL;
  chart = ek_trajectory_make_chart (trajectory, &order->view);
  ek_chart_set_title (chart, title);
  return chart;
}

/**
 * ek_trajectory_order_render:
 * @order: an order
 * @store: the store
 * @kind: of file
 * @error: return location; of reading, %EK_ERROR_IO of painting
 *
 * Returns: (transfer full) (nullable): the chart as a file, on paper's colours
 */
GBytes *
ek_trajectory_order_render (const EkTrajectoryOrder *order, EkStore *store, EkImageKind kind, GError **error)
{
  g_autoptr (EkChart) chart = ek_trajectory_order_chart (order, store, error);
  gboolean page = kind == EK_IMAGE_PDF;
  double width = page ? PAGE_WIDTH : PICTURE_WIDTH, height;

  if (chart == NULL)
    return NULL;
  height = ek_chart_get_natural_height (chart, width);
  return ek_chart_render (chart, kind, width, page ? MAX (height, PAGE_HEIGHT) : height, PICTURE_SCALE, EK_CHART_PRINT,
                          error);
}

/**
 * ek_trajectory_order_csv:
 * @order: an order
 * @store: the store
 * @error: return location; of reading
 *
 * Returns: (transfer full) (nullable): all values of the chosen series, also of the time not shown, as comma-separated
 *   text; names no patient. %NULL with what the store says
 */
char *
ek_trajectory_order_csv (const EkTrajectoryOrder *order, EkStore *store, GError **error)
{
  g_autoptr (EkTrajectory) trajectory = load (order, store, error);
  EkTrajectoryView whole = order->view;

  whole.from_ms = whole.to_ms = 0;
  return trajectory != NULL ? ek_trajectory_make_csv (trajectory, &whole) : NULL;
}

/* A cell between tabulators holds neither these nor ends of lines. */
static void
append_cell (GString *lines, const char *text, gboolean last)
{
  if (ek_csv_is_formula (text))
    g_string_append_c (lines, '\'');
  for (const char *c = text; *c != '\0'; c++)
    g_string_append_c (lines, *c == '\t' || *c == '\n' || *c == '\r' ? ' ' : *c);
  g_string_append_c (lines, last ? '\n' : '\t');
}

/**
 * ek_trajectory_order_lines:
 * @order: an order
 * @store: the store
 * @error: return location; of reading
 *
 * Returns: (transfer full) (nullable): the table as lines of cells between tabulators, as programs for writing and
 *   calculating take them from the clipboard; names no patient. %NULL with what the store says
 */
char *
ek_trajectory_order_lines (const EkTrajectoryOrder *order, EkStore *store, GError **error)
{
  g_autoptr (EkTrajectory) trajectory = load (order, store, error);
  g_autoptr (GArray) points = NULL;
  GString *lines;

  if (trajectory == NULL)
    return NULL;
  points = ek_trajectory_list_points (trajectory, &order->view);
  lines = g_string_new (NULL);
  for (guint cell = 0; cell < EK_TRAJECTORY_N_CELLS; cell++)
    append_cell (lines, ek_trajectory_cell_title (cell), cell + 1 == EK_TRAJECTORY_N_CELLS);
  for (guint i = 0; i < points->len; i++)
    {
      const EkTrajectoryPoint *place = &g_array_index (points, EkTrajectoryPoint, i);
      g_autoptr (EkTrajectoryRow) row =
        ek_trajectory_make_row (trajectory, g_ptr_array_index (trajectory->series, place->series), place->index);
      g_autoptr (EkTrajectoryItem) item = ek_trajectory_item_new (row);

      for (guint cell = 0; cell < EK_TRAJECTORY_N_CELLS; cell++)
        append_cell (lines, ek_trajectory_item_get_cell (item, cell), cell + 1 == EK_TRAJECTORY_N_CELLS);
    }
  return g_string_free (lines, FALSE);
}
