#!/usr/bin/env bash
# empty.sh FOLDER COUNT: empty files, a thousand to a folder.
set -euo pipefail
python3 - "$1" "$2" <<'PYTHON'
import os
import sys

folder, count = sys.argv[1], int(sys.argv[2])
for number in range(count):
    parent = f"{folder}/{number // 1000:04d}"
    if number % 1000 == 0:
        os.makedirs(parent)
    os.close(os.open(f"{parent}/{number:07d}.txt", os.O_CREAT | os.O_WRONLY, 0o644))
PYTHON
