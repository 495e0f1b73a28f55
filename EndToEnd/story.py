"""The first story: from the printed link to the first snapshot, by pages alone, with a real agent.

usage: story.py EXECUTABLE [FOLDER]

In one look by chance with the keyboard alone, and in another without scripts; in all of them with
TEST_FULL=1. The line that the hub makes is pasted into a shell.
"""

import os
import pathlib
import subprocess
import sys
import tempfile
import time

import looks
import rules
from hub import LOGIN, PASSWORD, Hub
from playwright.sync_api import sync_playwright
from rules import Watch, complaints

PATIENCE = 300


class Person:
    """Somebody in front of a browser."""

    def __init__(self, browser, hub, look, way, folder):
        self.hub, self.way, self.folder = hub, way, folder
        self.scripts = way != "plain"
        self.zone = looks.ZONES[look[0]]
        self.context = looks.context(browser, look, self.scripts)
        self.page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.watch = Watch(self.page)
        self.name = f"{looks.name(look)}.{way}"
        self.count = 0

    def look(self):
        """Takes a picture, and complains of what is wrong."""
        if self.scripts:
            wrong = complaints(self.page, self.watch)
            assert not wrong, f"{self.page.url}: {wrong}"
        if self.folder:
            self.count += 1
            self.page.screenshot(
                path=self.folder / f"story-{self.count:02}.{self.name}.png", full_page=True)

    def again(self):
        rules.again(self.page, self.watch)

    def reach(self, selector, state="visible"):
        """Goes on with the tab key until the one that is meant has the focus."""
        wanted = self.page.wait_for_selector(selector, state=state)
        for _ in range(300):
            if wanted.evaluate("one => document.activeElement === one"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{self.page.url}: no key leads to {selector}")

    def fill(self, **fields):
        for name, text in fields.items():
            if self.way != "keys":
                self.page.fill(f"[name={name}]", text)
                continue
            self.reach(f"[name={name}]")
            self.page.keyboard.press("Control+A")
            self.page.keyboard.insert_text(text)

    def choose(self, name, index):
        """The one with this number, of many."""
        if self.way != "keys":
            self.page.select_option(f"[name={name}]", index=index)
            return
        self.reach(f"[name={name}]")
        self.page.keyboard.press("Home")
        for _ in range(index):
            self.page.keyboard.press("ArrowDown")

    def pick(self, name, value):
        """One of a few that are all in sight."""
        wanted = f"[name={name}][value={value}]"
        if self.way != "keys":
            self.page.check(wanted, force=True)
            return
        self.reach(f"[name={name}]:checked", "attached")
        for _ in range(20):
            if self.page.is_checked(wanted):
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{self.page.url}: no key leads to {value}")

    def enter(self):
        """The return key, where somebody is; the page that follows is there afterwards."""
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def press(self, selector):
        """A link or a button; the page that follows is there afterwards."""
        if self.way != "keys":
            self.page.click(selector)
        else:
            self.reach(selector)
            self.enter()
        self.page.wait_for_load_state()

    def send(self, selector="main form .button.primary"):
        self.press(selector)

    def await_status(self, status):
        """Waits, without loading anything anew where scripts keep the page fresh."""
        until = time.monotonic() + PATIENCE
        selector = f"h1 .status[data-status={status}]"
        while not self.page.query_selector(selector):
            failed = self.page.query_selector("h1 .status[data-status=fail]")
            assert not failed, self.page.inner_text("main")
            assert time.monotonic() < until, self.page.inner_text("main")
            self.wait()

    def wait(self):
        if self.scripts:
            self.page.wait_for_timeout(250)
        else:
            time.sleep(0.5)
            self.page.reload()


def set_up(person):
    page, link = person.page, person.hub.link
    page.goto(link)
    if not person.scripts:
        person.fill(code=link.split("#")[1])
    person.look()
    person.fill(name="Mara Lindqvist", login=LOGIN, password=PASSWORD)
    person.send()
    assert page.url == person.hub.base + "/", page.url
    person.look()


def add_agent(person, executable, scratch):
    page = person.page
    person.press("a.button.primary[href$='/agents/new']")
    person.fill(
        folders=f"{scratch}/data", vault_folders=f"{scratch}/vaults",
        restore_folders=f"{scratch}/restored")
    person.look()
    person.send()
    installing, running = page.locator("[data-copied]").all_text_contents()
    person.again()
    # It is the same line: a reload makes no other.
    assert page.locator("[data-copied]").all_text_contents() == [installing, running]
    assert f"curl -fsSL {person.hub.base}/install.sh; }} | sudo sh " in installing, installing
    person.look()
    environment = os.environ | {
        "PATH": f"{pathlib.Path(executable).parent}:{os.environ['PATH']}",
        "HOLDFAST_AGENT_DATA_DIR": f"{scratch}/agent",
    }
    agent = subprocess.Popen(
        ["bash", "-c", running], env=environment, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=open(f"{scratch}/agent.log", "w"))
    if person.scripts:
        page.wait_for_selector("section[aria-labelledby=arrivals] li[data-status=ok] a", timeout=60_000)
        person.look()
    agents = page.url.split("/agents/")[0] + "/agents"
    until = time.monotonic() + PATIENCE
    page.goto(agents)
    while not page.query_selector("td .status[data-status=ok]"):
        assert time.monotonic() < until, open(f"{scratch}/agent.log").read()
        person.wait()
    person.look()
    return agent, agents.removesuffix("/agents")


def protect(person, base, scratch):
    page = person.page
    page.goto(base)
    person.press("a.button.primary[href$='/protect']")
    person.look()
    if person.scripts:
        assert page.input_value("[name=zone]") == person.zone
        assert person.zone in page.inner_text(".reading:has(.next)")
    # The machine is not the hub's: the hub's disk is another one.
    assert page.is_checked("[name=vault][value=hub]"), page.inner_text("main")
    # A folder that is not allowed is refused on the spot, and nothing is made of it.
    person.pick("vault", "new")
    person.fill(paths=f"{scratch}/data", place="/nowhere/else")
    person.send(".form-foot .button.primary")
    assert page.query_selector("#place-error"), page.inner_text("main")
    person.again()
    assert page.input_value("[name=paths]") == f"{scratch}/data"
    # The browser tells of every answer that is no success.
    person.watch.take()
    person.look()
    if person.way == "keys":
        person.pick("vault", "hub")
    person.fill(place=f"{scratch}/vaults/one", name="Everything of mine")
    person.send("[name=browse]")
    # Its policy opens one folder, and says so.
    assert f"{scratch}/data" in page.inner_text(".notice"), page.inner_text("main")
    person.again()
    person.look()
    person.fill(picker_go=f"{scratch}/data")
    if person.way != "keys":
        page.focus("[name=picker_go]")
    person.enter()
    assert page.query_selector(".tree button[value$='/财务']"), page.inner_text("main")
    person.again()
    person.look()
    person.send("[name=picker_take]")
    person.again()
    assert page.input_value("[name=paths]") == f"{scratch}/data"
    person.pick("preset", "weekdays")
    person.send(".form-foot .button:not(.primary)")
    assert len(page.query_selector_all(".next li")) == 5
    assert page.query_selector(".keep li"), page.inner_text("main")
    person.again()
    assert page.is_checked("[name=preset][value=weekdays]")
    person.look()
    person.send(".form-foot .button.primary")
    person.again()


def back_up(person, base):
    page = person.page
    person.await_status("ok")
    if person.scripts:
        page.wait_for_selector(".notice[data-status=ok] form")
    person.look()
    page.goto(base + "/snapshots")
    assert len(page.query_selector_all("tbody tr")) == 1, page.inner_text("main")
    person.look()
    person.press("tbody a.opens")
    person.look()
    person.send("form[action$='/drills'] button")
    person.await_status("ok")
    person.look()
    page.goto(base)
    assert page.query_selector(".verdict[data-status=ok]"), page.inner_text("main")
    person.look()


def give_back(person, base, scratch):
    """Files come back into a folder that the line let the machine be given them in."""
    page = person.page
    page.goto(base + "/snapshots")
    person.press("tbody a.opens")
    person.press(".actions a[href$='/restore']")
    assert page.input_value("[name=into]") == "/var/lib/holdfast-restores"
    person.fill(into=f"{scratch}/restored/one")
    person.send(".form-foot .button.primary")
    person.await_status("ok")
    person.look()
    person.send("section[aria-labelledby=plan] form .button.primary")
    person.await_status("ok")
    files = list(pathlib.Path(f"{scratch}/restored/one").rglob("*.txt"))
    assert len(files) == 20, files


def story(executable, browser, look, way, folder, kind=Person, room=tempfile.TemporaryDirectory):
    with room() as scratch, Hub(executable) as hub:
        for name in ("data/财务", "vaults"):
            os.makedirs(f"{scratch}/{name}")
        for index in range(20):
            pathlib.Path(f"{scratch}/data/财务/{index}.txt").write_text(f"{index}\n" * 1000)
        person = kind(browser, hub, look, way, folder)
        began = time.monotonic()
        set_up(person)
        agent, base = add_agent(person, executable, scratch)
        try:
            protect(person, base, scratch)
            back_up(person, base)
            give_back(person, base, scratch)
        finally:
            os.killpg(agent.pid, 15)
            agent.wait()
        return time.monotonic() - began


def main():
    folder = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else None
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    executable = os.path.abspath(sys.argv[1])
    with sync_playwright() as play:
        browser = looks.browse(play)
        for number, look in enumerate(looks.chosen(2)):
            for way in ("keys", "plain") if looks.IS_FULL else [("keys", "plain")[number]]:
                seconds = story(executable, browser, look, way, folder)
                print(f"{look} {way}: {seconds:.0f} s", flush=True)
        browser.close()
    print("the first story: all well")


if __name__ == "__main__":
    main()
