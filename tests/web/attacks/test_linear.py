"""Whatever reads words from outside takes time in proportion to their length, whatever they are.

`re` and much else that is written in C holds the interpreter: what takes a second stops the whole process for
that second, webhooks included. So each parser is timed with hostile texts of 8 kB and 64 kB: where twice the
text costs more than three times as much, it is quadratic. CPU time of this thread, and the best of several
tries: a busy machine is no failure.
"""

import gc
import re
import time

import pytest

from tests.web.attacks.parsers import PARSERS, Reads, read

LONGEST = 64 * 1024
FIRST = 4 * 1024
"""A quadratic parser is seen here already, before it takes minutes."""

UNNOTICED = 0.1
"""Seconds that 64 kB may take without a closer look: so long any request may keep the process."""

SUSPECT = UNNOTICED * (FIRST / LONGEST) ** 2
"""Seconds after which the first length would take longer than that at the last one, if it were quadratic."""

TRIES = 4
MOST = 3.0

Shape = tuple[str, str, str]
"""How a text begins, what is repeated, and how it ends."""

EVERYWHERE: tuple[Shape, ...] = (
    *(("", unit, "!") for unit in ("a", "/", "1", "1 ", "\u0300\u0316", "\ud83d", '"', "=", "\n", "a.")),
    *(("x", unit, '"') for unit in (" ", "\t", ", ", "; a=")),
)
"""For every parser."""

AT_THEIR_WEAKEST: dict[str, tuple[Shape, ...]] = {
    "log: an address": (("", "/", ""), ("", "/?", ""), ("/", "a", "")),
    "log.mask": (("/", "/?", ""), ("+", "1 ", "x"), ("", "418 555 011", ""), ("", "a1", "")),
    "log.without_messages": (("", '  File "', "x"), ("", "Traceback (\n", "")),
    "reactions": (("liked ", " ", "x"), ('liked "', '"', "x"), ("", "\U0001f697", "x")),
    "reading": (("stop", "\n> ", "x"), ("\n", "on ", "wrote"), ("", "\ufdfa", ""), ("", "- ", "x")),
    "the classifier": (
        *(("", unit, "") for unit in ("please ", "stop texting me ", "don't ", "how do i stop ", "the ")),
        *(("", unit, "x") for unit in ("s t o p ", "\u0390", "\u1100\u1161", "unsubscribe", "\U0001f6d1")),
    ),
    "asked words": (("reply ", "us ", "x"), ("reply ", "(", "x")),
    "one step": (("to stop ", "reply ", "x"), ("reply ", "1 ", "x"), ("", "to stop ", "")),
    "a request for consent": (("", "may we text you ", "x"), ("offer ", "want to get ", "x")),
    "words that sell": (("", "free ", "x"), ("", "black ", "x"), ("", "1", "x"), ("black", " ", "x")),
    "the notice": (("", "Garag", "x"), ("", "Reply STOP to ", "x")),
    "a list of customers": (("name,phone\n", '"', "x"), ("phone\n", "1;", ""), ("name", ",", "")),
    "a list's numbers": (("", "4185550112;", ""), ("", "1.0|", "")),
    "a business file": (("a", ".a", "=1"), ("[a", ".a", "]"), ("a", '."a"', "=1"), ("a=", "[", "")),
    "a table of a business file": (("", "a1=1\n", ""), ("name=", "9", ""), ("x=0x", "f", "")),
    "a text of a business file": (("", '\\"', ""), ("", '""', "")),
    "placeholders": (("", "{{ first_name }}", ""), ("", "{{", ""), ("{{ ", "(", "")),
    "a template": (("", "{{ business }}", ""), ("", "{#", ""), ("", "---\n", "")),
    "an audit's sample": (("1", " ", "x"), ("", "1 (", "")),
    "a mail address": (("x@a", ".a", "!"), ("", "x@", "")),
    "a network address": (("", "10.0.0.1,", ""), ("", "::1,", "")),
    "a web address": (("http://", "\u0300\u0316", ""), ("http://", "[", ""), ("", "//", "")),
    "a picture's address": (("http://", "\u0300\u0316", ""), ("https://", "a-", ".twiliocdn.com")),
    "a webhook's form": (("", "&", ""), ("", "%", ""), ("", "%41", ""), ("", "a=b&", "")),
    "a webhook's From": (("", "\u0300\u0316", ""), ("", "\u0f73\uff9e", ""), ("whatsapp:", "+1", "")),
    "JSON": (("", "[", ""), ('{"to":"', '\\"', '"}'), ("", '{"a":', ""), ("", "9", "")),
    "header COOKIE": (("", "\t", '"'), ("a=", " ", '"'), ('a="', "\\", '"'), ("", "a=b; ", "")),
    "header ACCEPT": (("a", "\t", "x"), ("", "a;q=1,", ""), ("a/b", '; a="', "")),
    "header CONTENT_TYPE": (("a/b", '; a="', ""), ("a/b;", "a*0=", ""), ("a", " ", ";")),
    "header RANGE": (("bytes=", "1-2,", ""),),
    "header IF_NONE_MATCH": (("", 'W/"a",', ""), ('"', " ", ","), ("a", " ", "a")),
    "a session's cookie": (("", "\t", '"'), ("", ".", ""), ("", "A", "")),
    "a form": (("", "&", ""), ("", "a=b&", ""), ("", "%", "")),
    "a form in parts": (("--x", " ", ""), ("", "\r\n--x", ""), ("--x\r\n", "a:b\r\n ", "")),
    "a part of a form": (("", '"; a="', ""), ("", "\\", ""), ("", "; a*0=", "")),
    "a sentence with values": (("This review is no longer open: ", ", by ", ""),),
    "a sentence of the import": (("A quotation mark ", ": ", "x"),),
    "a date of the provider's log": (("Mon, ", "1 ", ""), ("", "(", "")),
    "a typed number": (("+", "1", ""), ("tel:", ";", ""), ("", ";ext=", "")),
}
"""What each is most likely to go back over."""


def text(shape: Shape, length: int) -> str:
    """A text of about this length."""
    begins, unit, ends = shape
    return begins + unit * (max(0, length - len(begins) - len(ends)) // len(unit)) + ends


def seconds(parser: Reads, said: str) -> float:
    """CPU seconds of reading it once."""
    gc.disable()
    began = time.thread_time()
    try:
        read(parser, said)
    finally:
        took = time.thread_time() - began
        gc.enable()
    return took


def ratio(parser: Reads, shape: Shape, length: int) -> float:
    """How many times as long twice the text takes, each at its best.

    Half of it is the slower one of two: an odd number of quotation marks may be read faster than an even one.
    """
    half, one_more = text(shape, length // 2), text(shape, length // 2 + len(shape[1]))
    halves = [min(seconds(parser, said) for _ in range(TRIES)) for said in (half, one_more)]
    whole = min(seconds(parser, text(shape, length)) for _ in range(TRIES))
    return whole / max(*halves, 1e-6)


def quadratic(parser: Reads, shape: Shape) -> bool:
    """Whether it is: at the shortest lengths that tell, or at the last one."""
    suspect = seconds(parser, text(shape, FIRST)) > SUSPECT
    if suspect and all(ratio(parser, shape, length) > MOST for length in (FIRST, 2 * FIRST)):
        return True
    return seconds(parser, text(shape, LONGEST)) > UNNOTICED and ratio(parser, shape, LONGEST) > MOST


@pytest.mark.parametrize("name", PARSERS)
def test_it_takes_time_in_proportion_to_what_it_reads(name: str) -> None:
    read(PARSERS[name], "x")  # what it builds once
    shapes = (*EVERYWHERE, *AT_THEIR_WEAKEST.get(name, ()))

    assert next((shape for shape in shapes if quadratic(PARSERS[name], shape)), None) is None


def test_what_is_quadratic_is_seen() -> None:
    goes_back = re.compile(r"(/[^\s?\"']*)\?[^\s\"']*")

    assert ratio(lambda said: goes_back.sub("", said), ("", "/", ""), FIRST) > MOST


def test_each_weak_spot_names_a_parser() -> None:
    assert set(AT_THEIR_WEAKEST) <= set(PARSERS)
