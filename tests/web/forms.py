"""A form as a browser sends it: read from the page that was shown, with every field that stands in it."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

EMPTY = dict[str, str | None]


@dataclass
class Form:
    """One form: where it leads to, and what its fields hold."""

    action: str
    id: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    values: list[str] = field(default_factory=list)
    """Of its buttons."""


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.loose: list[tuple[str, str, str]] = []
        self._open = Form("")
        self._text = self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        begin = getattr(self, f"_begin_{tag}", None)
        if begin:
            begin({name: value or "" for name, value in attrs})

    def _begin_form(self, given: dict[str, str]) -> None:
        self._open = Form(given.get("action", ""), given.get("id", ""))
        if given.get("method") == "post":
            self.forms.append(self._open)

    def _begin_input(self, given: dict[str, str]) -> None:
        name, value = given.get("name", ""), given.get("value", "")
        if "form" in given:
            self.loose.append((given["form"], name, value))
        elif name and (given.get("type") not in ("checkbox", "radio", "file") or "checked" in given):
            self._open.fields[name] = value

    def _begin_button(self, given: dict[str, str]) -> None:
        self._open.values.append(given.get("value", ""))

    def _begin_textarea(self, given: dict[str, str]) -> None:
        self._text = given["name"]
        self._open.fields[self._text] = ""

    def _begin_select(self, given: dict[str, str]) -> None:
        self._select = given["name"]

    def _begin_option(self, given: dict[str, str]) -> None:
        if self._select not in self._open.fields or "selected" in given:
            self._open.fields[self._select] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = Form("")
        elif tag == "textarea":
            self._text = ""

    def handle_data(self, data: str) -> None:
        if self._text:
            self._open.fields[self._text] += data


def forms_of(page: str) -> list[Form]:
    """The forms of a page that send something."""
    found = _Forms()
    found.feed(page)
    for owner, name, value in found.loose:
        for form in found.forms:
            if form.id == owner:
                form.fields[name] = value
    return found.forms


@dataclass
class Opened:
    """A form that somebody has before them, in their browser; sent as often as they press."""

    browser: FlaskClient
    form: Form
    page: str

    def send(self, **typed: str) -> TestResponse:
        """Press its button; `typed` is what was typed and chosen, the pressed button's value included."""
        return self.browser.post(self.form.action or self.page, data={**self.form.fields, **typed})


def opened(browser: FlaskClient, page: str, leads_to: str = "", holds: str = "") -> Opened:
    """The form of a page that leads to an address with `leads_to`, and has a field or a button `holds`."""
    answer = browser.get(page)
    assert answer.status_code == 200, (page, answer.status_code, answer.location)
    return in_page(browser, answer.text, page, leads_to, holds)


def in_page(browser: FlaskClient, text: str, page: str, leads_to: str = "", holds: str = "") -> Opened:
    """The same in a page that an answer brought."""
    for form in forms_of(text):
        aside = any(part in form.action for part in ("/language", "/sign-out"))
        holding = not holds or holds in {*form.fields, *form.values}
        if leads_to in (form.action or page) and holding and not aside:
            return Opened(browser, form, page)
    raise AssertionError(f"no such form on {page}: {forms_of(text)}")
