/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-patient-cell.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "ek-accessible.h"
#include "ek-format.h"

/* A row is one widget that paints its words itself. The list view keeps 200 rows at any time, and a widget for
 * every label and image of each of them, with its style and its place in the accessible tree, cost ten times what
 * the words cost. The row of the list bears the accessible name; who hovers over the sync icon is told by
 * ek_patient_cell_get_tooltip(). */

#define GAP 8          /* px, between the parts of a line */
#define ICON_GAP 4     /* px, between an icon and its word */
#define LINE_GAP 2     /* px, between the lines */
#define ICON_EM 1.09   /* 16 px beside 11 points */
#define WIDTH_EM 17    /* a name that can be told apart, beside the longest word for a risk */
#define SECONDARY 0.72 /* as .secondary in style.css */

/* What the lines say: the name, how much is to be looked at and the risk; of a namesake what tells him or her apart,
 * and that the hospital has replaced the file, on a line of their own; about the person, the last score, where the
 * record is. */
typedef enum { NAME, LOOK, RISK, EXTRA, ABOUT, SCORE, N_WORDS } Words;

struct _EkPatientCell {
  GtkWidget parent_instance;

  EkSession *session;
  EkPatientItem *item;
  gulong changed;

  char *words[N_WORDS];          /* NULL: nothing */
  PangoLayout *layouts[N_WORDS]; /* made when the row is seen */
  const char *risk_class;        /* of style.css; the colour has its name */
  const char *risk_icon_name;    /* or NULL */
  const char *look_icon_name;    /* or NULL: nothing is to be looked at */
  gboolean look_in_colour;       /* something dangerous may be behind it */
  const char *sync_icon_name;
  const char *sync;            /* in words */
  GtkIconPaintable *risk_icon; /* found when the row is seen */
  GtkIconPaintable *look_icon;
  GtkIconPaintable *sync_icon;
  int icon_scale;    /* for which they were found */
  char *description; /* everything in words */
};

G_DEFINE_FINAL_TYPE (EkPatientCell, ek_patient_cell, GTK_TYPE_WIDGET)

/* Sizes: every row is as high as the tallest script, so that the list needs to measure no text. */

typedef struct {
  int width;         /* least, px */
  int first, second; /* heights of the lines, px */
  int icon;          /* px */
} Sizes;

/* All rows of a list write with the list's own context: what fonts there are is worked out once. */
static PangoContext *
context_of (EkPatientCell *self)
{
  GtkWidget *list = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_LIST_VIEW);

  return gtk_widget_get_pango_context (list != NULL ? list : GTK_WIDGET (self));
}

static PangoLayout *
make_layout (PangoContext *context, Words which, const char *text)
{
  PangoLayout *layout = pango_layout_new (context);
  PangoAttrList *attributes = pango_attr_list_new ();

  if (which == NAME || which == RISK || which == LOOK)
    pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_SEMIBOLD));
  if (which == RISK || which == LOOK)
    pango_attr_list_insert (attributes, pango_attr_scale_new (1 / 1.2));
  if (which == ABOUT || which == SCORE || which == EXTRA)
    pango_attr_list_insert (attributes, pango_attr_size_new (9 * PANGO_SCALE));
  if (which == SCORE)
    pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum"));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_text (layout, text, -1);
  return layout;
}

static int
height_of (PangoContext *context, Words which)
{
  g_autoptr (PangoLayout) layout = make_layout (context, which, "\303\205g\346\274\242\330\271");
  int height;

  pango_layout_get_pixel_size (layout, NULL, &height);
  return height;
}

static const Sizes *
sizes_for (PangoContext *context)
{
  static Sizes sizes;
  static PangoFontDescription *font;
  static double resolution;
  const PangoFontDescription *wanted = pango_context_get_font_description (context);
  double dots = pango_cairo_context_get_resolution (context), em;

  if (font != NULL && pango_font_description_equal (font, wanted) && resolution == dots)
    return &sizes;
  g_clear_pointer (&font, pango_font_description_free);
  font = pango_font_description_copy (wanted);
  resolution = dots;
  em = pango_font_description_get_size (font) / (double) PANGO_SCALE;
  if (!pango_font_description_get_size_is_absolute (font))
    em *= (dots > 0 ? dots : 96) / 72;
  sizes.icon = MAX (16, (int) round (em * ICON_EM));
  sizes.width = (int) round (em * WIDTH_EM);
  sizes.first = MAX (height_of (context, NAME), sizes.icon);
  sizes.second = MAX (height_of (context, SCORE), sizes.icon);
  return &sizes;
}

static void
ek_patient_cell_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                         int *minimum_baseline, int *natural_baseline)
{
  const Sizes *sizes = sizes_for (context_of (EK_PATIENT_CELL (widget)));

  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? sizes->width : sizes->first + LINE_GAP + sizes->second;
  if (orientation == GTK_ORIENTATION_VERTICAL && EK_PATIENT_CELL (widget)->words[EXTRA] != NULL)
    *minimum += LINE_GAP + sizes->second;
  *natural = *minimum;
}

/* Painting */

typedef struct {
  EkPatientCell *cell;
  GtkSnapshot *snapshot;
  PangoContext *context;
  const Sizes *sizes;
  int width;         /* of the row, px */
  gboolean mirrored; /* right to left */
} Canvas;

/* Paints the words from @x on, or up to @x, in at most @room; says how wide they were. */
static int
paint_words (Canvas *canvas, Words which, int x, int room, gboolean up_to, int y, int line, const GdkRGBA *color)
{
  EkPatientCell *self = canvas->cell;
  PangoLayout *layout = NULL;
  PangoRectangle box;
  int left;

  if (self->words[which] == NULL || *self->words[which] == '\0' || room <= 0)
    return 0;
  if (self->layouts[which] == NULL)
    self->layouts[which] = make_layout (canvas->context, which, self->words[which]);
  layout = self->layouts[which];
  pango_layout_set_width (layout, -1);
  pango_layout_get_pixel_extents (layout, NULL, &box);
  if (box.width > room)
    {
      pango_layout_set_width (layout, room * PANGO_SCALE);
      pango_layout_get_pixel_extents (layout, NULL, &box);
    }
  left = up_to ? x - box.width : x;
  if (canvas->mirrored)
    left = canvas->width - left - box.width;
  gtk_snapshot_save (canvas->snapshot);
  gtk_snapshot_translate (canvas->snapshot, &GRAPHENE_POINT_INIT (left - box.x, y + (line - box.height) / 2));
  gtk_snapshot_append_layout (canvas->snapshot, layout, color);
  gtk_snapshot_restore (canvas->snapshot);
  return box.width;
}

static int
width_of (Canvas *canvas, Words which)
{
  EkPatientCell *self = canvas->cell;
  int width;

  if (self->words[which] == NULL || *self->words[which] == '\0')
    return 0;
  if (self->layouts[which] == NULL)
    self->layouts[which] = make_layout (canvas->context, which, self->words[which]);
  pango_layout_set_width (self->layouts[which], -1);
  pango_layout_get_pixel_size (self->layouts[which], &width, NULL);
  return width;
}

static void
paint_icon (Canvas *canvas, GtkIconPaintable **icon, const char *name, int x, int y, int line, const GdkRGBA *color)
{
  GtkWidget *widget = GTK_WIDGET (canvas->cell);
  int size = canvas->sizes->icon;
  GdkRGBA colors[4] = { *color, *color, *color, *color };

  if (name == NULL)
    return;
  if (*icon == NULL)
    *icon = gtk_icon_theme_lookup_icon (gtk_icon_theme_get_for_display (gtk_widget_get_display (widget)), name, NULL,
                                        size, canvas->cell->icon_scale, gtk_widget_get_direction (widget),
                                        GTK_ICON_LOOKUP_FORCE_SYMBOLIC);
  if (canvas->mirrored)
    x = canvas->width - x - size;
  gtk_snapshot_save (canvas->snapshot);
  gtk_snapshot_translate (canvas->snapshot, &GRAPHENE_POINT_INIT (x, y + (line - size) / 2));
  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (*icon), canvas->snapshot, size, size, colors, 4);
  gtk_snapshot_restore (canvas->snapshot);
}

static void
forget_icons (EkPatientCell *self)
{
  g_clear_object (&self->risk_icon);
  g_clear_object (&self->look_icon);
  g_clear_object (&self->sync_icon);
}

static void
find_color (Canvas *canvas, const char *css_class, GdkRGBA *color)
{
  g_autofree char *name = g_strdelimit (g_strconcat (css_class, "-color", NULL), "-", '_');

  gtk_style_context_lookup_color (gtk_widget_get_style_context (GTK_WIDGET (canvas->cell)), name, color);
}

/* Up to @end; says where it begins. */
static int
paint_look (Canvas *canvas, int end, const GdkRGBA *text)
{
  EkPatientCell *self = canvas->cell;
  GdkRGBA color = *text;

  if (self->look_icon_name == NULL)
    return end;
  if (self->look_in_colour)
    find_color (canvas, "risk-high", &color);
  end -= paint_words (canvas, LOOK, end, end, TRUE, 0, canvas->sizes->first, &color) + ICON_GAP + canvas->sizes->icon;
  paint_icon (canvas, &self->look_icon, self->look_icon_name, end, 0, canvas->sizes->first, &color);
  return end - GAP;
}

/* The name gives way to the risk, never the other way round. */
static void
paint_first_line (Canvas *canvas, const GdkRGBA *text)
{
  EkPatientCell *self = canvas->cell;
  int end = canvas->width, line = canvas->sizes->first;
  GdkRGBA color = *text;

  if (self->risk_class != NULL)
    {
      find_color (canvas, self->risk_class, &color);
      end -= paint_words (canvas, RISK, end, end - canvas->sizes->icon - ICON_GAP, TRUE, 0, line, &color);
      end -= ICON_GAP + canvas->sizes->icon;
      paint_icon (canvas, &self->risk_icon, self->risk_icon_name, end, 0, line, &color);
      end -= GAP;
    }
  end = paint_look (canvas, end, text);
  paint_words (canvas, NAME, 0, end, FALSE, 0, line, text);
}

static void
paint_last_line (Canvas *canvas, const GdkRGBA *text)
{
  EkPatientCell *self = canvas->cell;
  int y = canvas->sizes->first + LINE_GAP, line = canvas->sizes->second, end = canvas->width, begin;
  GdkRGBA color = *text;

  color.alpha *= SECONDARY;
  if (self->words[EXTRA] != NULL)
    {
      paint_words (canvas, EXTRA, 0, end, FALSE, y, line, text);
      y += line + LINE_GAP;
    }
  end -= canvas->sizes->icon;
  paint_icon (canvas, &self->sync_icon, self->sync_icon_name, end, y, line, &color);
  end -= GAP;
  begin = MIN (width_of (canvas, ABOUT), end);
  paint_words (canvas, ABOUT, 0, begin, FALSE, y, line, &color);
  paint_words (canvas, SCORE, end, end - begin - GAP, TRUE, y, line, &color);
}

static void
ek_patient_cell_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  EkPatientCell *self = EK_PATIENT_CELL (widget);
  PangoContext *context = context_of (self);
  Canvas canvas = { self,
                    snapshot,
                    context,
                    sizes_for (context),
                    gtk_widget_get_width (widget),
                    gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL };
  GdkRGBA color;

  if (self->item == NULL)
    return;
  if (self->icon_scale != gtk_widget_get_scale_factor (widget))
    forget_icons (self);
  self->icon_scale = gtk_widget_get_scale_factor (widget);
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  paint_first_line (&canvas, &color);
  paint_last_line (&canvas, &color);
}

/* Another size of text, another direction, other colours. */
static void
forget_layouts (EkPatientCell *self)
{
  for (guint i = 0; i < N_WORDS; i++)
    g_clear_object (&self->layouts[i]);
  forget_icons (self);
}

static void
ek_patient_cell_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (ek_patient_cell_parent_class)->css_changed (widget, change);
  forget_layouts (EK_PATIENT_CELL (widget));
}

static void
ek_patient_cell_system_setting_changed (GtkWidget *widget, GtkSystemSetting setting)
{
  GTK_WIDGET_CLASS (ek_patient_cell_parent_class)->system_setting_changed (widget, setting);
  forget_layouts (EK_PATIENT_CELL (widget));
  gtk_widget_queue_resize (widget);
}

static void
ek_patient_cell_direction_changed (GtkWidget *widget, GtkTextDirection former)
{
  GTK_WIDGET_CLASS (ek_patient_cell_parent_class)->direction_changed (widget, former);
  forget_layouts (EK_PATIENT_CELL (widget));
}

/* Words */

static char *
score_text (EkPatientCell *self, const EkPatientRow *row, gint64 now)
{
  EkCatalogue *catalogue = ek_session_get_catalogue (self->session);
  EkInstrument *instrument = row->last_instrument != NULL && catalogue != NULL
    ? ek_catalogue_find (catalogue, row->last_instrument, NULL)
    : NULL;
  const char *name = instrument != NULL ? ek_instrument_get_abbreviation (instrument) : row->last_instrument;
  g_autofree char *ago = ek_format_ago (row->last_assessed, now);
  g_autofree char *value = NULL;

  if (row->last_assessed == EK_INSTANT_NONE || name == NULL || !isfinite (row->last_score))
    return g_strdup (_ ("Not yet assessed"));
  value = ek_format_score (row->last_score);
  /* Translators: the last score in the list of patients: "PHQ-9 14 · 3 days ago" */
  return g_strdup_printf (_ ("%s %s · %s"), name, value, ago);
}

/* The row of the list bears the name. */
static void
tell (EkPatientCell *self, const char *words[])
{
  g_autoptr (GString) all = g_string_new (NULL);
  GtkWidget *row = gtk_widget_get_parent (GTK_WIDGET (self));

  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      g_string_append_printf (all, "%s%s", all->len > 0 ? ", " : "", words[i]);
  g_free (self->description);
  self->description = g_string_free (g_steal_pointer (&all), FALSE);
  if (row != NULL)
    ek_accessible_set_name (GTK_WIDGET (row), self->description);
}

static void
set_words (EkPatientCell *self, Words which, const char *text)
{
  if (g_strcmp0 (text, self->words[which]) == 0)
    return;
  g_free (self->words[which]);
  self->words[which] = g_strdup (text);
  g_clear_object (&self->layouts[which]);
}

static void
set_icon (const char **name, GtkIconPaintable **icon, const char *wanted)
{
  if (g_strcmp0 (*name, wanted) != 0)
    g_clear_object (icon);
  *name = wanted;
}

/* Birth date and number, as far as known. */
static char *
identity_text (const EkPatientRow *row)
{
  if (row->birth_date != NULL && row->identifier != NULL)
    return g_strconcat (row->birth_date, " · ", row->identifier, NULL);
  return g_strdup (row->birth_date != NULL ? row->birth_date : row->identifier != NULL ? row->identifier : "");
}

/* What a row has a line of its own for; NULL for most. */
static char *
extra_text (const EkPatientRow *row, const char *identity)
{
  const char *apart = *identity != '\0' ? identity : _ ("Born on an unknown date");

  if (row->replaced && row->namesake)
    return g_strconcat (_ ("Replaced at the hospital"), " · ", apart, NULL);
  return row->replaced ? g_strdup (_ ("Replaced at the hospital")) : row->namesake ? g_strdup (apart) : NULL;
}

static char *
look_text (const EkPatientRow *row)
{
  g_autofree char *words = row->n_notices > 0
    ? g_strdup_printf (ngettext ("%u to be looked at", "%u to be looked at", row->n_notices), row->n_notices)
    : g_strdup ("");

  if (row->n_danger == 0)
    return g_steal_pointer (&words);
  /* Translators: "3 to be looked at, 1 perhaps dangerous" */
  return g_strdup_printf (_ ("%s, %u perhaps dangerous"), words, row->n_danger);
}

/* A danger that is not clear is not seen less than a risk that is. */
static void
refresh_look (EkPatientCell *self, const EkPatientRow *row)
{
  g_autofree char *number = row->n_notices > 0 ? g_strdup_printf ("%u", row->n_notices) : NULL;

  self->look_in_colour = row->n_danger > 0;
  set_words (self, LOOK, number);
  set_icon (&self->look_icon_name, &self->look_icon,
            row->n_danger > 0      ? "dialog-warning-symbolic"
              : row->n_notices > 0 ? "dialog-information-symbolic"
                                   : NULL);
}

static void
refresh (EkPatientCell *self)
{
  const EkPatientRow *row = ek_patient_item_get_row (self->item);
  EkClock *clock = ek_session_get_clock (self->session);
  gint64 now = ek_clock_now (clock);
  const char *risk_icon = NULL, *sync_icon = NULL;
  const char *risk;
  g_autofree char *person = ek_format_person (row->sex, row->birth_date, now, ek_clock_offset (clock, now));
  g_autofree char *score = score_text (self, row, now);
  g_autofree char *identity = identity_text (row);
  g_autofree char *extra = extra_text (row, identity);
  g_autofree char *look = look_text (row);
  gboolean grows = (extra != NULL) != (self->words[EXTRA] != NULL);

  self->risk_class = NULL;
  risk = ek_format_tier (row->tier, &risk_icon, &self->risk_class);
  self->sync = ek_format_sync (row->sync_state, &sync_icon);
  set_words (self, NAME, row->name);
  set_words (self, RISK, risk);
  set_words (self, EXTRA, extra);
  set_words (self, ABOUT, person);
  set_words (self, SCORE, score);
  refresh_look (self, row);
  set_icon (&self->risk_icon_name, &self->risk_icon, risk_icon);
  set_icon (&self->sync_icon_name, &self->sync_icon, sync_icon);
  tell (self,
        (const char *[]){ row->name, person, identity, row->replaced ? _ ("Replaced at the hospital") : "",
                          risk != NULL ? risk : "", look, score, self->sync, NULL });
  if (grows)
    gtk_widget_queue_resize (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
wipe (EkPatientCell *self)
{
  for (guint i = 0; i < N_WORDS; i++)
    set_words (self, i, NULL);
  g_clear_pointer (&self->description, g_free);
  self->risk_class = NULL;
  self->sync = NULL;
  set_icon (&self->risk_icon_name, &self->risk_icon, NULL);
  set_icon (&self->look_icon_name, &self->look_icon, NULL);
  set_icon (&self->sync_icon_name, &self->sync_icon, NULL);
}

/* Plumbing */

static void
ek_patient_cell_dispose (GObject *object)
{
  EkPatientCell *self = EK_PATIENT_CELL (object);

  ek_patient_cell_set_item (self, NULL);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (ek_patient_cell_parent_class)->dispose (object);
}

static void
ek_patient_cell_class_init (EkPatientCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ek_patient_cell_dispose;
  widget_class->measure = ek_patient_cell_measure;
  widget_class->snapshot = ek_patient_cell_snapshot;
  widget_class->css_changed = ek_patient_cell_css_changed;
  widget_class->system_setting_changed = ek_patient_cell_system_setting_changed;
  widget_class->direction_changed = ek_patient_cell_direction_changed;
  gtk_widget_class_set_css_name (widget_class, "patient-cell");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
ek_patient_cell_init (EkPatientCell *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

/**
 * ek_patient_cell_new:
 * @session: for the clock and the instruments
 *
 * Returns: (transfer floating): an empty row
 */
GtkWidget *
ek_patient_cell_new (EkSession *session)
{
  EkPatientCell *self = g_object_new (EK_TYPE_PATIENT_CELL, NULL);

  self->session = g_object_ref (session);
  return GTK_WIDGET (self);
}

/**
 * ek_patient_cell_set_item:
 * @self: a row
 * @item: (nullable): the patient to show; %NULL wipes it
 */
void
ek_patient_cell_set_item (EkPatientCell *self, EkPatientItem *item)
{
  if (self->item != NULL)
    g_clear_signal_handler (&self->changed, self->item);
  g_set_object (&self->item, item);
  if (item == NULL)
    {
      wipe (self);
      return;
    }
  self->changed = g_signal_connect_swapped (item, "changed", G_CALLBACK (refresh), self);
  refresh (self);
}

/**
 * ek_patient_cell_get_tooltip:
 * @self: a row
 * @x: where the pointer is in it, px
 *
 * A tooltip for each row of its own would ask the display where the pointer is, row by row.
 *
 * Returns: (transfer none) (nullable): what the sync icon means, if that is below @x
 */
const char *
ek_patient_cell_get_tooltip (EkPatientCell *self, double x)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int icon = sizes_for (context_of (self))->icon;
  gboolean mirrored = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  return (mirrored ? x <= icon : x >= width - icon) ? self->sync : NULL;
}

/**
 * ek_patient_cell_get_description:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): everything the row says, as a screen reader reads it
 */
const char *
ek_patient_cell_get_description (EkPatientCell *self)
{
  return self->description;
}
