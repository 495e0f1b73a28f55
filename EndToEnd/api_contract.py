"""The JSON API of a running hub, held against its own description by Schemathesis.

usage: api_contract.py EXECUTABLE

Requests are made from /api/v1/openapi.json, right ones and wrong ones; every answer has to be one
that the description tells of. Prints how many requests there were.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar

import schemathesis

LOGIN = "mara@example.org"
PASSWORD = "a short sentence is good"
# Schemathesis imports this file once more, for the hooks below.
BASE = os.environ.get("HOLDFAST_HUB", "")
# Signing out is one of the things that are tried; a person has at most fifty sessions.
SESSIONS = 30


def sign_in(base):
    body = json.dumps({"login": LOGIN, "password": PASSWORD}).encode()
    request = urllib.request.Request(
        base + "/api/v1/sessions", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        assert answer.status == 201, answer.status
        return answer.headers["Set-Cookie"].split(";")[0].split("=", 1)[1]


def is_open(base, token):
    request = urllib.request.Request(
        base + "/api/v1/sessions/current", headers={"Cookie": f"holdfast-session={token}"})
    try:
        return urllib.request.urlopen(request).status == 200
    except urllib.error.HTTPError:
        return False


def make_owner(link):
    base, code = link.split("/setup#")
    jar = urllib.request.HTTPCookieProcessor(CookieJar())
    browser = urllib.request.build_opener(jar)
    page = browser.open(base + "/setup").read().decode()
    form = {
        "csrf": re.search(r'name="csrf" value="([^"]*)"', page).group(1), "code": code,
        "name": "Mara", "login": LOGIN, "password": PASSWORD, "language": "en-US"}
    browser.open(base + "/setup", urllib.parse.urlencode(form).encode())
    return base


if BASE:
    tokens = json.loads(os.environ["HOLDFAST_SESSIONS"])

    @schemathesis.auth(refresh_interval=None)
    class Session:
        def get(self, case, context):
            while not is_open(BASE, tokens[-1]):
                tokens.pop()
            return tokens[-1]

        def set(self, case, token, context):
            case.cookies = {**(case.cookies or {}), "holdfast-session": token}


# What a place, a time expression and a time zone may be is no shape that a schema could tell: these
# are refused with 422, which names the field.
RULES = """
[[operations]]
include-path-regex = "/(vaults|sources|source-tests|server-folders|schedules|schedule-previews|keys)"
[operations.checks.positive_data_acceptance]
expected-statuses = ["2xx", "3xx", 401, 403, 404, 409, 422, 429]
"""


def run(base, scratch):
    with open(os.path.join(scratch, "schemathesis.toml"), "w") as rules:
        rules.write(RULES)
    environment = {
        **os.environ, "HOLDFAST_HUB": base, "SCHEMATHESIS_HOOKS": "api_contract",
        "PYTHONPATH": os.path.dirname(os.path.abspath(__file__)),
        "HOLDFAST_SESSIONS": json.dumps([sign_in(base) for _ in range(SESSIONS)])}
    program = os.path.join(os.path.dirname(sys.executable), "schemathesis")
    seed = os.environ.get("HOLDFAST_SEED", "1")
    told = subprocess.run(
        [program, "run", base + "/api/v1/openapi.json", "--checks=all", "--max-examples=20",
         f"--seed={seed}", "--no-color"],
        env=environment, cwd=scratch, capture_output=True, text=True)
    assert told.returncode == 0, told.stdout[-6000:] + told.stderr[-2000:]
    return re.search(r"(\d+) generated", told.stdout).group(1)


def main():
    with tempfile.TemporaryDirectory() as scratch:
        hub = subprocess.Popen(
            [sys.argv[1], "hub", f"--data-dir={scratch}/data", "--listen=127.0.0.1:0"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            link = next(line.strip() for line in hub.stdout if "/setup#" in line)
            count = run(make_owner(link), scratch)
        finally:
            hub.terminate()
            code = hub.wait()
        assert code == 0, f"the hub ended with {code}"
    print(f"api contract: {count} requests, all answered as described")


if __name__ == "__main__":
    main()
