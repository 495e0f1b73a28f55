#!/usr/bin/env bash
# remote.sh FOLDER COMMAND…: serves FOLDER/dav over WebDAV and FOLDER/s3 as an S3 service while
# COMMAND runs. In its arguments @dav and @s3 stand for the two addresses.
set -euo pipefail
rclone=$(dirname "${BASH_SOURCE[0]}")/../../.build/test-venv/bin/rclone
folder=$1
shift
mkdir -p "$folder/dav" "$folder/s3/bucket"

servers=()
trap 'kill "${servers[@]}" 2>/dev/null || true' EXIT

# serve KIND FOLDER OPTION…: leaves the address in $address.
serve() {
    local kind=$1 served=$2 log=$folder/$1.log
    shift 2
    : >"$log"
    "$rclone" serve "$kind" --config "$folder/none" --addr 127.0.0.1:0 "$@" "$served" \
        >"$log" 2>&1 &
    servers+=($!)
    address=
    for _ in {1..200}; do
        address=$(grep -o '127\.0\.0\.1:[1-9][0-9]*' "$log" | head -n 1) && return
        sleep 0.05
    done
    cat "$log" >&2
    exit 1
}

serve webdav "$folder/dav" --user tester --pass hunter2
dav=$address
serve s3 "$folder/s3" --auth-key ACCESSKEY1234567,hunter2hunter2
s3=$address
words=()
for word in "$@"; do
    case $word in
        @dav) word=dav:http://$dav ;;
        @s3) word=s3:http://$s3 ;;
    esac
    words+=("$word")
done
"${words[@]}"
