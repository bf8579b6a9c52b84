/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A form on paper: the facsimile, page by page. */

#include "ek-form-report.h"

#include <glib/gi18n-lib.h>

#include "ek-page.h"

static void
write_line (EkPage *page, gpointer user_data)
{
  const EkFormLine *line = user_data;

  ek_page_text (page, EK_PAGE_BOLD, line->title);
  for (guint i = 0; i < line->options->len; i++)
    {
      const EkFormOption *option = g_ptr_array_index (line->options, i);
      g_autofree char *text = g_strdup_printf ("      %s %s", option->chosen ? "●" : "○", option->text);

      ek_page_text (page, option->chosen ? EK_PAGE_BOLD : EK_PAGE_PLAIN, text);
    }
  if (line->answer != NULL)
    {
      g_autofree char *text = g_strdup_printf ("      %s", line->answer);

      ek_page_text (page, EK_PAGE_PLAIN, text);
    }
  if (line->remark != NULL)
    {
      g_autofree char *text = g_strdup_printf ("      — %s", line->remark);

      ek_page_text (page, EK_PAGE_PLAIN, text);
    }
  ek_page_space (page, 4);
}

static void
write_versions (EkPage *page, const EkFormFacsimile *form)
{
  if (form->versions->len < 2)
    return;
  ek_page_heading (page, _ ("Versions"));
  for (guint i = 0; i < form->versions->len; i++)
    {
      const EkFormVersion *version = g_ptr_array_index (form->versions, i);
      g_autofree char *text =
        g_strdup_printf ("%s · %s · %s%s%s", version->when, version->what, version->who != NULL ? version->who : "",
                         version->reason != NULL ? " · " : "", version->reason != NULL ? version->reason : "");

      ek_page_item (page, text);
      for (guint k = 0; k < version->changes->len; k++)
        ek_page_text (page, EK_PAGE_SMALL, g_ptr_array_index (version->changes, k));
    }
}

static void
write_form (EkPage *page, gpointer user_data)
{
  const EkFormFacsimile *form = user_data;

  ek_page_title (page, form->title);
  ek_page_pair (page, _ ("Patient"), form->patient);
  for (guint i = 0; i < form->pairs->len; i++)
    {
      const EkFormPair *pair = g_ptr_array_index (form->pairs, i);

      ek_page_pair (page, pair->label, pair->value);
    }
  if (form->warning != NULL)
    ek_page_text (page, EK_PAGE_ALARM, form->warning);
  /* What it came to stands on the first page; the questions follow. */
  ek_page_heading (page, _ ("Result"));
  for (guint i = 0; i < form->results->len; i++)
    {
      const EkFormPair *pair = g_ptr_array_index (form->results, i);

      ek_page_pair (page, pair->label, pair->value);
    }
  ek_page_heading (page, _ ("Questions and answers"));
  if (form->instructions != NULL)
    ek_page_text (page, EK_PAGE_PLAIN, form->instructions);
  ek_page_space (page, 6);
  for (guint i = 0; i < form->lines->len; i++)
    ek_page_block (page, write_line, g_ptr_array_index (form->lines, i));
  write_versions (page, form);
  if (form->marks->len > 0)
    ek_page_heading (page, _ ("Not verified"));
  for (guint i = 0; i < form->marks->len; i++)
    ek_page_text (page, EK_PAGE_SMALL, g_ptr_array_index (form->marks, i));
  ek_page_space (page, 6);
  if (form->rights != NULL)
    ek_page_text (page, EK_PAGE_SMALL, form->rights);
}

static EkPageSetup
setup_of (EkFormFacsimile *form)
{
  return (EkPageSetup){ .title = form->title,
                        .head = form->title,
                        .whose = form->patient,
                        .foot = _ ("Confidential patient record"),
                        .language = form->language };
}

/**
 * ek_form_report_render:
 * @facsimile: a form
 * @error: %EK_ERROR_FAILED when it could not be made
 *
 * Returns: (transfer full): a PDF in memory, or %NULL
 */
GBytes *
ek_form_report_render (EkFormFacsimile *facsimile, GError **error)
{
  const EkPageSetup setup = setup_of (facsimile);

  return ek_page_render (&setup, write_form, facsimile, error);
}

/**
 * ek_form_report_record:
 * @facsimile: a form
 *
 * Returns: (transfer full) (element-type cairo_surface_t): its pages, A4 in points
 */
GPtrArray *
ek_form_report_record (EkFormFacsimile *facsimile)
{
  const EkPageSetup setup = setup_of (facsimile);

  return ek_page_record (&setup, write_form, facsimile);
}
