/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"

const CliCommand *const cli_commands[] = {
  cli_vault_commands,
  cli_patient_commands,
  cli_instrument_commands,
  cli_audit_commands,
  NULL,
};
