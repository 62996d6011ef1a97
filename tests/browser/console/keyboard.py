"""A person who has no mouse: Tab, Enter, Space and letters, and the focus can be seen at every step."""

import json
from typing import Any

from playwright.sync_api import Locator, Page

MOST = 250
"""Tabs until somebody without a mouse has given up."""

SEEN = """(target) => {
  const looks = (e) => {
    const { outlineStyle, outlineWidth, outlineColor, boxShadow } = getComputedStyle(e);
    const outline = outlineStyle === "none" ? "" : `${outlineStyle} ${outlineWidth} ${outlineColor}`;
    return `${outline} ${boxShadow}`;
  };
  const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect();
  const name = (e) => `${e.tagName} ${(e.textContent || e.name || "").trim().slice(0, 40)}`;
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const shown = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight
    && box.right > 0 && box.left < innerWidth;
  const clear = e.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const before = window.stopBefore;
  const alike = before && before.element !== e && before.element.isConnected
    && looks(before.element) === before.looks ? name(before.element) : "";
  window.stopBefore = e === document.body ? null : { element: e, looks: looks(e) };
  return { name: name(e), ok: e === document.body || (ring && shown && clear), looks: looks(e), box, alike,
    there: e === target };
}"""
"""What has the focus, whether it can be seen, and whether the stop before looks as it did with the focus."""


class Keyboard:
    """Everything that is done with the keys of one page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        """Press these keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def types(self, text: str) -> None:
        """Type into what has the focus."""
        self.page.keyboard.type(text)

    def to(self, target: Locator, key: str = "Tab") -> None:
        """Tab until the target has the focus; every stop on the way can be seen."""
        target.wait_for(state="visible")
        for _ in range(MOST):
            self.page.keyboard.press(key)
            if self._sees(target.evaluate(SEEN)):
                return
        raise AssertionError(f"{target} cannot be reached by {key}")

    def enters(self, target: Locator) -> None:
        """Go there and press Enter."""
        self.to(target)
        self.press("Enter")

    def sees_the_focus(self) -> None:
        """What has the focus has a ring of 2 px or more that it has not without, and lies on the screen."""
        self._sees(self.page.evaluate(SEEN))

    def _sees(self, seen: dict[str, Any]) -> bool:
        """Whether the focus is where it was to go; fails if it cannot be seen."""
        assert seen["ok"], f"the focus is not to be seen: {json.dumps(seen)}"
        assert not seen["alike"], f"it looks the same with the focus and without: {seen['alike']}"
        return bool(seen["there"])
