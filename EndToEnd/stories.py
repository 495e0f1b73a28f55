"""The stories of a hub that has run for half a year, in a real browser on a filled hub.

usage: stories.py EXECUTABLE [FOLDER]

Every morning, growing the fleet, changing things, understanding a run, what is promised; what a real
agent's machine has that nobody takes, and getting data back that it has stored; then what many runs and many tabs do. Each in one look by chance, with and without scripts, or in all with TEST_FULL=1.
"""

import os
import pathlib
import re
import signal
import sys
import tempfile
import time
import uuid
from urllib.parse import quote

import looks
from fleet import Fleet
from hub import LOGIN, PASSWORD, Hub
from playwright.sync_api import Error, sync_playwright
from protected import PATIENCE, Protected, Talkative
from rules import Watch, again, complaints

LATEST = """
    SELECT count(*) FROM sources s WHERE (
        SELECT state FROM runs r WHERE r.source_id = s.id AND kind = 'backup'
        AND state IN ('succeeded', 'warned', 'failed')
        ORDER BY created_at DESC, id DESC LIMIT 1) = ?"""


class Person:
    """Somebody who is signed in, in front of a browser."""

    def __init__(self, browser, fleet, look, folder, scripts=True):
        self.fleet, self.hub, self.folder, self.scripts = fleet, fleet.hub, folder, scripts
        self.look_name = looks.name(look) + ("" if scripts else ".plain")
        self.context = looks.context(browser, look, scripts)
        self.page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.watch = Watch(self.page)
        self.count = 0
        self.home = f"{self.hub.base}/tenants/{self.hub.tenant}"
        self.page.goto(self.hub.base + "/sign-in")
        self.page.fill("#login", LOGIN)
        self.page.fill("#password", PASSWORD)
        self.page.click("button.primary")
        self.page.wait_for_url(self.hub.base + "/")

    def look(self, story, status=200):
        """Takes a picture, and complains of what is wrong; of an answer only if it is another."""
        if self.scripts:
            wrong = [one for one in complaints(self.page, self.watch)
                     if status == 200 or f"status of {status}" not in one]
            assert not wrong, f"{self.page.url}: {wrong}"
        if self.folder:
            self.count += 1
            self.page.screenshot(full_page=True, path=(
                self.folder / f"{story}-{self.count:02}.{self.look_name}.png"))

    def go(self, path):
        answer = self.page.goto(self.home + path)
        assert answer.status == 200, f"{path}: {answer.status}"

    def send(self, selector):
        with self.page.expect_navigation():
            self.page.click(selector)

    def await_end(self):
        """Until the run whose page is open has ended well."""
        until = time.monotonic() + PATIENCE
        assert "/runs/" in self.page.url, self.page.url + self.text()
        while not self.page.query_selector("h1 .status[data-status=ok]"):
            assert not self.page.query_selector("h1 .status[data-status=fail]"), self.text()
            assert time.monotonic() < until, self.text()
            if self.scripts:
                self.page.wait_for_timeout(100)
            else:
                time.sleep(0.2)
                self.page.reload()

    def text(self, selector="main"):
        return self.page.inner_text(selector)

    def figures(self, selector):
        """Every number in a text, as it was meant."""
        return [int(one.replace(",", "")) for one in re.findall(r"\d[\d,]*", self.text(selector))]


def every_morning(person):
    """The overview answers in five seconds, and every number on it is what plain SQL counts."""
    page, count = person.page, person.fleet.count
    began = time.monotonic()
    person.go("")
    assert time.monotonic() - began < 5
    failed, warned, good = (count(LATEST, state) for state in ("failed", "warned", "succeeded"))
    sources = count("SELECT count(*) FROM sources")
    assert sorted(person.figures("#verdict")) == sorted([good + warned, sources]), \
        person.text("#verdict")
    assert failed in person.figures(".verdict p"), person.text(".verdict p")
    assert page.get_attribute(".verdict", "data-status") == ("fail" if failed else "warn")
    assert len(page.query_selector_all(".bed li")) == count("SELECT count(*) FROM agents")
    today = int(time.time()) // 86_400
    week = count("""SELECT count(*) FROM runs WHERE ended_at / 86400000 > ?
        AND state IN ('succeeded', 'warned', 'failed')""", today - 7)
    assert person.figures(".tile:nth-child(2) dd")[0] == week, person.text(".tiles")
    snapshots = count("SELECT count(*) FROM snapshots WHERE gone_at IS NULL")
    assert snapshots in person.figures(".tile:nth-child(1) .note"), person.text(".tiles")
    monday = today - (today + 3) % 7 - 7 * 25
    bad_days = count("""SELECT count(DISTINCT ended_at / 86400000) FROM runs
        WHERE state = 'failed' AND ended_at / 86400000 >= ?""", monday)
    assert len(page.query_selector_all(".heat .hx")) == bad_days
    assert page.query_selector("section[aria-labelledby=proof] time")
    assert len(page.query_selector_all(".needs li")) == 5
    person.look("morning")
    print_it(person)
    person.send(".needs .button")
    assert page.query_selector("h1 .status[data-status=fail]"), person.text()
    person.look("morning")
    weigh(person)


def print_it(person):
    """On paper each time stands once, as it is, and not as long ago it was."""
    if not person.scripts:
        return
    page = person.page
    page.emulate_media(media="print")
    times = [one.inner_text() for one in page.query_selector_all("main relative-time")]
    assert times and all(re.search(r"\d\d:\d\d:\d\d\s", one + " ") for one in times), times
    assert page.eval_on_selector_all("main time", """all => all.every(one =>
        getComputedStyle(one, "::after").content === "none")""")
    page.emulate_media(media="screen")


def weigh(person):
    """A page of a large hub stays small."""
    answer = person.context.request.get(person.home)
    assert len(answer.body()) < 150_000, f"the overview has {len(answer.body())} bytes"


def grow_the_fleet(person):
    page, hub = person.page, person.hub
    number = f"{person.look_name}"
    fingerprint = hub.announce(f"new-{number}")
    person.go("/agents/new")
    shown = page.inner_text("main")
    assert all(part in shown for part in fingerprint.split(" ")), shown
    person.look("fleet")
    person.send(f"article[aria-label='new-{number}'] form[action$='/approval'] button")
    assert hub.ask(hub.below(f"agents?text=new-{number}"))["items"], "it was let in"
    person.go("/agents?text=host-1")
    names = [one.inner_text() for one in page.query_selector_all("tbody th a")]
    assert names and all("host-1" in name for name in names), names
    boxes = page.query_selector_all("tbody input[type=checkbox]")
    for box in boxes[:3]:
        box.check()
    person.look("fleet")
    person.send("#chosen button[formaction$='/labels']")
    page.fill("[name=added]", f"ring={number}\nzone=东")
    person.send("main form .button.primary")
    assert len(page.query_selector_all("tbody tr")) == 3, page.url + person.text()
    person.look("fleet")
    person.send("footer form .button.primary")
    for name in names[:3]:
        found = hub.ask(hub.below(f"agents?text={name}"))["items"]
        labels = next(one["labels"] for one in found if one["name"] == name)
        assert labels["ring"] == number and labels["zone"] == "东", labels
    person.go("/agents?text=host-1")
    before = person.fleet.count("SELECT count(*) FROM runs WHERE cause = 'user'")
    for box in page.query_selector_all("tbody input[type=checkbox]")[3:5]:
        box.check()
    person.send("#chosen button[formaction$='/backups']")
    person.look("fleet")
    person.send("footer form .button.primary")
    after = person.fleet.count("SELECT count(*) FROM runs WHERE cause = 'user'")
    # Those of an earlier look still wait: asking again gives the run that waits.
    assert before <= after <= before + 2 and after > 0, (before, after)


def change_things(person):
    page, fleet = person.page, person.fleet
    person.go(f"/sources/{fleet.sources[20]}")
    person.send("main a[href$='/edit']")
    page.fill("[name=name]", f"renamed {person.look_name}")
    page.fill("[name=paths]", "not/absolute")
    person.send(".form-foot .button.primary")
    assert page.query_selector("[aria-invalid=true]"), person.text()
    assert page.input_value("[name=name]") == f"renamed {person.look_name}", "it is kept"
    person.look("change", status=422)
    page.fill("[name=paths]", "/srv/somewhere else")
    person.send(".form-foot .button.primary")
    assert f"renamed {person.look_name}" in page.inner_text("h1")
    type_while_signed_out(person)
    learn_of_it_while_typing(person)
    send_nothing_twice(person)
    keep_elsewhere(person)
    person.go("/audit")
    assert page.query_selector_all("main li, main tbody tr")
    person.look("change")
    person.go("/api-tokens")
    page.fill("[name=name]", f"token {person.look_name}")
    person.send("main form .button.primary")
    person.look("change")


def type_while_signed_out(person):
    """What was typed when a session has ended is there again after signing in."""
    page, fleet = person.page, person.fleet
    person.go(f"/sources/{fleet.sources[21]}/edit")
    page.fill("[name=name]", f"half typed {person.look_name}")
    person.context.clear_cookies(name="holdfast-session")
    person.send(".form-foot .button.primary")
    assert "/sign-in?" in page.url, page.url
    person.look("change")
    page.fill("#login", LOGIN)
    page.fill("#password", PASSWORD)
    person.send("button.primary")
    assert page.input_value("[name=name]") == f"half typed {person.look_name}", person.text()
    person.look("change", status=422)
    person.send(".form-foot .button.primary")
    assert f"half typed {person.look_name}" in page.inner_text("h1"), person.text()


def learn_of_it_while_typing(person):
    """Whoever goes on typing is told that the session has ended, and loses nothing."""
    page, fleet, bar = person.page, person.fleet, "signed-out:not([hidden])"
    person.go(f"/sources/{fleet.sources[22]}/edit")
    name = f"told in time {person.look_name}"
    page.fill("[name=name]", name)
    cookies = person.context.cookies()
    person.context.clear_cookies(name="holdfast-session")
    if not person.scripts:
        assert not page.is_visible("signed-out")
        person.context.add_cookies(cookies)
        return
    # It is not asked all the time.
    page.focus("[name=paths]")
    page.focus("[name=name]")
    assert not page.query_selector(bar)
    page.evaluate("document.querySelector('signed-out').asked = 0")
    page.focus("[name=paths]")
    page.wait_for_selector(bar)
    person.look("change")
    with person.context.expect_page() as opened:
        page.click(f"{bar} a")
    door = opened.value
    door.fill("#login", LOGIN)
    door.fill("#password", PASSWORD)
    door.click("button.primary")
    door.wait_for_url(person.hub.base + "/")
    door.close()
    page.evaluate("dispatchEvent(new Event('focus'))")
    page.wait_for_selector(bar, state="detached")
    assert page.input_value("[name=name]") == name
    # The form is of the new session by now: it is saved at once.
    person.send(".form-foot .button.primary")
    assert name in page.inner_text("h1"), person.text()
    person.watch.take()


def send_nothing_twice(person):
    """What is wrong with a form, and what came of a test, have addresses; so do pages without a secret."""
    page, fleet = person.page, person.fleet
    snapshot = uuid.UUID(bytes=fleet.count("SELECT id FROM snapshots WHERE gone_at IS NULL LIMIT 1"))
    for path, fields, button, shown in [
            ("/api-tokens", {"name": "\u2028"}, "form[action$='/api-tokens'] .button", "#name-error"),
            ("/members", {"name": "Ole", "login": "not one"}, "form[action$='/members'] .button",
             "#login-error"),
            ("/../../profile", {"old": "not mine", "new": PASSWORD},
             "form[action$='/password'] .button", "#old-error"),
            (f"/snapshots/{snapshot}", {"reason": "\u2028"}, "form[action$='/holds'] .button",
             "#reason-error"),
            (f"/agents/{fleet.agents[0]}/hooks", {"before": "x" * 20_000},
             ".form-foot .button.primary", "#before-error"),
            (f"/vaults/{fleet.vaults[0]}", {}, "form[action$='/test'] .button",
             ".notice[data-status=fail] time"),
            (f"/sources/{fleet.sources[5]}", {}, "form[action$='/test'] .button",
             ".notice[data-status=fail] time")]:
        person.go(path)
        for name, text in fields.items():
            page.fill(f"main [name={name}]", text)
        person.send(f"main {button}")
        assert "kept=" in page.url and page.query_selector(shown), page.url + person.text()
        again(page, person.watch)
        assert page.query_selector(shown), person.text()
    keep_no_secret(person)


def keep_no_secret(person):
    """Whatever is shown once is made once, however somebody goes to and fro."""
    page, fleet = person.page, person.fleet
    made = "SELECT (SELECT count(*) FROM api_tokens) + (SELECT count(*) FROM one_time_tokens)"
    login = f"ole.{person.look_name}@example.org".lower()
    for path, way, fields, button in [
            ("/api-tokens", None, {"name": f"once {person.look_name}"}, "form[action$='/api-tokens'] .button"),
            ("/members", None, {"name": "Ole", "login": login}, "form[action$='/members'] .button"),
            ("/members", f"tr:has-text('{login}') a.opens", {}, "form[action$='/link'] .button")]:
        person.go(path)
        if way:
            person.send(way)
        there, before = page.url, fleet.count(made)
        for field, text in fields.items():
            page.fill(f"main [name={field}]", text)
        with page.expect_navigation():
            # Somebody who clicks twice everywhere.
            page.click(f"main {button}", click_count=2 if person.scripts else 1)
        secret, count = page.inner_text("main [data-copied]"), fleet.count(made)
        # A link takes the place of the one before.
        assert count - before <= 1, there
        if person.scripts:
            page.reload()
            assert page.url == there and secret not in person.text(), page.url
        person.go("/agents")
        try:
            page.go_back()
        except Error:
            # Without scripts the browser asks first whether it is to be sent again.
            assert not person.scripts
            page.wait_for_url("chrome-error://**")
        if person.scripts:
            assert page.url == there and secret not in person.text(), page.url
        assert fleet.count(made) == count, there
    person.watch.take()


def keep_elsewhere(person):
    """A rule that copies what comes into a vault is made, changed and ended."""
    page, fleet = person.page, person.fleet
    vault = fleet.add_vault(
        f"first {person.look_name}", "archive", "dav+https://vault.example/" + person.look_name)
    person.go(f"/vaults/{vault}")
    # Nobody has made it, and it says who would.
    assert page.query_selector(".notice[data-status=queued] a[href*='/agents/']"), person.text()
    person.send("main a[href$='/copies']")
    page.select_option("[name=to]", fleet.vaults[2])
    page.fill("[name=keep_daily]", "3x")
    person.send(".form-foot .button.primary")
    assert page.query_selector("#keep_daily-error"), person.text()
    page.fill("[name=keep_daily]", "30")
    person.send(".form-foot .button.primary")
    assert "30" in page.inner_text("section[aria-labelledby=copies] tbody"), person.text()
    person.look("change", status=422)
    person.send("section[aria-labelledby=copies] tbody a.opens")
    assert page.input_value("[name=keep_daily]") == "30"
    person.send(".form-foot .button.danger")
    assert not page.query_selector("section[aria-labelledby=copies] tbody"), person.text()
    # The search on top is a key away, wherever somebody is.
    if person.scripts:
        page.keyboard.press("/")
        page.keyboard.insert_text(fleet.names[0])
        with page.expect_navigation():
            page.keyboard.press("Enter")
    else:
        page.fill(".top input[type=search]", fleet.names[0])
        page.press(".top input[type=search]", "Enter")
        page.wait_for_url("**/find?*")
    assert page.query_selector(f"section[aria-labelledby=agents] a[href$='{fleet.agents[0]}']"), \
        person.text()


def understand_a_run(person):
    page, fleet = person.page, person.fleet
    person.go("/runs?show=failed")
    person.look("run")
    newest = uuid.UUID(bytes=fleet.count("""SELECT id FROM runs WHERE kind = 'backup'
        AND state = 'failed' ORDER BY created_at DESC LIMIT 1"""))
    person.send(f"tbody th a[href$='{newest}']")
    assert page.query_selector("h1 .status[data-status=fail]")
    assert page.query_selector(".actions form[action*='/sources/'] .primary"), "it can be run again"
    assert len(page.query_selector_all(".log li")) == 40, person.text()
    shown = page.inner_text(".log")
    assert max(len(line) for line in shown.splitlines()) >= 900, "a long line is whole"
    person.look("run")
    log = person.context.request.get(page.url.split("?")[0] + "/log")
    assert log.status == 200 and len(log.text().splitlines()) >= 40


def read_what_is_promised(person):
    """How long there is room, and which vault was not rehearsed in time."""
    page, fleet = person.page, person.fleet
    _, full, good = fleet.vaults
    person.go("/vaults")
    panel = f"section[aria-labelledby='v-{full}']"
    used = fleet.count("""SELECT CAST(round(100.0 * (total - free) / total) AS INTEGER)
        FROM vault_space WHERE vault_id = ? ORDER BY day DESC LIMIT 1""", fleet.raw(full))
    assert used in person.figures(f"{panel} .donut[data-status=warn]"), person.text(panel)
    assert page.query_selector(f"{panel} svg[role=img]"), person.text(panel)
    assert fleet.vaults_wanted[1][0] in page.inner_text(".notice[data-status=warn] h2")
    person.look("promise")
    person.send(".notice[data-status=warn] .button")
    assert page.url.endswith(full) and page.query_selector("section[aria-labelledby=room] .donut")
    person.look("promise")
    person.go("/drills")
    for vault, status in zip(fleet.vaults, ("queued", "stale", "ok")):
        row = f"section[aria-labelledby=promises] tr:has(a[href$='{vault}'])"
        assert page.query_selector(f"{row} .status[data-status={status}]"), person.text()
        # What failed since is told beside what passed.
        assert bool(page.query_selector(f"{row} a[href*='/runs/']")) == (vault == full)
    assert good != full
    person.look("promise")


def see_what_is_covered(person, there):
    """A folder that nobody takes leads to a source that does."""
    page, folder = person.page, there.uncovered(person.look_name)
    person.go(f"/agents/{there.agent['id']}")
    person.send("section[aria-labelledby=coverage] .button")
    # Its policy does not show the root, and says what it shows.
    assert there.scratch in page.inner_text(".notice[data-status=warn]"), person.text()
    person.look("covered")
    person.send(f"main ul a:has-text('{os.path.dirname(folder)}')")
    row = f"tr:has(a.opens[title='{folder}'])"
    assert page.query_selector(f"{row} .status[data-status=warn]"), person.text()
    person.look("covered")
    person.send(f"{row} a[href*='/protect?']")
    assert page.input_value("[name=paths]") == folder
    page.check(f"[name=vault][value='{there.vault}']", force=True)
    person.look("covered")
    person.send(".form-foot .button.primary")
    person.await_end()
    person.go(f"/agents/{there.agent['id']}/coverage?folder={quote(os.path.dirname(folder))}")
    assert page.query_selector(f"{row} .status[data-status=ok]"), person.text()
    person.look("covered")


def ask_until(person, row, count):
    """A page shows what has come in seconds; whoever is slow or busy answers when asked again."""
    for _ in range(20):
        if len(person.page.query_selector_all(row)) == count:
            return
        person.send(".notice .button[href*='/find?']")
    raise AssertionError(person.text())


def find_past_who_is_silent(person, there, row):
    """What others have is there in seconds, and who does not answer is named."""
    page = person.page
    there.process.send_signal(signal.SIGSTOP)
    try:
        began = time.monotonic()
        person.go(f"/find?name={quote('报告*')}&source={there.source}")
        assert time.monotonic() - began < 30, "it is not waited for as long as a link waits"
        silent = page.inner_text(".notice[data-status=running] h2")
        assert there.agent["name"] in silent, person.text()
        assert not page.query_selector(row), person.text()
        person.look("back")
    finally:
        there.process.send_signal(signal.SIGCONT)
    ask_until(person, row, 2)


def get_data_back(person, there):
    """A file is found by its name, given back as it was, put back in its place, downloaded, proven."""
    page, path = person.page, there.report[1:]
    see_what_is_covered(person, there)
    person.go("/find")
    page.fill("[name=name]", "报告*")
    # There are more sources than a list has room for: this one is looked for by its name.
    page.fill("main [name=sought]", there.name)
    person.send("main [name=seek]")
    assert page.input_value("main [name=name]") == "报告*"
    page.select_option("main [name=source]", there.source)
    person.send("main form .button.primary")
    row = f"tr:has(a.opens[title='/{path}'])"
    ask_until(person, row, 2)
    person.look("back")
    find_past_who_is_silent(person, there, row)
    person.send(f"{row} .button")
    assert len(page.query_selector_all(".versions li")) == 2, person.text()
    person.look("back")
    person.send(".versions li:last-child a[href*='/restore?']")
    assert page.input_value("[name=paths]") == path
    into = f"{there.scratch}/back {person.look_name}"
    page.fill("[name=into]", "not/from/the/root")
    person.send(".form-foot .button.primary")
    person.look("back", status=422)
    page.fill("[name=into]", into)
    person.send(".form-foot .button.primary")
    person.await_end()
    person.look("back")
    assert not os.path.exists(into) or not os.listdir(into), "a plan gives nothing back"
    person.send("section[aria-labelledby=plan] form .button.primary")
    person.await_end()
    person.look("back")
    assert pathlib.Path(f"{into}/{path}").read_text() == there.first
    put_back(person, there)
    download(person, there)
    prove(person, there)


def put_back(person, there):
    page = person.page
    os.remove(there.report)
    person.go(f"/snapshots/{there.newest}/restore?path={quote(there.report[1:])}")
    page.check("[name=where][value=origin]", force=True)
    person.send(".form-foot .button.primary")
    person.await_end()
    page.fill("[name=confirmation]", there.agent["machine"]["hostName"])
    person.look("back")
    person.send("section[aria-labelledby=plan] form .button.danger")
    person.await_end()
    assert pathlib.Path(there.report).read_text() == there.second


def download(person, there):
    page = person.page
    person.go(f"/snapshots/{there.newest}/files?folder={quote(os.path.dirname(there.report)[1:])}")
    page.check("[name=path]")
    person.look("back")
    person.send("[name=deed][value=download]")
    person.look("back")
    if person.scripts:
        # The page with the link has the address of the one that it came from.
        assert page.url.endswith("/files"), page.url
    with page.expect_download() as coming:
        page.click("main form .button.primary")
    assert coming.value.suggested_filename, "it has a name"
    assert pathlib.Path(coming.value.path()).read_text() == there.second


def prove(person, there):
    page = person.page
    person.go(f"/snapshots/{there.newest}")
    person.send("form[action$='/drills'] button")
    person.await_end()
    assert page.query_selector("section[aria-labelledby=proved] .status[data-status=ok]"), \
        person.text()
    person.look("back")
    run = page.url.split("/")[-1].split("?")[0]
    person.go("/drills")
    row = f"tr:has(a[href$='/runs/{run}'])"
    assert page.query_selector(f"{row} .status[data-status=ok]"), person.text()
    assert page.inner_text(f"{row} th a") == there.name
    person.look("back")


STORIES = [
    every_morning, grow_the_fleet, change_things, understand_a_run, read_what_is_promised]


def await_one(page, expression):
    """Until it is 1. Asked from here: in a page of ours no text is made into a script."""
    end = time.time() + 30
    while page.evaluate(expression) != 1:
        assert time.time() < end, expression
        page.wait_for_timeout(100)


def tabs(browser, fleet):
    """Eight tabs of one browser: those that are hidden have no stream, and the ninth page loads."""
    person = Person(browser, fleet, looks.LOOKS[0], None)
    pages = [person.page] + [person.context.new_page() for _ in range(7)]
    stream = "document.querySelector('live-region').stream?.readyState ?? null"
    hide = """isHidden => {
        Object.defineProperty(document, "hidden", { configurable: true, get: () => isHidden });
        document.dispatchEvent(new Event("visibilitychange"));
    }"""
    for number, page in enumerate(pages):
        page.goto(person.home + ("/agents" if number % 2 else "/runs"))
        await_one(page, stream)
        # Somebody goes on to the next tab.
        if number < 7:
            page.evaluate(hide, True)
    assert [page.evaluate(stream) for page in pages] == [None] * 7 + [1]
    pages[0].evaluate(hide, False)
    await_one(pages[0], stream)
    ninth = person.context.new_page()
    ninth.goto(person.home)
    person.context.close()


def flood(browser, fleet):
    """A thousand runs that go on: the browser is sent little, and the page stays quick."""
    person = Person(browser, fleet, looks.LOOKS[0], None)
    page = person.page
    page.add_init_script("""
        window.heard = [];
        const Real = EventSource;
        window.EventSource = class extends Real {
            constructor(...all) {
                super(...all);
                this.addEventListener("message", event => heard.push(event.data.length));
            }
        }""")
    person.go("")
    assert 1000 in person.figures("section[aria-labelledby=going]"), person.text()
    await_one(page, "Math.min(1, heard.length)")
    page.wait_for_timeout(6500)
    heard = page.evaluate("heard")
    assert len(heard) <= 5 and max(heard) < 150_000, heard
    person.context.close()


def await_so(page, is_so, what):
    end = time.monotonic() + 90
    while not is_so():
        assert time.monotonic() < end, f"{what}: {page.inner_text('main')}"
        page.wait_for_timeout(100)


def watch_a_run(browser, fleet, executable):
    """A run is looked at while it goes: its log, a connection that is lost, its pace, and its end."""
    with tempfile.TemporaryDirectory() as scratch, \
            Talkative(fleet.hub, executable, scratch) as there:
        person = Person(browser, fleet, looks.LOOKS[0], None)
        page = person.page
        person.go(f"/runs/{there.begin()}")

        def said():
            """The numbers of the lines that are there."""
            return [int(one) for one in re.findall(r"said (\d+)", page.inner_text(".log"))]

        def more(count):
            last = len(said())
            await_so(page, lambda: len(said()) >= last + count, "the log goes on")

        end = "e => e.scrollHeight - e.scrollTop - e.clientHeight"
        await_so(page, lambda: page.eval_on_selector(".log", "e => e.scrollHeight > 2 * e.clientHeight"),
                 "the log is longer than its box")
        more(5)
        assert page.eval_on_selector(".log", end) < 40, "it follows the last line"
        page.eval_on_selector(".log", "e => { e.scrollTop = 0 }")
        more(5)
        assert page.eval_on_selector(".log", "e => e.scrollTop") == 0, "whoever reads is left alone"
        page.eval_on_selector(".log", "e => { e.scrollTop = e.scrollHeight }")
        lose_the_connection(person, said)
        more(1)
        numbers = said()
        assert numbers == list(range(len(numbers))), f"each line once, none is missing: {numbers}"
        with there.going_on_slowly():
            await_so(page, lambda: page.query_selector(".going progress"), "how far it is")
            pace = ".going .facts-line:has-text('a second'):has-text('left')"
            await_so(page, lambda: page.query_selector(pace), "how fast, and how long yet")
            assert page.query_selector(".stages li[aria-current]"), person.text()
            person.send("form[action$='/cancellation'] button")
        await_so(page, lambda: "Cancelled" in page.inner_text("h1"), "it is cancelled")
        person.watch.take()
        person.context.close()
    print("watch_a_run: well", flush=True)


def lose_the_connection(person, said):
    """It is told after a while, and what was missed comes when the hub is heard again."""
    page, before = person.page, len(said())
    person.hub.stop()
    page.wait_for_selector("p.lost")
    assert re.search(r"since \d\d:\d\d\.", page.inner_text("p.lost")), page.inner_text("p.lost")
    person.hub.start()
    page.wait_for_selector("p.lost", state="detached")
    await_so(page, lambda: len(said()) > before + 50, "what was missed comes")
    person.watch.take()


def give_back(browser, fleet, executable, folder):
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch, \
            Protected(fleet.hub, executable, scratch) as there:
        for look in looks.chosen():
            for scripts in (True, False):
                person = Person(browser, fleet, look, folder, scripts)
                get_data_back(person, there)
                person.context.close()
                print(f"get_data_back {person.look_name}: {time.monotonic() - began:.1f} s",
                      flush=True)


def main():
    folder = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else None
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    with Hub(sys.argv[1]) as hub, sync_playwright() as play:
        fleet = Fleet(hub, open_runs=1000)
        browser = looks.browse(play)
        for look in looks.chosen():
            for scripts in (True, False):
                for story in STORIES:
                    began = time.monotonic()
                    person = Person(browser, fleet, look, folder, scripts)
                    story(person)
                    person.context.close()
                    print(f"{story.__name__} {person.look_name}: "
                          f"{time.monotonic() - began:.1f} s", flush=True)
        tabs(browser, fleet)
        flood(browser, fleet)
        watch_a_run(browser, fleet, os.path.abspath(sys.argv[1]))
        give_back(browser, fleet, os.path.abspath(sys.argv[1]), folder)
        browser.close()
    print("the stories: all well")


if __name__ == "__main__":
    main()
