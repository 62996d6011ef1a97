"""What is wrong with a page that is open: axe-core, what can be pushed sideways, buttons in two lines."""

from pathlib import Path
from typing import Literal

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[1] / "vendor" / "axe-core-4.14.1.min.js"
WIDTHS = ((1280, 800), (390, 844))
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")

RUN = """async () => {
  const found = await axe.run(document, { resultTypes: ["violations"] });
  const places = (v) => v.nodes.map((n) => n.target.join(" ")).slice(0, 3).join(", ");
  const why = (v) => (v.nodes[0].failureSummary || "").split("\\n")[1];
  return found.violations.map((v) => `${v.id}: ${places(v)} ${why(v)}`);
}"""

WRAPPED = """() => [...document.querySelectorAll('.button, .views a, nav a > span:not(.count), .badge')]
  .filter((e) => e.checkVisibility() && !e.querySelector('bdi'))
  .map((e) => {
    const words = document.createRange();
    words.selectNodeContents(e);
    const tops = [...words.getClientRects()].filter((r) => r.width > 1).map((r) => r.top);
    const lines = tops.length ? Math.max(...tops) - Math.min(...tops) > 12 : false;
    return [e.textContent.trim().slice(0, 50), lines, e.scrollWidth - e.clientWidth > 1];
  })
  .filter(([, lines, cut]) => lines || cut)"""
"""What should stand in one line and stands in two, or is cut off; a person's own words may."""

BEYOND = """() => {
  const shortened = (e) => e && (getComputedStyle(e).textOverflow === 'ellipsis'
    || getComputedStyle(e).webkitLineClamp !== 'none' || shortened(e.parentElement));
  return [...document.querySelectorAll('main *')]
    .filter((e) => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 1)
    .filter((e) => !e.closest('.table, .hidden, svg') && !shortened(e.parentElement))
    .map((e) => `${e.tagName} ${e.textContent.trim().slice(0, 40)}`)
    .slice(0, 5);
}"""
"""What lies beyond the right edge. A table may be pushed sideways; an ellipsis says that there is more."""

SMALL = """() => [...document.querySelectorAll('a, button, select, summary, input:not([type=hidden])')]
  .filter((e) => e.checkVisibility() && !e.closest('p, dd, .skip, .check-row, label'))
  .map((e) => [e.textContent.trim().slice(0, 30) || e.name, e.getBoundingClientRect().height])
  .filter(([, height]) => height < 44)"""


def complaints(page: Page) -> list[str]:
    """What axe says at both widths, in light and dark; and what has no room."""
    page.evaluate(AXE.read_text(encoding="utf-8") + "; 0")
    found = []
    for width, height in WIDTHS:
        page.set_viewport_size({"width": width, "height": height})
        found += _cramped(page, width)
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            found += [f"{width} {scheme}: {each}" for each in page.evaluate(RUN)]
    return found


def cramped(page: Page) -> list[str]:
    """What has no room at either width: the page can be pushed sideways, words are wrapped or cut off."""
    found = []
    for width, height in WIDTHS:
        page.set_viewport_size({"width": width, "height": height})
        found += _cramped(page, width)
    return found


def _cramped(page: Page, width: int) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth")
    found = [f"{width}: the page is {wide} wide"] if wide > width else []
    found += [f"{width}: beyond the edge: {each}" for each in page.evaluate(BEYOND)]
    return found + [f"{width}: wrapped or cut: {each}" for each in page.evaluate(WRAPPED)]
