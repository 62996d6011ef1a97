"""Twilio's message log, read completely or not at all (I2, TWILIO.md §2.2).

Freshness moves on what is returned here, so a page that cannot be read, that is no page, or that does not
say whether another follows, fails the whole read: the SDK's own pager takes the last for the end.

Refuses: partial results, and any words of the provider in what it raises (I8).
Limits: each page has the 10 s of a request, not the chain; rows whose date_sent is null can be missed by
the inbound filter, so callers overlap their reads; dates have whole seconds.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from twilio.rest import Client  # type: ignore[import-untyped]

from responder.domain.records import SECOND, Millis
from responder.ports import Clock, LoggedText, LogUnavailable
from responder.provider.errors import code_number
from responder.provider.http import NotSent, Refused, Unanswered
from responder.provider.inbound import meaning, our_address

PAGE_SIZE = 1_000
"""The most rows that Twilio puts on one page."""

Page = list[LoggedText]


@dataclass(frozen=True, slots=True)
class Told:
    """The time of a page's header (ms, whole seconds), and our ticks when we asked and had the answer."""

    date: Millis
    asked: Millis
    answered: Millis


class MessageLog:
    """The log of one account. Thread-safe."""

    def __init__(self, client: Client, base_url: str, account_sid: str, clock: Clock) -> None:
        """`base_url` without a slash at its end; the client's own is used for nothing else."""
        self._client = client
        self._base_url = base_url
        self._clock = clock
        self._told: Told | None = None
        self._first = f"{base_url}/2010-04-01/Accounts/{account_sid}/Messages.json"

    def account(self, since: Millis) -> Iterator[Page]:
        """Every text that was sent since then, to or from any number or channel of the account.

        In pages, newest first. Raises LogUnavailable, also after some pages.
        """
        yield from self._pages({"DateSent>": _whole_second(since), "PageSize": PAGE_SIZE})

    def inbound(self, number: str, since: Millis) -> list[LoggedText]:
        """All inbound texts to our `number` since then, filtered ones (30038, 30039) too, oldest first.

        Raises LogUnavailable.
        """
        rows = self._rows({"To": number, "DateSent>": _whole_second(since)}, _never)
        return _oldest_first(row for row in rows if row.direction == "inbound")

    def past(self, number: str, before: Millis) -> Iterator[Page]:
        """The inbound texts to our `number` until then, newest page first, each page oldest first.

        Whole seconds, the last one included. Raises LogUnavailable, also after some pages.
        """
        sent_until = datetime.fromtimestamp(-(-before // SECOND), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        for page in self._pages({"To": number, "DateSent<": sent_until, "PageSize": PAGE_SIZE}):
            yield _oldest_first(row for row in page if row.direction == "inbound")

    def outbound(self, to: str, since: Millis) -> list[LoggedText]:
        """All our texts to a number created since then, oldest first. Raises LogUnavailable.

        Without a DateSent filter: a queued text may have none. Pages come newest first, so the first one
        that is older throughout ends the read.
        """

        def is_old(page: Page) -> bool:
            return all(0 < row.created_at < since for row in page)

        rows = self._rows({"To": to}, is_old)
        return _oldest_first(
            row for row in rows if row.direction.startswith("outbound") and not 0 < row.created_at < since
        )

    def behind(self) -> Millis:
        """At most how far our clock is behind the provider's, by the last page; 0 where it told no time."""
        if not self._told:
            return 0
        return self._told.date + SECOND - self._then(self._told.asked)

    def clock_off(self) -> Millis | None:
        """How far the provider's clock was certainly ahead of ours (ms; negative: behind), by the last page.

        0 where its header fits some moment between our question and its answer; None where it told no time.
        """
        if not self._told:
            return None
        least = self._told.date - self._then(self._told.answered)
        most = self._told.date + SECOND - self._then(self._told.asked)
        return max(least, 0) or min(most, 0)

    def _then(self, ticks: Millis) -> Millis:
        """What our clock, as it goes now, said at these ticks."""
        return self._clock.now() - self._clock.ticks() + ticks

    def check(self) -> None:
        """Read one row. Raises NotSent, Unanswered, Refused, or ValueError for what is no page."""
        self._page(self._first, {"PageSize": 1})

    def _rows(self, filters: Mapping[str, object], enough: Callable[[Page], bool]) -> Iterable[LoggedText]:
        """Every row up to the page that is `enough`, once each: rows move when new ones arrive meanwhile."""
        found: dict[str, LoggedText] = {}
        for page in self._pages({**filters, "PageSize": PAGE_SIZE}):
            found.update((row.provider_id, row) for row in page)
            if enough(page):
                break
        return found.values()

    def _pages(self, params: Mapping[str, object]) -> Iterator[Page]:
        asked: set[str] = set()
        url, query = self._first, params
        while url:
            page, following = self._page_or_unavailable(url, query, len(asked) + 1)
            asked.add(url)
            yield page
            url, query = following, {}
            if url in asked:
                raise LogUnavailable("The provider's log goes round in a circle.")

    def _page_or_unavailable(self, url: str, params: Mapping[str, object], number: int) -> tuple[Page, str]:
        try:
            return self._page(url, params)
        except Refused as refused:
            why = f"error {refused.code}"
        except (NotSent, Unanswered):
            why = "no answer"
        except ValueError:
            why = "not a page"
        # Raised out here, so that it does not carry the error that it replaces (I8).
        raise LogUnavailable(f"Page {number} of the provider's log could not be read: {why}.")

    def _page(self, url: str, params: Mapping[str, object]) -> tuple[Page, str]:
        """The rows of one page and the address of the next, empty at the end."""
        asked = self._clock.ticks()
        answer = self._client.request("GET", url, params=params)
        self._told = _told(answer.headers.get("Date"), asked, self._clock.ticks())
        try:
            page = json.loads(answer.text)
            following = page["next_page_uri"]
            rows = [_row(row) for row in page["messages"]]
        except (TypeError, LookupError, OverflowError, RecursionError):
            raise ValueError("The answer is no page of messages.") from None
        return rows, f"{self._base_url}{following}" if following else ""


def _told(date: str | None, asked: Millis, answered: Millis) -> Told | None:
    try:
        return Told(_millis(date), asked, answered) if date else None
    except (ValueError, TypeError, OverflowError):
        return None


def _whole_second(since: Millis) -> str:
    """A moment as Twilio's filters take it, never later than it is."""
    return datetime.fromtimestamp(max(since, 0) // SECOND, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _never(_: Page) -> bool:
    return False


def _row(row: Mapping[str, Any]) -> LoggedText:
    """One row; null is empty or 0. A service's text has no From until it is chosen: then the service's id."""
    from_, to = str(row["from"] or ""), str(row["to"] or "")
    service = str(row.get("messaging_service_sid") or "")
    direction = str(row["direction"] or "")
    inbound, code = direction == "inbound", code_number(row["error_code"])
    ours = our_address(to) if inbound else from_ or service
    state, failure = (None, None) if inbound else meaning(str(row["status"] or ""), code)
    return LoggedText(
        provider_id=_id(row["sid"]),
        sender_number=ours,
        from_=from_,
        to=to,
        body=str(row["body"] or ""),
        direction=direction,
        status=str(row["status"] or ""),
        error_code=code,
        created_at=_millis(row["date_created"]),
        sent_at=_millis(row["date_sent"]),
        media=code_number(row.get("num_media")),
        state=state,
        failure=failure,
        service=service,
    )


def _id(sid: object) -> str:
    if not isinstance(sid, str) or not sid:
        raise ValueError("A row of the log has no id.")
    return sid


def _millis(date: object) -> Millis:
    """An RFC 2822 date in ms UTC, 0 for null. Raises ValueError or OverflowError for what is no date."""
    if date is None:
        return 0
    if not isinstance(date, str):
        raise ValueError("A row of the log has a date that is no text.")  # noqa: TRY004 - data, not a call
    moment = parsedate_to_datetime(date)
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)  # "-0000" means UTC, unlike naive
    return int(aware.timestamp()) * SECOND


def _oldest_first(rows: Iterable[LoggedText]) -> list[LoggedText]:
    """By creation; the log is newest first, so rows of one second are turned round too."""
    return sorted(reversed(list(rows)), key=lambda row: row.created_at or row.sent_at)
