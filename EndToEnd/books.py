"""The books of a hub and its agents, while everything dies: run, kill, cut, then count.

usage: books.py EXECUTABLE SEED AGENTS KILLS [STORE-URL | spoil]

A hub and some agents run as processes. Runs are asked for and fired by schedules, while a script
kills the hub, kills agents, cuts lines, changes files and cancels runs, in an order that the seed
gives; the worse things of disasters.py happen on the way. Afterwards everything is started once
more until nothing is left to do, and the books are compared, see ledger.py. Prints what was counted,
or everything that does not balance. With `spoil` something of each is taken away before it is
compared, and all of it has to be found. BOOKS_KEEP=folder keeps there what was compared.
"""

import contextlib
import http.client
import http.cookiejar
import json
import os
import random
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

import disasters
from hub import LOGIN, PASSWORD, store_environment
from ledger import audit, spoil

PASSPHRASE = "correct horse"
# Longer than any retry takes; a hub that is stuck has to be looked at.
PATIENCE = 240


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Line:
    """A line between one agent and the hub, which can be cut."""

    def __init__(self, target):
        self.target, self.port = target, free_port()
        self.pairs, self.lock = [], threading.Lock()
        self.server = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            client, _ = self.server.accept()
            try:
                hub = socket.create_connection(("127.0.0.1", self.target))
            except OSError:
                client.close()
                continue
            with self.lock:
                self.pairs.append((client, hub))
            for source, sink in ((client, hub), (hub, client)):
                threading.Thread(target=self.pump, args=(source, sink), daemon=True).start()

    @staticmethod
    def pump(source, sink):
        try:
            while data := source.recv(65536):
                sink.sendall(data)
        except OSError:
            pass
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def cut(self):
        with self.lock:
            pairs, self.pairs = self.pairs, []
        for pair in pairs:
            for end in pair:
                try:
                    # As a machine that lost its power: nobody is told.
                    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                    end.close()
                except OSError:
                    pass


class Hub:
    def __init__(self, executable, scratch, store):
        self.executable, self.scratch, self.store = executable, scratch, store
        self.port, self.process, self.lives = free_port(), None, 0
        self.base = f"http://127.0.0.1:{self.port}"
        self.data = f"{scratch}/hub"
        self.token = self.tenant = None
        # Runs that it was asked for after the moment that it was restored from.
        self.asked, self.forgotten, self.recipient = set(), set(), None
        # Runs that it knew before it was restored.
        self.of_another_life = set()

    @property
    def environment(self):
        return {**os.environ, **(store_environment(self.store, self.scratch) if self.store else {})}

    def start(self):
        self.lives += 1
        self.log = open(f"{self.scratch}/hub.log", "a")
        self.process = subprocess.Popen(
            [self.executable, "hub", f"--data-dir={self.data}",
             f"--listen=127.0.0.1:{self.port}"],
            stdout=subprocess.PIPE if self.lives == 1 else self.log, stderr=self.log, text=True,
            env=self.environment)
        if self.lives == 1:
            link = next(line.strip() for line in self.process.stdout if "/setup#" in line)
            threading.Thread(target=self.process.stdout.read, daemon=True).start()
            self.make_owner(link.split("#")[1])
        else:
            self.wait()

    def wait(self):
        for _ in range(600):
            try:
                return urllib.request.urlopen(self.base + "/healthz", timeout=5).read()
            except OSError:
                time.sleep(0.1)
        raise SystemExit("the hub does not come back")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def make_owner(self, code):
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        browser = urllib.request.build_opener(jar)
        page = browser.open(self.base + "/setup").read().decode()
        form = {"csrf": re.search('name="csrf" value="([^"]+)"', page)[1], "code": code,
                "name": "Mara", "login": LOGIN, "password": PASSWORD, "language": "en-US"}
        browser.open(self.base + "/setup", urllib.parse.urlencode(form).encode())

        def ask(path, body=None):
            request = urllib.request.Request(
                self.base + path, json.dumps(body).encode() if body is not None else None,
                {"Content-Type": "application/json"})
            return json.load(browser.open(request))
        ask("/api/v1/sessions", {"login": LOGIN, "password": PASSWORD})
        self.tenant = ask("/api/v1/tenants")["items"][0]["id"]
        self.token = ask(f"/api/v1/tenants/{self.tenant}/api-tokens",
                         {"name": "books", "role": "owner"})["token"]

    def run(self, source):
        run = self.ask(f"sources/{source}/runs", {})["id"]
        self.asked.add(run)

    def ask(self, path, body=None, method=None):
        request = urllib.request.Request(
            f"{self.base}/api/v1/tenants/{self.tenant}/{path}",
            json.dumps(body).encode() if body is not None else None,
            {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
            method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def rows(self, sql):
        """Rows of text; identifiers as UUIDs are written."""
        if not self.store:
            with sqlite3.connect(f"file:{self.data}/hub.db?mode=ro", uri=True) as db:
                return [[str(uuid.UUID(bytes=cell)) if isinstance(cell, bytes) and len(cell) == 16
                         else "" if cell is None else str(cell) for cell in row]
                        for row in db.execute(sql)]
        told = subprocess.run(["psql", self.store, "-XqAt", "-F", "\x1f", "-c", sql],
                              capture_output=True, text=True, check=True).stdout
        return [line.split("\x1f") for line in told.splitlines()]


class Server:
    """What serves the repositories of some machines over WebDAV."""

    def __init__(self, scratch):
        self.port = free_port()
        self.process = subprocess.Popen(
            [f"{os.path.dirname(sys.executable)}/rclone", "serve", "webdav", scratch,
             f"--addr=127.0.0.1:{self.port}", "--config="],
            stdout=open(f"{scratch}/webdav.log", "w"), stderr=subprocess.STDOUT)


class Machine:
    """An agent with a tree of its own, an archive, and a repository: in a folder, or on a server."""

    def __init__(self, name, hub, scratch, files, has_own_disk, server=None):
        self.name, self.hub, self.folder = name, hub, f"{scratch}/{name}"
        self.repository_place = (
            f"dav+http://127.0.0.1:{server.port}/{name}/vaults/repository" if server
            else f"file:{self.folder}/vaults/repository")
        self.agent_folder = f"{self.folder}/agent"
        self.line, self.process, self.schedule = Line(hub.port), None, None
        self.clock, self.lives_rolled_back = disasters.Clock(scratch, name), set()
        # Runs of which nobody but a journal knew that is gone, and those that a twin went on with.
        self.was_cloned, self.runs_lost, self.runs_of_twins = False, set(), set()
        os.makedirs(f"{self.folder}/tree")
        os.makedirs(f"{self.folder}/vaults")
        for number in range(files):
            self.write(number, random.randbytes(random.randrange(1, 3000)))
        self.write("large", random.randbytes(6 << 20))
        if has_own_disk:
            os.makedirs(self.agent_folder, 0o700)
            subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1g,mode=700", "books",
                            self.agent_folder], check=True)
        token = hub.ask("enrolment-tokens", {})["token"]
        subprocess.run(
            [hub.executable, "agent", "enroll", f"--hub=http://127.0.0.1:{self.line.port}",
             f"--data-dir={self.agent_folder}", f"--allow-read={self.folder}/tree",
             f"--allow-vaults={self.folder}/vaults"],
            env={**os.environ, "HOLDFAST_ENROLL_TOKEN": token}, check=True,
            stdout=subprocess.DEVNULL)
        agents = hub.ask("agents?limit=500")["items"]
        self.agent = max(agents, key=lambda agent: (agent["created"], agent["id"]))["id"]

    def write(self, name, content):
        with open(f"{self.folder}/tree/{name}", "wb") as file:
            file.write(content)

    def start(self):
        self.process = subprocess.Popen(
            [self.hub.executable, "agent", "run", f"--data-dir={self.agent_folder}"],
            env=self.clock.environment,
            stdout=open(f"{self.folder}/log", "a"), stderr=subprocess.STDOUT)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    @contextlib.contextmanager
    def down(self):
        """Dead meanwhile."""
        self.kill()
        yield
        self.start()

    def protect(self):
        made = subprocess.run(["age-keygen", "-o", f"{self.folder}/key"], capture_output=True,
                              text=True, check=True).stderr
        vault = {"owner": self.agent}
        self.archive = self.hub.ask("vaults", {
            **vault, "name": f"archive {self.name}", "format": "archive",
            "place": f"file:{self.folder}/vaults/archive",
            "secrets": {"recipients": made.split(": ")[1].strip()}})["id"]
        is_served = self.repository_place.startswith("dav")
        self.repository = self.hub.ask("vaults", {
            **({"agents": [self.agent]} if is_served else vault),
            "name": f"repository {self.name}", "format": "repository",
            "place": self.repository_place,
            "secrets": {"passphrase": PASSPHRASE}})["id"]
        self.source = self.hub.ask("sources", {
            "name": self.name, "agent": self.agent, "overlap": "queue",
            "configuration": {"kind": "files", "paths": [f"{self.folder}/tree"]},
            "retry": {"attemptsMax": 10, "firstWait": 1000, "patience": 86_400_000},
            "vaults": [self.archive, self.repository]})["id"]
        self.schedule = self.hub.ask("schedules", {
            "name": self.name, "sources": [self.source],
            "time": {"cron": "* * * * *", "zone": "UTC"}})["id"]
        self.began = int(time.time() * 1000)

    def true_times(self, times):
        """Those between the first and the last firing, by the clocks of everybody else."""
        return [one for one in times if self.began - 60_000 <= one <= time.time() * 1000]

    def is_ready(self):
        return all(self.hub.ask(f"vaults/{vault}")["readiness"] == "ready"
                   for vault in (self.archive, self.repository))

    def journal(self, sql, folder=None):
        place = folder or self.agent_folder
        with sqlite3.connect(f"file:{place}/journal.db?mode=ro", uri=True) as db:
            return db.execute(sql).fetchall()

    def runs_in_journal(self, folder=None, condition="TRUE"):
        found = self.journal(f"SELECT id FROM runs WHERE {condition}", folder)
        return {str(uuid.UUID(bytes=row[0])) for row in found}

    # What stock tools find.

    def restic(self, *arguments):
        return subprocess.run(
            ["restic", "-r", f"{self.folder}/vaults/repository", "--no-lock", "--no-cache",
             *arguments], env={**os.environ, "RESTIC_PASSWORD": PASSPHRASE},
            capture_output=True, text=True)

    def snapshots(self):
        """Of each run that either vault knows: the names of its snapshots there."""
        found = {self.archive: {}, self.repository: {}}
        for snapshot in json.loads(self.restic("snapshots", "--json").stdout or "[]"):
            runs = [tag.split(":", 1)[1] for tag in snapshot.get("tags") or []
                    if tag.startswith("holdfast-run:")]
            found[self.repository].setdefault(runs[0] if runs else "", []).append(snapshot["id"])
        for folder, _, names in os.walk(f"{self.folder}/vaults/archive"):
            if "complete.json" in names:
                name = os.path.basename(folder)
                found[self.archive].setdefault(name, []).append(name)
        return found

    def opens(self, run):
        """Whether age, zstd and tar open a run's archive."""
        for folder, _, names in os.walk(f"{self.folder}/vaults/archive"):
            if os.path.basename(folder) == run and "complete.json" in names:
                script = ("set -o pipefail; sha256sum --quiet -c SHA256SUMS && "
                          f"for p in payload.part*; do age -d -i {self.folder}/key $p || exit 1; "
                          "done | zstd -dq | tar -t >/dev/null")
                # Silent: what this script prints begins with its verdict.
                return subprocess.run(
                    ["bash", "-c", script], cwd=folder, capture_output=True).returncode == 0
        return False


def quietly(body):
    """What is asked of a hub that may be dead."""
    try:
        return body()
    except (OSError, urllib.error.URLError, json.JSONDecodeError, http.client.HTTPException):
        return None


def chaos(hub, machines, kills):
    counts = {}
    plan = disasters.plan(hub, machines, kills)
    for number in range(kills):
        for disaster in plan.get(number, []):
            disaster()
            counts[disaster.__name__] = counts.get(disaster.__name__, 0) + 1
        deed = random.choice(["hub", "agent", "agent", "line", "both"])
        machine = random.choice(machines)
        for _ in range(random.randrange(1, 4)):
            quietly(lambda: hub.run(random.choice(machines).source))
        machine.write(random.randrange(50), random.randbytes(random.randrange(1, 200_000)))
        time.sleep(random.uniform(0.05, 1.5))
        if random.random() < 0.15:
            found = quietly(lambda: hub.ask("runs?open=true")) or {"items": []}
            if found["items"]:
                run = random.choice(found["items"])["id"]
                quietly(lambda: hub.ask(f"runs/{run}/cancellation", {}))
        counts[deed] = counts.get(deed, 0) + 1
        if deed in ("agent", "both"):
            machine.kill()
        if deed in ("hub", "both"):
            hub.kill()
            time.sleep(random.uniform(0, 1.5))
            hub.start()
        if deed in ("agent", "both"):
            machine.start()
        if deed == "line":
            machine.line.cut()
    return counts


def settle(hub, machines):
    """Fires no schedule any more, and waits for what is under way."""
    for machine in machines:
        # As its service does with one that ended.
        if machine.process.poll() is not None:
            machine.start()
        schedule = hub.ask(f"schedules/{machine.schedule}")
        request = urllib.request.Request(
            f"{hub.base}/api/v1/tenants/{hub.tenant}/schedules/{machine.schedule}",
            json.dumps({"enabled": False}).encode(),
            {"Authorization": f"Bearer {hub.token}", "Content-Type": "application/json",
             "If-Match": f"\"{schedule['version']}\""}, method="PATCH")
        urllib.request.urlopen(request).read()
    return wait(hub, machines)


def wait(hub, machines):
    """Until nothing is left to do and everybody has told everything."""
    end = time.time() + PATIENCE
    quiet = 0
    while time.time() < end:
        waiting = sum(machine.journal("SELECT coalesce(sum(recorded - acknowledged), 0) FROM lives")
                      [0][0] for machine in machines)
        working = sum(machine.journal("SELECT count(*) FROM runs WHERE ended_at IS NULL")[0][0]
                      for machine in machines)
        quiet = quiet + 1 if not (hub.ask("runs?open=true")["items"] or waiting or working) else 0
        if quiet >= 3:
            return []
        time.sleep(0.5)
    left = [(run["id"], run["state"]) for run in hub.ask("runs?open=true")["items"]]
    return [f"after {PATIENCE} s something is left to do: {left}, {waiting} records, "
            f"{working} runs of agents"]


def in_mounts_of_our_own():
    """Disks that are full are file systems of ours, which go with this process."""
    if "BOOKS_MOUNTS" not in os.environ:
        user = [] if os.geteuid() == 0 else ["--map-root-user"]
        os.environ["BOOKS_MOUNTS"] = "1"
        os.execvp("unshare", ["unshare", *user, "--mount", sys.executable, *sys.argv])


def main():
    in_mounts_of_our_own()
    executable, seed, agents, kills = sys.argv[1], int(sys.argv[2]), *map(int, sys.argv[3:5])
    store = sys.argv[5] if len(sys.argv) > 5 else None
    spoils = store == "spoil"
    store = None if spoils else store
    random.seed(seed)
    with tempfile.TemporaryDirectory() as scratch:
        hub = Hub(executable, scratch, store)
        machines, server = [], Server(scratch)
        try:
            hub.start()
            for number in range(agents):
                machines.append(Machine(
                    f"m{number}", hub, scratch, 200 if agents < 5 else 2000, number == 0,
                    server if number % 2 else None))
            for machine in machines:
                machine.start()
                machine.protect()
            end = time.time() + PATIENCE
            while not all(machine.is_ready() for machine in machines):
                assert time.time() < end, "the vaults are not made"
                time.sleep(0.3)
            for machine in machines:
                hub.run(machine.source)
            while kills == 0 and not hub.ask("runs?kind=backup&state=succeeded")["items"]:
                assert time.time() < end, "nothing is backed up"
                time.sleep(0.3)
            counts = chaos(hub, machines, kills)
            problems = settle(hub, machines)
            # Each vault is read once more.
            for machine in machines:
                hub.run(machine.source)
            problems += wait(hub, machines)
            if spoils:
                spoil(hub, machines[0])
            more, figures = audit(hub, machines)
            problems += more
        finally:
            for process in [hub.process, server.process] + [one.process for one in machines]:
                if process and process.poll() is None:
                    process.kill()
                    process.wait()
            if os.environ.get("BOOKS_KEEP"):
                subprocess.run(["cp", "-r", scratch, os.environ["BOOKS_KEEP"]])
            for machine in machines[:1]:
                subprocess.run(["umount", "--lazy", machine.agent_folder], check=True)
        if spoils:
            found = [word for word in ("events and numbers", "is no event", "it is not in",
                                       "do not open", "is running", "firings of")
                     if any(word in problem for problem in problems)]
            print(f"found {len(found)} of 6 kinds: {found}")
            return
        if problems:
            told = "\n".join(problems[:40])
            sys.exit(f"seed {seed}: {len(problems)} things do not balance\n{told}")
        told = ", ".join(f"{value} {name}" for name, value in figures.items())
        deeds = ", ".join(f"{name} {value}" for name, value in sorted(counts.items()))
        print(f"the books balance: {told}; killed or cut: {deeds}; seed {seed}")


main()
