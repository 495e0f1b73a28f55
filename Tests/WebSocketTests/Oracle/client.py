"""A WebSocket client of another make: `client.py PORT`.

It talks to an echo server in every way the protocol allows, and prints what it saw.
"""

import asyncio
import sys

import websockets
from websockets.asyncio.client import connect


async def main(url: str) -> None:
    async with connect(url, max_size=None, subprotocols=["other", "echo"]) as socket:
        print("subprotocol", socket.subprotocol)
        for size in [0, 1, 125, 126, 127, 65535, 65536, 1 << 20]:
            message = bytes(i * 7 & 255 for i in range(size))
            await socket.send(message)
            assert await socket.recv() == message, size
        for text in ["", "hello", "ünïcödé 🏔", "x" * 70000]:
            await socket.send(text)
            assert await socket.recv() == text, text[:20]
        # Fragments, the cut inside a character.
        pieces = ["grün".encode()[:3], "grün".encode()[3:], b"", b" und blau"]
        await socket.send((piece for piece in pieces), text=True)
        assert await socket.recv() == "grün und blau"
        await socket.send([b"a" * 40000, b"b" * 40000])
        assert await socket.recv() == b"a" * 40000 + b"b" * 40000
        await asyncio.wait_for(await socket.ping(b"are you there"), 20)
        messages = [str(i) for i in range(500)]
        await asyncio.gather(*(socket.send(message) for message in messages))
        assert [await socket.recv() for _ in messages] == messages
        await socket.close(3999, "done")
        print("closed", socket.close_code, socket.close_reason)
    async with connect(url, max_size=None) as socket:
        await socket.send(b"x" * ((1 << 20) + 1))
        try:
            await socket.recv()
        except websockets.ConnectionClosed as closed:
            print("too large", closed.rcvd.code)


asyncio.run(main(f"ws://127.0.0.1:{sys.argv[1]}/ws"))
