"""Where texts to each of our numbers go at Twilio: the URL under "A message comes in" (US-10).

A number has a URL of its own, or that of a TwiML application; in a messaging service its texts go to the
service's URL instead, unless the service leaves them to its numbers (`use_inbound_webhook_on_number`).
Whether a plain number is in a service only the list of services says. Asked at start and by `doctor`, never
for a text. It guesses nothing: what cannot be read is None, and once Twilio is silent nothing more is asked.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlencode

from twilio.rest import Client  # type: ignore[import-untyped]

from responder.domain.business import Sender
from responder.provider.account import Account
from responder.provider.http import Limits, NotSent, Refused, TwilioHttp, Unanswered
from responder.provider.services import services_url

PATIENCE = 3.0
"""Seconds for one question: a start waits for the answer."""

MOST_PAGES = 20
"""Pages of services that are read; who has more learns that it is not known."""


class _Silent(Exception):
    """Twilio does not answer at all: every further question would take as long."""


@dataclass(frozen=True, slots=True)
class _Service:
    """A messaging service: its URL ("" = none), and whether it leaves texts to its numbers' own."""

    sid: str
    url: str
    on_number: bool


@dataclass(frozen=True, slots=True)
class _Members:
    """The numbers that are in a service; not `whole` where some of them could not be read."""

    services: Mapping[str, _Service]
    whole: bool


class Webhooks:
    """The webhooks of one account. Thread-safe."""

    def __init__(self, account: Account, api_url: str, limits: Limits) -> None:
        limits = replace(limits, total=min(limits.total, PATIENCE))
        self._account = f"{api_url.rstrip('/')}/2010-04-01/Accounts/{account.sid}"
        self._services = f"{services_url(api_url)}/v1/Services"
        hosts = {api_url.rstrip("/"), services_url(api_url)}
        made = {host: TwilioHttp(host, pool_size=1, limits=limits) for host in hosts}
        self._clients = {
            host: Client(account.user, account.password, account.sid, http_client=http)
            for host, http in made.items()
        }

    def of(self, senders: Sequence[Sender]) -> Mapping[str, str | None]:
        """By number (E.164 or short code): the URL its texts go to, "" for none, None where nobody knows."""
        found: dict[str, str | None] = {number: None for sender in senders for number in sender.numbers}
        members: dict[str, _Members] = {}
        try:
            for sender in senders:
                if sender.messaging_service:
                    found |= self._of_service(sender)
                for number in () if sender.messaging_service else sender.numbers:
                    path = "PhoneNumbers" if number.startswith("+") else "ShortCodes"
                    own = self._own(number)
                    if path not in members:
                        members[path] = self._members(path)
                    found[number] = _plain(number, own, members[path])
        except _Silent:
            pass
        return found

    def _of_service(self, sender: Sender) -> dict[str, str | None]:
        service = _service(self._get(f"{self._services}/{quote(sender.messaging_service, safe='')}"))
        if service is None:
            return {}
        return {n: self._own(n) if service.on_number else service.url for n in sender.numbers}

    def _own(self, number: str) -> str | None:
        """The URL of the number itself, or of the application that answers for it."""
        short = not number.startswith("+")
        path = "SMS/ShortCodes" if short else "IncomingPhoneNumbers"
        asked = {"ShortCode" if short else "PhoneNumber": number}
        page = self._get(f"{self._account}/{path}.json?{urlencode(asked)}")
        rows = _rows(page, "short_codes" if short else "incoming_phone_numbers")
        name = "short_code" if short else "phone_number"
        row = next((each for each in rows or () if each.get(name) == number), None)
        if row is None:
            return None
        application = row.get("sms_application_sid")
        if application:
            row = self._get(f"{self._account}/Applications/{quote(str(application), safe='')}.json")
        return _text(row, "sms_url")

    def _members(self, path: str) -> _Members:
        """Which service each phone number, or each short code, of the account is in."""
        found, whole = {}, True
        for row in self._pages(f"{self._services}?PageSize=100", "services"):
            service = _service(row)
            if service is None:
                whole = False
                continue
            for each in self._pages(f"{self._services}/{service.sid}/{path}?PageSize=100", _KEYS[path]):
                number = each.get(_KEYS[path][:-1]) if each else None
                whole = whole and isinstance(number, str)
                found[str(number)] = service
        return _Members(found, whole)

    def _pages(self, url: str, key: str) -> Iterator[dict[str, Any] | None]:
        """The rows of a list of the messaging API; a None among them for what could not be read."""
        following: str | None = url
        for _ in range(MOST_PAGES):
            if not following:
                return
            page = self._get(following)
            rows = _rows(page, key)
            if page is None or rows is None:
                yield None
                return
            yield from rows
            meta = page.get("meta")
            following = meta.get("next_page_url") if isinstance(meta, dict) else None
            if following and not following.startswith(self._services):
                yield None
                return
        yield None

    def _get(self, url: str) -> dict[str, Any] | None:
        """One answer as JSON; None for a refusal and for what is no JSON object. Raises _Silent."""
        host = next(host for host in self._clients if url.startswith(host))
        silent = False
        try:
            found = json.loads(self._clients[host].request("GET", url).text)
        except Refused:
            return None
        except (NotSent, Unanswered):
            silent = True
        except (ValueError, TypeError, RecursionError):
            return None
        if silent:
            raise _Silent  # raised out here, without the error that it replaces (I8)
        return found if isinstance(found, dict) else None


def _plain(number: str, own: str | None, members: _Members) -> str | None:
    """The URL of a number that the business file names by itself: its service's, if it is in one."""
    service = members.services.get(number)
    if service:
        return own if service.on_number else service.url
    return own or (own if members.whole else None)


_KEYS = {"PhoneNumbers": "phone_numbers", "ShortCodes": "short_codes"}
"""What the rows of a list are called; a row names its number in the singular."""


def _rows(page: dict[str, Any] | None, key: str) -> list[dict[str, Any]] | None:
    rows = page.get(key) if page else None
    if not isinstance(rows, list) or not all(isinstance(each, dict) for each in rows):
        return None
    return rows


def _text(row: dict[str, Any] | None, key: str) -> str | None:
    """A text that may be null; None where the answer has no such key."""
    if row is None or key not in row or not isinstance(row[key], str | None):
        return None
    return row[key] or ""


def _service(row: dict[str, Any] | None) -> _Service | None:
    url, on_number = _text(row, "inbound_request_url"), (row or {}).get("use_inbound_webhook_on_number")
    sid = (row or {}).get("sid")
    if url is None or not isinstance(on_number, bool) or not isinstance(sid, str):
        return None
    return _Service(quote(sid, safe=""), url, on_number)
