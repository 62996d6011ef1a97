"""Every code that Twilio documents has one meaning for a create request and one for a report."""

import csv
import re

import pytest

from responder.domain.records import MessageState
from responder.domain.sending.delivery import OUTCOMES, Failure
from responder.provider.errors import KINDS, code_number, create_failure, explain, report_failure, what_to_do
from tests.provider.twilio_stub import SHARED

TRIED_AGAIN = {kind for kind, outcome in OUTCOMES.items() if outcome.state is MessageState.QUEUED}


def _rows() -> list[dict[str, str]]:
    path = SHARED / "twilio/errors.tsv"
    return list(csv.DictReader(path.read_text().splitlines(), delimiter="\t")) if path.exists() else []


@pytest.mark.parametrize(
    ("status", "code", "on_create", "on_report"),
    [
        (400, 21610, Failure.OPTED_OUT, Failure.OPTED_OUT),
        (400, 30004, Failure.BLOCKED, Failure.BLOCKED),
        (429, 20429, Failure.THROTTLED, Failure.CARRIER),
        (400, 21611, Failure.THROTTLED, Failure.CARRIER),
        (400, 30001, Failure.THROTTLED, Failure.CARRIER),
        (400, 30022, Failure.THROTTLED, Failure.CARRIER),
        (400, 30023, Failure.THROTTLED, Failure.CARRIER),
        (400, 21211, Failure.RECIPIENT, Failure.RECIPIENT),
        (400, 21614, Failure.RECIPIENT, Failure.RECIPIENT),
        (400, 30005, Failure.RECIPIENT, Failure.RECIPIENT),
        (400, 30006, Failure.RECIPIENT, Failure.RECIPIENT),
        (400, 30003, Failure.CARRIER, Failure.CARRIER),
        (400, 30008, Failure.CARRIER, Failure.CARRIER),
        (400, 21408, Failure.CARRIER, Failure.CARRIER),
        (400, 21608, Failure.CARRIER, Failure.CARRIER),
        (400, 30007, Failure.CONTENT, Failure.CONTENT),
        (400, 21617, Failure.CONTENT, Failure.CONTENT),
        (400, 21606, Failure.OURS, Failure.OURS),
        (401, 20003, Failure.ACCOUNT, Failure.ACCOUNT),
        (404, 21701, Failure.SENDER, Failure.SENDER),
        (400, 30034, Failure.SENDER, Failure.SENDER),
        (400, 30036, Failure.EXPIRED, Failure.EXPIRED),
        (404, 20404, Failure.OURS, Failure.OURS),
        (409, 20409, Failure.UNKNOWN, Failure.CARRIER),
        (500, 20500, Failure.UNKNOWN, Failure.CARRIER),
        (503, 20503, Failure.UNKNOWN, Failure.CARRIER),
    ],
)
def test_a_code_says_what_happened(status: int, code: int, on_create: Failure, on_report: Failure) -> None:
    assert create_failure(status, code) is on_create
    assert report_failure(code) is on_report


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (301, Failure.UNKNOWN),
        (400, Failure.OURS),
        (401, Failure.ACCOUNT),
        (403, Failure.ACCOUNT),
        (404, Failure.OURS),
        (408, Failure.UNKNOWN),
        (409, Failure.UNKNOWN),
        (418, Failure.OURS),
        (429, Failure.THROTTLED),
        (500, Failure.UNKNOWN),
        (502, Failure.UNKNOWN),
        (503, Failure.UNKNOWN),
        (599, Failure.UNKNOWN),
    ],
)
def test_an_unknown_code_is_judged_by_its_http_status(status: int, kind: Failure) -> None:
    assert {create_failure(status, code) for code in (0, 29999, 99999)} == {kind}


@pytest.mark.parametrize("code", sorted(KINDS))
def test_no_server_error_is_ever_taken_for_a_decision(code: int) -> None:
    assert create_failure(500, code) is Failure.UNKNOWN
    assert create_failure(429, code) is Failure.THROTTLED


@pytest.mark.parametrize("code", [*sorted(KINDS), 0, 39999])
def test_a_text_that_was_accepted_is_never_tried_again(code: int) -> None:
    """Of a refusal of our account or sender a report ends the text, and the others wait."""
    kind = report_failure(code)
    assert OUTCOMES[kind].pauses or kind not in {*TRIED_AGAIN, Failure.UNKNOWN}


@pytest.mark.skipif(not _rows(), reason="../shared is not here")
def test_the_table_holds_every_documented_code_and_no_other() -> None:
    assert sorted(KINDS) == sorted(int(row["code"]) for row in _rows())


# What errors.tsv says about a code, and the meanings that are compatible with it.
_COMPATIBLE = {
    "account": {Failure.ACCOUNT},
    "account-config": {Failure.CARRIER, Failure.CONTENT, Failure.OURS},
    "account-trial": {Failure.CARRIER},
    "carrier-temporary": {Failure.THROTTLED},
    "code-bug": {Failure.OURS},
    "compliance": {Failure.CARRIER, Failure.BLOCKED},
    "content": {Failure.CONTENT},
    "content-filtered": {Failure.CONTENT},
    "content/code-bug": {Failure.CONTENT},
    "expired": {Failure.EXPIRED},
    "fraud-block-temporary": {Failure.CARRIER},
    "inbound": {Failure.CARRIER},
    "inbound-filtered": {Failure.CONTENT},
    "info": {Failure.CARRIER, Failure.OURS},
    "n/a": {Failure.OURS},
    "n/a (number assignment)": {Failure.OURS},
    "platform": {Failure.UNKNOWN, Failure.THROTTLED},
    "rate": {Failure.THROTTLED, Failure.CARRIER},
    "recipient-blocked": {Failure.BLOCKED},
    "recipient-optout": {Failure.OPTED_OUT},
    "recipient-permanent": {Failure.RECIPIENT},
    "recipient-permanent-for-this-sender": {Failure.RECIPIENT},
    "recipient-temporary": {Failure.CARRIER},
    "sender-config": {Failure.SENDER, Failure.OURS, Failure.CARRIER, Failure.CONTENT},
    "unknown": {Failure.CARRIER},
    "webhook": {Failure.OURS, Failure.CONTENT},
}


@pytest.mark.skipif(not _rows(), reason="../shared is not here")
@pytest.mark.parametrize("row", _rows(), ids=lambda row: row["code"])
def test_a_code_means_what_its_documentation_says(row: dict[str, str]) -> None:
    code = int(row["code"])
    assert KINDS[code] in _COMPATIBLE[row["kind"]]
    assert re.fullmatch(r"[A-Z0-9].*\.", explain(code))


@pytest.mark.parametrize("code", [code for code in KINDS if OUTCOMES[KINDS[code]].pauses])
def test_the_operator_reads_what_is_refused_and_what_to_do(code: int) -> None:
    why, _, do = what_to_do(400, code).partition(". ")
    assert why and do.endswith(".") and "does not show" not in why


@pytest.mark.parametrize("code", [20003, 21610, 30003, 30006, 30007, 30034, 502, 21420, 29999])
def test_staff_read_one_sentence_about_an_error(code: int) -> None:
    sentence = explain(code)
    assert re.fullmatch(r"[A-Z][^{}]*\.", sentence)
    assert not re.search(r"\+\d", sentence)


def test_no_error_needs_no_sentence() -> None:
    assert explain(0) == ""


@pytest.mark.parametrize(
    ("value", "number"),
    [(21610, 21610), ("21610", 21610), (None, 0), ("", 0), ("x", 0), (True, 0), ("-1", 0), ("²", 0), ([], 0)]
    + [("1" * 7, 0), (1.5, 0), ("٣٠", 0)],
)
def test_a_code_is_a_short_number_or_none(value: object, number: int) -> None:
    assert code_number(value) == number
