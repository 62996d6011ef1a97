"""The message list: filters, order and pages.

Accepted limits: a date without a time means its midnight in GMT for `<` and `>`; a message that was not sent
yet sorts by its creation and is left out as soon as DateSent is a filter (ASSUMPTIONS.md).
"""

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode
from zlib import crc32

from werkzeug.datastructures import MultiDict

from responder.simulator.model import Message, now_ms
from responder.simulator.rest.errors import ApiError
from responder.simulator.rest.resource import message as render
from responder.simulator.state import ALL, Store

Args = MultiDict[str, str]
Key = tuple[int, int]
Shows = Callable[[Message], bool]

DAY = timedelta(days=1)
LATE = 20_000
"""ms after which a message stands in a log that is late."""

MAX_PAGE = 1000
DEFAULT_PAGE = 50
FILTERS = ("To", "From", "DateSent", "DateSent<", "DateSent>")
ZONES = {
    "GMT": 0, "UTC": 0, "EDT": -4, "EST": -5, "CDT": -5,
    "CST": -6, "MDT": -6, "MST": -7, "PDT": -7, "PST": -8,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """One page that was asked for."""

    number: int
    size: int
    token: str

    @classmethod
    def of(cls, args: Args) -> "Page":
        """The page parameters, forgiving as Twilio's are."""
        size = _whole(args.get("PageSize"), DEFAULT_PAGE)
        return cls(_whole(args.get("Page"), 0), min(max(size, 1), MAX_PAGE), args.get("PageToken", ""))


def everything(_: Message) -> bool:
    """What the log lists while nothing is wrong with it."""
    return True


def _nothing(_: Message) -> bool:
    return False


def _late(item: Message) -> bool:
    return now_ms() - item.created >= LATE


def _with_holes(item: Message) -> bool:
    return bool(crc32(item.sid.encode()) % 3)


SHOWN: dict[str, Shows] = {"empty_page": _nothing, "late": _late, "holes": _with_holes}
"""Which messages the log lists while this fault is on: none; none of the last 20 s; two of three."""


def answer(store: Store, args: Args, account: str, base: str, shows: Shows = everything) -> dict[str, Any]:
    """The list answer: exactly Twilio's keys."""
    page = Page.of(args)
    found = _select(store, args, page, shows)
    shown, more = found[: page.size], len(found) > page.size
    start = page.number * page.size
    return {
        "end": start + max(len(shown) - 1, 0),
        "first_page_uri": _uri(base, args, page.size, 0, ""),
        "messages": [render(item, account) for item in shown],
        "next_page_uri": _uri(base, args, page.size, page.number + 1, shown[-1].sid) if more else None,
        "page": page.number,
        "page_size": page.size,
        "previous_page_uri": _uri(base, args, page.size, page.number - 1, "") if page.number else None,
        "start": start,
        "uri": _uri(base, args, page.size, page.number, page.token[2:]),
    }


def _select(store: Store, args: Args, page: Page, shows: Shows) -> list[Message]:
    """At most one more than the page, newest first; after the token's message if there is one."""
    matches, party = _matcher(args), args.get("To") or args.get("From") or ALL
    candidates = [m for m in store.of_party(party) if matches(m) and shows(m)]
    last = store.messages.get(page.token[2:])
    if last is not None:
        limit = _key(last)
        candidates = [m for m in candidates if _key(m) < limit]
        return heapq.nlargest(page.size + 1, candidates, key=_key)
    skip = page.number * page.size
    return heapq.nlargest(skip + page.size + 1, candidates, key=_key)[skip:]


def _key(item: Message) -> Key:
    return ((item.sent if item.sent is not None else item.created) // 1000, item.order)


def _matcher(args: Args) -> Callable[[Message], bool]:
    to, from_ = args.get("To"), args.get("From")
    low, high = _window(args)
    dated = low is not None or high is not None

    def matches(item: Message) -> bool:
        if (to and item.to != to) or (from_ and item.from_ != from_):
            return False
        if not dated:
            return True
        if item.sent is None:
            return False
        second = item.sent // 1000
        return (low is None or second >= low) and (high is None or second <= high)

    return matches


def _window(args: Args) -> tuple[int | None, int | None]:
    """The seconds between which a message must have been sent, both included."""
    exact = args.get("DateSent")
    if exact:
        start = _moment(exact)
        whole_day = len(exact) == len("2026-01-02")
        end = start + DAY - timedelta(seconds=1) if whole_day else start
        return int(start.timestamp()), int(end.timestamp())
    after, before = args.get("DateSent>"), args.get("DateSent<")
    low = int(_moment(after).timestamp()) if after else None
    high = int(_moment(before).timestamp()) if before else None
    return low, high


def _moment(text: str) -> datetime:
    for read in (_iso, _american, _mail):
        try:
            moment = read(text.strip())
        except (ValueError, KeyError):
            continue
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    raise ApiError(30400)


def _iso(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _american(text: str) -> datetime:
    """Such as `06/11/2019 22:05:25 MST`."""
    stamp, _, zone = text.rpartition(" ")
    offset = timezone(timedelta(hours=ZONES[zone]))
    return datetime.strptime(stamp, "%m/%d/%Y %H:%M:%S").replace(tzinfo=offset)


def _mail(text: str) -> datetime:
    return parsedate_to_datetime(text)


def _uri(base: str, args: Args, size: int, page: int, last_sid: str) -> str:
    pairs = [(key, args[key]) for key in FILTERS if args.get(key)]
    pairs += [("PageSize", str(size)), ("Page", str(page))]
    if last_sid:
        pairs.append(("PageToken", "PA" + last_sid))
    return base + "?" + urlencode(pairs)


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() else default
