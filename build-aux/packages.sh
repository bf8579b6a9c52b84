# Installs what is missing from Debian, as root or with sudo. Sourced by run-demo and run-tests.

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null; then sudo "$@"; else
    echo "Run this once as root, or install sudo: it has to run $*" >&2
    return 1
  fi
}

is_installed() { dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q 'ok installed'; }

# Of names that a package has in different releases, the first that is installed, else the first that can be.
which_package() { # which_package 'NAME|NAME...'
  local name names
  IFS='|' read -ra names <<<"$1"
  for name in "${names[@]}"; do ! is_installed "$name" || { echo "$name"; return; }; done
  for name in "${names[@]}"; do ! apt-cache show "$name" >/dev/null 2>&1 || { echo "$name"; return; }; done
  echo "${names[0]}"
}

install_packages() { # install_packages PACKAGE|'PACKAGE|PACKAGE'...
  local missing=() names=() package
  for package; do
    is_installed "$(which_package "$package")" || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -o Acquire::Retries=5 update -qq || return 1
  for package in "${missing[@]}"; do names+=("$(which_package "$package")"); done
  echo "Installing: ${names[*]}"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -o Acquire::Retries=5 install -y -qq --no-install-recommends \
    "${names[@]}" >/dev/null
}

make_locales() { # make_locales zh_CN ...
  local locale
  for locale; do
    locale -a | grep -qi "^$locale\.utf-\?8$" || as_root localedef -i "$locale" -f UTF-8 "$locale.UTF-8" || return 1
  done
}

set_up() { # set_up DIR MESON-OPTION...: configures a build directory, or brings one up to date
  local dir=$1 log=$1/setup.log
  shift
  mkdir -p "$dir"
  if [ -f "$dir/build.ninja" ]; then
    meson setup --reconfigure "$dir" "$@" >"$log" 2>&1
  else
    meson setup "$dir" "$@" >"$log" 2>&1
  fi || { cat "$log"; return 1; }
}

build_packages=(
  gcc libc6-dev meson ninja-build pkgconf gettext python3 locales
  libgtk-4-dev libgtk-4-bin libadwaita-1-dev libsqlite3-dev libcurl4-openssl-dev libjson-glib-dev libsodium-dev libjwt-dev
  libicu-dev libglib2.0-dev libglib2.0-bin
)
look_packages=(adwaita-icon-theme librsvg2-common fonts-dejavu-core fonts-noto-cjk)
display_packages=(xvfb xauth dbus dbus-daemon at-spi2-core xfwm4 x11-utils)
driver_packages=(xdotool imagemagick python3-gi python3-xlib)
