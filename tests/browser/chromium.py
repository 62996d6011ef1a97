"""The Chromium of the browser tests: which one, how it is started, and pages that go from test to test.

A visit costs a tenth of a second of CPU, a new page in a new context half a second to a whole one. So a test
gets a page that an earlier test has left, with nothing of that test in it: see `Pages`.
"""

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal

from playwright.sync_api import Browser, Error, Page, Playwright, StorageState, ViewportSize

PATIENCE = 60_000
"""ms for whatever a page is waited for; a busy machine is no failure."""

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first of these that is installed is used; the headless shell has no windows and needs the least CPU."""

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # One renderer for all pages of a context; otherwise each step to an empty page starts another one.
    "--renderer-process-limit=1",
    "--disable-site-isolation-trials",
    "--disable-features=IsolateOrigins,site-per-process",
)
MISSING = "Chromium is missing"
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
Scheme = Literal["light", "dark"]

FORGET = "() => { try { localStorage.clear(); sessionStorage.clear(); } catch {} }"


def executable() -> str:
    """The path of the browser: what CHROMIUM names, or the first that is installed; "" if there is none."""
    wanted = os.environ.get("CHROMIUM")
    found = [shutil.which(wanted)] if wanted else [shutil.which(name) for name in NAMES]
    return next((path for path in found if path), "")


@dataclass(frozen=True)
class Shape:
    """What cannot be changed any more once a page is open."""

    base_url: str | None = None
    has_touch: bool = False
    java_script_enabled: bool = True


@dataclass(frozen=True)
class Visitor:
    """Who looks, at what width and in which light; can be changed on an open page."""

    storage_state: StorageState | None = None
    viewport: ViewportSize | None = None
    color_scheme: Scheme = "light"


class Pages:
    """Hands out pages as good as new, and takes them back."""

    def __init__(self, playwright: Playwright) -> None:
        self.playwright = playwright
        self._running: Browser | None = None
        self._idle: dict[Shape, list[Page]] = {}
        self._shapes: dict[Page, Shape] = {}

    @property
    def browser(self) -> Browser:
        """The running browser; started if it is not."""
        if self._running is None:
            arguments = list(ARGUMENTS)
            self._running = self.playwright.chromium.launch(executable_path=executable(), args=arguments)
        return self._running

    def take(self, shape: Shape, visitor: Visitor) -> Page:
        """An empty page; somebody may have used it before."""
        return self._despite_a_kill(lambda: self._made_ready(self._idle_or_new(shape), visitor))

    def fresh(self, shape: Shape, visitor: Visitor) -> Page:
        """A page that nobody has used before."""
        return self._despite_a_kill(lambda: self._made_ready(self._new(shape), visitor))

    def give_back(self, page: Page) -> None:
        """Leave the page where the next test may have it; close it if it cannot be made as good as new."""
        shape = self._shapes.get(page)
        if shape is None:  # its browser was killed, and another one took its place
            return
        try:
            for other in page.context.pages:
                if other is not page:
                    other.close()
            page.evaluate(FORGET)
            page.goto("about:blank")
        except Error:
            self.close(page)
        else:
            self._idle.setdefault(shape, []).append(page)

    def close(self, page: Page) -> None:
        """No later test has this page."""
        self._shapes.pop(page, None)
        with suppress(Error):  # it died with its browser
            page.context.close()

    def stop(self) -> None:
        """End the browser."""
        if self._running is not None:
            with suppress(Error):
                self._running.close()
        self._forget_the_browser()

    def _despite_a_kill(self, made: Callable[[], Page]) -> Page:
        """A browser that was killed is followed by another one."""
        try:
            return made()
        except Error:
            if self.browser.is_connected():
                raise
        self._forget_the_browser()
        return made()

    def _forget_the_browser(self) -> None:
        self._running = None
        self._idle.clear()
        self._shapes.clear()

    def _idle_or_new(self, shape: Shape) -> Page:
        idle = self._idle.get(shape)
        return idle.pop() if idle else self._new(shape)

    def _new(self, shape: Shape) -> Page:
        options: dict[str, Any] = vars(shape)
        context = self.browser.new_context(locale="en-CA", viewport=DESKTOP, **options)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        self._shapes[page] = shape
        return page

    def _made_ready(self, page: Page, visitor: Visitor) -> Page:
        context, state = page.context, visitor.storage_state
        context.clear_cookies()
        if state:
            context.add_cookies(state["cookies"])  # type: ignore[arg-type]  # a cookie read is one to set
        page.set_viewport_size(visitor.viewport or DESKTOP)
        page.emulate_media(color_scheme=visitor.color_scheme)
        page.mouse.move(-1, -1)  # nothing lies under the mouse
        return page
