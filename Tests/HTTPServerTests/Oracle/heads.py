"""Reads request heads and says what h11 makes of each.

Input: for each head its length as four bytes, big-endian, and its bytes. Output: for each a line,
`R` for refused, `N` for incomplete, or `A` with method, target, version and the fields in hex.
"""

import struct
import sys

import h11


def judge(head: bytes) -> str:
    connection = h11.Connection(h11.SERVER, max_incomplete_event_size=1 << 20)
    try:
        connection.receive_data(head)
        event = connection.next_event()
    except h11.RemoteProtocolError:
        return "R"
    if event is h11.NEED_DATA:
        return "N"
    if not isinstance(event, h11.Request):
        return "R"
    parts = [event.method, event.target, event.http_version]
    for name, value in event.headers:
        parts += [name, value]
    return "A " + " ".join(part.hex() or "-" for part in parts)


def main() -> None:
    data = sys.stdin.buffer.read()
    position = 0
    lines = []
    while position < len(data):
        (length,) = struct.unpack_from(">I", data, position)
        position += 4
        lines.append(judge(data[position : position + length]))
        position += length
    sys.stdout.write("\n".join(lines))


main()
