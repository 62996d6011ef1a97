"""Requests of at most 64 kB that are made to keep the web process busy: `bin/bench hostile` sends them.

From nobody, from an admin who is signed in, from a program with a key, and texts that the provider signed.
Each found something in this product or its libraries once, or could in another release of them.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from urllib.parse import quote_plus, urlencode

from bench.texts import ROUTE, Text, form, headers

KB = 1_024
FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data; boundary=x"
MARKS = "\u0300\u0316"
"""Two marks that Unicode wants in the other order."""

LATIN = "latin-1"


@dataclass(frozen=True, slots=True)
class Hostile:
    """One request. `who`: nobody, admin, program or provider; that decides what is added to it."""

    name: str
    who: str
    method: str
    path: str
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


def requests() -> Iterator[Hostile]:
    """All of them."""
    yield from _addresses()
    yield from _headers()
    yield from _forms()
    yield from _texts()
    yield from _programs()
    yield from _admins()


def _addresses() -> Iterator[Hostile]:
    broken = {"Referer": "http://["}
    for name, path in {
        "slashes": "/" * 60 * KB,
        "a file's name": "/static/" + "./" * 30 * KB + "a" * 300 + ".css",
        "slashes under the limit": "/" + "/a" * 8_000,
        "a made-up id": "/conversations/" + "A" * 16_000,
        "a query": "/sign-in?next=" + "%CC%80%CC%96" * 1_300,
        "many fields in a query": "/conversations?" + "a&" * 8_000,
        "a state of a text": "/twilio/status/" + "/" * 16_000,
    }.items():
        yield Hostile(f"address: {name}", "nobody", "GET", path)
        yield Hostile(f"address: {name}, posted, a broken Referer", "nobody", "POST", path, headers=broken)


HEADERS = {
    "Cookie": ("\t", "a=b; ", '"', 'a="\\', "responder="),
    "Accept": ("\t", "a;q=1,", '; a="'),
    "Accept-Language": ("en;q=0.1,", "e-"),
    "Accept-Encoding": ("gzip;q=0.1,",),
    "If-None-Match": ('W/"a",', '"'),
    "Referer": ("http://[", "/"),
    "Origin": ("http://[", "/"),
    "Authorization": ("Bearer ", "x"),
    "X-Forwarded-For": ("::1,",),
    "Host": ("a.",),
    "Content-Type": ('; a="', "; a*0="),
}


def _headers() -> Iterator[Hostile]:
    for name, units in HEADERS.items():
        for begins, unit in product(("a", "a="), units):
            given = {name: begins + unit * (60 * KB // len(unit)) + '"'}
            yield Hostile(f"{name}: {begins}{unit!r}", "nobody", "GET", "/sign-in", headers=given)


def _forms() -> Iterator[Hostile]:
    bodies = {"&": "&", "fields": "a&", "%": "%", "%41": "%41", "=": "=", "one word": "a"}
    for name, unit in bodies.items():
        body = unit.encode() * (63 * KB // len(unit))
        for path in ("/sign-in", "/conversations/x/send", "/twilio/inbound", "/contact"):
            yield Hostile(f"form: {name} to {path}", "nobody", "POST", path, body, {"Content-Type": FORM})
    for name, text in {"boundaries": "\r\n--x", "blanks": " ", "headers": "a:b\r\n "}.items():
        body = b"--x" + text.encode() * (62 * KB // len(text))
        yield Hostile(f"parts: {name}", "nobody", "POST", "/sign-in", body, {"Content-Type": PARTS})


TEXTS = {
    "marks": MARKS,
    "letters of three": "\u0390",
    "a phrase in one letter": "\ufdfa",
    "blanks": " ",
    "quotes": '"',
    "stop": "please stop texting me ",
    "letters apart": "s t o p ",
    "emoji": "\U0001f6d1",
    "lines": "\n> on ",
}


def _texts() -> Iterator[Hostile]:
    for index, (name, unit) in enumerate(TEXTS.items()):
        said = "liked " + unit * (60 * KB // len(quote_plus(unit)))
        posted, signature = form(Text(90_000 + index), said)
        yield Hostile(f"text: {name}", "provider", "POST", ROUTE, posted.encode(), headers(signature))


def _programs() -> Iterator[Hostile]:
    optout = {"number": "+14165550101", "by": "x", "reason": "x", "how": "x"}
    bulk = {"name": "x", "class": "service", "texts": {"en": "x"}, "by": "x"}
    said: dict[str, object] = {
        "a long reason": {**optout, "reason": "x" * 60_000},
        "halves of characters": {**optout, "reason": "\ud83d" * 10_000},
        "a number": {**optout, "number": "+" + "1" * 60_000},
        "a bulk's numbers": {**bulk, "numbers": ["+14165550101"] * 4_000},
        "a bulk's text": {**bulk, "texts": {"en": "{{ first_name }}" * 3_800}},
        "unknown fields": {f"a{number}": 1 for number in range(6_000)},
    }
    raw = {name: json.dumps(value).encode() for name, value in said.items()}
    raw |= {"nested": b"[" * 60_000, "digits": b"9" * 60_000, "names": b'{"a":' * 12_000}
    for name, body in raw.items():
        path = "/api/v1/bulks" if "bulk" in name else "/api/v1/optouts"
        yield Hostile(f"API: {name}", "program", "POST", path, body, {"Content-Type": "application/json"})
    yield Hostile("API: a cursor", "program", "GET", "/api/v1/optouts?cursor=00-" + "9" * 15_000)


TOML = {
    "lists": "a = " + "[" * 60_000,
    "a name": "a." * 31_000 + "a = 1\n",
    "tables": "[[senders]]\n" * 5_000,
    "keys": "\n".join(f"a{number} = 1" for number in range(6_000)),
    "digits": "a = " + "9" * 60_000,
    "letters": 'a = "' + "\\u0041" * 10_000 + '"',
}


UNITS = {"{{": "{{ first_name }}", "marks": MARKS, "free": "free ", "blanks": " ", "1": "1 "}

LISTS = {
    "numbers": "phone\n" + "4185550112;" * 5_500,
    "quotes": 'phone,name\n"' + '"' * 60_000,
    "marks": "name,phone,opted out\nx,," + MARKS * 15_000,
    "lines": "phone\n" + "\n>" * 30_000,
}

SEARCHES = {"search": "/customers?q=", "names": "/conversations?q=", "mark": "/customers?after="}


def _typed() -> Iterator[tuple[str, str, dict[str, str]]]:
    """What an admin may type: a name, the address, the fields."""
    for name, text in TOML.items():
        yield f"business file: {name}", "/settings/check", {"toml": text}
    for name, unit in UNITS.items():
        text = unit * (60 * KB // len(quote_plus(unit)))
        bulk = {"name": "x", "class": "service", "text_en": text, "numbers": text}
        yield f"quick reply: {name}", "/quick-replies/new", {"title": "x", "en": text, "fr": "", "es": ""}
        yield f"template: {name}", "/settings/templates/help/en", {"en": text}
        yield f"customer: {name}", "/customers/new", {"name": text, "phone": text, "notes": text}
        yield f"message to many: {name}", "/bulk/new", bulk
        yield f"next: {name}", "/language", {"language": "en", "next": "/" + text}


def _admins() -> Iterator[Hostile]:
    for name, path, fields in _typed():
        body = urlencode(fields)[: 63 * KB].encode()
        yield Hostile(f"admin, {name}", "admin", "POST", path, body, {"Content-Type": FORM})
    head = '--x\r\ncontent-disposition: form-data; name="list"; filename="a.csv"\r\n\r\n'
    for name, text in LISTS.items():
        body = f"{head}{text}\r\n--x--\r\n".encode()
        given = {"Content-Type": PARTS}
        yield Hostile(f"admin, list: {name}", "admin", "POST", "/customers/import", body, given)
    for name, path in SEARCHES.items():
        yield Hostile(f"admin, {name}", "admin", "GET", path + quote_plus(MARKS) * 1_300)
