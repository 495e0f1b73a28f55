"""How a page can be looked at: in which language, how wide, light or dark."""

import itertools
import os
import random

IS_FULL = "TEST_FULL" in os.environ
LOOKS = [look for look in itertools.product(("en-US", "zh-CN"), ("light", "dark"), (1280, 390))]
# Between these and beyond: a page is made wider and narrower, and is to fit in each.
WIDTHS = (320, 390, 700, 768, 900, 1024, 1100, 1280)

# Where somebody looks from.
ZONES = {"en-US": "Europe/Berlin", "zh-CN": "Asia/Shanghai"}


def seed():
    """Given by TEST_SEED, so that a run can be done again."""
    given = os.environ.get("TEST_SEED")
    return int(given) if given else random.SystemRandom().randrange(1 << 32)


def chosen(count=1, says=print):
    """All looks of a full run, else so many by chance; says which, and by which seed."""
    if IS_FULL:
        return LOOKS
    number = seed()
    looks = random.Random(number).sample(LOOKS, count)
    says(f"TEST_SEED={number}: {looks}")
    return looks


def browse(play):
    """The same engine without windows: a page of it costs a quarter of the processor's time."""
    return play.chromium.launch(
        executable_path="/usr/bin/chromium-headless-shell", args=["--no-sandbox"])


def context(browser, look, scripts=True):
    language, scheme, width = look
    return browser.new_context(
        locale=language, timezone_id=ZONES[language], color_scheme=scheme,
        viewport={"width": width, "height": 900}, java_script_enabled=scripts, reduced_motion="reduce")


def overflowing(page):
    """Says of a page that is shown in which widths it does not fit; leaves it as wide as it was."""
    size = page.viewport_size
    wrong = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": size["height"]})
        needed = page.evaluate("document.documentElement.scrollWidth")
        if needed > width:
            wrong.append(f"{needed} px wide in {width}")
    page.set_viewport_size(size)
    return wrong


def name(look):
    return "{}.{}.{}".format(*look)
