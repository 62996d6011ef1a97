"""The provider's log is read to its end or not at all: freshness hangs on it (I2)."""

import json
import logging
import time
import traceback
from email.utils import formatdate
from types import SimpleNamespace
from typing import Any

import pytest

from responder.domain.records import MessageState
from responder.domain.sending.delivery import Failure
from responder.ports import LoggedText, LogUnavailable
from responder.provider.log import MessageLog
from responder.provider.twilio import TwilioProvider
from tests.conftest import FakeClock
from tests.provider.twilio_stub import (
    ACCOUNT,
    TOKEN,
    Behaviour,
    Server,
    answers,
    bytes_of,
    closes,
    hangs,
    provider_at,
    resets,
    says,
    trickles,
)

US, CUSTOMER = "+14155550199", "+14155550123"
MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
NOON = 1_692_878_400_000
"""Thu, 24 Aug 2023 12:00:00 +0000 in ms."""


def row(sid: str, minute: int, **changes: Any) -> dict[str, Any]:
    """An inbound row, as the API writes it, so many minutes after noon."""
    date = f"Thu, 24 Aug 2023 12:{minute:02}:00 +0000"
    return {
        "sid": sid,
        "from": CUSTOMER,
        "to": US,
        "body": "STOP",
        "direction": "inbound",
        "status": "received",
        "error_code": None,
        "date_created": date,
        "date_sent": date,
        "num_media": "0",
        "messaging_service_sid": None,
    } | changes


def sent(sid: str, minute: int, **changes: Any) -> dict[str, Any]:
    """An outbound row."""
    ours = {"from": US, "to": CUSTOMER, "direction": "outbound-api", "status": "delivered"}
    return row(sid, minute, **(ours | changes))


def page(*rows: dict[str, Any], following: int = 0) -> Behaviour:
    """A page of the list; `following` names the page after it, 0 ends the chain."""
    return answers(200, contents(*rows, following=following))


def contents(*rows: dict[str, Any], following: int = 0) -> dict[str, Any]:
    uri = f"{MESSAGES}?Page={following}&PageToken=PA1" if following else None
    return {"messages": list(rows), "next_page_uri": uri, "page": 0, "start": 0, "end": 0, "uri": MESSAGES}


def ids(rows: Any) -> list[str]:
    return [row.provider_id for row in rows]


def test_all_pages_are_read_and_come_oldest_first(server: Server, provider: TwilioProvider) -> None:
    server.will(page(row("SM4", 4), row("SM3", 3), following=1), page(row("SM2", 2), row("SM1", 1)))
    assert ids(provider.inbound_log(US, NOON)) == ["SM1", "SM2", "SM3", "SM4"]
    first, second = server.requests
    assert first.path == second.path == MESSAGES
    assert first.query == {"To": US, "DateSent>": "2023-08-24T12:00:00Z", "PageSize": "1000"}
    assert second.query == {"Page": "1", "PageToken": "PA1"}
    assert first.headers["authorization"] == second.headers["authorization"]


def test_a_row_becomes_a_logged_text(server: Server, provider: TwilioProvider) -> None:
    server.will(page(row("SM1", 1, num_media="2")))
    assert list(provider.inbound_log(US, NOON)) == [
        LoggedText(
            provider_id="SM1",
            sender_number=US,
            from_=CUSTOMER,
            to=US,
            body="STOP",
            direction="inbound",
            status="received",
            error_code=0,
            created_at=NOON + 60_000,
            sent_at=NOON + 60_000,
            media=2,
        )
    ]


def test_the_whole_account_comes_in_pages_the_newest_first(server: Server, provider: TwilioProvider) -> None:
    pool = row("SM2", 2, to="+14155550177", messaging_service_sid="MG1")
    rich = row("SM1", 1, to="rcs:Garage_agent", **{"from": "whatsapp:+14155550123"})
    server.will(page(sent("SMus", 3), pool, following=1), page(rich))
    first, second = provider.account_log(NOON + 999)
    assert [ids(first), ids(second)] == [["SMus", "SM2"], ["SM1"]]
    assert (first[1].sender_number, first[1].service) == ("+14155550177", "MG1")
    assert second[0].sender_number == "garage_agent"
    assert server.requests[0].query == {"DateSent>": "2023-08-24T12:00:00Z", "PageSize": "1000"}


@pytest.mark.parametrize("to", [f"whatsapp:{US}", f"rcs:{US}", US])
def test_a_number_of_ours_is_the_same_over_every_channel(
    server: Server, provider: TwilioProvider, to: str
) -> None:
    server.will(page(row("SM1", 1, to=to)))
    assert [each.sender_number for each in next(iter(provider.account_log(NOON)))] == [US]


def test_only_inbound_rows_are_inbound(server: Server, provider: TwilioProvider) -> None:
    server.will(page(sent("SM2", 2, to=US), row("SM1", 1)))
    assert ids(provider.inbound_log(US, NOON)) == ["SM1"]


@pytest.mark.parametrize("code", [30038, 30039, "30039"])
def test_texts_that_twilio_filtered_are_there_with_their_code(
    server: Server, provider: TwilioProvider, code: object
) -> None:
    server.will(page(row("SM1", 1, status="failed", error_code=code, body=None)))
    (found,) = provider.inbound_log(US, NOON)
    assert (found.status, found.error_code, found.body) == ("failed", int(str(code)), "")


def test_rows_of_one_second_keep_the_order_of_the_log(server: Server, provider: TwilioProvider) -> None:
    server.will(page(row("SM3", 1), row("SM2", 1), row("SM1", 1)))
    assert ids(provider.inbound_log(US, NOON)) == ["SM1", "SM2", "SM3"]


def test_a_row_that_moved_to_the_next_page_meanwhile_counts_once(
    server: Server, provider: TwilioProvider
) -> None:
    server.will(page(row("SM3", 3), row("SM2", 2), following=1), page(row("SM2", 2), row("SM1", 1)))
    assert ids(provider.inbound_log(US, NOON)) == ["SM1", "SM2", "SM3"]


def test_an_empty_log_is_a_log(server: Server, provider: TwilioProvider) -> None:
    server.will(page())
    assert list(provider.inbound_log(US, NOON)) == []


@pytest.mark.parametrize(
    ("date", "at"),
    [
        (None, 0),
        ("Thu, 24 Aug 2023 12:00:01 +0000", NOON + 1000),
        ("Thu, 24 Aug 2023 08:00:01 -0400", NOON + 1000),
        ("Thu, 24 Aug 2023 12:00:01 -0000", NOON + 1000),
        ("Thu, 24 Aug 2023 12:00:01 GMT", NOON + 1000),
    ],
)
def test_dates_are_milliseconds_utc(
    server: Server, provider: TwilioProvider, date: str | None, at: int
) -> None:
    server.will(page(row("SM1", 1, date_created=date)))
    (found,) = provider.inbound_log(US, NOON)
    assert found.created_at == at


@pytest.mark.parametrize("zone", ["America/Toronto", "Asia/Tokyo"])
@pytest.mark.parametrize("sign", ["-0000", "+0000", "GMT"])
def test_the_machines_zone_shifts_no_date(
    server: Server, provider: TwilioProvider, monkeypatch: pytest.MonkeyPatch, zone: str, sign: str
) -> None:
    monkeypatch.setenv("TZ", {"America/Toronto": "EST5EDT", "Asia/Tokyo": "JST-9"}[zone])
    time.tzset()
    try:
        server.will(page(row("SM1", 1, date_created=f"Thu, 24 Aug 2023 12:00:01 {sign}")))
        (found,) = provider.inbound_log(US, NOON)
        assert found.created_at == NOON + 1000
        assert server.requests[0].query["DateSent>"] == "2023-08-24T12:00:00Z"
    finally:
        monkeypatch.undo()
        time.tzset()


def dated(moment: float) -> Behaviour:
    """An empty page whose header tells the server's time."""
    return answers(200, contents(), f"Date: {formatdate(moment, usegmt=True)}\r\n")


@pytest.mark.parametrize("seconds", [300, -300, 0])
def test_how_far_our_clock_is_behind_the_providers_is_measured(
    server: Server, provider: TwilioProvider, seconds: int
) -> None:
    server.will(dated(time.time() + seconds))
    provider.inbound_log(US, NOON)
    assert 0 <= provider.behind() - seconds * 1000 <= 2_000, "never less than it is"


@pytest.mark.parametrize("header", ["", "Date: soon\r\n", "Date: \r\n"])
def test_a_provider_that_tells_no_time_is_not_measured(
    server: Server, provider: TwilioProvider, header: str
) -> None:
    server.will(answers(200, contents(), header))
    provider.inbound_log(US, NOON)
    assert provider.behind() == 0


@pytest.mark.parametrize("since", [-1, 0, NOON + 999])
def test_the_start_is_a_whole_second_and_never_later(
    server: Server, provider: TwilioProvider, since: int
) -> None:
    server.will(page())
    provider.inbound_log(US, since)
    expected = "2023-08-24T12:00:00Z" if since > 0 else "1970-01-01T00:00:00Z"
    assert server.requests[0].query["DateSent>"] == expected


WHOLE = contents(row("SM1", 1))
UNREADABLE = {
    "server error": answers(500, {"code": 20500}),
    "no right": answers(401, {"code": 20003, "message": f"token of {US}"}),
    "throttled": answers(429, {"code": 20429}),
    "gone": answers(404, {"code": 20404}),
    "redirect": answers(301, "", "Location: /\r\n"),
    "closes": closes,
    "resets": resets,
    "hangs": hangs,
    "trickles": trickles,
    "half a page": says(bytes_of(200, json.dumps(WHOLE))[:-9]),
    "cut json": answers(200, json.dumps(WHOLE)[:-9]),
    "empty": answers(200, ""),
    "html": answers(200, "<html>maintenance</html>"),
    "null": answers(200, "null"),
    "list": answers(200, "[]"),
    "nested": answers(200, "[" * 100_000),
    "no end": answers(200, {"messages": []}),
    "no rows": answers(200, {"next_page_uri": None}),
    "null rows": answers(200, {"messages": None, "next_page_uri": None}),
    "strange rows": answers(200, {"messages": [7], "next_page_uri": None}),
    "row without id": page(row("", 1)),
    "row with null id": answers(200, contents(row("SM1", 1) | {"sid": None})),
    "row without fields": answers(200, {"messages": [{"sid": "SM1"}], "next_page_uri": None}),
    "no date": page(row("SM1", 1, date_created="yesterday")),
    "number as date": page(row("SM1", 1, date_created=7)),
    "far date": page(row("SM1", 1, date_created="Thu, 24 Aug 99999999999 05:01:45 +0000")),
}


@pytest.mark.parametrize("behaviour", UNREADABLE.values(), ids=UNREADABLE)
def test_a_log_that_cannot_be_read_is_unavailable(
    server: Server, provider: TwilioProvider, behaviour: Behaviour
) -> None:
    server.will(behaviour)
    reads = (
        lambda: provider.inbound_log(US, NOON),
        lambda: provider.outbound_log(US, NOON),
        lambda: list(provider.account_log(NOON)),
    )
    for read in reads:
        with pytest.raises(LogUnavailable):
            read()


@pytest.mark.parametrize("behaviour", UNREADABLE.values(), ids=UNREADABLE)
def test_a_chain_that_breaks_on_its_second_page_is_unavailable_as_a_whole(
    server: Server, provider: TwilioProvider, behaviour: Behaviour
) -> None:
    server.will(page(row("SM2", 2), following=1), behaviour)
    with pytest.raises(LogUnavailable):
        list(provider.account_log(NOON))
    server.will(page(row("SM2", 2), following=1), behaviour)
    with pytest.raises(LogUnavailable):
        provider.inbound_log(US, NOON)


def test_a_chain_that_goes_round_in_a_circle_ends(server: Server, provider: TwilioProvider) -> None:
    server.will(page(row("SM1", 1), following=1))
    with pytest.raises(LogUnavailable, match="circle"):
        provider.inbound_log(US, NOON)
    assert len(server.requests) == 2


def test_the_next_page_is_asked_of_the_same_server(server: Server, provider: TwilioProvider) -> None:
    elsewhere = contents() | {"next_page_uri": "https://evil.example/Messages.json"}
    server.will(answers(200, elsewhere), answers(404, ""))
    with pytest.raises(LogUnavailable):
        provider.inbound_log(US, NOON)
    assert len(server.requests) == 2


def test_no_connection_means_no_log() -> None:
    with pytest.raises(LogUnavailable):
        provider_at("http://nobody.invalid").inbound_log(US, NOON)


def test_the_past_comes_in_pages_the_newest_first(server: Server, provider: TwilioProvider) -> None:
    server.will(
        page(row("SM4", 4), sent("SMus", 4), row("SM3", 3), following=1), page(row("SM2", 2), row("SM1", 1))
    )
    pages = [ids(each) for each in provider.inbound_past(US, NOON + 240_000)]
    assert pages == [["SM3", "SM4"], ["SM1", "SM2"]]
    first, second = server.requests
    assert first.query == {"To": US, "DateSent<": "2023-08-24T12:04:00Z", "PageSize": "1000"}
    assert second.query == {"Page": "1", "PageToken": "PA1"}


@pytest.mark.parametrize(
    ("before", "asked"), [(NOON, "12:00:00"), (NOON + 1, "12:00:01"), (NOON + 999, "12:00:01")]
)
def test_the_past_ends_with_a_whole_second_and_never_earlier(
    server: Server, provider: TwilioProvider, before: int, asked: str
) -> None:
    server.will(page())
    assert list(provider.inbound_past(US, before)) == [[]]
    assert server.requests[0].query["DateSent<"] == f"2023-08-24T{asked}Z"


def test_pages_of_the_past_that_were_read_count_although_the_next_cannot_be(
    server: Server, provider: TwilioProvider
) -> None:
    server.will(page(row("SM2", 2), following=1), UNREADABLE["server error"])
    pages = iter(provider.inbound_past(US, NOON + 240_000))
    assert ids(next(pages)) == ["SM2"]
    with pytest.raises(LogUnavailable, match="Page 2"):
        next(pages)


@pytest.mark.parametrize(
    ("status", "code", "state", "failure"),
    [
        ("queued", None, MessageState.ACCEPTED, None),
        ("sent", None, MessageState.SENT, None),
        ("delivered", None, MessageState.DELIVERED, None),
        ("undelivered", 30003, MessageState.UNDELIVERED, Failure.CARRIER),
        ("failed", 21610, MessageState.FAILED, Failure.OPTED_OUT),
        ("failed", 30036, MessageState.FAILED, Failure.EXPIRED),
        ("something new", None, None, None),
    ],
)
def test_of_our_own_texts_the_log_says_what_became_of_them(
    server: Server,
    provider: TwilioProvider,
    status: str,
    code: int | None,
    state: MessageState | None,
    failure: Failure | None,
) -> None:
    server.will(page(sent("SM1", 1, status=status, error_code=code)))
    (found,) = provider.outbound_log(CUSTOMER, NOON)
    assert (found.state, found.failure) == (state, failure)


def test_our_texts_to_a_number_are_found_without_a_date_filter(
    server: Server, provider: TwilioProvider
) -> None:
    server.will(page(sent("SM2", 2, date_sent=None, status="queued"), sent("SM1", 1), row("SM0", 1)))
    found = provider.outbound_log(CUSTOMER, NOON)
    assert server.requests[0].query == {"To": CUSTOMER, "PageSize": "1000"}
    assert ids(found) == ["SM1", "SM2"]
    assert (found[1].sender_number, found[1].sent_at, found[1].status) == (US, 0, "queued")


def test_a_service_that_has_not_chosen_a_number_yet_is_named_by_its_id(
    server: Server, provider: TwilioProvider
) -> None:
    row_ = sent("SM1", 1, messaging_service_sid="MG1", **{"from": None})
    server.will(page(row_))
    assert provider.outbound_log(CUSTOMER, NOON)[0].sender_number == "MG1"


def test_paging_back_ends_with_the_first_page_that_is_too_old(
    server: Server, provider: TwilioProvider
) -> None:
    since = NOON + 10 * 60_000
    server.will(
        page(sent("SM5", 20), sent("SM4", 9), following=1),
        page(sent("SM3", 9), sent("SM2", 8, date_created=None), following=2),
        page(sent("SM1", 7), following=3),
    )
    assert ids(provider.outbound_log(CUSTOMER, since)) == ["SM2", "SM5"]
    assert len(server.requests) == 3


@pytest.mark.parametrize("behaviour", [page(row("SM1", 1)), UNREADABLE["no right"], resets, page(row("", 1))])
def test_no_number_no_word_and_no_secret_gets_out(
    server: Server, provider: TwilioProvider, behaviour: Behaviour, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.will(behaviour)
    shown = ""
    try:
        provider.inbound_log(US, NOON)
    except LogUnavailable as error:
        shown = "".join(traceback.format_exception(error))
        assert (error.__cause__, error.__context__) == (None, None)
    assert not [secret for secret in ("55501", "STOP", TOKEN) if secret in shown + caplog.text]


@pytest.mark.parametrize(
    ("behaviour", "words"),
    [
        (answers(401, {"code": 20003}), "auth token. Set TWILIO_AUTH_TOKEN"),
        (answers(401, "<html>"), "auth token. Set TWILIO_AUTH_TOKEN"),
        (answers(403, {"code": 20005}), "not active. See the account"),
        (answers(404, {"code": 20404}), "error 20404"),
        (answers(502, "<html>"), "error 502"),
        (answers(200, "<html>"), "not Twilio"),
        (closes, "did not answer"),
        (hangs, "did not answer"),
    ],
)
def test_doctor_reads_in_one_sentence_what_is_wrong(
    server: Server, provider: TwilioProvider, behaviour: Behaviour, words: str
) -> None:
    server.will(behaviour)
    sentence = provider.probe() or ""
    assert words in sentence
    assert sentence.endswith(".")


def test_doctor_hears_nothing_when_all_is_well(server: Server, provider: TwilioProvider) -> None:
    server.will(page(row("SM1", 1), following=1))
    assert provider.probe() is None
    assert [request.query for request in server.requests] == [{"PageSize": "1"}]


def test_doctor_says_that_there_is_no_connection() -> None:
    assert "no connection" in (provider_at("http://nobody.invalid").probe() or "")


@pytest.mark.parametrize("took", [0, 2_000, 9_800])
@pytest.mark.parametrize("milliseconds", [0, 400, 900])
def test_a_page_that_takes_long_makes_no_clock_wrong(took: int, milliseconds: int) -> None:
    clock, log = a_log(took, off=0)
    clock.at += milliseconds
    list(log.account(0))
    assert log.clock_off() == 0
    assert 0 < log.behind() <= took + 1_000, "never less than it is"


@pytest.mark.parametrize("took", [0, 9_800])
@pytest.mark.parametrize("off", [60_000, -60_000])
def test_nor_does_it_hide_one_that_is(took: int, off: int) -> None:
    _, log = a_log(took, off)
    list(log.account(0))
    assert abs(log.clock_off() - off) <= took + 1_000 and log.clock_off() / off > 0


def test_a_provider_that_tells_no_time_calls_no_clock_wrong(server: Server, provider: TwilioProvider) -> None:
    server.will(answers(200, contents(), ""))
    provider.inbound_log(US, NOON)
    assert provider.clock_off() is None


def a_log(took: int, off: int) -> tuple[FakeClock, MessageLog]:
    """The log of a provider whose clock is `off` ahead of ours, and which answers after `took` ms."""
    clock = FakeClock()

    def answered(*_: object, **__: object) -> SimpleNamespace:
        clock.advance(took)
        date = formatdate((clock.now() + off) // 1_000, usegmt=True)
        empty = json.dumps({"messages": [], "next_page_uri": None})
        return SimpleNamespace(text=empty, headers={"Date": date})

    return clock, MessageLog(SimpleNamespace(request=answered), "https://x.example", "AC", clock)
