/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"

/* In the order of the help. */
const CliCommand *const cli_commands[] = {
  cli_vault_commands,      cli_patient_commands,
  cli_record_commands,     cli_join_commands,
  cli_exchange_commands,   cli_instrument_commands,
  cli_library_commands,    cli_assess_commands,
  cli_risk_commands,       cli_battery_commands,
  cli_schedule_commands,   cli_baseline_commands,
  cli_trajectory_commands, cli_plan_commands,
  cli_mdt_commands,        cli_paper_commands,
  cli_server_commands,     cli_server_test_commands,
  cli_sync_commands,       cli_audit_commands,
  cli_demo_commands,       NULL,
};
