#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Puts the FHIR test server and the npm packages it needs, at the versions that package.json pins, into a directory.
#   usage: tests/fhir-server/install.sh DIRECTORY
# Run again it does nothing; once npm's cache has the packages it needs no network. The tests look for DIRECTORY in
# EK_FHIR_SERVER_DIR, else in BUILD/tests/fhir-server.
set -eu
[ $# -eq 1 ] || { echo "usage: $0 DIRECTORY" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
cd "$1"
if ! cmp -s "$here/package.json" package.json || [ ! -f node_modules/.complete ]; then
  cp "$here/package.json" package.json
  npm install --no-audit --no-fund --no-package-lock --ignore-scripts --prefer-offline --fetch-retries=5 --loglevel=error >&2
  touch node_modules/.complete
fi
for file in server.mjs faults.mjs keys.mjs store.mjs validate.mjs; do
  cmp -s "$here/$file" "$file" || cp "$here/$file" "$file"
done
