"""Logs: whatever is logged, by us or by a library, no phone number and no text of a customer comes out."""

import json
import logging
import logging.config
import traceback
from collections.abc import Iterator

import pytest
import structlog

from responder.lib import log

NUMBERS = [
    "+14185550112",
    "14185550112",
    "4185550112",
    "+1 418 555 0112",
    "(418) 555-0112",
    "418-555-0112",
    "418.555.0112",
    "%2B14185550112",
    "tel14185550112",
    "+33 6 12 34 56 78",
    "5550112",
    "whatsapp:+14185550112",
]
HARMLESS = [
    "2026-11-22T10:00:00+00:00",
    "127.0.0.1:8080",
    "SM0123456789abcdef0123456789abcdef",
    "s17-0123456789ab4567",
    "error 30004, 21610",
    "version 9.1.2",
]


@pytest.fixture(autouse=True)
def put_back() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level, structured = root.handlers[:], root.level, structlog.get_config()
    yield
    root.handlers[:], root.level = handlers, level
    logging.captureWarnings(False)
    structlog.configure(**structured)


@pytest.mark.parametrize("number", NUMBERS)
def test_it_masks_a_number_in_any_notation(number: str) -> None:
    masked = log.mask(f"sent to {number} now")
    assert log.NUMBER_MASK in masked and not any(part in masked for part in ("0112", "34 56"))
    assert masked.startswith("sent to ") and masked.endswith(" now")


@pytest.mark.parametrize("text", HARMLESS)
def test_it_leaves_ids_times_and_addresses(text: str) -> None:
    assert log.mask(text) == text


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_it_masks_numbers_deep_in_values_and_in_keys(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure(plain=False)
    deep = {"14185550112": [("418-555-0112", b"14185550112"), {"n": 14185550112}], "share": 0.123456789}
    log.get_logger("x").info("to +14185550112", deep=deep, pid=4_123_456, count=12, nothing=None)
    line = lines(capsys)[0]
    assert "0112" not in json.dumps(line)
    assert (line["logger"], line["level"], line["pid"], line["count"]) == ("x", "info", 4_123_456, 12)


def fail(text: str) -> None:
    try:
        {}[text]
    except KeyError as error:
        raise ValueError("\n".join(["a private text", "with a", "secret", text])) from error


def failure() -> Exception:
    try:
        fail("+14185550112")
    except ValueError as error:
        return error
    raise AssertionError


def test_a_traceback_keeps_its_frames_and_loses_its_messages(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure(plain=False)
    error = failure()
    log.get_logger("x").error("failed", exc_info=error)
    logging.getLogger("rq.worker").error("failed", exc_info=error)
    logging.getLogger("rq.worker").error("job failed\n%s", "".join(traceback.format_exception(error)))
    for line in lines(capsys):
        text = json.dumps(line)
        assert "ValueError" in text and "KeyError" in text and "in fail" in text
        assert "0112" not in text and "a secret" not in text and "with a\\nsecret" not in text
        assert not str(line).rstrip("}\"' ").endswith("private text")


@pytest.mark.parametrize("name", ["rq.worker", "_granian", "granian.access", "werkzeug", "responder"])
def test_the_libraries_go_through_the_same_mask(capsys: pytest.CaptureFixture[str], name: str) -> None:
    log.configure(plain=False)
    logging.getLogger(name).warning("GET %s for 4185550112", "/twilio/inbound?Body=hello&From=%2B14185550112")
    (line,) = lines(capsys)
    assert line["event"] == "GET /twilio/inbound for [number]"
    assert line["logger"] == name


def test_a_terminal_gets_plain_lines(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure(plain=True)
    log.get_logger("x").error("to +14185550112", exc_info=failure())
    shown = capsys.readouterr().err
    assert "[number]" in shown and not shown.startswith("{") and "0112" not in shown
    assert "ValueError" in shown


def test_the_level_is_obeyed(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure("warning", plain=False)
    log.get_logger("x").info("quiet")
    log.get_logger("x").warning("loud")
    assert [line["event"] for line in lines(capsys)] == ["loud"]


def test_the_access_log_has_no_query_string() -> None:
    assert "query" not in log.ACCESS_FORMAT and "addr" not in log.ACCESS_FORMAT


def test_a_long_value_is_cut_and_no_half_of_a_number_stays() -> None:
    for ahead in range(log.LONGEST - 16, log.LONGEST):
        shown = log.mask("x" * ahead + " +1 418 555 0112 " + "y" * 60_000)
        assert len(shown) <= log.LONGEST + len(log.NUMBER_MASK) + 1
        assert "418" not in shown


def test_only_an_address_loses_what_follows_its_question_mark() -> None:
    assert log.mask("who? /a/b?Body=hello 'c/d?e' why?") == "who? /a/b 'c/d' why?"
