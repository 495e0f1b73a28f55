"""Looks at every page of a filled hub: in both languages, light and dark, on a phone and wide.

usage: pages.py EXECUTABLE [FOLDER]

Follows every link from the overview, and keeps a picture of each kind of page in FOLDER.
"""

import os
import pathlib
import re
import sys
import time

from hub import LOGIN, NAMES, PASSWORD, Hub
from playwright.sync_api import sync_playwright
from rules import Watch, complaints

LOOKS = [
    ("en-US", "light", 1280), ("zh-CN", "dark", 390), ("en-US", "dark", 390),
    ("zh-CN", "light", 1280),
]
IS_FULL = "HOLDFAST_FULL" in os.environ
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
# More than a page.
AGENTS = 200 if IS_FULL else 60


def fill(hub):
    hub.make_owner()
    names = [NAMES[index] if index < len(NAMES) else f"host-{index:03}" for index in range(AGENTS)]
    sites = ["north", "south", "东区"]
    ids = hub.add_agents(names, lambda index: {"site": sites[index % 3], "role": "db"}
                         if index % 4 == 0 else {})
    hub.ask(hub.below(f"agents/{ids[1]}/standing"), {"standing": "paused"}, "PUT")
    hub.ask(hub.below(f"agents/{ids[2]}/standing"), {"standing": "draining"}, "PUT")
    hub.ask(hub.below(f"agents/{ids[3]}/standing"), {"standing": "revoked"}, "PUT")
    protect(hub, ids)
    for name in ("laptop-ines", NAMES[0], "笔记本-王", "<b>bold</b>"):
        hub.announce(name)
    for role in ("viewer", "admin"):
        hub.ask(hub.below("api-tokens"), {"name": f"<i>{role}</i> 令牌", "role": role, "days": 30})


def protect(hub, agents):
    vaults = [hub.ask(hub.below("vaults"), {
        "name": name, "format": kind, "place": place, "owner": owner, "keeper": owner,
    })["id"] for name, kind, place, owner in [
        ("local-nas", "repository", "file:/srv/backups", agents[0]),
        ("<i>异地</i> 归档", "archive", "file:/srv/归档", agents[0]),
    ]]
    for index, name in enumerate(NAMES):
        source = hub.ask(hub.below("sources"), {
            "name": name, "agent": agents[0], "vaults": vaults if index % 2 else vaults[:1],
            "configuration": {"kind": "files", "paths": [
                f"/srv/{index}/a rather long path of somebody's/" + name[:40]]},
        })
        hub.ask(hub.below("schedules"), {
            "name": name, "time": {"cron": "0 2 * * MON-FRI", "zone": "Europe/Berlin"},
            "sources": [source["id"]],
        })
        if index % 2:
            hub.ask(hub.below(f"sources/{source['id']}/runs"), {})


def kind(path):
    """Pages that differ only in what they are about, or in where a list begins, are of a kind."""
    path, _, query = path.partition("?")
    names = sorted(part.split("=")[0] for part in query.split("&") if part)
    return ID.sub("ID", path) + ("?" + "&".join(names) if names else "")


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


def crawl(browser, hub, look, folder):
    language, scheme, width = look
    context = browser.new_context(
        locale=language, color_scheme=scheme, viewport={"width": width, "height": 900},
        reduced_motion="reduce")
    page = context.new_page()
    watch = Watch(page)
    sign_in(page, hub.base)
    waiting, seen, wrong = ["/", "/design"], {}, []
    while waiting:
        path = waiting.pop(0)
        if seen.get(kind(path), 0) >= 2:
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
        if folder and seen[kind(path)] == 1:
            name = re.sub(r"[^a-z0-9]+", "-", kind(path).lower()).strip("-") or "overview"
            page.screenshot(
                path=folder / f"{name}.{language}.{scheme}.{width}.png", full_page=True)
        waiting += links(page, hub.base)
    context.close()
    return seen, wrong


def main():
    folder = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else None
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    with Hub(sys.argv[1]) as hub, sync_playwright() as play:
        began = time.monotonic()
        fill(hub)
        browser = play.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        kinds, wrong = set(), []
        looks = LOOKS if IS_FULL else LOOKS[:2]
        for look in looks:
            seen, complaint = crawl(browser, hub, look, folder)
            kinds |= set(seen)
            wrong += complaint
        browser.close()
    assert not wrong, "\n".join(wrong[:40]) + f"\n{len(wrong)} complaints"
    print(f"{len(kinds)} kinds of pages in {len(looks)} looks: nothing to complain of "
          f"({time.monotonic() - began:.0f} s)")
    for one in sorted(kinds):
        print("  " + one)


main()
