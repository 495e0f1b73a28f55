"""A person's first minute with a new hub, in a real browser, through the executable.

usage: first_minute.py EXECUTABLE
"""

import json
import subprocess
import sys
import tempfile
import urllib.request

from axe_playwright_python.sync_playwright import Axe
from openapi_spec_validator import validate
from playwright.sync_api import sync_playwright

import looks

LOGIN = "mara@example.org"
PASSWORD = "a short sentence is good"


def check_accessible(page, name):
    violations = Axe().run(page).response["violations"]
    assert not violations, f"{name}: {[v['id'] for v in violations]}"


def weigh(page):
    """What somebody who was never here waits for: the page and all that it asks for, as packed."""
    page.wait_for_load_state("networkidle")
    sizes = page.evaluate("""
        ["navigation", "resource"].flatMap(kind => performance.getEntriesByType(kind))
            .map(one => [one.name, one.encodedBodySize])""")
    total = sum(size for _, size in sizes)
    assert len(sizes) > 2 and 5_000 < total < 60_000, f"{total} bytes: {sizes}"


def fill_in(page, **fields):
    for name, text in fields.items():
        page.fill(f"#{name}", text)
    page.click("button.primary")


def first_minute(browser, link):
    base = link.split("/setup")[0]
    context = browser.new_context(locale="en-US")
    page = context.new_page()
    trouble = []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.goto(link)
    page.wait_for_function("document.querySelector('#code').value.length == 43")
    assert "#" not in page.url, "the code left the address"
    check_accessible(page, "setup")
    weigh(page)
    fill_in(page, name="Mara Lindqvist", login=LOGIN, password=PASSWORD)
    page.wait_for_url(base + "/")
    assert page.title() == "Overview · Holdfast", page.title()
    weigh(page)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        # Colours that are on their way from one to the other have no contrast to speak of.
        page.reload()
        check_accessible(page, f"overview, {scheme}")
    page.set_viewport_size({"width": 390, "height": 800})
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390, f"the overview is {width} px wide on a phone"
    page.click("details.menu summary")
    page.click("text=Sign out")
    page.wait_for_url(base + "/sign-in")
    fill_in(page, login=LOGIN, password="something else")
    page.wait_for_selector(".field.wrong")
    check_accessible(page, "sign-in")
    assert page.input_value("#login") == LOGIN
    page.click("footer a")
    page.wait_for_selector("html[lang=zh-CN]")
    assert not trouble, trouble


def with_defaults(browser, base, scratch):
    """Somebody who changes nothing but the folder has a backup, and could have it back: the machine
    joined by itself."""
    page = browser.new_page()
    page.goto(base)
    fill_in(page, login=LOGIN, password=PASSWORD)
    page.click("a.button.primary[href*='/protect']", timeout=60_000)
    assert page.input_value("[name=place]").startswith(scratch), page.input_value("[name=place]")
    assert page.is_checked("[name=vault][value=new]"), "the hub's disk is this machine's own"
    page.fill("[name=paths]", f"{scratch}/data/hub.db")
    page.click(".form-foot .button.primary")
    page.wait_for_selector("h1 .status[data-status=ok]", timeout=60_000)
    page.click(".notice a[href*='/snapshots/']")
    page.click(".actions a[href$='/restore']")
    page.click(".form-foot .button.primary")
    page.wait_for_selector("section[aria-labelledby=plan] form .button.primary", timeout=60_000)


def without_script(browser, link):
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(link.split("/setup")[0])
    fill_in(page, login=LOGIN, password=PASSWORD)
    page.wait_for_load_state()
    assert page.title() == "Overview · Holdfast", "in the language of the profile"
    page.goto(page.url + "?language=zh-CN")
    assert page.title() == "总览 · Holdfast", page.title()


def main():
    with tempfile.TemporaryDirectory() as scratch:
        hub = subprocess.Popen(
            [sys.argv[1], "hub", f"--data-dir={scratch}/data", "--listen=127.0.0.1:0",
             "--with-agent"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            link = next(line.strip() for line in hub.stdout if "/setup#" in line)
            url = link.split("/setup")[0] + "/api/v1/openapi.json"
            validate(json.load(urllib.request.urlopen(url)))
            with sync_playwright() as play:
                browser = looks.browse(play)
                first_minute(browser, link)
                with_defaults(browser, link.split("/setup")[0], scratch)
                without_script(browser, link)
                browser.close()
        finally:
            hub.terminate()
            code = hub.wait()
        assert code == 0, f"the hub ended with {code}"
    print("first minute: all well")


main()
