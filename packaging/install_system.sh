#!/bin/sh
# Installs the Debian packages of packaging/apt.txt that are missing; says nothing and takes no time when none is.
set -eu
here=$(dirname "$0")

wanted=$(sed 's/#.*//' "$here/apt.txt")
# npm is wanted only to fetch the Noto faces; a machine that has one of its own needs no other.
command -v npm >/dev/null 2>&1 || optional=npm

missing=
for package in $wanted; do
    case $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true) in
        installed) ;;
        *) missing="$missing $package" ;;
    esac
done
[ -n "$missing" ] || exit 0

as_root=
if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null 2>&1 || { echo "missing packages:$missing; become root or install sudo" >&2; exit 1; }
    as_root=sudo
fi
echo "installing:$missing"
$as_root apt-get update -qq
# shellcheck disable=SC2086  # the list is one word a package
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
if [ -n "${optional:-}" ]; then
    echo "installing: $optional (to fetch the Noto faces)"
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $optional >/dev/null ||
        echo "notice: no $optional to be had; the Debian fonts serve" >&2
fi
