#!/usr/bin/env bash
# small.sh FOLDER [COUNT]: a hundred thousand files of one to eight kibibytes of text, made once.
set -euo pipefail
[ -e "$1/done" ] && exit 0
mkdir -p "$1"
python3 - "$1" "${2:-100000}" <<'PYTHON'
import os
import random
import sys

folder, count = sys.argv[1], int(sys.argv[2])
source = random.Random(7)
letters = "abcdefghijklmnopqrstuvwxyz"
words = ["".join(source.choices(letters, k=source.randint(2, 9))) for _ in range(20000)]
for number in range(count):
    parent = f"{folder}/{number // 1000:04d}"
    if number % 1000 == 0:
        os.makedirs(parent, exist_ok=True)
    size = source.randint(1024, 8192)
    text = " ".join(source.choices(words, k=size // 3))[:size]
    with open(f"{parent}/{number:07d}.txt", "w") as file:
        file.write(text)
PYTHON
touch "$1/done"
