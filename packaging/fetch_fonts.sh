#!/bin/sh
# Fetches the faces of packaging/fonts.txt into .fonts/, each tarball checked against our SHA-512 and cached.
# Without npm, or without its registry, it says so and leaves the Debian fonts to serve: that is no failure.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/archive-kiosk/fonts
mkdir -p "$root/.fonts" "$cache"

debian_only() {
    echo "notice: $1; papers and screen use the Debian fonts (BabelStone Han, WenQuanYi Zen Hei)" >&2
    exit 0
}

checked() { # FILE SUM: whether the file is the one we know
    [ -f "$1" ] && [ "$(sha512sum "$1" | cut -d' ' -f1)" = "$2" ]
}

fetch() { # PACKAGE SUM TARBALL
    command -v npm >/dev/null 2>&1 || debian_only "no npm here"
    scratch=$(mktemp -d "$cache/fetch.XXXXXX")
    (cd "$scratch" && npm pack --silent "$1" >/dev/null 2>&1) || { rm -rf "$scratch"; debian_only "npm could not fetch $1"; }
    mv "$scratch"/*.tgz "$3"
    rm -rf "$scratch"
    checked "$3" "$2" || { rm -f "$3"; echo "error: $1 is not the file we know (SHA-512 differs)" >&2; exit 1; }
}

sed 's/#.*//; /^ *$/d' "$root/packaging/fonts.txt" | while read -r package sum files; do
    wanted=
    for file in $files; do
        [ -f "$root/.fonts/${file##*/}" ] || wanted="$wanted package/$file"
    done
    [ -n "$wanted" ] || continue
    tarball=$cache/$(echo "$package" | sed "s/^@//" | tr '/' '-').tgz
    checked "$tarball" "$sum" || fetch "$package" "$sum" "$tarball"
    # shellcheck disable=SC2086  # the list is one word a file
    tar -xzf "$tarball" -C "$root/.fonts" --strip-components=2 $wanted
done
