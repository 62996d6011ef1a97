"""What is wrong with a page that is open: axe-core, what can be pushed sideways, buttons in two lines.

The page is looked at where it is: its width and its light are changed and put back, it is not visited again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, ViewportSize

AXE = Path(__file__).resolve().parents[1] / "vendor" / "axe-core-4.14.1.min.js"
DESK: ViewportSize = {"width": 1280, "height": 800}
TELEPHONE: ViewportSize = {"width": 390, "height": 844}
COLOURS = ("color-contrast", "link-in-text-block")
"""The rules that see colours. The dark scheme changes nothing else (`tests/web/test_dark.py`)."""

RUN = """async (rules) => {
  Object.defineProperty(document, "hidden", { value: true, configurable: true });
  const still = performance.now() + 20000;
  while (document.querySelector(".htmx-request") && performance.now() < still)
    await new Promise((done) => setTimeout(done, 5));
  const only = rules.length ? { runOnly: { type: "rule", values: rules } } : {};
  const found = await axe.run(document, { resultTypes: ["violations"], ...only });
  delete document.hidden;
  const places = (v) => v.nodes.map((n) => n.target.join(" ")).slice(0, 3).join(", ");
  const why = (v) => (v.nodes[0].failureSummary || "").split("\\n")[1];
  return found.violations.map((v) => `${v.id}: ${places(v)} ${why(v)}`);
}"""
"""What axe finds. A page that nobody looks at asks for nothing: so no part of it is replaced meanwhile."""

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
    found = []
    for size in (DESK, TELEPHONE):
        with as_wide_as(page, size):
            found += complaints_as_shown(page)
    return found


def complaints_as_shown(page: Page) -> list[str]:
    """The same at the page's own width alone, for a test that runs at each."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8") + "; 0")
    assert page.viewport_size
    width = page.viewport_size["width"]
    return _cramped(page, width) + _violations(page, width)


def cramped(page: Page) -> list[str]:
    """What has no room at either width: the page can be pushed sideways, words are wrapped or cut off."""
    found = []
    for size in (DESK, TELEPHONE):
        with as_wide_as(page, size):
            found += _cramped(page, size["width"])
    return found


def small_targets(page: Page) -> list[Any]:
    """What a finger would miss on a telephone: less than 44 px high."""
    with as_wide_as(page, TELEPHONE):
        found: list[Any] = page.evaluate(SMALL)
    return found


@contextmanager
def as_wide_as(page: Page, size: ViewportSize) -> Iterator[None]:
    """For a while; then it is as wide as before."""
    before = page.viewport_size
    assert before
    page.set_viewport_size(size)
    yield
    page.set_viewport_size(before)


def _violations(page: Page, width: int) -> list[str]:
    """All rules in light, those of colours in dark."""
    found = [f"{width} light: {each}" for each in page.evaluate(RUN, [])]
    page.emulate_media(color_scheme="dark")
    found += [f"{width} dark: {each}" for each in page.evaluate(RUN, list(COLOURS))]
    page.emulate_media(color_scheme="light")
    return found


def _cramped(page: Page, width: int) -> list[str]:
    looked_at = f"[document.documentElement.scrollWidth, ({BEYOND})(), ({WRAPPED})()]"
    wide, beyond, wrapped = page.evaluate(looked_at)
    found = [f"{width}: the page is {wide} wide"] if wide > width else []
    found += [f"{width}: beyond the edge: {each}" for each in beyond]
    return found + [f"{width}: wrapped or cut: {each}" for each in wrapped]
