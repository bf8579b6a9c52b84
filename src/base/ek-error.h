/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * EK_ERROR:
 *
 * The error domain of every room below the screen. Messages are sentences a clinician can read: what happened, what is
 * safe, what to do next. They never hold a patient's data or a secret.
 */
#define EK_ERROR (ek_error_quark ())

/**
 * EkError:
 * @EK_ERROR_FAILED: something else went wrong
 * @EK_ERROR_USAGE: the caller (a person at the command line) asked wrongly
 * @EK_ERROR_INVALID: a value is outside what is allowed
 * @EK_ERROR_SYNTAX: a file or message is not of the format it claims
 * @EK_ERROR_TOO_LARGE: a file, message or nesting is beyond its bound
 * @EK_ERROR_INCOMPLETE: something required is missing (an unanswered item, a truncated file)
 * @EK_ERROR_NOT_FOUND: there is no such thing
 * @EK_ERROR_EXISTS: there already is such a thing
 * @EK_ERROR_WRONG_PASSPHRASE: the passphrase or recovery code opens nothing
 * @EK_ERROR_DAMAGED: stored bytes are not what was written
 * @EK_ERROR_ROLLED_BACK: an older state was put back
 * @EK_ERROR_LOCKED: the vault is locked
 * @EK_ERROR_PERMISSION: this user's role does not allow it, or the file system does not
 * @EK_ERROR_CONFLICT: somebody else changed it meanwhile
 * @EK_ERROR_BUSY: another window or program holds it
 * @EK_ERROR_NO_SPACE: the disk is full
 * @EK_ERROR_IO: reading or writing failed
 * @EK_ERROR_UNSUPPORTED: made by a newer program, or not supported here
 * @EK_ERROR_NETWORK: the server could not be reached or did not answer
 * @EK_ERROR_TLS: the server's certificate or the secure channel was refused
 * @EK_ERROR_AUTH: the server did not accept our credentials
 * @EK_ERROR_REFUSED: the server understood and refused the record
 * @EK_ERROR_CANCELLED: the person stopped it
 * @EK_ERROR_UNLIKELY: hardly possible; it may be done when a person confirms it
 */
typedef enum {
  EK_ERROR_FAILED,
  EK_ERROR_USAGE,
  EK_ERROR_INVALID,
  EK_ERROR_SYNTAX,
  EK_ERROR_TOO_LARGE,
  EK_ERROR_INCOMPLETE,
  EK_ERROR_NOT_FOUND,
  EK_ERROR_EXISTS,
  EK_ERROR_WRONG_PASSPHRASE,
  EK_ERROR_DAMAGED,
  EK_ERROR_ROLLED_BACK,
  EK_ERROR_LOCKED,
  EK_ERROR_PERMISSION,
  EK_ERROR_CONFLICT,
  EK_ERROR_BUSY,
  EK_ERROR_NO_SPACE,
  EK_ERROR_IO,
  EK_ERROR_UNSUPPORTED,
  EK_ERROR_NETWORK,
  EK_ERROR_TLS,
  EK_ERROR_AUTH,
  EK_ERROR_REFUSED,
  EK_ERROR_CANCELLED,
  EK_ERROR_UNLIKELY
} EkError;

GQuark ek_error_quark (void);
const char *ek_error_code (const GError *error);
void ek_error_set_errno (GError **error, int saved_errno, const char *format, ...) G_GNUC_PRINTF (3, 4);

G_END_DECLS
