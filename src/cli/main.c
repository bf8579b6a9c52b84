/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"
#include "ek-vault.h"

int
main (int argc, char **argv)
{
  ek_vault_harden_process ();
  return cli_main (argc, argv);
}
