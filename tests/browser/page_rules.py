"""What every page must keep, measured in the browser that shows it."""

from dataclasses import dataclass

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Response

LIGHTEST_PAGE = 14_600
"""Bytes of compressed HTML with its style: what a first round trip carries (design.md, Budgets)."""

NARROW = 320
"""CSS pixels of the smallest phones, and of 1280 at 400 % (WCAG 2.2, 1.4.10)."""

STILL, STEADY = 0.001, 0.1
"""Cumulative layout shifts: one that nobody sees, and what counts as good (web.dev, CLS) for pages of several round trips."""

_OVERFLOWING = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const wide = [...document.body.querySelectorAll('*')]
    .filter((element) => element.getBoundingClientRect().right > width + 1);
  return [document.body, ...wide].slice(-3).map((element) => element.outerHTML.slice(0, 120));
}"""
_BLOCKING = """() => [...document.scripts]
  .filter((script) => script.src ? !script.defer && !script.async && script.type !== 'module'
                                 : !document.body.contains(script))
  .map((script) => script.outerHTML.slice(0, 120))"""
_TELEPHONES_IN_SIGHT = """() => [...document.querySelectorAll('a[href^="tel:"]')]
  .filter((link) => link.checkVisibility()).length"""
_HARD_TO_HIT = """(least) => [...document.querySelectorAll(
    'button:not(.linklike), .button, select, textarea, summary, nav a, .rows a, .choice, input:not([type=hidden], [type=file])')]
  .filter((element) => element.checkVisibility() && !(element.closest('.choice') && element.matches('input')))
  .filter((element) => element.getBoundingClientRect().height < least - 0.5)
  .map((element) => `${Math.round(element.getBoundingClientRect().height)} px ${element.outerHTML.slice(0, 120)}`)"""
_SHIFTED = """() => new Promise((done) => {
  let shifted = 0;
  new PerformanceObserver((seen) => seen.getEntries().forEach((one) => { if (!one.hadRecentInput) shifted += one.value; }))
    .observe({type: 'layout-shift', buffered: true});
  requestAnimationFrame(() => setTimeout(() => done(shifted), 30));
})"""
_NO_ROOM_IN_WECHAT = """() => {
  const photographed = (input) => [...input.closest('.adds').querySelectorAll('input')]
    .some((other) => other.accept === 'image/*' && other.hasAttribute('capture'));
  return [...document.querySelectorAll('a[target], form[target], a[download], input[type=file]:not([data-table])')]
    .filter((element) => element.type !== 'file' || !photographed(element))
    .map((element) => element.outerHTML.slice(0, 120));
}"""
"""A table of many subjects is made at a desk, so it need not be photographed."""

_BARRIERS = """(options) => axe.run(document, options).then((found) => found.violations.flatMap((rule) =>
  rule.nodes.map((node) => [rule.id, node.html.slice(0, 160), node.failureSummary.split('\\n').pop().trim()])))"""
"""Told in the page: what axe has to say of all that is right takes longer on its way here than axe takes."""

_AXE = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
"""Axe's rules for WCAG 2.2 AA, and what its authors hold for good practice."""


@dataclass(frozen=True)
class Rules:
    """`widths`: those that must not scroll sideways; `heaviest`: bytes, 0 where no budget stands; `whom_to_call`: how
    many telephone links must be in sight at least; `target`: CSS pixels of what a finger must hit;
    `in_wechat`: no new windows, no downloads, and every file can be a photo just taken; `shift`: how far it may move while
    it loads."""

    widths: tuple[int, ...]
    heaviest: int
    whom_to_call: int
    target: int
    in_wechat: bool
    shift: float


ON_A_PHONE = Rules(widths=(390, NARROW), heaviest=LIGHTEST_PAGE, whom_to_call=1, target=44, in_wechat=True, shift=STILL)
AT_THE_WINDOW = Rules(widths=(1280,), heaviest=0, whom_to_call=0, target=16, in_wechat=False, shift=STEADY)


def broken_rules(page: Page, document: Response, rules: Rules) -> list[str]:
    """One sentence for each rule that the page breaks; the page is left as wide as it was."""
    broken = [f"blocks on {script}" for script in page.evaluate(_BLOCKING)]
    if page.evaluate(_TELEPHONES_IN_SIGHT) < rules.whom_to_call:
        broken.append("names nobody to call")
    if rules.heaviest and not 0 < weight(document) <= rules.heaviest:
        broken.append(f"weighs {weight(document)} bytes")
    shifted = page.evaluate(_SHIFTED)
    broken += [f"moves under the reader's eyes: {shifted:.4f}"] if shifted > rules.shift else []
    if rules.in_wechat:
        broken += [f"cannot be used inside WeChat: {element}" for element in page.evaluate(_NO_ROOM_IN_WECHAT)]
    broken += [f"is hard to hit: {element}" for element in page.evaluate(_HARD_TO_HIT, rules.target)]
    return [*broken, *sideways(page, rules.widths)]


def barriers(page: Page) -> list[str]:
    """What axe finds that would keep somebody out, with the elements concerned."""
    page.evaluate(Axe().axe_script)
    return [f"keeps people out ({rule}): {html} {why}" for rule, html, why in page.evaluate(_BARRIERS, _AXE)]


def weight(document: Response) -> int:
    """Bytes of the body as they travelled; 0 when it was not compressed."""
    if document.headers.get("content-encoding") != "gzip":
        return 0
    return int(document.headers.get("content-length", 0))


def sideways(page: Page, widths: tuple[int, ...]) -> list[str]:
    """What sticks out at these widths; the page is left as wide as it was."""
    size = page.viewport_size
    assert size is not None
    broken = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": size["height"]})
        broken += [f"scrolls sideways at {width}: {element}" for element in page.evaluate(_OVERFLOWING)]
    page.set_viewport_size(size)
    return broken
