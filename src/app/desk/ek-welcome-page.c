/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-welcome-page.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ek-accessible.h"
#include "ek-message.h"
#include "ek-passphrase.h"
#include "ek-print-code.h"

/* How many characters of the recovery code must be typed back. */
#define CHECKED 4

struct _EkWelcomePage {
  AdwBin parent_instance;

  EkSession *session;
  EkSecret *code; /* between creation and the moment it was noted */

  GtkStack *stack;
  GtkEditable *name;
  AdwComboRow *role;
  GtkEditable *licence;
  GtkEditable *passphrase;
  GtkEditable *again;
  GtkLabel *hint;
  GtkLevelBar *strength;
  GtkLabel *mismatch;
  GtkWidget *create;
  GtkLabel *code_label;
  GtkEditable *check;
  GtkLabel *check_hint;
  GtkWidget *start;
};

G_DEFINE_FINAL_TYPE (EkWelcomePage, ek_welcome_page, ADW_TYPE_BIN)

static gboolean
is_filled (GtkEditable *editable)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (editable)));

  return *text != '\0';
}

static void
on_edited (EkWelcomePage *self)
{
  const char *passphrase = gtk_editable_get_text (self->passphrase);
  const char *again = gtk_editable_get_text (self->again);
  EkPassphraseStrength strength = ek_passphrase_strength (passphrase);
  gboolean same = g_str_equal (passphrase, again);

  gtk_label_set_text (self->hint, ek_passphrase_hint (strength));
  gtk_level_bar_set_value (self->strength, ek_passphrase_is_refused (strength) ? 0 : strength - EK_PASSPHRASE_TOO_EASY);
  gtk_widget_set_visible (GTK_WIDGET (self->mismatch), *again != '\0' && !same);
  gtk_widget_set_sensitive (self->create, is_filled (self->name) && !ek_passphrase_is_refused (strength) && same);
}

static gboolean
is_code_sign (char c)
{
  return g_ascii_isalnum (c);
}

/* The end of the code, letters and digits only, as the person has to type it back. */
static gboolean
check_matches (EkWelcomePage *self)
{
  const char *typed = gtk_editable_get_text (self->check);
  const char *code = (const char *) ek_secret_bytes (self->code);
  gssize i = (gssize) ek_secret_length (self->code) - 1, j = (gssize) strlen (typed) - 1;
  int matched = 0;

  while (matched < CHECKED)
    {
      while (i >= 0 && !is_code_sign (code[i]))
        i--;
      while (j >= 0 && !is_code_sign (typed[j]))
        j--;
      if (i < 0 || j < 0 || g_ascii_toupper (code[i]) != g_ascii_toupper (typed[j]))
        return FALSE;
      i--, j--, matched++;
    }
  return TRUE;
}

static void
on_check_edited (EkWelcomePage *self)
{
  gtk_widget_set_sensitive (self->start, self->code != NULL && check_matches (self));
}

static void
forget_code (EkWelcomePage *self)
{
  g_clear_pointer (&self->code, ek_secret_unref);
  gtk_label_set_text (self->code_label, "");
  gtk_editable_set_text (self->check, "");
}

static void
show_code (EkWelcomePage *self)
{
  g_autofree char *text = g_strndup ((const char *) ek_secret_bytes (self->code), ek_secret_length (self->code));

  gtk_label_set_text (self->code_label, text);
  explicit_bzero (text, strlen (text));
  gtk_stack_set_visible_child_name (self->stack, "code");
  gtk_widget_grab_focus (GTK_WIDGET (self->check));
}

static void
on_created (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EkWelcomePage) self = user_data;
  g_autoptr (GError) error = NULL;
  EkSecret *code = ek_session_create_finish (EK_SESSION (source), result, &error);

  if (code == NULL)
    {
      gtk_stack_set_visible_child_name (self->stack, "form");
      ek_message_error (GTK_WIDGET (self), _ ("The vault could not be made"), error);
      return;
    }
  self->code = code;
  gtk_editable_set_text (self->passphrase, "");
  gtk_editable_set_text (self->again, "");
  show_code (self);
}

static EkRole
chosen_role (EkWelcomePage *self)
{
  return (EkRole) adw_combo_row_get_selected (self->role);
}

static void
on_create (EkWelcomePage *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (self->name)));
  g_autofree char *licence = g_strstrip (g_strdup (gtk_editable_get_text (self->licence)));
  const char *text = gtk_editable_get_text (self->passphrase);
  g_autoptr (EkSecret) passphrase = NULL;
  EkNewUser user = { name, chosen_role (self), *licence != '\0' ? licence : NULL };

  if (!gtk_widget_get_sensitive (self->create))
    return;
  passphrase = ek_secret_new_copy (text, strlen (text));
  gtk_root_set_focus (gtk_widget_get_root (GTK_WIDGET (self)), NULL);
  gtk_stack_set_visible_child_name (self->stack, "making");
  ek_session_create_async (self->session, &user, passphrase, EK_VAULT_COST_STRONG, NULL, on_created,
                           g_object_ref (self));
}

static void
on_print (EkWelcomePage *self)
{
  if (self->code != NULL)
    ek_print_code (GTK_WIDGET (self), self->code);
}

static void
on_start (EkWelcomePage *self)
{
  if (self->code == NULL || !check_matches (self))
    return;
  gtk_root_set_focus (gtk_widget_get_root (GTK_WIDGET (self)), NULL);
  forget_code (self);
  gtk_stack_set_visible_child_name (self->stack, "form");
  ek_session_enter (self->session);
}

static void
fill_roles (EkWelcomePage *self)
{
  g_autoptr (GtkStringList) roles = gtk_string_list_new (NULL);

  for (int role = 0; role <= EK_ROLE_LAST; role++)
    gtk_string_list_append (roles, ek_role_label (role));
  adw_combo_row_set_model (self->role, G_LIST_MODEL (roles));
}

static gboolean
ek_welcome_page_grab_focus (GtkWidget *widget)
{
  EkWelcomePage *self = EK_WELCOME_PAGE (widget);

  return gtk_widget_grab_focus (GTK_WIDGET (self->code != NULL ? self->check : self->name));
}

static void
ek_welcome_page_dispose (GObject *object)
{
  EkWelcomePage *self = EK_WELCOME_PAGE (object);

  g_clear_pointer (&self->code, ek_secret_unref);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (ek_welcome_page_parent_class)->dispose (object);
}

static void
ek_welcome_page_class_init (EkWelcomePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ek_welcome_page_dispose;
  widget_class->grab_focus = ek_welcome_page_grab_focus;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/evenkeel/Evenkeel/ui/ek-welcome-page.ui");
  gtk_widget_class_bind_template_child (widget_class, EkWelcomePage, stack);
  gtk_widget_class_bind_template_child (widget_class, EkWelcomePage, name);
  gtk_widget_class_bind_template_child (widget_class, EkWelcomePage, role);
  gtk_widget_class_bind_template_child (widget_class, EkWelcomePage, licence);
  gtk_widget_class_bind_template_child (widget_class, EkWelcomePage, passphrase);
  gtk_widget_class_bind_template_child (widget_class, EkWelcomePage, again);
  gtk_widget_class_bind_template_child (widget_class, EkWelcomePage, hint);
  gtk_widget_class_bind_template_child (widget_class, EkWelcomePage, strength);
  gtk_widget_class_bind_template_child (widget_class, EkWelcomePage, mismatch);
  gtk_widget_class_bind_template_child (widget_class, EkWelcomePage, create);
  gtk_widget_class_bind_template_child (widget_class, EkWelcomePage, code_label);
  gtk_widget_class_bind_template_child (widget_class, EkWelcomePage, check);
  gtk_widget_class_bind_template_child (widget_class, EkWelcomePage, check_hint);
  gtk_widget_class_bind_template_child (widget_class, EkWelcomePage, start);
  gtk_widget_class_bind_template_callback (widget_class, on_edited);
  gtk_widget_class_bind_template_callback (widget_class, on_create);
  gtk_widget_class_bind_template_callback (widget_class, on_check_edited);
  gtk_widget_class_bind_template_callback (widget_class, on_print);
  gtk_widget_class_bind_template_callback (widget_class, on_start);
}

static void
ek_welcome_page_init (EkWelcomePage *self)
{
  g_autofree char *hint = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_level_bar_set_max_value (self->strength, EK_PASSPHRASE_STRONG - EK_PASSPHRASE_TOO_EASY);
  hint = g_strdup_printf (_ ("Type the last %d characters of the code, to show that you have it on paper."), CHECKED);
  gtk_label_set_text (self->check_hint, hint);
  fill_roles (self);
  ek_accessible_name_buttons (GTK_WIDGET (self->passphrase));
  ek_accessible_name_buttons (GTK_WIDGET (self->again));
  on_edited (self);
}

/**
 * ek_welcome_page_has_code:
 * @self: the page
 *
 * Returns: whether a recovery code is shown that was not yet confirmed to be on paper: closing now would lose it
 */
gboolean
ek_welcome_page_has_code (EkWelcomePage *self)
{
  return self->code != NULL;
}

/**
 * ek_welcome_page_set_session:
 * @self: the page
 * @session: a session without a vault
 */
void
ek_welcome_page_set_session (EkWelcomePage *self, EkSession *session)
{
  g_return_if_fail (EK_IS_WELCOME_PAGE (self));
  g_set_object (&self->session, session);
}
