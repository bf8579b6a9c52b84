/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-error.h"

#include <errno.h>

G_DEFINE_QUARK (ek - error - quark, ek_error)

static const char *const codes[] = {
  [EK_ERROR_FAILED] = "failed",
  [EK_ERROR_USAGE] = "usage",
  [EK_ERROR_INVALID] = "invalid",
  [EK_ERROR_SYNTAX] = "syntax",
  [EK_ERROR_TOO_LARGE] = "too-large",
  [EK_ERROR_INCOMPLETE] = "incomplete",
  [EK_ERROR_NOT_FOUND] = "not-found",
  [EK_ERROR_EXISTS] = "exists",
  [EK_ERROR_WRONG_PASSPHRASE] = "wrong-passphrase",
  [EK_ERROR_DAMAGED] = "damaged",
  [EK_ERROR_ROLLED_BACK] = "rolled-back",
  [EK_ERROR_LOCKED] = "locked",
  [EK_ERROR_PERMISSION] = "permission",
  [EK_ERROR_CONFLICT] = "conflict",
  [EK_ERROR_BUSY] = "busy",
  [EK_ERROR_NO_SPACE] = "no-space",
  [EK_ERROR_IO] = "io",
  [EK_ERROR_UNSUPPORTED] = "unsupported",
  [EK_ERROR_NETWORK] = "network",
  [EK_ERROR_TLS] = "tls",
  [EK_ERROR_AUTH] = "auth",
  [EK_ERROR_REFUSED] = "refused",
  [EK_ERROR_CANCELLED] = "cancelled",
  [EK_ERROR_UNLIKELY] = "unlikely",
};

static EkError
code_of_io_error (int code)
{
  switch (code)
    {
    case G_IO_ERROR_NOT_FOUND:
      return EK_ERROR_NOT_FOUND;
    case G_IO_ERROR_EXISTS:
      return EK_ERROR_EXISTS;
    case G_IO_ERROR_PERMISSION_DENIED:
    case G_IO_ERROR_READ_ONLY:
      return EK_ERROR_PERMISSION;
    case G_IO_ERROR_NO_SPACE:
      return EK_ERROR_NO_SPACE;
    case G_IO_ERROR_BUSY:
      return EK_ERROR_BUSY;
    case G_IO_ERROR_CANCELLED:
      return EK_ERROR_CANCELLED;
    default:
      return EK_ERROR_IO;
    }
}

/**
 * ek_error_code:
 * @error: an error of any domain
 *
 * The stable word for an error, for scripts: it does not change with the language or between versions.
 *
 * Returns: (transfer none): a word such as "wrong-passphrase"; "failed" for domains this program does not know
 */
const char *
ek_error_code (const GError *error)
{
  g_return_val_if_fail (error != NULL, codes[EK_ERROR_FAILED]);

  if (error->domain == EK_ERROR && error->code >= 0 && (gsize) error->code < G_N_ELEMENTS (codes))
    return codes[error->code];
  if (error->domain == G_IO_ERROR)
    return codes[code_of_io_error (error->code)];
  return codes[EK_ERROR_FAILED];
}

/**
 * ek_error_set_errno:
 * @error: (nullable): where to put the error
 * @saved_errno: errno as the failing call left it
 * @format: printf format of what was being done; already translated, without a full stop, and without a patient's data
 * @...: its arguments
 *
 * Sets an #EK_ERROR whose code follows from @saved_errno (%EK_ERROR_NOT_FOUND, %EK_ERROR_EXISTS, %EK_ERROR_PERMISSION,
 * %EK_ERROR_NO_SPACE also for a quota, %EK_ERROR_BUSY, %EK_ERROR_CANCELLED, else %EK_ERROR_IO), with the system's own
 * words behind a colon.
 */
void
ek_error_set_errno (GError **error, int saved_errno, const char *format, ...)
{
  g_autofree char *doing = NULL;
  EkError code = saved_errno == EDQUOT ? EK_ERROR_NO_SPACE : code_of_io_error (g_io_error_from_errno (saved_errno));
  va_list args;

  va_start (args, format);
  doing = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, EK_ERROR, code, "%s: %s", doing, g_strerror (saved_errno));
}
