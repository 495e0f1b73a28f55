"""An echo server of another make: `server.py SOCKET READY_PORT`.

It serves one connection at a unix socket, says so at READY_PORT, and prints how it was closed.
"""

import asyncio
import sys

import websockets
from websockets.asyncio.server import unix_serve


async def main(path: str, ready: int) -> None:
    done = asyncio.get_running_loop().create_future()

    async def echo(socket) -> None:
        try:
            await converse(socket)
        except websockets.ConnectionClosed:
            pass
        done.set_result((socket.close_code, socket.close_reason))

    async def converse(socket) -> None:
        async for message in socket:
            if message == "close":
                await socket.close(4321, "as you wish")
            elif message == "ping":
                await asyncio.wait_for(await socket.ping(), 20)
                await socket.send("pong")
            elif isinstance(message, str):
                await socket.send(message)
            else:
                # In many fragments.
                await socket.send(
                    message[i : i + 1000] for i in range(0, max(1, len(message)), 1000)
                )

    async with unix_serve(echo, path, max_size=None, subprotocols=["echo"]):
        _, writer = await asyncio.open_connection("127.0.0.1", ready)
        writer.close()
        print(*await asyncio.wait_for(done, 60))


asyncio.run(main(sys.argv[1], int(sys.argv[2])))
