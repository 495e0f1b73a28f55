"""A hub with many agents: all connected and showing signs of life, some with a run that reports.

usage: agents.py EXECUTABLE AGENTS RUNS SECONDS [STORE-URL]

The hub is a process of its own, and so is this loader, which speaks the agent protocol for all of
them. Prints one JSON object: the share of a core that the hub took, its resident size, and how long
the API took to read while all this went on.
"""

import asyncio
import base64
import http.client
import json
import multiprocessing
import os
import sys
import tempfile
import time
import urllib.parse
import uuid
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../../EndToEnd"))
from hub import Hub, Machine, store_environment  # noqa: E402

MASK = b"\1\2\3\4"
STARTING_AT_ONCE = 64
AT_ONE_VAULT = 8
# As the many clients of a proxy, and not as one machine that wants more than its share.
BEHIND_A_PROXY = ["--trusted-proxies=127.0.0.1"]


def now():
    moment = time.time()
    milliseconds = int(moment * 1000) % 1000
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(moment)) + f".{milliseconds:03d}Z"


def masked(data):
    size = len(data)
    mask = int.from_bytes((MASK * (size // 4 + 1))[:size])
    return (int.from_bytes(data) ^ mask).to_bytes(size)


def frame(text, code=1):
    data = text.encode()
    if len(data) < 126:
        head = bytes([128 | code, 128 | len(data)])
    elif len(data) < 65536:
        head = bytes([128 | code, 128 | 126]) + len(data).to_bytes(2)
    else:
        head = bytes([128 | code, 128 | 127]) + len(data).to_bytes(8)
    return head + MASK + masked(data)


class Agent:
    """What a hub sees of an agent: its keys, its link, the runs that it was given."""

    def __init__(self, machine, enrolled):
        self.machine, self.id, self.hub = machine, enrolled["agent"], enrolled["hub"]
        self.incarnation = str(uuid.uuid7()) if hasattr(uuid, "uuid7") else self.made_now()
        self.recorded = 0
        self.running = []
        self.pongs = []
        self.is_welcome = asyncio.Event()

    @staticmethod
    def made_now():
        """A UUID of version 7."""
        number = int(time.time() * 1000) << 80 | int.from_bytes(os.urandom(10))
        number = number & ~(0xF000 << 64) | 0x7000 << 64
        return str(uuid.UUID(int=number & ~(0xC000 << 48) | 0x8000 << 48))

    async def open(self, port):
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", port)
        key = base64.b64encode(os.urandom(16)).decode()
        self.writer.write((
            f"GET /agent/v1/link HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Key: {key}\r\n\r\n").encode())
        head = await self.reader.readuntil(b"\r\n\r\n")
        assert b" 101 " in head, head

    def say(self, message, **about):
        self.writer.write(frame(json.dumps({"version": 1, **about, "message": message})))

    async def serve(self):
        while True:
            first, second = await self.reader.readexactly(2)
            size = second & 127
            if size > 125:
                size = int.from_bytes(await self.reader.readexactly(2 if size == 126 else 8))
            data = await self.reader.readexactly(size)
            if first & 15 == 1:
                self.hear(json.loads(data))
            elif first & 15 == 9:
                self.writer.write(frame(data.decode(), 10))
            else:
                raise SystemExit(f"the hub ended a link: {data[:200]}")

    def hear(self, envelope):
        message = envelope["message"]
        getattr(self, "hear_" + message["kind"], lambda message: None)(message)
        if message["kind"] == "question":
            self.say({"kind": "answer", "answer": {"kind": "busy"}}, answers=envelope["asks"])

    def hear_challenge(self, message):
        nonce = os.urandom(32)
        hub_nonce = base64.b64decode(message["nonce"])
        parts = (self.hub, self.id, self.incarnation, hub_nonce.hex(), nonce.hex())
        statement = "holdfast-link-1 agent\n" + "".join(f"{len(part)}:{part}," for part in parts)
        self.say({
            "kind": "hello", "speaks": [1, 1], "program": "holdfast 1.0.0", "agent": self.id,
            "incarnation": self.incarnation, "nonce": base64.b64encode(nonce).decode(),
            "signature": self.machine.sign(statement), "time": now(), "recorded": self.recorded,
            "journals": [], "runs": [],
            "capabilities": {"sources": ["files"], "formats": ["archive", "repository"],
                             "worker": False, "capacity": 2}})

    def hear_welcome(self, message):
        self.heartbeat = message["heartbeat"] / 1000
        self.say({
            "kind": "facts", "hostName": "agent", "system": "Debian GNU/Linux 12",
            "architecture": "x86_64", "program": "holdfast 1.0.0", "processors": 2,
            "memory": 8 << 30, "disks": [{"mount": "/", "size": 100 << 30, "free": 50 << 30}]})
        self.is_welcome.set()

    def hear_goodbye(self, message):
        raise SystemExit(f"the hub says goodbye: {message}")

    def hear_configuration(self, message):
        import hashlib
        digest = hashlib.sha256(base64.b64decode(message["content"])).digest()
        self.say({"kind": "configured", "hash": base64.b64encode(digest).decode()})

    def hear_start(self, order):
        of = order["of"]
        self.say({"kind": "reply", "of": of, "state": "running"})
        vaults = [vault["id"] for vault in order["vaults"]]
        self.record({"kind": "began", "of": of, "run": order["run"], "vaults": vaults})
        if order["run"] == "backup":
            self.running.append(of)
            return
        for vault in vaults:
            self.record({"kind": "outcome", "run": of["run"], "outcome": {
                "vault": vault, "attempt": of["attempt"], "result": {"kind": "done"},
                "size": 0}})
        self.record({"kind": "ended", "of": of, "verdict": "succeeded", "entries": 0,
                     "content": 0, "issues": 0})

    def record(self, event):
        self.recorded += 1
        self.say({"kind": "records", "incarnation": self.incarnation, "records": [
            {"sequence": self.recorded, "time": now(), "event": event}]})

    def hear_ping(self, message):
        self.say({"kind": "pong", "asked": message["time"], "time": now(), "lost": []})

    def hear_pong(self, message):
        self.pongs.append(time.time() - self.asked)

    async def beat(self, offset):
        await asyncio.sleep(offset * self.heartbeat)
        while True:
            self.asked = time.time()
            self.say({"kind": "ping", "time": now(), "leases": []})
            await asyncio.sleep(self.heartbeat)

    async def report(self, offset):
        await asyncio.sleep(offset)
        count = 0
        while True:
            for of in self.running:
                count += 1
                self.say({"kind": "progress", "of": of, "entries": count * 40,
                          "bytes": count << 20, "transferred": count << 19,
                          "bytesExpected": 4 << 30, "current": f"/srv/www/{count}/index.html"})
            await asyncio.sleep(1)


def enrol(hub, count):
    """Each by a request of its own, as machines do."""
    place = urllib.parse.urlsplit(hub.base).netloc
    tokens = [hub.ask(hub.below("enrolment-tokens"), {"uses": min(1000, count - start)})["token"]
              for start in range(0, count, 1000)]

    def some(numbers):
        line = http.client.HTTPConnection(place)
        made = []
        for number in numbers:
            machine = Machine(f"machine-{number:05}")
            line.request("POST", "/agent/v1/enrolments",
                         json.dumps(machine.enrolment(tokens[number // 1000])),
                         {"Content-Type": "application/json"})
            answer = line.getresponse()
            text = answer.read()
            assert answer.status == 201, text
            made.append((machine, json.loads(text)))
        return made
    with ThreadPoolExecutor(4) as pool:
        return [one for part in pool.map(some, [range(first, count, 4) for first in range(4)])
                for one in part]


def protect(hub, agents):
    """A source for each of these agents; as many into one vault as may write to it at once."""
    vaults = [hub.ask(hub.below("vaults"), {
        "name": f"disk {number}", "format": "repository",
        "place": f"rest:http://127.0.0.1:1/{number}",
        "secrets": {"passphrase": "correct horse"}})["id"]
        for number in range((len(agents) + AT_ONE_VAULT - 1) // AT_ONE_VAULT)]
    return [hub.ask(hub.below("sources"), {
        "name": f"source {number}", "agent": agent.id,
        "configuration": {"kind": "files", "paths": ["/srv"]},
        "vaults": [vaults[number // AT_ONE_VAULT]]})["id"]
        for number, agent in enumerate(agents)], vaults


def are_ready(hub, vaults):
    while vaults and hub.ask(hub.below(f"vaults/{vaults[-1]}"))["readiness"] == "ready":
        vaults.pop()
    return not vaults


def cost(process):
    """Seconds of processor time, and resident bytes."""
    with open(f"/proc/{process}/stat") as file:
        fields = file.read().rsplit(") ", 1)[1].split()
    with open(f"/proc/{process}/status") as file:
        resident = next(int(line.split()[1]) for line in file if line.startswith("VmRSS"))
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"), resident << 10


def read(place, paths, token, end, told):
    """What people and programs ask for, one request after the other, twenty in a second. In a
    process of its own: beside ten thousand agents in one interpreter it would measure those."""
    line = http.client.HTTPConnection(place)
    times = []
    while time.time() < end:
        start = time.perf_counter()
        line.request("GET", paths[len(times) % len(paths)],
                     headers={"Authorization": f"Bearer {token}"})
        answer = line.getresponse()
        answer.read()
        assert answer.status == 200, answer.status
        times.append(time.perf_counter() - start)
        time.sleep(0.05)
    told.send(times)


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] if values else 0.0


async def connect(agents, port):
    """All links, some at a time; the tasks that serve them."""
    gate = asyncio.Semaphore(STARTING_AT_ONCE)
    tasks = []

    async def one(agent):
        async with gate:
            await agent.open(port)
            tasks.append(asyncio.create_task(agent.serve()))
            await agent.is_welcome.wait()
    await asyncio.gather(*(one(agent) for agent in agents))
    return tasks


async def until(condition, what, patience=300):
    end = time.time() + patience
    while not await asyncio.to_thread(condition):
        if time.time() > end:
            raise SystemExit(f"{what} takes too long")
        await asyncio.sleep(0.2)


async def measure(hub, count, running, seconds):
    start = time.time()
    machines = await asyncio.to_thread(enrol, hub, count)
    enrolled = time.time() - start
    agents = [Agent(machine, told) for machine, told in machines]
    start = time.time()
    tasks = await connect(agents, int(hub.base.rsplit(":", 1)[1]))
    connected = time.time() - start
    busy = agents[:running]
    sources, vaults = await asyncio.to_thread(protect, hub, busy)
    await until(lambda: are_ready(hub, vaults), "making vaults ready")
    for source in sources:
        await asyncio.to_thread(hub.ask, hub.below(f"sources/{source}/runs"), {})
    await until(lambda: all(agent.running for agent in busy), "the starting of runs")
    tasks += [asyncio.create_task(agent.beat(index / count))
              for index, agent in enumerate(agents)]
    tasks += [asyncio.create_task(agent.report(index / max(1, running)))
              for index, agent in enumerate(busy)]
    await asyncio.sleep(5)
    told, telling = multiprocessing.Pipe(duplex=False)
    (before, _), began = cost(hub.process.pid), time.time()
    paths = [hub.below(path) for path in ("agents?limit=50", "runs?limit=50", "sources?limit=50")]
    multiprocessing.get_context("spawn").Process(target=read, daemon=True, args=(
        urllib.parse.urlsplit(hub.base).netloc, paths, hub.token, began + seconds, telling)).start()
    telling.close()
    await asyncio.sleep(seconds)
    (after, resident), ended = cost(hub.process.pid), time.time()
    times = await asyncio.to_thread(told.recv)
    assert all(not task.done() for task in tasks), [t for t in tasks if t.done()][0].result()
    pongs = [pong for agent in agents for pong in agent.pongs]
    print(json.dumps({
        "agents": count, "runs": running, "cores": round((after - before) / (ended - began), 3),
        "resident": resident, "reads": len(times),
        "read_p50": round(percentile(times, 0.5) * 1000, 2),
        "read_p99": round(percentile(times, 0.99) * 1000, 2),
        "pong_p99": round(percentile(pongs, 0.99) * 1000, 2),
        "enrolled_per_second": round(count / enrolled), "linked_per_second":
        round(count / connected)}))
    for task in tasks:
        task.cancel()


def main():
    executable, count, running, seconds = sys.argv[1], *map(int, sys.argv[2:5])
    with tempfile.TemporaryDirectory() as scratch:
        if len(sys.argv) > 5:
            os.environ.update(store_environment(sys.argv[5], scratch))
        with Hub(executable, *BEHIND_A_PROXY) as hub:
            hub.make_owner()
            try:
                asyncio.run(measure(hub, count, running, seconds))
            except BaseException:
                print(open(f"{hub.scratch.name}/log").read()[-2000:], file=sys.stderr)
                raise


if __name__ == "__main__":
    main()
