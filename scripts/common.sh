# Sourced by every script here: where we are, how we speak, and how long things took.
# shellcheck shell=bash
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
ROOT=$PWD
export ROOT
mkdir -p .build

# swiftly keeps its toolchains beside the system; a shell opened before it was installed has no path to them.
SWIFTLY_ENV="${SWIFTLY_HOME_DIR:-${HOME:-/root}/.local/share/swiftly}/env.sh"
if ! command -v swift >/dev/null && [ -r "$SWIFTLY_ENV" ]; then
    # shellcheck disable=SC1090
    . "$SWIFTLY_ENV"
fi

say() { printf '▸ %s\n' "$*"; }

# Ends the script with one sentence.
stop() {
    printf 'holdfast: %s\n' "$*" >&2
    exit 1
}

# step "what is done" command…: says it, does it, says how long it took.
step() {
    local title=$1 began=$SECONDS
    shift
    say "$title"
    "$@"
    printf '  %s: %d s\n' "$title" $((SECONDS - began))
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -- "$@"; fi
}

# The cores to build and test with; override with BUILD_JOBS.
jobs_wanted() { echo "${BUILD_JOBS:-$(nproc)}"; }
