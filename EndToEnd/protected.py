"""A real agent beside what a hub was filled with: one folder, backed up twice into an archive."""

import contextlib
import os
import pathlib
import signal
import subprocess
import sys
import threading
import time

PATIENCE = 300
ENDED = {"succeeded", "warned", "failed", "cancelled", "skipped"}


# What a program is started by to see a machine of another name.
NAMED = ["unshare", "--map-root-user", "--uts", sys.executable, "-c", """
import os, socket, sys
socket.sethostname(sys.argv[1])
os.execv(sys.argv[2], sys.argv[2:])"""]


def join(hub, executable, folder, log, *allowed, host=None):
    """Has an agent join a hub, and starts it."""
    command = [*NAMED, host, executable, "agent"] if host else [executable, "agent"]
    token = f"{folder}/token"
    made = hub.ask(hub.below("enrolment-tokens"), {"uses": 1})
    pathlib.Path(token).write_text(made["token"])
    subprocess.run(
        [*command, "enroll", f"--hub={hub.base}", f"--data-dir={folder}/agent",
         f"--token-file={token}", *allowed], check=True, stdout=log, stderr=log)
    return subprocess.Popen(
        [*command, "run", f"--data-dir={folder}/agent"], stdout=log, stderr=log)


class Protected:
    """An agent of the hub's with a source in a vault of its own. The file `报告 <b>.txt` is
    there in two versions, one in each snapshot.
    """

    called = "what came back {}"
    report_name = "财务/报告 <b>.txt"
    first, second = "the first version\n" * 100, "the second version\n" * 100

    def __init__(self, hub, executable, scratch):
        self.hub, self.scratch = hub, scratch
        # A hub may have several of these.
        self.name = self.called.format(os.path.basename(scratch))
        self.report = f"{scratch}/data/{self.report_name}"
        os.makedirs(os.path.dirname(self.report))
        os.makedirs(f"{scratch}/more", exist_ok=True)
        self.write_files()
        self.process = self.join(executable)
        try:
            self.agent = self.newest_agent()
            vault = self.vault = self.make("vaults", {
                "name": self.name, "format": "archive", "place": f"file:{scratch}/vault",
                "owner": self.agent["id"], "keeper": self.agent["id"]})
            self.source = self.make("sources", {
                "name": self.name, "agent": self.agent["id"], "vaults": [vault],
                "configuration": {"kind": "files", "paths": [f"{scratch}/data"]}})
            self.await_it(lambda: self.get(f"vaults/{vault}")["readiness"] == "ready")
            for content in (self.first, self.second):
                pathlib.Path(self.report).write_text(content)
                self.back_up()
            snapshots = self.get(f"snapshots?source={self.source}")["items"]
            assert len(snapshots) == 2, snapshots
            self.newest = snapshots[0]["id"]
        except BaseException:
            self.end()
            raise

    def write_files(self):
        for index in range(20):
            pathlib.Path(f"{self.scratch}/data/{index}.txt").write_text(f"{index}\n" * 100)

    def join(self, executable):
        self.log = open(f"{self.scratch}/log", "w")
        return join(
            self.hub, executable, self.scratch, self.log, f"--allow-read={self.scratch}/data",
            f"--allow-read={self.scratch}/more", f"--allow-vaults={self.scratch}",
            f"--allow-restore={self.scratch}", "--allow-hooks")

    def uncovered(self, name):
        """A folder of the machine that no source takes."""
        folder = f"{self.scratch}/more/{name}"
        os.makedirs(folder)
        pathlib.Path(f"{folder}/one.txt").write_text("not backed up yet\n")
        return folder

    def newest_agent(self):
        """By its machine, since many are called alike."""
        host, newest, after = os.uname().nodename, None, ""
        while True:
            page = self.get(f"agents?text={host}{after}")
            for one in page["items"]:
                newest = one if one["machine"]["hostName"] == host else newest
            if not page.get("next"):
                assert newest, f"no agent is called {host}"
                return newest
            after = f"&after={page['next']}"

    def make(self, path, body, member="id"):
        return self.hub.ask(self.hub.below(path), body)[member]

    def get(self, path):
        return self.hub.ask(self.hub.below(path))

    def back_up(self):
        run = self.make(f"sources/{self.source}/runs", {})
        self.await_it(lambda: self.get(f"runs/{run}")["state"] in ENDED)
        ended = self.get(f"runs/{run}")
        assert ended["state"] == "succeeded", ended

    def await_it(self, is_so):
        until = time.monotonic() + PATIENCE
        while not is_so():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < until, self.said()
            time.sleep(0.1)

    def said(self):
        return pathlib.Path(f"{self.scratch}/log").read_text()

    def end(self):
        self.process.terminate()
        self.process.wait()
        self.log.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()


class Talkative(Protected):
    """One whose backup says a line after the other until it is let go on, and then has much to read."""

    called = "a talkative one {}"
    size = 256 << 20

    def begin(self):
        """A run that is at its first lines."""
        self.door = f"{self.scratch}/door"
        before = f"n=0; while [ ! -e {self.door} ]; do echo said $n; n=$((n+1)); sleep 0.1; done"
        self.hub.ask(self.hub.below(f"sources/{self.source}"), {
            "hooks": {"before": before, "timeLimit": 1000 * PATIENCE}}, "PATCH")
        with open(f"{self.scratch}/data/large", "wb") as file:
            for _ in range(self.size >> 20):
                file.write(os.urandom(1 << 20))
        return self.make(f"sources/{self.source}/runs", {})

    @contextlib.contextmanager
    def going_on_slowly(self):
        """Lets it go on, as on a machine that has much else to do."""
        pathlib.Path(self.door).touch()
        is_over = threading.Event()

        def hold():
            while not is_over.wait(0.05):
                self.process.send_signal(signal.SIGSTOP)
                is_over.wait(0.5)
                self.process.send_signal(signal.SIGCONT)

        holding = threading.Thread(target=hold)
        holding.start()
        try:
            yield
        finally:
            is_over.set()
            holding.join()
