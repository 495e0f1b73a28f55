"""The JSON API of a running hub that holds data, held against its own description by Schemathesis.

usage: api_contract.py EXECUTABLE ROLE=EXAMPLES…

Requests are made from /api/v1/openapi.json, right ones and wrong ones, most of them about what is
there; every answer has to be one that the description tells of, and what it holds has to have the
shape that is described. A role is viewer, operator, admin or owner, with a token, or `session` for
an owner who is a hub administrator too, signed in as in a browser. Prints how many requests there
were.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
import uuid

import schemathesis

# Schemathesis imports this file once more, for the hooks below.
ROLE = json.loads(os.environ.get("HOLDFAST_CONTRACT", "null"))
# Signing out is one of the things that are tried; a person has at most fifty sessions.
SESSIONS = 30
LISTS = ["agents", "alerts", "api-tokens", "deletions", "enrolment-tokens", "keys", "members",
         "runs", "schedules", "snapshots", "sources", "vaults"]


def is_open(base, token):
    request = urllib.request.Request(
        base + "/api/v1/sessions/current", headers={"Cookie": f"holdfast-session={token}"})
    try:
        return urllib.request.urlopen(request).status == 200
    except urllib.error.HTTPError:
        return False


if ROLE:
    @schemathesis.auth(refresh_interval=None)
    class Entrance:
        def get(self, case, context):
            while "sessions" in ROLE and not is_open(ROLE["base"], ROLE["sessions"][-1]):
                ROLE["sessions"].pop()
            return ROLE["sessions"][-1] if "sessions" in ROLE else ROLE["token"]

        def set(self, case, token, context):
            if "sessions" in ROLE:
                case.cookies = {**(case.cookies or {}), "holdfast-session": token}
            else:
                case.headers = {**(case.headers or {}), "Authorization": f"Bearer {token}"}

    @schemathesis.hook
    def map_path_parameters(context, path_parameters):
        """Three of four that could be the id of something are the id of something."""
        for name, value in (path_parameters or {}).items():
            known = ROLE["ids"].get(name)
            try:
                number = uuid.UUID(str(value)).int
            except ValueError:
                continue
            if known and number % 4:
                path_parameters[name] = known[number // 4 % len(known)]
        return path_parameters


# What a place, a time expression and a time zone may be is no shape that a schema could tell: these
# are refused with 422, which names the field. What somebody may not do is refused as well.
RULES = """
[[operations]]
include-path-regex = "."
[operations.checks.positive_data_acceptance]
expected-statuses = ["2xx", "3xx", 400, 401, 403, 404, 409, 412, 422, 428, 429, 503]
"""


def run(hub, role, examples, scratch):
    place = os.path.join(scratch, role)
    os.mkdir(place)
    with open(os.path.join(place, "schemathesis.toml"), "w") as rules:
        rules.write(RULES)
    facts = {"base": hub.base, "ids": ids(hub)}
    if role == "session":
        facts["sessions"] = [hub.sign_in() for _ in range(SESSIONS)]
    else:
        facts["token"] = hub.ask(
            hub.below("api-tokens"), {"name": f"contract {role}", "role": role})["token"]
    environment = {
        **os.environ, "HOLDFAST_CONTRACT": json.dumps(facts),
        "SCHEMATHESIS_HOOKS": "api_contract",
        "PYTHONPATH": os.path.dirname(os.path.abspath(__file__))}
    program = os.path.join(os.path.dirname(sys.executable), "schemathesis")
    seed = os.environ.get("TEST_SEED", "1")
    told = subprocess.run(
        [program, "run", hub.base + "/api/v1/openapi.json", "--checks=all",
         f"--max-examples={examples}", f"--seed={seed}", "--no-color"],
        env=environment, cwd=place, capture_output=True, text=True)
    assert told.returncode == 0, f"{role}: " + told.stdout[-6000:] + told.stderr[-2000:]
    return int(re.search(r"(\d+) generated", told.stdout).group(1))


def ids(hub):
    """What the parameters of paths may be, by their names."""
    found = {"tenant": [hub.tenant], "hosted": [hub.tenant]}
    for name in LISTS:
        items = hub.ask(hub.below(name))["items"]
        parameter = {"api-tokens": "token", "members": "user"}.get(name, name.removesuffix("s"))
        found[parameter] = [item["id"] for item in items if "id" in item]
    found["administrator"] = found["user"]
    return found


def main():
    from fleet import Fleet
    from hub import Hub
    wanted = dict(argument.split("=") for argument in sys.argv[2:])
    told = []
    for role in wanted:
        # A hub for each: an owner may take away what the next one signs in with.
        with tempfile.TemporaryDirectory() as scratch, Hub(sys.argv[1]) as hub:
            Fleet(hub, agents=12, runs=120)
            told.append(f"{run(hub, role, wanted[role], scratch)} as {role}")
    print(f"api contract: {', '.join(told)}: all answered as described")


if __name__ == "__main__":
    main()
