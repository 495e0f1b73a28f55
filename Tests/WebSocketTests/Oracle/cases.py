"""Right and wrong ways to send frames, and what has to come back (RFC 6455).

    cases.py count client|server [full]       how many conversations there are
    cases.py client PORT [full]               holds them with an echo server
    cases.py server SOCKET READY_PORT [full]  holds them with a client that echoes

Frames are made here, byte by byte, since no library sends wrong ones; what comes back is read by
the library, which trusts nobody. Each conversation is held again with its bytes cut into pieces.
"""

import contextlib
import itertools
import socket
import sys
from dataclasses import dataclass

from websockets.client import ClientProtocol
from websockets.frames import Close
from websockets.protocol import State
from websockets.server import ServerProtocol
from websockets.uri import parse_uri

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
VIOLATION, NO_TEXT, TOO_LARGE = 1002, 1007, 1009
MESSAGE_MAX = 1 << 20
# One that hears nothing waits for half a minute: enough is known after a few.
FAILURES_MAX = 2


@dataclass
class Case:
    name: str
    sent: bytes
    # Frames that come back before the closing one, as (opcode, payload).
    answers: list
    # In the closing frame that ends it; None for one without a code.
    code: int | None


class Cases:
    """All of them, with the masks that this side has to use."""

    def __init__(self, masks: bool):
        self.masks = masks
        self.all = []
        for area in [self.sizes, self.pings, self.reserved, self.fragments, self.lengths,
                     self.text, self.closing, self.masking]:
            area()

    def frame(self, kind, payload=b"", final=True, reserved=0, masks=None, key=b"\xa5\x00\xff\x3c",
              form=None):
        masks = self.masks if masks is None else masks
        size = len(payload)
        form = form or (7 if size < 126 else 16 if size < 65536 else 64)
        bit = 0x80 if masks else 0
        head = bytes([(0x80 if final else 0) | reserved << 4 | kind])
        if form == 7:
            head += bytes([bit | size])
        else:
            head += bytes([bit | (126 if form == 16 else 127)]) + size.to_bytes(form // 8, "big")
        if not masks:
            return head + payload
        stream = itertools.cycle(key)
        return head + key + bytes(byte ^ mask for byte, mask in zip(payload, stream))

    def close(self, code=1000, reason=b""):
        return self.frame(CLOSE, code.to_bytes(2, "big") + reason)

    def fine(self, name, sent, answers):
        self.all.append(Case(name, sent + self.close(), answers, 1000))

    def wrong(self, name, sent, code, answers=()):
        self.all.append(Case(name, sent, list(answers), code))

    def sizes(self):
        for kind in TEXT, BINARY:
            for size in [0, 1, 125, 126, 127, 128, 65535, 65536, 65537, MESSAGE_MAX]:
                payload = (b"0123456789abcdef" * (size // 16 + 1))[:size]
                self.fine(f"{size} bytes of kind {kind}", self.frame(kind, payload),
                          [(kind, payload)])
        every = bytes(range(256))
        self.fine("every byte", self.frame(BINARY, every), [(BINARY, every)])
        self.fine("a hundred messages", b"".join(self.frame(TEXT, b"%d" % i) for i in range(100)),
                  [(TEXT, b"%d" % i) for i in range(100)])
        self.wrong("a byte too many", self.frame(BINARY, bytes(MESSAGE_MAX + 1)), TOO_LARGE)
        half = bytes(MESSAGE_MAX // 2 + 1)
        self.wrong("a byte too many in two fragments", self.frame(BINARY, half, final=False)
                   + self.frame(CONTINUATION, half), TOO_LARGE)

    def pings(self):
        for payload in [b"", b"hello", bytes(range(125)), b"\xff\xfe\x00", b"x" * 125]:
            self.fine(f"ping {payload!r}", self.frame(PING, payload), [(PONG, payload)])
        for kind in PING, PONG:
            self.wrong(f"{kind} of 126 bytes", self.frame(kind, b"x" * 126), VIOLATION)
            self.wrong(f"{kind} of 70000 bytes", self.frame(kind, b"x" * 70000), VIOLATION)
            self.wrong(f"{kind} in fragments", self.frame(kind, b"a", final=False)
                       + self.frame(CONTINUATION, b"b"), VIOLATION)
        self.fine("pongs nobody asked for", self.frame(PONG) + self.frame(PONG, b"x")
                  + self.frame(PING, b"y"), [(PONG, b"y")])
        self.fine("ten pings", b"".join(self.frame(PING, b"%d" % i) for i in range(10)),
                  [(PONG, b"%d" % i) for i in range(10)])

    def reserved(self):
        good, echo = self.frame(TEXT, b"good"), [(TEXT, b"good")]
        for bits in range(1, 8):
            for kind in TEXT, BINARY, PING, PONG, CLOSE:
                payload = b"\x03\xe8" if kind == CLOSE else b"x"
                bad = self.frame(kind, payload, reserved=bits)
                self.wrong(f"reserved bits {bits} in {kind}", good + bad, VIOLATION, echo)
            self.wrong(f"reserved bits {bits} in a continuation", self.frame(TEXT, final=False)
                       + self.frame(CONTINUATION, reserved=bits), VIOLATION)
        for kind in [3, 4, 5, 6, 7, 11, 12, 13, 14, 15]:
            for payload in b"", b"x" * 100:
                bad = self.frame(kind, payload)
                self.wrong(f"kind {kind}", bad + self.frame(PING), VIOLATION)
                self.wrong(f"kind {kind} behind a message", good + bad, VIOLATION, echo)
                self.wrong(f"kind {kind} inside a message", self.frame(TEXT, b"a", final=False)
                           + bad, VIOLATION)
            self.wrong(f"kind {kind}, not final", self.frame(kind, final=False), VIOLATION)

    def fragments(self):
        def first(payload=b"", kind=TEXT): return self.frame(kind, payload, final=False)
        def more(payload=b""): return self.frame(CONTINUATION, payload, final=False)
        def last(payload=b""): return self.frame(CONTINUATION, payload)
        ping = self.frame(PING, b"p")
        pong = (PONG, b"p")
        for kind in TEXT, BINARY:
            echo = [(kind, b"abc")]
            self.fine("two fragments", first(b"a", kind) + last(b"bc"), echo)
            self.fine("three fragments", first(b"a", kind) + more(b"b") + last(b"c"), echo)
            self.fine("empty fragments", first(b"", kind) + more() + more(b"abc") + more() + last(),
                      echo)
            self.fine("nothing in fragments", first(b"", kind) + more() + last(), [(kind, b"")])
            self.fine("a ping inside", first(b"a", kind) + ping + last(b"bc"), [pong] + echo)
            self.fine("pings between", first(b"a", kind) + ping + more(b"b") + ping + ping
                      + last(b"c") + ping, [pong] * 3 + echo + [pong])
            self.fine("a pong inside", first(b"a", kind) + self.frame(PONG, b"x") + last(b"bc"),
                      echo)
            for size in 1, 2, 100:
                payload = bytes(97 + i % 26 for i in range(1000))
                cut = [payload[i:i + size] for i in range(0, 1000, size)]
                sent = first(cut[0], kind) + b"".join(
                    more(piece) + (ping if i % 100 == 7 else b"")
                    for i, piece in enumerate(cut[1:-1])) + last(cut[-1])
                pongs = sum(i % 100 == 7 for i in range(len(cut) - 2))
                self.fine(f"fragments of {size}", sent, [pong] * pongs + [(kind, payload)])
            for inner in TEXT, BINARY:
                for final in True, False:
                    self.wrong("a message inside another", first(b"a", kind)
                               + self.frame(inner, b"b", final), VIOLATION)
            self.all.append(Case("close inside a message", first(b"a", kind) + self.close(1001),
                                 [], 1001))
            whole = self.frame(kind, b"abc")
            for final in True, False:
                bad = self.frame(CONTINUATION, b"x", final)
                self.wrong("a continuation of nothing", bad + whole, VIOLATION)
                self.wrong("a continuation of what is complete", whole + bad, VIOLATION, echo)
                self.wrong("another, in fragments", first(b"a", kind) + last(b"bc") + bad,
                           VIOLATION, echo)

    def lengths(self):
        for size in 0, 1, 125:
            for form in 16, 64:
                self.wrong(f"{size} in {form} bits", self.frame(BINARY, bytes(size), form=form),
                           VIOLATION)
                self.wrong(f"ping of {size} in {form} bits",
                           self.frame(PING, bytes(size), form=form), VIOLATION)
        for size in 126, 65535:
            self.wrong(f"{size} in 64 bits", self.frame(BINARY, bytes(size), form=64), VIOLATION)
        bit = 0x80 if self.masks else 0
        for length, code in [(1 << 63, VIOLATION), ((1 << 64) - 1, VIOLATION),
                             ((1 << 63) - 1, TOO_LARGE), (1 << 32, TOO_LARGE)]:
            head = bytes([0x82, bit | 127]) + length.to_bytes(8, "big") + bytes(4 if bit else 0)
            self.wrong(f"a length of {length}", head, code)

    def text(self):
        good = ["κόσμε", "\x00", "\x7f", "\x80", "\u07ff", "\u0800", "\ud7ff", "\ue000",
                "\ufffd", "\ufffe", "\uffff", "\U00010000", "\U0010ffff", "\ufeff", "a\u0301",
                "Grüße, 漢字, 🏔"]
        for text in (text.encode() for text in good):
            self.fine(f"text {text!r}", self.frame(TEXT, text), [(TEXT, text)])
            for cut in range(1, len(text)):
                self.fine(f"text {text!r} cut at {cut}", self.frame(TEXT, text[:cut], final=False)
                          + self.frame(PING) + self.frame(CONTINUATION, text[cut:]),
                          [(PONG, b""), (TEXT, text)])
        bad = [b"\x80", b"\xbf", b"\xc0\x80", b"\xc1\xbf", b"\xe0\x80\x80", b"\xe0\x9f\xbf",
               b"\xf0\x80\x80\x80", b"\xf0\x8f\xbf\xbf", b"\xed\xa0\x80", b"\xed\xbf\xbf",
               b"\xed\xa0\xbd\xed\xb8\x80", b"\xf4\x90\x80\x80", b"\xf5\x80\x80\x80", b"\xfe",
               b"\xff", b"\xf8\x88\x80\x80\x80", b"\xfc\x84\x80\x80\x80\x80", b"\xc3(",
               b"\xe2\x82(", b"\xf0\x9f\x8f(", b"\xf0\x9f(", b"\xe2("]
        for piece in bad:
            for before, after in [(b"", b""), ("aä漢🏔".encode(), b"xyz")]:
                text = before + piece + after
                self.wrong(f"no text {text!r}", self.frame(TEXT, text), NO_TEXT)
                self.wrong(f"{text!r} later", self.frame(TEXT, b"a", final=False)
                           + self.frame(CONTINUATION, text), NO_TEXT)
                # It is refused at once, whatever might still follow.
                self.wrong(f"{text!r}, not final", self.frame(TEXT, text, final=False), NO_TEXT)
            self.fine(f"bytes {piece!r}", self.frame(BINARY, piece), [(BINARY, piece)])
        for text in ["ä".encode()[:1], "漢".encode()[:1], "漢".encode()[:2], "🏔".encode()[:1],
                     "🏔".encode()[:2], "🏔".encode()[:3]]:
            self.wrong(f"text ends in {text!r}", self.frame(TEXT, b"abc" + text), NO_TEXT)
            self.wrong(f"fragments end in {text!r}", self.frame(TEXT, b"abc" + text, final=False)
                       + self.frame(CONTINUATION), NO_TEXT)
        long = "0123456789 äöü 漢字 🏔 and so on".encode()
        for place in range(len(long)):
            spoilt = long[:place] + b"\xff" + long[place + 1:]
            self.wrong(f"spoilt at {place}", self.frame(TEXT, spoilt), NO_TEXT)
            self.wrong(f"spoilt at {place}, in fragments",
                       self.frame(TEXT, spoilt[:11], final=False)
                       + self.frame(CONTINUATION, spoilt[11:], final=False), NO_TEXT)

    def closing(self):
        def ends(name, sent, code, answers=()):
            self.all.append(Case(name, sent, list(answers), code))
        ends("no code", self.frame(CLOSE), None)
        for code in [1000, 1001, 1002, 1003, *range(1007, 1015), 3000, 3999, 4000, 4999]:
            ends(f"code {code}", self.close(code), code)
        for code in [0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535]:
            self.wrong(f"code {code}", self.close(code), VIOLATION)
        for byte in 0x00, 0x03, 0xFF:
            self.wrong("half a code", self.frame(CLOSE, bytes([byte])), VIOLATION)
        for reason in [b"x", "ä漢🏔".encode(), b"x" * 123]:
            ends("a reason", self.close(1000, reason), 1000)
        self.wrong("a long reason", self.close(1000, b"x" * 124), VIOLATION)
        for reason in [b"\xff", b"\xc3", b"abc\xed\xa0\x80", b"x" * 122 + b"\xe2"]:
            self.wrong(f"reason {reason!r}", self.close(1000, reason), NO_TEXT)
        self.wrong("a close in fragments", self.frame(CLOSE, b"\x03\xe8", final=False), VIOLATION)
        ends("two closes", self.close(1000) + self.close(1001), 1000)
        for kind in TEXT, PING, PONG, CONTINUATION, 5:
            ends(f"{kind} behind the close", self.close(3000) + self.frame(kind, b"late"), 3000)
        ends("a message, then the end", self.frame(TEXT, b"x") + self.close(4001), 4001,
             [(TEXT, b"x")])

    def masking(self):
        good, echo = self.frame(TEXT, b"good"), [(TEXT, b"good")]
        for kind in TEXT, BINARY, PING, PONG, CLOSE:
            payload = b"\x03\xe8" if kind == CLOSE else b"x"
            bad = self.frame(kind, payload, masks=not self.masks)
            self.wrong(f"the wrong mask on {kind}", bad, VIOLATION)
            self.wrong(f"the wrong mask on {kind}, later", good + bad, VIOLATION, echo)
        self.wrong("the wrong mask on a continuation", self.frame(TEXT, final=False)
                   + self.frame(CONTINUATION, masks=not self.masks), VIOLATION)
        for key in [bytes(4), b"\xff" * 4, b"\x00\x00\x00\x01"]:
            for size in range(20):
                payload = bytes(range(65, 65 + size))
                self.fine("another key", self.frame(TEXT, payload, key=key), [(TEXT, payload)])


def conversations(masks, is_full):
    """Each case with the sizes of the pieces it is sent in."""
    for case in Cases(masks).all:
        size = len(case.sent)
        if size <= 4096:
            cuts = [size, 1, 2, 3, 7]
        elif size <= 200_000 or is_full:
            cuts = [size, 65537, 1000, 7, 3, 2, 1]
        else:
            cuts = [size, 65537, 997]
        for cut in cuts:
            yield case, cut


def converse(connection, protocol, case, cut):
    """What came back: the frames before the close, and the close's code."""
    try:
        for start in range(0, len(case.sent), cut):
            connection.sendall(case.sent[start : start + cut])
    except (BrokenPipeError, ConnectionResetError):
        pass  # Nobody listens for ever to what was refused; what was said before counts.
    answers, code, is_closed = [], None, False
    while data := received(connection, is_closed):
        protocol.receive_data(data)
        for frame in protocol.events_received():
            assert frame.fin and not is_closed
            if frame.opcode == CLOSE:
                is_closed = True
                code = Close.parse(frame.data).code if frame.data else None
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_WR)
            else:
                answers.append((int(frame.opcode), bytes(frame.data)))
    assert protocol.parser_exc is None, protocol.parser_exc
    assert is_closed, "the connection ended without a close"
    return answers, code


def received(connection, is_closed):
    try:
        return connection.recv(1 << 20)
    except ConnectionResetError:
        if not is_closed:
            raise
        return b""


def hold(connection, protocol, case, cut):
    """Whether the conversation went as it has to; says so where it did not."""
    try:
        seen = converse(connection, protocol, case, cut)
    except (AssertionError, OSError) as error:
        seen = repr(error)
    if seen == (case.answers, case.code):
        return True
    print(f"{case.name} in pieces of {cut}: {case.answers} {case.code}, but {seen}"[:500],
          file=sys.stderr)
    return False


def prepared(connection):
    connection.settimeout(30)
    if connection.family == socket.AF_INET:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def shake_hands(connection, protocol, step):
    while protocol.state is State.CONNECTING:
        for data in protocol.data_to_send():
            connection.sendall(data)
        protocol.receive_data(connection.recv(65536))
        step()
        if protocol.handshake_exc:
            raise protocol.handshake_exc
    for data in protocol.data_to_send():
        connection.sendall(data)


def as_client(port, is_full):
    good = total = 0
    for case, cut in conversations(True, is_full):
        with prepared(socket.create_connection(("127.0.0.1", port))) as connection:
            protocol = ClientProtocol(parse_uri(f"ws://127.0.0.1:{port}/ws"), max_size=None)
            protocol.send_request(protocol.connect())
            shake_hands(connection, protocol, protocol.events_received)
            good += hold(connection, protocol, case, cut)
            total += 1
        if total - good == FAILURES_MAX:
            break
    return good, total


def as_server(path, ready, is_full):
    good = total = 0
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen()
        listener.settimeout(60)
        socket.create_connection(("127.0.0.1", ready)).close()
        for case, cut in conversations(False, is_full):
            connection = prepared(listener.accept()[0])
            with connection:
                protocol = ServerProtocol(max_size=None)

                def accept():
                    for request in protocol.events_received():
                        protocol.send_response(protocol.accept(request))

                shake_hands(connection, protocol, accept)
                good += hold(connection, protocol, case, cut)
                total += 1
            if total - good == FAILURES_MAX:
                break
    return good, total


def main(role, *words):
    is_full = words[-1:] == ("full",)
    if role == "count":
        print(sum(1 for _ in conversations(words[0] == "client", is_full)))
        return
    good, total = (as_client(int(words[0]), is_full) if role == "client"
                   else as_server(words[0], int(words[1]), is_full))
    print(f"{good} of {total}")
    sys.exit(good != total)


main(*sys.argv[1:])
