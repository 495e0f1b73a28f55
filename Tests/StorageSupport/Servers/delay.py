"""Passes TCP connections on, each piece after a delay, and counts what is on its way.

    delay.py PORT MILLISECONDS

Prints its own port and that of its control, where every line is answered by the most bytes that were
on their way at once to the server and from it. `cut` breaks all connections first.
"""
import asyncio
import sys

peak = {"up": 0, "down": 0}
flying = {"up": 0, "down": 0}
writers = set()


async def carry(reader, writer, way, seconds):
    loop = asyncio.get_running_loop()
    while piece := await reader.read(65536):
        flying[way] += len(piece)
        peak[way] = max(peak[way], flying[way])

        def land(piece=piece):
            flying[way] -= len(piece)
            if not writer.is_closing():
                writer.write(piece)

        loop.call_later(seconds, land)
    loop.call_later(seconds, writer.close)


async def main(port, seconds):
    async def accept(reader, writer):
        up_reader, up_writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 24)
        writers.update([writer, up_writer])
        ways = carry(reader, up_writer, "up", seconds), carry(up_reader, writer, "down", seconds)
        await asyncio.gather(*ways, return_exceptions=True)

    async def control(reader, writer):
        while line := await reader.readline():
            if line.strip() == b"cut":
                for one in list(writers):
                    one.transport.abort()
                writers.clear()
            writer.write(b"%d %d\n" % (peak["up"], peak["down"]))

    server = await asyncio.start_server(accept, "127.0.0.1", 0, limit=1 << 24)
    controls = await asyncio.start_server(control, "127.0.0.1", 0)
    ports = [one.sockets[0].getsockname()[1] for one in (server, controls)]
    print("ready", *ports, "ready", flush=True)
    await asyncio.gather(server.serve_forever(), controls.serve_forever())


asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]) / 1000))
