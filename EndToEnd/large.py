"""The pages of a hub with 5,000 agents and 1,000,000 snapshots.

usage: large.py EXECUTABLE fill FOLDER [AGENTS SNAPSHOTS]
       large.py EXECUTABLE measure FOLDER

`fill` leaves a hub's data in FOLDER; `measure` starts the hub on it, asks for each page a hundred
times and prints the 95th percentile in milliseconds, the page's bytes and which it was, the
overview first. The machines of such a hub are away: what they would say of themselves is not waited
for.
"""

import http.client
import json
import re
import sqlite3
import sys
import time
import urllib.request
from http.cookiejar import CookieJar
from urllib.parse import urlencode, urlsplit

from fleet import DAY, Fleet
from hub import LOGIN, PASSWORD, Hub, Stay

NUMBERS = "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?) "
DAYS = 180


def fill(hub, agents, snapshots):
    hub.make_owner()
    agent = hub.add_agents(["template"])[0]
    vault = hub.ask(hub.below("vaults"), {
        "name": "vault", "format": "repository", "place": "file:/srv/backups", "owner": agent,
        "keeper": agent})["id"]
    shared = hub.ask(hub.below("vaults"), {
        "name": "shared", "format": "archive", "place": "dav+https://vault.example/",
        "keeper": agent})["id"]
    source = hub.ask(hub.below("sources"), {
        "name": "template", "agent": agent, "vaults": [vault, shared],
        "configuration": {"kind": "files", "paths": ["/srv"]}})["id"]
    hub.ask(hub.below("schedules"), {
        "name": "nightly", "time": {"cron": "0 2 * * *", "zone": "Europe/Berlin"},
        "sources": [source]})
    hub.stop()
    first = int(time.time() * 1000) - DAYS * DAY
    with sqlite3.connect(hub.database) as store:
        store.execute(NUMBERS + """
            INSERT INTO agents (id, tenant_id, name, signing_key, sealing_key, standing, is_worker,
                host_name, program, system, architecture, created_at, last_seen_at)
            SELECT randomblob(16), tenant_id, 'host-' || n, randomblob(32), sealing_key, standing,
                is_worker, 'host-' || n, program, system, architecture, created_at + n, last_seen_at
            FROM numbers, agents""", (agents - 1,))
        store.execute("""
            INSERT INTO sources (id, tenant_id, version, name, agent_id, kind, configuration, rules,
                attempts_max, first_wait, patience, overlap, issue_rule, hook_limit, is_enabled,
                created_at)
            SELECT randomblob(16), s.tenant_id, 1, a.name, a.id, s.kind, s.configuration, s.rules,
                s.attempts_max, s.first_wait, s.patience, s.overlap, s.issue_rule, s.hook_limit, 1,
                a.created_at
            FROM agents a, sources s WHERE a.name <> 'template'""")
        store.execute(NUMBERS + """
            INSERT INTO runs (id, tenant_id, kind, is_own, cause, source_id, priority, state,
                attempt, fence, tries, agent_id, created_at, not_before, started_at, ended_at,
                failure_code, failure_message, failure_disposition, entries, content, issues,
                events, lines, line_bytes, lines_dropped)
            SELECT randomblob(16), tenant_id, 'backup', 0, 'hub', id, 'normal', state, 1, 1, 0,
                agent_id, at, at, at, at + 5000,
                CASE WHEN state = 'failed' THEN 'refused' END,
                CASE WHEN state = 'failed' THEN 'The database refused the sign-in.' END,
                CASE WHEN state = 'failed' THEN 'permanent' END, 1, 1000000, 0, 0, 0, 0, 0
            FROM (SELECT s.*, ? + n * ? + s.rowid AS at,
                CASE (n + s.rowid) % 50 WHEN 0 THEN 'failed' WHEN 1 THEN 'warned'
                ELSE 'succeeded' END AS state FROM numbers, sources s)""",
            (20, first, DAYS // 20 * DAY))
        store.execute(NUMBERS + """
            INSERT INTO snapshots (id, tenant_id, vault_id, locator, source_id, claimed_at,
                first_seen_at, last_seen_at, size, is_good)
            SELECT randomblob(16), tenant_id, ?, name || '-' || n, id, ? + n % ? * ? + n,
                ? + n % ? * ?, ? + n % ? * ?, 1000000, 1 FROM numbers, sources""",
            (snapshots // agents, bytes.fromhex(shared.replace("-", "")),
             *[first, DAYS, DAY] * 3))
        Fleet.forget_sums(store)
    store.close()
    # What it takes to count everything anew, once.
    began = time.monotonic()
    hub.start()
    return time.monotonic() - began


def sign_in(hub):
    """The fields that a browser of the owner's sends, and the tenant."""
    cookies = CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(cookies), Stay())
    page = browser.open(hub.base + "/sign-in").read().decode()
    csrf = re.search('name="csrf" value="([^"]+)"', page)[1]
    browser.open(hub.base + "/sign-in", urlencode(
        {"csrf": csrf, "login": LOGIN, "password": PASSWORD}).encode())
    tenant = json.load(browser.open(hub.base + "/api/v1/tenants"))["items"][0]["id"]
    first = {
        kind: json.load(browser.open(f"{hub.base}/api/v1/tenants/{tenant}/{kind}?limit=1"))
        for kind in ("agents", "runs")}
    head = {"Cookie": "; ".join(f"{one.name}={one.value}" for one in cookies),
            "Accept": "text/html", "Accept-Language": "en"}
    agent, run = (first[kind]["items"][0]["id"] for kind in ("agents", "runs"))
    return head, f"/tenants/{tenant}", agent, run


def measure(hub, count=100):
    """The 95th percentile and the bytes of each page."""
    head, home, agent, run = sign_in(hub)
    connection = http.client.HTTPConnection(urlsplit(hub.base).netloc)
    for name, path in [
            ("the overview", ""), ("the vaults", "/vaults"), ("the agents", "/agents"),
            ("a run", f"/runs/{run}"), ("an agent's coverage", f"/agents/{agent}/coverage"),
            ("the drills", "/drills")]:
        times = []
        for _ in range(count):
            began = time.perf_counter()
            connection.request("GET", home + path, headers=head)
            answer = connection.getresponse()
            body = answer.read()
            times.append((time.perf_counter() - began) * 1000)
            assert answer.status == 200, f"{path}: {answer.status}"
        yield sorted(times)[int(len(times) * 0.95)], len(body), name


def main():
    executable, deed, folder = sys.argv[1:4]
    if deed == "fill":
        agents, snapshots = (int(one) for one in (sys.argv[4:] or (5000, 1_000_000)))
        with Hub(executable, folder=folder) as hub:
            print(f"counted anew in {fill(hub, agents, snapshots):.1f} s")
    else:
        with Hub(executable, folder=folder) as hub:
            for each in measure(hub):
                print(*each, flush=True)


main()
