"""What is worse than a kill: a machine or a hub of an earlier day, two machines with one name, a clock
that is wrong, a disk that is full.
"""

import functools
import os
import random
import shutil
import struct
import subprocess
import time
import urllib.parse
import uuid

SHIM = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

static int64_t offset(void) {
    static volatile int64_t *seconds;
    if (!seconds) {
        int file = open(getenv("BOOKS_CLOCK"), O_RDONLY | O_CLOEXEC);
        seconds = mmap(0, sizeof *seconds, PROT_READ, MAP_SHARED, file, 0);
    }
    return *seconds;
}

int clock_gettime(clockid_t id, struct timespec *time) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real) real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    int code = real(id, time);
    if (code == 0 && id == CLOCK_REALTIME) time->tv_sec += offset();
    return code;
}
"""


class Clock:
    """The clock of one machine, which can be set while it runs."""

    def __init__(self, scratch, name):
        self.path, self.is_wrong, self.was_wrong = f"{scratch}/{name}.clock", False, False
        shim = f"{scratch}/clock.so"
        if not os.path.exists(shim):
            subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-x", "c", "-o", shim, "-"],
                           input=SHIM, text=True, check=True)
        self.environment = {**os.environ, "LD_PRELOAD": shim, "BOOKS_CLOCK": self.path}
        self.set(0)

    def set(self, seconds):
        with open(self.path, "r+b" if os.path.exists(self.path) else "wb") as file:
            file.write(struct.pack("=q", seconds))
        self.was_wrong = self.was_wrong or seconds != 0


def plan(hub, machines, kills):
    """Which of them happens before which kill. All of them do, and each before the last fifth."""
    end = kills * 4 // 5
    if end < 10:
        return {}
    moments = {}

    def at(number, deed, *arguments):
        done = functools.partial(deed, *arguments)
        done.__name__ = deed.__name__
        moments.setdefault(number, []).append(done)

    def pair():
        return sorted(random.sample(range(end), 2))
    for machine, first in [(random.choice(machines), keep_hub)] + \
            [(random.choice(machines), keep_machine) for _ in range(1 + kills // 100)]:
        start, stop = pair()
        if first is keep_hub:
            at(start, keep_hub, hub)
            at(stop, hub_restored, hub)
        else:
            at(start, keep_machine, machine)
            at(stop, machine_rolled_back, machine)
    for _ in range(1 + kills // 100):
        machine = random.choice(machines)
        start, stop = pair()
        at(start, clock_wrong, machine, random.choice([-1, 1]) * random.randrange(400, 7200))
        at(stop, clock_right, machine)
        at(random.randrange(end), machine_cloned, hub, random.choice(machines))
        at(random.randrange(end), disk_full, machines[0])
    return moments


def keep_machine(machine):
    """As the backup of a virtual machine does."""
    with machine.down():
        shutil.rmtree(f"{machine.folder}/kept", ignore_errors=True)
        shutil.copytree(machine.agent_folder, f"{machine.folder}/kept")


def machine_rolled_back(machine):
    with machine.down():
        machine.lives_rolled_back |= {
            str(uuid.UUID(bytes=row[0])) for row in machine.journal("SELECT incarnation FROM lives")}
        machine.runs_lost |= machine.runs_in_journal()
        empty(machine.agent_folder)
        shutil.copytree(f"{machine.folder}/kept", machine.agent_folder, dirs_exist_ok=True)


def machine_cloned(hub, machine):
    """Two live machines with one identity: both are paused, until somebody has looked. What the
    twin does until then nobody may hear of but the vaults, and both may do the same at one moment."""
    twin, machine.was_cloned = f"{machine.folder}/twin", True
    with machine.down():
        shutil.copytree(machine.agent_folder, twin)
        ended = machine.runs_in_journal(condition="ended_at IS NOT NULL")
    other = subprocess.Popen(
        [hub.executable, "agent", "run", f"--data-dir={twin}"], env=machine.clock.environment,
        stdout=open(f"{machine.folder}/twin.log", "a"), stderr=subprocess.STDOUT)
    end = time.time() + 120
    while hub.ask(f"agents/{machine.agent}")["standing"] != "paused":
        assert time.time() < end, f"the clone of {machine.name} is not found"
        time.sleep(0.2)
    other.kill()
    other.wait()
    machine.runs_of_twins |= machine.runs_in_journal(twin) - ended
    shutil.rmtree(twin)
    with machine.down():
        hub.ask(f"agents/{machine.agent}/standing", {"standing": "active"}, "PUT")


def clock_wrong(machine, seconds):
    machine.clock.set(seconds)


def clock_right(machine):
    machine.clock.set(0)


def disk_full(machine):
    """The disk of the agent's journal takes nothing for a while. It may end, as its service would
    see it end."""
    set_size(machine.agent_folder, 0)
    time.sleep(random.uniform(1, 3))
    set_size(machine.agent_folder, 1 << 30)
    if machine.process.poll() is not None:
        machine.start()


def set_size(folder, size):
    """Of a file system, but not less than what is in it, which somebody may be adding to."""
    for room in (0, 1 << 18, 1 << 20, 1 << 22):
        is_now = os.statvfs(folder)
        used = (is_now.f_blocks - is_now.f_bfree) * is_now.f_frsize + room
        if subprocess.run(["mount", "-o", f"remount,size={max(size, used)}", folder],
                          stderr=subprocess.DEVNULL).returncode == 0:
            return
    raise AssertionError(f"{folder} does not fill")


def keep_hub(hub):
    hub.recipient = hub.recipient or make_key(hub)
    subprocess.run(
        [hub.executable, "hub", "backup", f"--data-dir={hub.data}",
         f"--backup-folder={hub.scratch}/backups", f"--backup-recipients={hub.recipient}"],
        env=hub.environment, check=True, stdout=hub.log, stderr=hub.log)
    hub.asked = set()


def make_key(hub):
    os.makedirs(f"{hub.scratch}/backups")
    made = subprocess.run(["age-keygen", "-o", f"{hub.scratch}/hub.key"], capture_output=True,
                          text=True, check=True).stderr
    return made.split(": ")[1].strip()


def hub_restored(hub):
    """It begins frozen, and is told to go on when it has worked for a while."""
    hub.kill()
    known = {row[0] for row in hub.rows("SELECT id FROM runs")}
    newest = max(os.listdir(f"{hub.scratch}/backups"))
    hub.data = f"{hub.data}-restored"
    if hub.store:
        hub.store = another_database(hub.store)
    subprocess.run(
        [hub.executable, "hub", "restore", f"{hub.scratch}/backups/{newest}",
         f"--identity-file={hub.scratch}/hub.key", f"--data-dir={hub.data}"],
        env=hub.environment, check=True, stdout=hub.log, stderr=hub.log)
    hub.forgotten |= hub.asked
    hub.of_another_life = known
    hub.start()
    time.sleep(random.uniform(0, 3))
    subprocess.run([hub.executable, "hub", "thaw", f"--data-dir={hub.data}"],
                   env=hub.environment, check=True, stdout=hub.log, stderr=hub.log)


def another_database(store):
    place = urllib.parse.urlsplit(store)
    name = f"{place.path[1:]}_restored"
    subprocess.run(["psql", store, "-Xqc", f"CREATE DATABASE {name} TEMPLATE template0"], check=True)
    return store.replace(f"{place.path}?", f"/{name}?")


def empty(folder):
    for name in os.listdir(folder):
        path = f"{folder}/{name}"
        shutil.rmtree(path) if os.path.isdir(path) else os.remove(path)
