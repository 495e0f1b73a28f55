"""Seals a folder as docs/formats/archive.md says, with tar, zstd, age, openssl and nothing of ours.

usage: seal.py TREE VAULT OPTIONS     (OPTIONS is JSON; what was made is printed as JSON)

The other writer of the format: what reads archives is judged by what this makes. A "twist" makes
one that is wrong in one way and otherwise consistent, with every hash and the signature fitting.
"""

import base64
import hashlib
import io
import json
import os
import stat
import subprocess
import sys
import tarfile

TREE, VAULT = os.fsencode(sys.argv[1]), sys.argv[2]
OPTIONS = json.loads(sys.argv[3])
TWIST = OPTIONS.get("twist", "")
FRAME = OPTIONS.get("frame", 65536)
PART = OPTIONS.get("part", 200000)
RECIPIENTS = OPTIONS.get("recipients", [])
VAULT_ID = OPTIONS.get("vault", "11111111-1111-4111-8111-111111111111")
TENANT = OPTIONS.get("tenant", "22222222-2222-4222-8222-222222222222")
SOURCE = OPTIONS.get("source", "33333333-3333-4333-8333-333333333333")
RUN = OPTIONS.get("run", "44444444-4444-4444-8444-444444444444")
STARTED = OPTIONS.get("started", "2026-11-21T07:00:00.000Z")


def tool(*command, data=b""):
    return subprocess.run(command, input=data, stdout=subprocess.PIPE, check=True).stdout


def compact(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def sha(data):
    return hashlib.sha256(data).hexdigest()


def sealed(data):
    if not RECIPIENTS:
        return data
    command = ["age", "-e"]
    for recipient in RECIPIENTS:
        command += ["-r", recipient["recipient"]]
    return tool(*command, data=data)


def frame(data):
    """One zstd frame with size and checksum: zstd knows the size of a file alone."""
    path = os.path.join(VAULT, ".frame")
    with open(path, "wb") as file:
        file.write(data)
    made = tool("zstd", "-3", "-q", "--check", "--single-thread", "-c", path)
    os.unlink(path)
    return made


# The walk: names by bytes, a folder right before what is in it.
def walk(folder, prefix=b""):
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        yield prefix + name
        if stat.S_ISDIR(os.lstat(path).st_mode):
            yield from walk(path, prefix + name + b"/")


paths = list(walk(TREE))
status = {path: os.lstat(os.path.join(TREE, path)) for path in paths}
named = [path for path in paths if not stat.S_ISSOCK(status[path].st_mode)]
tar = tool(
    "tar", "--format=pax", "--sparse", "--no-recursion", "--null", "--verbatim-files-from",
    "--xattrs", "--xattrs-include=*", "-C", TREE, "-cf", "-", "-T", "-",
    data=b"".join(path + b"\0" for path in named))


def text(path):
    try:
        path.decode()
        return path.decode()
    except UnicodeDecodeError:
        return {"b64": base64.b64encode(path).decode()}


members = {}
with tarfile.open(fileobj=io.BytesIO(tar)) as archive:
    for member in archive:
        members[os.fsencode(member.name)] = member

KINDS = [
    (stat.S_ISREG, "f"), (stat.S_ISDIR, "d"), (stat.S_ISLNK, "l"), (stat.S_ISFIFO, "p"),
    (stat.S_ISSOCK, "s"), (stat.S_ISCHR, "c"), (stat.S_ISBLK, "b"),
]


def line(path):
    at = status[path]
    full = os.path.join(TREE, path)
    kind = next(letter for test, letter in KINDS if test(at.st_mode))
    member = members.get(path)
    if member is not None and member.islnk():
        kind = "h"
    entry = {
        "p": text(path), "k": kind, "m": stat.S_IMODE(at.st_mode), "u": [at.st_uid, "somebody"],
        "g": [at.st_gid], "t": [at.st_mtime_ns // 10**9, at.st_mtime_ns % 10**9],
    }
    if kind == "f":
        size = at.st_size
        data = size
        if member.sparse is not None:
            data = sum(count for _, count in member.sparse)
        entry["n"] = size
        if data != size:
            entry["d"] = data
        entry["h"] = sha(tar[member.offset_data:member.offset_data + data])
        entry["c"] = member.offset_data
    if kind != "s":
        entry["o"] = member.offset
    if kind == "l":
        entry["x"] = text(os.readlink(full))
    if kind == "h":
        entry["x"] = text(os.fsencode(member.linkname))
    if kind in "cb":
        entry["r"] = [os.major(at.st_rdev), os.minor(at.st_rdev)]
    names = sorted(os.fsencode(name) for name in os.listxattr(full, follow_symlinks=False))
    if names:
        entry["a"] = [
            [text(name), base64.b64encode(
                os.getxattr(full, name, follow_symlinks=False)).decode()] for name in names]
    entry["i"] = [
        at.st_dev, at.st_ino, at.st_nlink, at.st_ctime_ns // 10**9, at.st_ctime_ns % 10**9]
    return entry


entries = [line(path) for path in paths]

# The payload: frames of tar, gathered into parts.
parts, frames = [], []
plain, table, begin = b"", [], 0
for offset in range(0, len(tar), FRAME):
    piece = tar[offset:offset + FRAME]
    made = frame(b"\0" * (1 << 26) if TWIST == "bomb" and offset == FRAME else piece)
    table.append([len(plain), len(made), offset, len(piece)])
    plain += made
    if len(plain) >= PART or offset + FRAME >= len(tar):
        parts.append((plain, table, [begin, offset + len(piece)]))
        begin = offset + len(piece)
        plain, table = b"", []

objects = [(f"payload.part{number:06}", sealed(part[0])) for number, part in enumerate(parts, 1)]
if TWIST == "parts-swapped":
    objects[0], objects[1] = (objects[0][0], objects[1][1]), (objects[1][0], objects[0][1])

# The index: each part's frames are named once every entry that begins in them has been.
header = {
    "holdfast": "entries", "version": OPTIONS.get("version", 1), "host": "torture",
    "paths": ["/tree"], "tags": ["a b", "ü"]}
files = [entry for entry in entries if entry["k"] == "f"]
if TWIST == "path-climbs":
    files[0]["p"] = "../" + files[0]["p"]
elif TWIST == "path-absolute":
    files[0]["p"] = "/etc/passwd"
elif TWIST == "path-dots":
    files[0]["p"] = "a/../../b"
elif TWIST == "path-other":
    files[0]["p"] = files[0]["p"] + "0"
elif TWIST == "size-other":
    big = max(files, key=lambda entry: entry["n"])
    big["n"] -= 1
elif TWIST == "kind-other":
    del files[-1]["n"], files[-1]["h"], files[-1]["c"]
    files[-1]["k"] = "p"
elif TWIST == "hash-other":
    max(files, key=lambda entry: entry["n"])["h"] = "0" * 64
elif TWIST == "hash-small-other":
    min((file for file in files if file["n"]), key=lambda entry: entry["n"])["h"] = "0" * 64
elif TWIST == "offset-other":
    files[-1]["o"] += 512
    files[-1]["c"] += 512
elif TWIST == "offset-huge":
    files[-1]["o"] = files[-1]["c"] - 1 + 2**62
    files[-1]["c"] += 2**62
elif TWIST == "twice":
    entries.insert(1, dict(entries[0]))
elif TWIST == "unordered":
    entries[0], entries[1] = entries[1], entries[0]
elif TWIST == "link-forward":
    files[0].update({"k": "h", "x": "zzzz"})
    del files[0]["n"], files[0]["h"], files[0]["c"]
if TWIST == "frames-overlap":
    parts[0][1][1][0] -= 1
elif TWIST == "frames-outside":
    parts[0][1][-1][1] += 10**12
elif TWIST == "frames-tar-gap":
    parts[0][1][1][2] += 512
elif TWIST == "frame-negative-room":
    parts[0][1][0][3] = 2**40
elif TWIST == "frames-fewer":
    parts[0][1].pop()
lines, next_part = [compact(header)], 0
for entry in entries:
    while "o" in entry and next_part < len(parts) and parts[next_part][2][1] <= entry["o"]:
        lines.append(compact({"part": next_part + 1, "frames": parts[next_part][1]}))
        next_part += 1
    lines.append(compact(entry))
for number in range(next_part, len(parts)):
    lines.append(compact({"part": number + 1, "frames": parts[number][1]}))
end = {"end": True, "entries": len(entries), "tar": len(tar), "parts": len(parts)}
if TWIST == "count-other":
    end["entries"] += 1
if TWIST != "end-missing":
    lines.append(compact(end))
if TWIST == "line-huge":
    lines.insert(1, b"{\"p\":\"" + b"a" * (64 << 20) + b"\"}")
elif TWIST == "line-garbage":
    lines.insert(1, b"\x00\xff garbage")
elif TWIST == "after-end":
    lines.append(compact(entries[-1]))
index = b"".join(entry + b"\n" for entry in lines)
index = b"".join(frame(index[at:at + 2**20]) for at in range(0, len(index), 2**20))
index_name = "entries.jsonl.zst" + (".age" if RECIPIENTS else "")
index_object = sealed(index)

manifest = {
    "holdfast": "manifest", "version": 1, "vault": VAULT_ID, "tenant": TENANT, "source": SOURCE,
    "snapshot": RUN, "run": RUN, "started": STARTED, "finished": STARTED, "program": "seal.py 1",
    "pipeline": {
        "archive": "pax", "compression": "zstd", "level": 3, "frame": FRAME,
        "encryption": "age" if RECIPIENTS else "none"},
    "recipients": [recipient["recipient"] for recipient in RECIPIENTS],
    "keys": [recipient["name"] for recipient in RECIPIENTS],
    "totals": {
        "entries": len(entries), "content": sum(entry["n"] for entry in entries if "n" in entry),
        "tar": len(tar), "stored": sum(len(data) for _, data in objects) + len(index_object),
        "issues": 0},
    "parts": [
        {
            "name": name, "size": len(data), "sha256": sha(data), "plain": len(part[0]),
            "frames": len(part[1]), "tar": part[2]}
        for (name, data), part in zip(objects, parts)],
    "index": {"name": index_name, "size": len(index_object), "sha256": sha(index_object)},
}
if TWIST == "manifest-huge-size":
    manifest["parts"][0]["size"] = 2**63 - 1
elif TWIST == "manifest-huge-plain":
    manifest["parts"][0]["plain"] = 2**62
elif TWIST == "manifest-huge-frame":
    manifest["pipeline"]["frame"] = 2**40
elif TWIST == "manifest-tar-gap":
    manifest["parts"][1]["tar"][0] += 1
elif TWIST == "manifest-index-huge":
    manifest["index"]["size"] = 2**62
elif TWIST == "manifest-entries-fewer":
    manifest["totals"]["entries"] -= 1
manifest_object = compact(manifest)
restore = b"# by hand\n"
others = [(index_name, index_object), ("RESTORE.txt", restore), ("manifest.json", manifest_object)]
sums = "".join(f"{sha(data)}  {name}\n" for name, data in objects + others).encode()

# The signature.
seed = bytes([OPTIONS.get("seed", 7)]) * 32
key_path = os.path.join(VAULT, ".key")
with open(key_path, "wb") as file:
    file.write(bytes.fromhex("302e020100300506032b657004220420") + seed)
public = tool("openssl", "pkey", "-inform", "DER", "-in", key_path, "-pubout", "-outform", "DER")
public = public[-32:]
message = "".join(
    part + "\n" for part in [
        "holdfast-archive-complete-v1", VAULT_ID, TENANT, SOURCE, RUN, sha(manifest_object),
        sha(index_object), sha(sums)]).encode()
message_path = os.path.join(VAULT, ".message")
with open(message_path, "wb") as file:
    file.write(message)
signature = tool(
    "openssl", "pkeyutl", "-sign", "-rawin", "-keyform", "DER", "-inkey", key_path, "-in",
    message_path)
os.unlink(key_path)
os.unlink(message_path)
complete = {
    "holdfast": "complete", "version": 1, "vault": VAULT_ID, "tenant": TENANT, "source": SOURCE,
    "snapshot": RUN, "manifest": sha(manifest_object), "index": sha(index_object),
    "sums": sha(sums), "key": base64.b64encode(public).decode(),
    "signature": base64.b64encode(signature).decode(),
}
source = {
    "holdfast": "source", "version": 1, "tenant": TENANT, "source": SOURCE,
    "key": base64.b64encode(public).decode()}
marker = {
    "holdfast": "vault", "version": 1, "vault": VAULT_ID, "format": "archive", "created": STARTED,
    "encryption": "age" if RECIPIENTS else "none", "recipients": RECIPIENTS, "part": 1 << 20}


def put(name, data, replaces=True):
    path = os.path.join(VAULT, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if replaces or not os.path.exists(path):
        with open(path, "wb") as file:
            file.write(data)


home = f"tenants/{TENANT}/sources/{SOURCE}"
folder = f"{home}/snapshots/{RUN}"
put("holdfast-vault.json", compact(marker))
put(f"{home}/source.json", compact(source), replaces=OPTIONS.get("takesOver", False))
for name, data in objects + others + [("SHA256SUMS", sums), ("complete.json", compact(complete))]:
    put(f"{folder}/{name}", data)
print(json.dumps({
    "folder": folder, "parts": len(parts), "entries": len(entries), "tar": len(tar),
    "frames": sum(len(part[1]) for part in parts), "index": len(index_object),
    "key": base64.b64encode(public).decode()}))
