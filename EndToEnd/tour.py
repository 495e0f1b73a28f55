"""Makes what a tour shows: a document says which pages, and this takes the pictures of them.

usage: tour.py EXECUTABLE DOCUMENT

Before each picture the document has a comment with the hub it is of, the page and the look:

    <!-- tour: filled /tenants/{tenant}/agents en-US light 1280 -->
    ![what the page says of itself](tour/agents.webp)

A new hub goes through its first story, with a real agent. A filled one has eleven agents that run,
half a year behind them, and a machine whose files are backed up, found and given back. Pictures are
written where the document shows them, and the words of a picture are those of the page.
"""

import base64
import contextlib
import functools
import os
import pathlib
import re
import shutil
import sys
import time

import looks
import stories
import story
from fleet import DAY, Fleet
from hub import Hub
from playwright.sync_api import sync_playwright
from protected import Protected, join

PICTURE = re.compile(
    r"<!-- tour: (?P<hub>new|filled) (?P<page>\S+) (?P<language>\S+) (?P<scheme>\S+) "
    r"(?P<width>\d+) -->\n!\[(?P<words>[^]]*)\]\((?P<file>[^)]+)\)")
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
HEIGHT = {"1280": 860, "390": 844}

HOSTS = [
    # agent, source, folder, labels
    ("pg-billing-02", "Billing database", "/var/backups/pg", {"site": "lisbon", "role": "db"}),
    ("nas-lisbon", "Design team", "/srv/share/design", {"site": "lisbon", "role": "files"}),
    ("media-fra-01", "Masters of films", "/srv/masters", {"site": "frankfurt"}),
    ("mail-01", "Mailboxes", "/var/vmail", {"site": "frankfurt", "role": "mail"}),
    ("git-eu", "Repositories", "/srv/git", {"site": "frankfurt"}),
    ("erp-shanghai", "财务系统", "/srv/erp/财务", {"site": "shanghai", "role": "db"}),
    ("办公室文件服务器", "办公室共享", "/srv/共享", {"site": "shanghai"}),
    ("wiki", "Wiki and attachments", "/var/lib/wiki", {"site": "lisbon"}),
    ("shop-web-1", "Shop uploads", "/srv/shop/uploads", {"site": "frankfurt", "role": "web"}),
    ("edge-oslo", "Sensor archive", "/var/lib/sensors", {"site": "oslo"}),
    ("build-03", "Build results", "/srv/results", {"site": "frankfurt"}),
]


class Quiet(Fleet):
    """A hub like that of a company which has few worries."""

    failures = [(
        "vault_unreachable",
        "The vault could not be reached: the connection timed out.", "retryable")]
    vaults_wanted = [
        ("On the NAS", "repository", "file:/srv/backups"),
        ("Second site", "archive", "dav+https://second.example.org/backups"),
        ("异地保险库", "archive", "dav+https://third.example.org/backups"),
    ]
    lines = [
        "Looking through the folders.", "48,210 files, 312 changed since the last snapshot.",
        "/srv/lib/cache.tmp changed while it was read; it was read again.",
        "Stored 96 parts, 1.4 GiB of them new.", "Waiting for the vault; trying again in 30 s.",
        "Stored 17 parts, 210 MiB of them new."]

    def __init__(self, hub, executable, room):
        self.executable, self.room, self.running = executable, room, []
        super().__init__(hub, agents=len(HOSTS), runs=len(HOSTS) * 180)

    def name(self, index):
        return HOSTS[index][0]

    def held(self, index):
        return HOSTS[index][1:3]

    def line(self, number):
        return self.lines[number % len(self.lines)]

    def add_agents(self):
        ids = []
        for name, _, _, labels in HOSTS:
            folder = f"{self.room}/{len(ids)}"
            os.mkdir(folder)
            with open(f"{folder}/log", "w") as log:
                self.running.append(join(
                    self.hub, self.executable, folder, log, "--allow-read=/srv",
                    "--allow-read=/var", "--allow-vaults=/srv", host=name))
            listed = self.hub.ask(self.hub.below("agents"))["items"]
            ids += [one["id"] for one in listed if one["id"] not in ids]
            self.hub.ask(self.hub.below(f"agents/{ids[-1]}"), {"labels": labels}, "PATCH")
        return ids

    def add_schedules(self):
        self.add_schedule("Every night", "0 2 * * *", self.sources[:8])
        self.add_schedule("Working days at noon", "0 12 * * MON-FRI", self.sources[:2])
        self.add_schedule("Weekends", "0 4 * * SAT,SUN", self.sources[8:])

    def add_runs(self, store, count, open_runs):
        super().add_runs(store, count, open_runs)
        # The vaults are places that are nowhere: what became of them is told like all else.
        store.execute("UPDATE runs SET state = 'succeeded', started_at = created_at, "
                      "ended_at = created_at + 2000, agent_id = ? WHERE kind = 'init'",
                      (self.raw(self.agents[1]),))
        store.execute("UPDATE vaults SET readiness = 'ready'")
        for days, index in enumerate((0, 3, 4, 8, 5), 2):
            at = int(time.time() * 1000) - days * DAY
            run, tenant = self.id(at), self.raw(self.hub.tenant)
            self.insert_run(store, run, tenant, "drill", index, at, "succeeded", None)
            self.add_drill(
                store, run, tenant, index, at, 0,
                (300 + 70 * index, 240_000 + 31_000 * index, 90_000, (6 + index) * DAY // 24))

    def end(self):
        for one in self.running:
            one.terminate()
        for one in self.running:
            one.wait()


class Someone(Protected):
    """A person's own machine, with papers in two versions."""

    called = "Papers of Ines"
    report_name = "papers/2026/Budget.txt"

    @property
    def folder(self):
        """Of the papers, as a snapshot has it."""
        return f"{self.scratch[1:]}/data/papers"

    def write_files(self):
        for folder, names in {
                "papers": ["Contract.txt", "Insurance.txt", "Rent.txt"],
                "papers/2026": ["Invoice 101.txt", "Invoice 102.txt", "Travel.txt"],
                "pictures/Lisbon": ["DSC_0101.jpg", "DSC_0102.jpg", "DSC_0107.jpg"],
                "music": ["Notes.txt"]}.items():
            os.makedirs(f"{self.scratch}/data/{folder}", exist_ok=True)
            for name in names:
                pathlib.Path(f"{self.scratch}/data/{folder}/{name}").write_text(name * 2000)


class Album:
    """The pictures that a document wants, and those that were taken."""

    def __init__(self, document):
        self.document = pathlib.Path(document)
        self.text = self.document.read_text()
        self.wanted = list(PICTURE.finditer(self.text))
        claimed = self.text.count("<!-- tour:")
        assert len(self.wanted) == claimed, f"{claimed - len(self.wanted)} comments have no picture"
        self.words = {}

    def of(self, hub):
        return [one for one in self.wanted if one["hub"] == hub]

    def take(self, page, wanted):
        """As somebody sees it who has just opened it; small, since it is kept with the sources."""
        page.set_viewport_size(
            {"width": int(wanted["width"]), "height": HEIGHT[wanted["width"]]})
        page.emulate_media(color_scheme=wanted["scheme"], reduced_motion="reduce")
        page.wait_for_load_state("networkidle" if wanted["hub"] == "new" else "load")
        page.evaluate("document.activeElement?.blur()")
        taken = page.context.new_cdp_session(page).send(
            "Page.captureScreenshot", {"format": "webp", "quality": 80})
        file = self.document.parent / wanted["file"]
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(base64.b64decode(taken["data"]))
        said = [one.inner_text().strip().replace("\n", " · ") for one in page.query_selector_all(
            "h1, .page-head .lead, .verdict h1 + p")]
        self.words[wanted["file"]] = re.sub(r"[\s\[\]]+", " ", " ".join(
            one if one[-1] in ".。" else one + "." for one in said))
        print(f"{wanted['file']}: {file.stat().st_size // 1024} KiB", flush=True)

    def finish(self):
        missing = [one["file"] for one in self.wanted if one["file"] not in self.words]
        assert not missing, f"not taken: {missing}"
        kept = {(self.document.parent / one["file"]) for one in self.wanted}
        for file in sorted({one.parent for one in kept}):
            for left in set(file.iterdir()) - kept:
                left.unlink()
        text = PICTURE.sub(lambda one: one[0].replace(
            f"![{one['words']}]", f"![{self.words[one['file']]}]"), self.text)
        self.document.write_text(text)


class Walker(story.Person):
    """Goes through the first story, and takes a picture of a page when it is first seen."""

    def __init__(self, *all, album):
        super().__init__(*all)
        self.waiting = album.of("new")
        self.album = album

    def look(self):
        path = ID.sub("ID", self.page.url.removeprefix(self.hub.base).split("?")[0])
        for wanted in self.waiting:
            if re.sub(r"\{[^}]+\}", "ID", wanted["page"]) == path:
                self.album.take(self.page, wanted)
                self.waiting.remove(wanted)
                return


@contextlib.contextmanager
def room(path):
    """A folder whose name stands in pictures."""
    os.mkdir(path)
    try:
        yield path
    finally:
        shutil.rmtree(path)


def show_new(executable, browser, album):
    look = ("en-US", "light", 1280)
    story.story(
        executable, browser, look, "mouse", None, functools.partial(Walker, album=album),
        functools.partial(room, "/tmp/ines"))


def plan(person, there):
    """A restore that is only found out."""
    person.go(f"/snapshots/{there.newest}/restore?path={there.folder}")
    person.page.fill("[name=into]", f"{there.scratch}/returned")
    person.send(".form-foot .button.primary")
    person.await_end()
    return person.page.url.split("/")[-1].split("?")[0]


def drill(person, there):
    person.go(f"/snapshots/{there.newest}")
    person.send("form[action$='/drills'] button")
    person.await_end()
    return person.page.url.split("/")[-1].split("?")[0]


def show_filled(executable, browser, album):
    with room("/tmp/agents") as agents, room("/tmp/ines") as scratch, Hub(executable) as hub:
        fleet = Quiet(hub, executable, agents)
        try:
            with Someone(hub, executable, scratch) as there:
                hub.announce("laptop-joao")
                walker = stories.Person(browser, fleet, ("en-US", "light", 1280), None)
                values = {
                    "tenant": hub.tenant, "agent": fleet.agents[0], "source": fleet.sources[0],
                    "vault": fleet.vaults[1], "snapshot": there.newest,
                    "folder": there.folder,
                    "failed": failed(hub, fleet), "plan": plan(walker, there),
                    "drill": drill(walker, there)}
                walker.context.close()
                for wanted in album.of("filled"):
                    look = wanted["language"], wanted["scheme"], int(wanted["width"])
                    person = stories.Person(browser, fleet, look, None)
                    person.page.goto(hub.base + wanted["page"].format(**values))
                    album.take(person.page, wanted)
                    person.context.close()
        finally:
            fleet.end()


def failed(hub, fleet):
    runs = hub.ask(hub.below(f"runs?source={fleet.sources[7]}"))["items"]
    return next(one["id"] for one in runs if one["state"] == "failed")


def main():
    executable, album = os.path.abspath(sys.argv[1]), Album(sys.argv[2])
    with sync_playwright() as play:
        browser = looks.browse(play)
        show_new(executable, browser, album)
        show_filled(executable, browser, album)
        browser.close()
    album.finish()


if __name__ == "__main__":
    main()
