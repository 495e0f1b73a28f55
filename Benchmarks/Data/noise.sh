#!/usr/bin/env bash
# noise.sh FOLDER: one file of a gibibyte that does not compress, made once.
set -euo pipefail
[ -e "$1/done" ] && exit 0
mkdir -p "$1"
head -c 1G /dev/urandom >"$1/noise"
touch "$1/done"
