"""What every page keeps to, looked at in a real browser."""

from axe_playwright_python.sync_playwright import Axe

AXE = Axe()

# Each gives a list of what is wrong.
RULES = """() => {
  const wrong = [];
  const count = (what, list) => { if (list.length) wrong.push(`${what}: ${list.join(", ")}`) };
  if (document.querySelectorAll("h1").length !== 1)
    wrong.push(`${document.querySelectorAll("h1").length} h1`);
  const ids = [...document.querySelectorAll("[id]")].map(one => one.id);
  count("ids twice", ids.filter((id, index) => ids.indexOf(id) !== index));
  count("controls without a label", [...document.querySelectorAll("input, select, textarea")]
    .filter(one => one.type !== "hidden" && !one.labels?.length && !one.ariaLabel)
    .map(one => one.name || one.outerHTML));
  count("inline styles", [...document.querySelectorAll("[style], style")]
    .filter(one => one.localName === "style" || one.getAttribute("style")).map(one => one.outerHTML));
  count("inline scripts", [...document.scripts].filter(one => !one.src).map(one => one.text));
  count("handlers", [...document.querySelectorAll("*")].flatMap(one => [...one.attributes])
    .filter(one => one.name.startsWith("on")).map(one => one.name));
  count("labels that lead nowhere", [...document.querySelectorAll("[aria-labelledby], [aria-describedby]")]
    .flatMap(one => `${one.getAttribute("aria-labelledby") ?? ""} ${one.getAttribute("aria-describedby") ?? ""}`.trim().split(/ +/))
    .filter(id => !document.getElementById(id)));
  const width = document.documentElement.scrollWidth;
  if (width > innerWidth) wrong.push(`${width} px wide in ${innerWidth}`);
  count("too small to press", [...document.querySelectorAll("button, .button, summary, .chip")]
    .filter(one => { const box = one.getBoundingClientRect(); return box.width && (box.width < 24 || box.height < 24) })
    .map(one => one.textContent.trim()));
  count("text below 12 px", [...document.querySelectorAll("main *")].filter(one =>
    [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim())
    && 0 < parseFloat(getComputedStyle(one).fontSize) && parseFloat(getComputedStyle(one).fontSize) < 11.9 && !one.closest("svg"))
    .map(one => one.textContent.trim().slice(0, 30)));
  return wrong;
}"""

# Gives the controls that somebody with a keyboard cannot see the focus on: without a ring of two
# pixels, or with one that has too little contrast with what it is drawn on.
RINGS = """() => {
  const brush = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const paint = colour => {
    brush.clearRect(0, 0, 1, 1);
    brush.fillStyle = colour;
    brush.fillRect(0, 0, 1, 1);
    return [...brush.getImageData(0, 0, 1, 1).data];
  };
  const light = ([red, green, blue]) => {
    const [r, g, b] = [red, green, blue].map(one => one / 255)
      .map(one => one <= .04045 ? one / 12.92 : ((one + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const contrast = (one, other) => {
    const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
    return (high + .05) / (low + .05);
  };
  const ground = one => {
    for (; one; one = one.parentElement) {
      const colour = paint(getComputedStyle(one).backgroundColor);
      if (colour[3] > 250) return colour;
    }
    return paint("Canvas");
  };
  const isSeen = (one, part) => {
    const style = getComputedStyle(one, part);
    if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) return false;
    const inside = part || parseFloat(style.outlineOffset) < 0;
    return contrast(paint(style.outlineColor), ground(inside ? one : one.parentElement)) >= 3;
  };
  const wrong = [];
  for (const one of document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")) {
    if (!one.checkVisibility({ visibilityProperty: true })) continue;
    one.focus({ preventScroll: true });
    if (document.activeElement !== one) continue;
    const around = one.closest("label, .choice");
    if (!isSeen(one) && !isSeen(one, "::after") && !(around && isSeen(around)))
      wrong.push(one.outerHTML.slice(0, 120));
  }
  document.activeElement.blur();
  return wrong;
}"""


class Watch:
    """Everything a browser complains of while pages are looked at."""

    def __init__(self, page):
        self.trouble = []
        page.on("pageerror", lambda error: self.trouble.append(f"script: {error}"))
        page.on("console", lambda line: line.type in ("error", "warning")
                and self.trouble.append(f"console: {line.text}"))
        page.on("dialog", lambda box: (self.trouble.append(f"a dialog: {box.message}"),
                                       box.dismiss()))

    def take(self):
        trouble, self.trouble[:] = list(self.trouble), []
        return trouble


def again(page, watch):
    """A reload, and the way back and forth, show what is shown here and send nothing."""
    there, title, sent = page.url, page.title(), []
    note = lambda request: sent.append(request.url) if request.method == "POST" else None
    page.on("request", note)
    page.reload()
    assert (page.url, page.title()) == (there, title), page.inner_text("main")
    page.go_back()
    assert page.query_selector("h1"), page.url
    page.go_forward()
    assert (page.url, page.title()) == (there, title), page.inner_text("main")
    page.remove_listener("request", note)
    assert not sent, sent
    # The browser tells of every answer that is no success, and of each stream that was left.
    watch.take()


def unseen(page):
    """The controls on which somebody who uses keys cannot see the focus."""
    # From here on the browser shows the focus: keys are in use.
    page.keyboard.press("Tab")
    return [f"no ring of focus: {one}" for one in page.evaluate(RINGS)]


def complaints(page, watch, accessible=True):
    """What is wrong with the page that is shown."""
    wrong = page.evaluate(RULES) + watch.take()
    if accessible:
        for violation in AXE.run(page).response["violations"]:
            nodes = [node["html"][:160] for node in violation["nodes"][:3]]
            wrong.append(f"axe {violation['id']}: {nodes}")
    return wrong
