"""Fills a hub as if it had run for half a year: agents, sources, runs that went well and badly, and
names and log lines that try a page.

People's things come in by the API. What agents would have reported is written into the hub's
database while the hub is stopped, without what is kept for the overview: at its next start the hub
counts that from everything, as it does for a hub that comes from an earlier version.
"""

import os
import random
import sqlite3
import time

from hub import NAMES

DAY = 86_400_000
LONG = "a line of a thousand characters, 日志行 سطر السجل " * 20
FAILURES = [
    ("database_refused", "The database refused the sign-in.", "needsOperator"),
    ("vault_unreachable", "保险库无法访问：连接超时。", "retryable"),
    ("hostile", "<script>alert(1)</script>\"><img src=x onerror=alert(1)>", "permanent"),
]
# The steps of the schema from the one on that counts what is kept for the overview, and what they
# make: a hub takes them all once more when it starts.
STEPS = ["summaries", "needy_sources", "copies", "open_alerts", "history",
    "vault_space", "host_hooks", "wipes", "first_protection", "pressing_alerts", "pool_looks",
    "vault_bounds", "limits"]
TABLES = [
    "tenant_tallies", "tenant_days", "source_summaries", "vault_summaries", "vault_copies",
    "vault_space"]
INDEXES = [
    "open_runs_of_tenant", "proving_runs", "present_snapshots", "failed_vaults",
    "snapshots_by_arrival", "open_alerts_of_tenant", "ended_runs_of_tenant", "pressing_alerts", "pool_looks"]
SITES = ["north", "south", "东区", "<i>site</i>"]


class Fleet:
    """What was filled in, by what a test wants to find of it."""

    failures = FAILURES
    vaults_wanted = [
        ("local-nas", "repository", "file:/srv/backups"),
        ("<i>异地</i> 归档", "archive", "dav+https://vault.example/one"),
        ("خزنة بعيدة", "archive", "dav+https://vault.example/two"),
    ]

    def __init__(self, hub, agents=200, runs=5000, number=1, open_runs=0):
        self.hub = hub
        self.random = random.Random(number)
        hub.make_owner()
        self.names = [self.name(index) for index in range(agents)]
        self.agents = self.add_agents()
        self.vaults = [self.add_vault(*one) for one in self.vaults_wanted]
        self.sources = [self.add_source(index, *self.held(index)) for index in range(agents)]
        self.add_schedules()
        hub.stop()
        with sqlite3.connect(hub.database) as store:
            self.add_runs(store, runs, open_runs)
            self.add_upkeep(store)
            self.forget_sums(store)
        store.close()
        hub.start()
        with sqlite3.connect(hub.database) as store:
            self.add_space(store)
        store.close()

    def name(self, index):
        return NAMES[index] if index < len(NAMES) else f"host-{index:03}"

    def held(self, index):
        """How a source is called, and which folder it keeps."""
        return self.names[index], f"/srv/{index}/" + self.names[index][:40]

    def line(self, number):
        """One of a log."""
        return LONG[:1000] if number % 2 else f"{NAMES[number % len(NAMES)]} {number}"

    def add_agents(self):
        return self.hub.add_agents(self.names, self.labels)

    def labels(self, index):
        return {"site": SITES[index % 4], "role": "db" if index % 3 else "web"} \
            if index % 2 == 0 else {}

    def add_vault(self, name, form, place):
        owner = {"owner": self.agents[0]} if place.startswith("file:") else {}
        return self.hub.ask(self.hub.below("vaults"), {
            "name": name, "format": form, "place": place, "keeper": self.agents[0],
            "cadence": {"drill": "@monthly"}, **owner,
        })["id"]

    def add_source(self, index, name, path):
        vaults = self.vaults if index == 0 else [self.vaults[1 + index % 2]]
        return self.hub.ask(self.hub.below("sources"), {
            "name": name, "agent": self.agents[index], "vaults": vaults,
            "configuration": {"kind": "files", "paths": [path]},
        })["id"]

    def add_schedules(self):
        for index, name in enumerate(NAMES):
            self.add_schedule(name, "0 2 * * MON-FRI", [self.sources[index]])

    def add_schedule(self, name, cron, sources):
        self.hub.ask(self.hub.below("schedules"), {
            "name": name, "time": {"cron": cron, "zone": "Europe/Berlin"}, "sources": sources})

    # What agents reported

    def id(self, time):
        """A version 7 UUID."""
        return (time << 80 | 7 << 76 | self.random.getrandbits(12) << 64 | 2 << 62
                | self.random.getrandbits(62)).to_bytes(16)

    @staticmethod
    def raw(text):
        return bytes.fromhex(text.replace("-", ""))

    def add_runs(self, store, count, open_runs):
        now = int(time.time() * 1000)
        tenant = self.raw(self.hub.tenant)
        self.latest = {}
        self.run_ids = []
        for number in range(count):
            index = number % len(self.sources)
            at = now - int((count - number) / count * 180 * DAY)
            chance = self.random.random()
            state = "failed" if chance < 0.005 else "warned" if chance < 0.02 else "succeeded"
            # The latest of a few went wrong, whatever the chance.
            if number >= count - len(self.sources) and index % 40 == 7:
                state = "failed"
            self.add_run(store, tenant, index, at, state, number)
            self.latest[index] = state
        drill = self.id(now - DAY)
        self.insert_run(store, drill, tenant, "drill", 1, now - DAY, "succeeded", None)
        self.add_drill(store, drill, tenant, 1, now - DAY, 0, (410, 360_000, 120_000, 6 * DAY // 24))
        for index, findings, measures in [(7, 3, (70, 9000, 800, DAY)), (6, 0, (None,) * 4)]:
            at = now - 20 * DAY
            run = self.id(at)
            self.insert_run(store, run, tenant, "drill", index, at, "failed", self.failures[-1])
            self.add_drill(store, run, tenant, index, at, findings, measures)
        for number in range(open_runs):
            at = now - number
            self.insert_run(
                store, self.id(at), tenant, "backup", number % (len(self.sources) // 2), at, "running",
                None)

    def insert_run(self, store, run, tenant, kind, index, at, state, failure, lines=0):
        ended = at + self.random.randrange(1000, 600_000) if state != "running" else None
        store.execute(
            "INSERT INTO runs (id, tenant_id, kind, is_own, cause, source_id, priority, state, "
            "attempt, fence, tries, agent_id, created_at, not_before, started_at, ended_at, "
            "failure_code, failure_message, failure_disposition, entries, content, issues, events, "
            "lines, line_bytes, lines_dropped) VALUES "
            "(?, ?, ?, 0, 'hub', ?, 'normal', ?, 1, 1, 0, ?, ?, ?, ?, ?, ?, ?, ?, 12345, ?, 0, ?, "
            "?, ?, 0)",
            (run, tenant, kind, self.raw(self.sources[index]), state,
             self.raw(self.agents[index]), at, at, at, ended, *(failure or (None, None, None)),
             self.random.randrange(1 << 34), lines, lines, lines * 1000))
        return ended

    def add_drill(self, store, run, tenant, index, at, findings, measures):
        store.execute(
            "INSERT INTO drills (run_id, tenant_id, source_id, vault_id, agent_id, drilled_at, "
            "has_passed, findings, files, size, databases, first_byte, restore_time, verify_time, "
            "data_age) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 48210, ?, 4, ?, ?, ?, ?)",
            (run, tenant, self.raw(self.sources[index]), self.raw(self.vaults[1]),
             self.raw(self.agents[index]), at, not findings and measures[1] is not None, findings,
             31 << 30, *measures))

    def add_upkeep(self, store):
        """The first vault waits for its first drill, the second is behind its promise, and the third
        keeps it. What failed so often is not tried again before a day is over."""
        now = int(time.time() * 1000)
        store.execute("UPDATE vaults SET read_at = ?", (now - DAY // 8,))
        for vault, kind, days, good_days, failures, size in [
                (1, "drill", 0, 70, 7, 0), (2, "drill", 0, 0, 0, 0),
                (1, "prune", 12, 12, 0, 94 << 30), (0, "prune", 3, 3, 0, 251 << 30),
                (1, "check", 2, 2, 0, 12 << 30), (2, "check", 9, 9, 0, 3 << 30)]:
            self.add_care(
                store, self.raw(self.vaults[vault]), kind, now - days * DAY - 900_000,
                now - good_days * DAY - 900_000, failures, size)

    def add_care(self, store, vault, kind, at, good, failures, size):
        run, state = self.id(at), "failed" if failures else "succeeded"
        ended = self.insert_run(
            store, run, self.raw(self.hub.tenant), kind, 1, at, state,
            self.failures[-1] if failures else None)
        store.execute("UPDATE runs SET source_id = NULL WHERE id = ?", (run,))
        store.execute(
            "INSERT INTO run_vaults (run_id, vault_id, position) VALUES (?, ?, 0)", (run, vault))
        store.execute(
            "INSERT INTO vault_care (vault_id, kind, run_id, state, ended_at, size, good_at, "
            "failures) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (vault, kind, run, state, ended, size, good, failures))

    def add_space(self, store):
        """Sixty days of a vault that is full in three weeks, and of one that has room."""
        now = int(time.time() * 1000)
        for vault, total, free, growth, pruned in [
                (1, 4 << 40, 666 << 30, 31 << 30, 12), (0, 8 << 40, 5 << 40, 11 << 30, 3)]:
            for days in range(60):
                at = now - days * DAY
                gone = free + days * growth - (3 * growth if days > pruned else 0)
                store.execute(
                    "INSERT INTO vault_space (vault_id, day, seen_at, free, total) "
                    "VALUES (?, ?, ?, ?, ?)",
                    (self.raw(self.vaults[vault]), at // DAY, at, gone, total))

    def add_run(self, store, tenant, index, at, state, number):
        run = self.id(at)
        self.run_ids.append(run)
        vault = self.raw(self.vaults[1 + index % 2])
        failure = self.failures[number % len(self.failures)] if state == "failed" else None
        lines = 40 if number % 100 == 0 or state == "failed" else 3
        ended = self.insert_run(store, run, tenant, "backup", index, at, state, failure, lines)
        locator = run.hex()
        outcome = ("failed", None, 0, *failure) if failure else \
            ("stored", locator, self.random.randrange(1 << 30), None, None, None)
        store.execute(
            "INSERT INTO run_vaults (run_id, vault_id, position, result, attempt, locator, size, "
            "failure_code, failure_message, failure_disposition) "
            "VALUES (?, ?, 0, ?, 1, ?, ?, ?, ?, ?)", (run, vault, *outcome))
        store.executemany(
            "INSERT INTO run_events (run_id, number, time, received_at, kind, level, text) "
            "VALUES (?, ?, ?, ?, 'line', ?, ?)",
            [(run, line + 1, at + line, at + line,
              "error" if failure and line == lines - 1 else "warning" if line % 7 == 6 else "info",
              failure[1] if failure and line == lines - 1 else self.line(line))
             for line in range(lines)])
        if not failure:
            gone = ended + 30 * DAY if number % 3 == 0 and ended + 30 * DAY < time.time() * 1000 \
                else None
            store.execute(
                "INSERT INTO snapshots (id, tenant_id, vault_id, locator, source_id, run_id, "
                "claimed_at, first_seen_at, last_seen_at, gone_at, size, is_good) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)",
                (self.id(at), tenant, vault, locator, self.raw(self.sources[index]), run, at,
                 ended, ended, gone, outcome[2]))

    @staticmethod
    def forget_sums(store):
        steps = store.execute("SELECT number, name FROM schema_steps ORDER BY number").fetchall()
        first = next(number for number, name in steps if name == STEPS[0])
        later = [name for number, name in steps if number >= first]
        assert later == STEPS, f"what do the steps make that came since? {later}"
        for table in TABLES:
            store.execute(f"DROP TABLE {table}")
        for index in INDEXES:
            store.execute(f"DROP INDEX {index}")
        store.execute("ALTER TABLE tenants DROP COLUMN history_days")
        store.execute("ALTER TABLE runs DROP COLUMN is_wipe")
        store.execute("ALTER TABLE one_time_tokens DROP COLUMN protects")
        store.execute("ALTER TABLE schedule_sources DROP COLUMN look_at")
        for column in ["quota", "upload", "download"]:
            store.execute(f"ALTER TABLE vaults DROP COLUMN {column}")
        for column in ["runs_at_once", "upload_max", "download_max", "niceness"]:
            store.execute(f"ALTER TABLE agents DROP COLUMN {column}")
        store.execute("ALTER TABLE runs DROP COLUMN bandwidth")
        store.execute("DELETE FROM schema_steps WHERE number >= ?", (first,))

    # What plain SQL says

    def count(self, sql, *values):
        with sqlite3.connect(f"file:{self.hub.database}?mode=ro", uri=True) as store:
            return store.execute(sql, values).fetchone()[0]


if __name__ == "__main__":
    import sys

    from hub import Hub
    with Hub(sys.argv[1]) as hub:
        began = time.monotonic()
        fleet = Fleet(hub)
        print(f"{len(fleet.agents)} agents, {len(fleet.run_ids)} runs: "
              f"{time.monotonic() - began:.0f} s; {hub.base}")
        if os.isatty(0):
            input("Press Enter to end. ")
