"""What the books of a hub and its agents say of each other, and what does not balance.

The hub's database, the journal of every agent, and the vaults as the stock restic, age, zstd and tar
see them. What was rolled back, restored or had another clock is allowed what nobody can keep it from,
and nothing else.
"""

import json
import os
import sqlite3
import uuid

FINAL = ("succeeded", "warned", "failed", "cancelled", "skipped")


def audit(hub, machines):
    """Everything that does not balance, and how much was looked at."""
    problems = []
    runs = {row[0]: row for row in hub.rows(
        "SELECT id, state, kind, agent_id, events, ended_at, is_own FROM runs")}
    for run, state, _, _, events, ended, _ in runs.values():
        if state not in FINAL or not ended:
            problems.append(f"run {run} is {state}")
        numbers = [int(row[0]) for row in hub.rows(
            f"SELECT number FROM run_events WHERE run_id = {literal(hub, run)} ORDER BY number")]
        if numbers != list(range(1, int(events) + 1)):
            problems.append(f"run {run} has {events} events and numbers {numbers[:9]}…")
    seen = {}
    for agent, incarnation, sequence in hub.rows(
            "SELECT agent_id, incarnation, sequence FROM run_events WHERE sequence IS NOT NULL"):
        key = (agent, incarnation, int(sequence))
        seen[key] = seen.get(key, 0) + 1
    problems += [f"event {key} is there {count} times" for key, count in seen.items() if count > 1]
    journals = {(row[0], row[1]): (int(row[2]), int(row[3]), int(row[4])) for row in hub.rows(
        "SELECT agent_id, incarnation, committed, missing, refused FROM journals")}
    records = 0
    for machine in machines:
        for life, incarnation, recorded in machine.journal(
                "SELECT number, incarnation, recorded FROM lives WHERE recorded > 0"):
            name = str(uuid.UUID(bytes=incarnation))
            foreign = 0
            for sequence, run, event in machine.journal(
                    f"SELECT sequence, run, event FROM records WHERE life = {life}"):
                records += 1
                if run and is_strange(str(uuid.UUID(bytes=run)), hub, machine, runs):
                    foreign += 1
                    continue
                is_told = (machine.agent, name, sequence) in seen
                if json.loads(event)["kind"] != "listing" and not is_told:
                    problems.append(f"record {sequence} of life {name} is no event: {event!r}")
            committed, missing, refused = journals.get((machine.agent, name), (0, 0, 0))
            # A machine that was rolled back knows less of this life than it told once.
            lost = committed > recorded and name in machine.lives_rolled_back
            if not (committed == recorded or lost) or missing or refused > foreign:
                problems.append(
                    f"life {name} of {machine.name} has {recorded} records; the hub says "
                    f"{committed}, {missing} missing, {refused} refused of {foreign}")
    stored, opened = compare_vaults(hub, machines, runs, problems)
    firings = compare_firings(hub, machines, problems)
    return problems, {"runs": len(runs), "events": sum(seen.values()), "records": records,
                      "snapshots": stored, "opened": opened, "firings": firings}


def is_strange(run, hub, machine, runs):
    """Whether a run is one of which a hub may refuse to hear: it knew it only after the moment from
    which it was restored, or was told that it was skipped, before its machine was rolled back or its
    clock put right.
    """
    if run not in runs:
        return run in hub.forgotten
    is_of_another_time = bool(machine.lives_rolled_back) or machine.clock.was_wrong
    return is_of_another_time and runs[run][1] == "skipped"


def is_accounted_for(run, hub, machine, runs):
    """Whether somebody can know of a run that has a snapshot. Nothing but the vault does if the
    journal that had it is gone before the hub heard of it, or the hub is from an earlier day too.
    """
    is_lost = bool(machine.lives_rolled_back) and run in hub.of_another_life
    is_gone = run in machine.runs_lost or run in machine.runs_of_twins
    return run in runs or run in hub.forgotten or is_gone or is_lost


def literal(hub, name):
    return f"'{name}'" if hub.store else f"x'{uuid.UUID(name).hex}'"


def compare_vaults(hub, machines, runs, problems):
    told = {}
    for run, vault, locator in hub.rows(
            "SELECT run_id, vault_id, locator FROM run_vaults WHERE result = 'stored'"):
        told[(vault, run)] = locator
    known, damaged = {}, set()
    for vault, name, run, is_good in hub.rows(
            "SELECT vault_id, locator, run_id, is_good FROM snapshots WHERE gone_at IS NULL"):
        known[(vault, name)] = run
        if int(is_good) == 0:
            damaged.add((vault, name))
    stored = opened = 0
    for machine in machines:
        check = machine.restic("check")
        if check.returncode:
            problems.append(f"restic check of {machine.name}: {check.stderr[-500:]}")
        found = machine.snapshots()
        for vault, by_run in found.items():
            for run, names in by_run.items():
                stored += len(names)
                # Of two that two machines made, the hub lists one as nobody's, and says so.
                is_double = run in machine.runs_of_twins and len(names) == 2
                is_double = is_double and sum(known.get((vault, name)) == run for name in names) == 1
                if len(names) > 1 and not is_double or not is_accounted_for(
                        run, hub, machine, runs):
                    problems.append(f"vault {vault} has {names} of run {run}")
                for name in names:
                    # Two machines of one name may have written the same archive at one moment.
                    if machine.was_cloned and (vault, name) in damaged:
                        continue
                    if is_double and not known.get((vault, name), "nothing"):
                        continue
                    if known.get((vault, name), "nothing") != run:
                        problems.append(
                            f"the hub does not know {name} of {run} in {vault}: "
                            f"{known.get((vault, name))}")
                    # Whoever dies right after storing may not come to say so before the run has
                    # ended another way; the hub hears of the snapshot with the next reading.
                    state = runs[run][1] if run in runs else ""
                    if told.get((vault, run)) != name and state in ("succeeded", "warned"):
                        problems.append(f"run {run} does not say that it stored {name}")
        for (vault, run), name in told.items():
            if vault in found and name not in found[vault].get(run, []):
                problems.append(f"run {run} says it stored {name}, and it is not in {vault}")
        for run in found[machine.archive]:
            opened += 1
            if not machine.opens(run):
                problems.append(f"age, zstd and tar do not open the archive of {run}")
    return stored, opened


def compare_firings(hub, machines, problems):
    """Every minute between the first and the last firing of a schedule has its run, and one."""
    count = 0
    for machine in machines:
        times = sorted(int(row[0]) for row in hub.rows(
            f"SELECT nominal_at FROM runs WHERE schedule_id = {literal(hub, machine.schedule)}"))
        count += len(times)
        # Whoever lives in another time for a while fires in that time as well.
        true = machine.true_times(times)
        if not true:
            continue
        first, last = true[0], true[-1]
        wanted = set(range(first, last + 1, 60_000))
        if len(set(times)) != len(times) or wanted - set(times):
            problems.append(f"firings of {machine.name} are missing or doubled: {times}")
        if not machine.clock.was_wrong and set(times) - wanted:
            problems.append(f"firings of {machine.name} at no time of theirs: {times}")
    return count


def spoil(hub, machine):
    """One of each thing that may never happen."""
    hub.kill()
    with sqlite3.connect(f"{hub.data}/hub.db") as db:
        run = db.execute("SELECT run_id FROM run_vaults WHERE result = 'stored'").fetchone()[0]
        # One that a journal has: what the hub notes itself is in none.
        db.execute("DELETE FROM run_events WHERE run_id = ?1 AND number = (SELECT min(number) "
                   "FROM run_events WHERE run_id = ?1 AND sequence IS NOT NULL)", (run,))
        db.execute("DROP TRIGGER runs_end_once")
        db.execute("UPDATE runs SET state = 'running', ended_at = NULL WHERE id = ?", (run,))
        firing = db.execute("SELECT id, schedule_id, source_id, nominal_at FROM runs "
                            "WHERE schedule_id IS NOT NULL LIMIT 1").fetchone()
        if firing:
            db.execute("UPDATE runs SET nominal_at = nominal_at - 600000 WHERE id = ?", firing[:1])
    snapshots = f"{machine.folder}/vaults/repository/snapshots"
    for name in os.listdir(snapshots)[:1]:
        os.remove(f"{snapshots}/{name}")
    for folder, _, names in os.walk(f"{machine.folder}/vaults/archive"):
        if "payload.part000001" in names:
            with open(f"{folder}/payload.part000001", "r+b") as file:
                file.seek(1000)
                file.write(b"spoiled")
            break
