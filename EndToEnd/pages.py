"""Looks at every page of a filled hub: every link from the overview on, by somebody who owns it.

usage: pages.py EXECUTABLE [FOLDER]

In one look by chance, or in all eight with TEST_FULL=1; keeps a picture of each kind of page in
FOLDER.
"""

import pathlib
import re
import sys
import time

import looks
from fleet import Fleet
from hub import LOGIN, NAMES, PASSWORD, Hub
from playwright.sync_api import sync_playwright
from rules import Watch, complaints, unseen

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


def fill(hub):
    fleet = Fleet(hub)
    ids = fleet.agents
    hub.ask(hub.below(f"agents/{ids[1]}/standing"), {"standing": "paused"}, "PUT")
    hub.ask(hub.below(f"agents/{ids[2]}/standing"), {"standing": "draining"}, "PUT")
    hub.ask(hub.below(f"agents/{ids[3]}/standing"), {"standing": "revoked"}, "PUT")
    hub.ask(hub.below("vaults"), {
        "name": "<b>第二处</b>", "format": "archive", "place": "dav+https://vault.example/three",
        "keeper": ids[0], "copies": [
            {"vault": fleet.vaults[2], "rules": {"daily": 30, "monthly": 12}}]})
    for source in fleet.sources[4:10]:
        hub.ask(hub.below(f"sources/{source}/runs"), {})
    for name in ("laptop-ines", NAMES[0], "笔记本-王", "<b>bold</b>"):
        hub.announce(name)
    for role in ("viewer", "admin"):
        hub.ask(hub.below("api-tokens"), {"name": f"<i>{role}</i> 令牌", "role": role, "days": 30})
    return fleet


def kind(path):
    """Pages that differ only in what they are about, or in where a list begins, are of a kind."""
    path, _, query = path.partition("?")
    names = sorted({part.split("=")[0] for part in query.split("&") if part})
    return ID.sub("ID", path) + ("?" + "&".join(names) if names else "")


def is_one_more(one, seen):
    """Filters multiply, and every one of them leads to all others: the first of each page do."""
    page = one.partition("?")[0]
    return one not in seen and sum(1 for other in seen if other.partition("?")[0] == page) >= 12


def sign_in(page, base):
    page.goto(base + "/sign-in")
    page.fill("#login", LOGIN)
    page.fill("#password", PASSWORD)
    page.click("button.primary")
    page.wait_for_url(base + "/")


def links(page, base):
    found = page.evaluate("[...document.querySelectorAll('a[href]')].map(one => one.href)")
    paths = [link[len(base):].split("#")[0] for link in found if link.startswith(base)]
    return [path for path in paths if path and "language=" not in path and "theme=" not in path
            and "/export" not in path and not path.endswith("/log")]


def more(fleet):
    """Pages that no link leads to, because a form does."""
    chosen = "&".join(f"agent={agent}" for agent in fleet.agents[:12])
    below = f"/tenants/{fleet.hub.tenant}/agents"
    return [f"{below}/backups?{chosen}", f"{below}/backups", f"{below}/labels?{chosen}",
            f"{below}/labels?{chosen}&added=a%3D%3Cb%3E%0Aline%3Dسطر&removed=site",
            f"{below}?text=host&standing=paused"]


def crawl(browser, fleet, look, folder):
    language, scheme, width = look
    hub = fleet.hub
    context = looks.context(browser, look)
    page = context.new_page()
    watch = Watch(page)
    sign_in(page, hub.base)
    waiting, seen, wrong = ["/", "/design", *more(fleet)], {}, []
    while waiting:
        path = waiting.pop(0)
        if seen.get(kind(path), 0) >= 2 or is_one_more(kind(path), seen):
            continue
        seen[kind(path)] = seen.get(kind(path), 0) + 1
        answer = page.goto(hub.base + path)
        if answer.status != 200:
            wrong.append(f"{path}: {answer.status}")
            continue
        if page.get_attribute("html", "lang") != language:
            wrong.append(f"{path}: not in {language}")
        wrong += [f"{path} ({language}, {scheme}, {width}): {one}"
                  for one in complaints(page, watch)]
        if seen[kind(path)] == 1:
            if folder:
                name = re.sub(r"[^a-z0-9]+", "-", kind(path).lower()).strip("-") or "overview"
                page.screenshot(
                    path=folder / f"{name}.{language}.{scheme}.{width}.png", full_page=True)
            wrong += [f"{path} ({scheme}, {width}): {one}" for one in unseen(page)]
            wrong += [f"{path} ({language}): {one}" for one in looks.overflowing(page)]
        waiting += links(page, hub.base)
    context.close()
    return seen, wrong


def main():
    folder = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else None
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    with Hub(sys.argv[1]) as hub, sync_playwright() as play:
        began = time.monotonic()
        fleet = fill(hub)
        browser = looks.browse(play)
        kinds, wrong = set(), []
        chosen = looks.chosen()
        for look in chosen:
            seen, complaint = crawl(browser, fleet, look, folder)
            kinds |= set(seen)
            wrong += complaint
        browser.close()
    assert not wrong, "\n".join(wrong[:40]) + f"\n{len(wrong)} complaints"
    print(f"{len(kinds)} kinds of pages in {len(chosen)} looks: nothing to complain of "
          f"({time.monotonic() - began:.0f} s)")
    for one in sorted(kinds):
        print("  " + one)


main()
