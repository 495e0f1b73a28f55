"""A hub of a test's own, and what fills it: people, agents, machines that ask to join."""

import base64
import json
import os
import re
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from urllib.parse import unquote, urlencode, urlsplit

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, x25519

LOGIN = "mara@example.org"
PASSWORD = "a short sentence is good"
RAW = (serialization.Encoding.Raw, serialization.PublicFormat.Raw)

# Names that try a page: long, Chinese, right to left, and some that would be markup.
NAMES = [
    "pg-billing-02", "nas-lisbon", "media-fra-01",
    "a-very-long-hostname-that-somebody-really-used.internal.customers.north-harbour.example",
    "财务部文件服务器", "خادم-النسخ-الاحتياطي", "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)", "{{7*7}}${7*7}", "edge-oslo",
]


class Hub:
    """The executable on a free port, with its files in a folder that goes with it."""

    def __init__(self, executable, *arguments, folder=None):
        self.scratch = Lasting(folder) if folder else tempfile.TemporaryDirectory()
        self.database = f"{self.scratch.name}/data/hub.db"
        self.command = [executable, "hub", f"--data-dir={self.scratch.name}/data", *arguments]
        self.token = None
        self.tenant = None
        # A hub that has an owner says no link, and so no address.
        self.base = free_address() if os.path.exists(self.database) else None
        self.start()

    def start(self):
        """On a free port, which it keeps when it is started again."""
        address = self.base.removeprefix("http://") if self.base else "127.0.0.1:0"
        self.process = subprocess.Popen(
            [*self.command, f"--listen={address}"],
            stdout=subprocess.PIPE, stderr=open(f"{self.scratch.name}/log", "a"), text=True)
        if self.base:
            self.await_answer()
            return
        self.link = next(line.strip() for line in self.process.stdout if "/setup#" in line)
        self.base = self.link.split("/setup")[0]

    def await_answer(self):
        while True:
            assert self.process.poll() is None, open(f"{self.scratch.name}/log").read()
            try:
                urllib.request.urlopen(self.base + "/healthz")
                return
            except OSError:
                time.sleep(0.05)

    def stop(self):
        self.process.terminate()
        code = self.process.wait()
        assert code == 0, f"the hub ended with {code}"

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.process.terminate()
        code = self.process.wait()
        if error == (None, None, None):
            assert code == 0, f"the hub ended with {code}"
        self.scratch.cleanup()

    def make_owner(self):
        """As the setup page does it, without a browser; then a token for what follows."""
        cookies = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(CookieJar()), Stay())
        page = cookies.open(self.base + "/setup").read().decode()
        form = {
            "csrf": re.search('name="csrf" value="([^"]+)"', page)[1],
            "code": self.link.split("#")[1], "name": "Mara Lindqvist", "login": LOGIN,
            "password": PASSWORD, "language": "en-US",
        }
        cookies.open(self.base + "/setup", urlencode(form).encode())
        cookies.open(self.post("/api/v1/sessions", {"login": LOGIN, "password": PASSWORD}))
        self.tenant = json.load(cookies.open(self.base + "/api/v1/tenants"))["items"][0]["id"]
        # Whoever looks chooses the language by the browser.
        page = cookies.open(self.base + "/profile").read().decode()
        cookies.open(self.base + "/profile", urlencode({
            "csrf": re.search('name="csrf" value="([^"]+)"', page)[1],
            "name": "Mara Lindqvist", "language": ""}).encode())
        made = json.load(cookies.open(self.post(
            self.below("api-tokens"), {"name": "filling", "role": "owner"})))
        self.token = made["token"]

    def sign_in(self):
        """Another session of the owner."""
        with urllib.request.urlopen(self.post(
                "/api/v1/sessions", {"login": LOGIN, "password": PASSWORD})) as answer:
            return answer.headers["Set-Cookie"].split(";")[0].split("=", 1)[1]

    def below(self, path):
        return f"/api/v1/tenants/{self.tenant}/{path}"

    def post(self, path, body, method="POST"):
        head = {"Content-Type": "application/json"}
        if self.token:
            head["Authorization"] = f"Bearer {self.token}"
        return urllib.request.Request(
            self.base + path, json.dumps(body).encode(), head, method=method)

    def ask(self, path, body=None, method="POST"):
        request = self.post(path, body, method) if body is not None else urllib.request.Request(
            self.base + path, headers={"Authorization": f"Bearer {self.token}"})
        try:
            with urllib.request.urlopen(request) as answer:
                text = answer.read()
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{path}: {error.code} {error.read().decode()}") from error
        return json.loads(text) if text else None

    def add_agents(self, names, labels=lambda index: {}):
        token = self.ask(self.below("enrolment-tokens"), {"uses": len(names)})["token"]
        ids = []
        for index, name in enumerate(names):
            enrolled = self.ask("/agent/v1/enrolments", Machine(name).enrolment(token))
            ids.append(enrolled["agent"])
            wanted = labels(index)
            if wanted:
                self.ask(self.below(f"agents/{ids[-1]}"), {"labels": wanted}, "PATCH")
        return ids

    def announce(self, name):
        machine = Machine(name)
        said = self.ask("/agent/v1/announcements", {"introduction": machine.introduction})
        self.ask(f"/agent/v1/announcements/{said['announcement']}/proofs", machine.proof(said))
        return machine.fingerprint


def store_environment(url, folder):
    """What a hub is told of a PostgreSQL store at a URL with a password: that it wants in a file."""
    place = urlsplit(url)
    path = f"{folder}/store-password"
    with open(path, "w", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(unquote(place.password))
    return {"HOLDFAST_STORE_URL": url.replace(f":{place.password}@", "@"),
            "HOLDFAST_STORE_PASSWORD_FILE": path}


class Lasting:
    """A folder that stays."""

    def __init__(self, name):
        self.name = name
        os.makedirs(name, exist_ok=True)

    def cleanup(self):
        pass


def free_address():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{one.getsockname()[1]}"


class Stay(urllib.request.HTTPRedirectHandler):
    """Leaves a redirection where it is."""

    def redirect_request(self, *_):
        return None

    def http_error_303(self, request, answer, *_):
        return answer


class Machine:
    """The keys of a machine, and what it says with them."""

    def __init__(self, name):
        self.signing = ed25519.Ed25519PrivateKey.generate()
        self.verifying = self.signing.public_key().public_bytes(*RAW)
        self.sealing = x25519.X25519PrivateKey.generate().public_key().public_bytes(*RAW)
        self.introduction = {
            "speaks": [1, 1], "hostName": name, "program": "holdfast 1.0.0",
            "system": "Debian GNU/Linux 12", "architecture": "x86_64",
            "key": {"signing": self.text(self.verifying), "sealing": self.text(self.sealing)},
        }

    @staticmethod
    def text(data):
        return base64.b64encode(data).decode()

    def sign(self, statement):
        return self.text(self.signing.sign(statement.encode()))

    def enrolment(self, token):
        statement = "holdfast-agent-enrolment-1\n" + "".join(
            f"{len(part)}:{part}," for part in (self.verifying.hex(), self.sealing.hex(), token))
        return {"introduction": self.introduction, "token": token, "signature": self.sign(statement)}

    def proof(self, said):
        nonce = base64.b64decode(said["nonce"]).hex()
        statement = "holdfast-agent-announcement-1\n" + "".join(
            f"{len(part)}:{part}," for part in (said["hub"], said["announcement"], nonce))
        return {"signature": self.sign(statement)}

    @property
    def fingerprint(self):
        digest = hashes.Hash(hashes.SHA256())
        digest.update(b"holdfast-agent-key-1\n" + self.verifying + self.sealing)
        digits = digest.finalize()[:16].hex()
        return " ".join(digits[start:start + 4] for start in range(0, 32, 4))
