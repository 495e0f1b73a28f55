"""An SFTP server that lies, on standard input and output: hostile_sftp.py MODE

Its root holds `good` (a file), and what the mode puts beside it.
"""
import struct
import sys

mode = sys.argv[1]
SIZE = 5_000_000 if mode == "broken" else 5
handles = {}


def text(value):
    value = value if isinstance(value, bytes) else value.encode()
    return struct.pack(">I", len(value)) + value


def attributes(kind, size):
    # Size, owners, mode and times, as OpenSSH sends them.
    return struct.pack(">IQIIIII", 15, size, 0, 0, kind, 1500000000, 1500000000)


FILE, FOLDER, LINK = 0o100644, 0o040755, 0o120777
ODD = [b"..", b".", b"a/b", b"../up", b"", b"nul\0", b"x" * 300, b"/etc/passwd"]


def kind(path):
    if path in (b"/", b"/tree") or path.endswith(b"/deep"):
        return FOLDER
    if mode == "types" and path.endswith(b"/turns"):
        return FILE
    return FILE


def names(path, turn):
    if mode == "names" and path == b"/tree" and turn == 0:
        return [(name, FILE, 5) for name in ODD + [b"good"]]
    if mode == "endless" and path == b"/tree":
        return [(b"n%d-%d" % (turn, i), FILE, 5) for i in range(100)]
    if mode == "double" and path == b"/tree" and turn < 50:
        return [(b"good", FILE, 5)] * 100
    if mode == "deep" and turn == 0:
        return [(b"deep", FOLDER, 0)]
    if mode == "types" and path == b"/tree" and turn == 0:
        return [(b"turns", FOLDER, 0), (b"good", FILE, 5), (b"odd", LINK, 0)]
    if mode in ("long", "short", "silent", "broken") and path == b"/tree" and turn == 0:
        return [(b"good", FILE, SIZE)]
    return None


def status(code, message):
    return 101, struct.pack(">I", code) + text(message) + text("")


def answer(code, body):
    length = struct.unpack(">I", body[:4])[0]
    path = body[4 : 4 + length]
    if code == 16:
        return 104, struct.pack(">I", 1) + text(path) + text(path) + attributes(FOLDER, 0)
    if code in (7, 17):
        return 105, attributes(kind(path), SIZE)
    if code == 8:
        return 105, attributes(FILE, SIZE)
    if code == 11:
        if path.endswith(b"/turns"):
            return status(4, "Not a directory")
        handles[path] = 0
        return 102, text(path)
    if code == 12:
        turn = handles[path]
        handles[path] += 1
        found = names(path, turn)
        if found is None:
            return status(1, "End of file")
        rows = b"".join(text(n) + text("") + attributes(k, s) for n, k, s in found)
        return 104, struct.pack(">I", len(found)) + rows
    if code == 3:
        return 102, text(path)
    if code == 5:
        if mode == "long":
            return 103, text(b"hello and a good deal more than was asked for")
        if mode == "broken":
            return status(4, "Failure")
        if mode == "short":
            return status(1, "End of file")
        return 103, text(b"hello")
    if code == 19:
        return 104, struct.pack(">I", 2) + (text("a") + text("") + attributes(LINK, 0)) * 2
    return status(0, "")


def main():
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    while head := source.read(4):
        packet = source.read(struct.unpack(">I", head)[0])
        code, rest = packet[0], packet[1:]
        if code == 1:
            out = struct.pack(">BI", 2, 3)
        else:
            if mode == "silent" and code == 5:
                return
            kind_of_answer, body = answer(code, rest[4:])
            out = bytes([kind_of_answer]) + rest[:4] + body
        sink.write(struct.pack(">I", len(out)) + out)
        sink.flush()


main()
