# Sourced by the findings: a temporary folder that goes away, pinned packages in it, and a comparison that fails when a
# package behaves otherwise than it did.
set -u -o pipefail
place=$(mktemp -d) || exit 1
trap 'rm -rf "$place"' EXIT

python_with() { # python_with PACKAGE==VERSION...: a Python of its own, as "$python"
  python3 -m venv "$place/venv" && "$place/venv/bin/pip" -q --disable-pip-version-check install "$@" || exit 1
  python=$place/venv/bin/python
}

compare() { # compare SEEN EXPECTED-BY-THE-SOURCE NOW
  printf '%-34s %s\n' "the source says:" "$2" "seen when this was written:" "$1" "seen now:" "$3"
  [ "$1" = "$3" ] || { echo "CHANGED: this finding has to be looked at again"; exit 1; }
  echo "as it was found"
}
