"""What every page must keep, measured in the browser that shows it."""

from dataclasses import dataclass

from playwright.sync_api import Page, Response

LIGHTEST_PAGE = 14_600
"""Bytes of compressed HTML with its style: what a first round trip carries (design.md, Budgets)."""

NARROW = 320
"""CSS pixels of the smallest phones, and of 1280 at 400 % (WCAG 2.2, 1.4.10)."""

_OVERFLOWING = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.body.querySelectorAll('*')]
    .filter((element) => element.getBoundingClientRect().right > width + 1)
    .slice(-3).map((element) => element.outerHTML.slice(0, 120));
}"""
_BLOCKING = """() => [...document.scripts]
  .filter((script) => script.src ? !script.defer && !script.async && script.type !== 'module'
                                 : !document.body.contains(script))
  .map((script) => script.outerHTML.slice(0, 120))"""
_TELEPHONES = "() => document.querySelectorAll('a[href^=\"tel:\"]').length"


@dataclass(frozen=True)
class Rules:
    """`widths`: those that must not scroll sideways; `heaviest`: bytes, 0 where no budget stands."""

    widths: tuple[int, ...]
    heaviest: int


CITIZEN = Rules(widths=(390, NARROW), heaviest=LIGHTEST_PAGE)
LEADER = Rules(widths=(390, NARROW), heaviest=LIGHTEST_PAGE)
WINDOW = Rules(widths=(1280,), heaviest=0)


def broken_rules(page: Page, document: Response, rules: Rules) -> list[str]:
    """One sentence for each rule that the page breaks; the page is left as wide as it was."""
    broken = [f"blocks on {script}" for script in page.evaluate(_BLOCKING)]
    if not page.evaluate(_TELEPHONES):
        broken.append("has no tel: link")
    if rules.heaviest and not 0 < weight(document) <= rules.heaviest:
        broken.append(f"weighs {weight(document)} bytes")
    return [*broken, *_sideways(page, rules.widths)]


def weight(document: Response) -> int:
    """Bytes of the body as they travelled; 0 when it was not compressed."""
    if document.headers.get("content-encoding") != "gzip":
        return 0
    return int(document.headers.get("content-length", 0))


def _sideways(page: Page, widths: tuple[int, ...]) -> list[str]:
    size = page.viewport_size
    assert size is not None
    broken = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": size["height"]})
        broken += [f"scrolls sideways at {width}: {element}" for element in page.evaluate(_OVERFLOWING)]
    page.set_viewport_size(size)
    return broken
