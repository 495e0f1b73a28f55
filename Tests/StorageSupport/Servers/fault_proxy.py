"""Stands before a server and spoils some of its requests.

    fault_proxy.py UPSTREAM_PORT LOG [FAULT...]

Prints its own port. A fault is `METHOD SKIP TIMES ACTION PATTERN`: of the requests of this method
(or `*`) whose head matches the pattern, SKIP pass, and to the next TIMES the action is done:

    status=500      answered with it, and the server never hears of the request
    status=429:1    the same, asking to come back after a second
    cut-in=N        the connection breaks after N bytes of the request's body
    cut-out=N       the connection breaks after N bytes of the answer
    lose            the server does it, and the connection breaks before the answer
    stall           nothing is read or answered any more
    chance=SEED:P   any of these with a probability of P percent, TIMES in all

`raw SKIP TIMES cut-in=N -` is of connections that are no HTTP. Each use is a line in LOG.
"""

import asyncio
import random
import re
import socket
import struct
import sys


class Fault:
    def __init__(self, text):
        self.method, skip, times, self.action, pattern = text.split(" ", 4)
        self.skip, self.times = int(skip), int(times)
        self.pattern = re.compile(pattern.encode(), re.I | re.S)
        if self.action.startswith("chance="):
            seed, percent = self.action[7:].split(":")
            self.random, self.percent = random.Random(int(seed)), int(percent)

    def take(self, method, head):
        """The action for this request, None when it passes."""
        if self.method not in ("*", method) or not self.pattern.search(head) or not self.times:
            return None
        if self.skip:
            self.skip -= 1
            return None
        if not self.action.startswith("chance="):
            self.times -= 1
            return self.action
        if self.random.randrange(100) >= self.percent:
            return None
        self.times -= 1
        size = self.random.choice([0, 1, 1000, 200_000, 900_000])
        return self.random.choice(
            ["status=500", "status=503", "status=429:0", "lose", f"cut-in={size}",
             f"cut-out={size}"])


faults = [Fault(text) for text in sys.argv[3:]]


def choose(method, head):
    for fault in faults:
        action = fault.take(method, head)
        if action:
            line = head.split(b"\r\n")[0].decode(errors="replace")
            with open(sys.argv[2], "a") as log:
                log.write(f"{action} {line}\n")
            return action
    return None


def abort(writer):
    """As a cable does that is pulled: no orderly end."""
    raw = writer.get_extra_info("socket")
    if raw is not None:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def pump(reader, writer, limit=None):
    """Copies to the end; False when the limit was reached."""
    count = 0
    while data := await reader.read(65536):
        if limit is not None and count + len(data) > limit:
            writer.write(data[: limit - count])
            await writer.drain()
            return False
        count += len(data)
        writer.write(data)
        await writer.drain()
    return True


async def read_body(reader, head):
    """Of a request that is answered here; the client reads no answer before it has sent."""
    length = re.search(rb"\r\ncontent-length: *(\d+)", head, re.I)
    if length:
        left = int(length[1])
        while left and (data := await reader.read(min(left, 65536))):
            left -= len(data)
    elif re.search(rb"\r\ntransfer-encoding:", head, re.I):
        tail = b""
        while not tail.endswith(b"\r\n0\r\n\r\n") and (data := await reader.read(65536)):
            tail = (tail + data)[-7:]


async def answer(reader, writer, head, status):
    code, _, after = status.partition(":")
    if b"100-continue" not in head.lower():
        await read_body(reader, head)
    more = f"Retry-After: {after}\r\n" if after else ""
    writer.write(
        f"HTTP/1.1 {code} Injected\r\n{more}Content-Length: 0\r\n"
        "Connection: close\r\n\r\n".encode())
    await writer.drain()


async def relay(reader, writer, head, action):
    up_reader, up_writer = await asyncio.open_connection("127.0.0.1", int(sys.argv[1]))
    name, _, size = (action or "").partition("=")
    up_writer.write(head)
    sending = asyncio.create_task(
        pump(reader, up_writer, int(size) if name == "cut-in" else None))
    if name == "lose":
        while await up_reader.read(65536):
            pass
        is_whole = False
    else:
        limit = int(size) if name == "cut-out" else None
        receiving = asyncio.create_task(pump(up_reader, writer, limit))
        done, _ = await asyncio.wait({sending, receiving}, return_when="FIRST_COMPLETED")
        is_whole = not any(task.exception() is None and task.result() is False for task in done)
        if is_whole:
            is_whole = await receiving
        receiving.cancel()
    sending.cancel()
    abort(up_writer) if not is_whole else up_writer.close()
    if not is_whole:
        abort(writer)


async def serve(reader, writer):
    try:
        if any(fault.method == "raw" for fault in faults):
            await relay(reader, writer, b"", choose("raw", b"connection"))
            return
        head = await reader.readuntil(b"\r\n\r\n")
        action = choose(head.split(b" ")[0].decode(), head)
        if action and action.startswith("status="):
            await answer(reader, writer, head, action[7:])
        elif action == "stall":
            await asyncio.sleep(3600)
        else:
            # One request for each connection, so that its end is the answer's end.
            head = re.sub(rb"\r\nconnection:[^\r]*", b"", head, flags=re.I)
            head = head[:-2] + b"Connection: close\r\n\r\n"
            await relay(reader, writer, head, action)
    except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        pass
    finally:
        writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0, limit=1 << 20)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
