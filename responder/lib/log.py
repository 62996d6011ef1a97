"""Logs: JSON lines on stderr (plain text on a terminal), with a net under the promise I8.

Callers log ids and masked numbers in the first place. This is the second line of defence: whatever still
looks like a phone number in any value, ours or a library's, becomes `[number]`; query strings are cut; a
traceback keeps its frames and the names of its exceptions and loses their messages, which may quote a text.
Values are cut before they are masked, and masking takes time in proportion to their length: `re` holds the
interpreter, and a pattern that goes back over what it read would stop the whole process for a long value.
Accepted: 7 digits in a row are lost even where they were no number, except inside long hexadecimal ids.
"""

import logging
import logging.config
import re
import sys
import traceback
from collections.abc import Mapping
from itertools import islice
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

NUMBER_MASK = "[number]"
ACCESS_FORMAT = "%(status)d %(dt_ms).1f"
"""For granian: no address, and nothing of what was asked for, which may be any words of a stranger."""

LONGEST = 2_000
"""Characters of a value that are logged."""

LONGEST_TRACE = 16_000
"""Characters of a traceback that are logged, after its messages were taken out."""

MOST_ITEMS = 100
"""Items of a list or a mapping that are logged."""

_PROVIDER_ID = r"\b[A-Z]{2}[0-9a-f]{32}\b"
_HEX_ID = r"(?<![0-9A-Za-z])(?=[0-9]*[a-f])[0-9a-f]{12,}(?![0-9A-Za-z])"
_INTERNATIONAL = r"\+[\s(]{0,2}\d(?:[\s().-]{0,2}\d){6,14}"
_NORTH_AMERICAN = r"(?<!\d)\(?[2-9]\d{2}\)?[\s.-]{1,2}\d{3}[\s.-]\d{4}(?!\d)"
_NUMBER = re.compile(f"({_PROVIDER_ID}|{_HEX_ID})|{_INTERNATIONAL}|{_NORTH_AMERICAN}|\\d{{7,}}")
_ADDRESS = re.compile(r"[^\s\"']+")
_CUT_NUMBER = "+0123456789 ().-"
_FRAME = re.compile(r'\s+File "')
_CHAINED = ("Traceback (", "During handling of the above", "The above exception was")
_PLAIN_INTEGERS = frozenset({"pid", "at", "bytes"})
_DEEPEST = 6


def mask(text: str) -> str:
    """The text without phone numbers, query strings and exception messages, cut to what a log needs."""
    is_trace = "Traceback (" in text
    shown = _cut(without_messages(text), LONGEST_TRACE) if is_trace else _cut(text, LONGEST)
    if "?" in shown:
        shown = _ADDRESS.sub(_without_query, shown)
    return _NUMBER.sub(lambda found: found[1] or NUMBER_MASK, shown)


def _cut(text: str, longest: int) -> str:
    """The beginning of a long text, without a number that the cut goes through: half of it would stay."""
    return text if len(text) <= longest else text[:longest].rstrip(_CUT_NUMBER) + "…"


def _without_query(found: re.Match[str]) -> str:
    """A word up to the question mark of the address in it."""
    word = found[0]
    slash = word.find("/")
    query = word.find("?", slash) if slash >= 0 else -1
    return word[:query] if query >= 0 else word


def without_messages(text: str) -> str:
    """The text with the messages taken out of its traceback: frames and the names of exceptions stay."""
    head, mark, trace = text.partition("Traceback (")
    kept: list[str] = []
    after_frame = in_trace = False
    for line in (mark + trace).splitlines():
        if _FRAME.match(line) or line.startswith(_CHAINED):
            kept.append(line)
            after_frame, in_trace = bool(_FRAME.match(line)), True
        elif line.startswith("    ") and after_frame:
            kept.append(line)
            after_frame = False
        elif in_trace and line and not line[0].isspace():
            kept.append(line.partition(":")[0])
            in_trace = after_frame = False  # what follows until the next frame belongs to the message
    return head + "\n".join(kept)


def configure(level: str = "info", plain: bool | None = None) -> None:
    """Send all logs of this process, ours and the libraries', to stderr. `plain` None asks the terminal."""
    logging.config.dictConfig(stdlib_config(level, plain))
    logging.captureWarnings(True)
    structlog.configure(
        processors=[*_BEFORE, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """A logger; its lines carry this name."""
    return structlog.stdlib.get_logger(name)


def stdlib_config(level: str = "info", plain: bool | None = None) -> dict[str, Any]:
    """The `logging.config` dictionary; also granian's `log_dictconfig` (its workers need it)."""
    on_terminal = sys.stderr.isatty() if plain is None else plain
    quiet = {"handlers": [], "propagate": True}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"masked": {"()": _formatter, "plain": on_terminal}},
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "masked", "stream": "ext://sys.stderr"}
        },
        "root": {"handlers": ["stderr"], "level": level.upper()},
        # Their own handlers would write around the mask. urllib3 and twilio print bodies at debug.
        "loggers": {
            "_granian": {**quiet, "level": level.upper()},
            "granian.access": {**quiet, "level": "INFO"},
            "rq": dict(quiet),
            "werkzeug": dict(quiet),
            "urllib3": {**quiet, "level": "WARNING"},
            "twilio": {**quiet, "level": "WARNING"},
            # A line for each refused try, one of them with the login that a stranger typed.
            "flask-limiter": {**quiet, "level": "WARNING"},
            "flask_wtf.csrf": {**quiet, "level": "WARNING"},
        },
    }


def _formatter(plain: bool) -> logging.Formatter:
    renderer: Processor = (
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        if plain
        else structlog.processors.JSONRenderer(ensure_ascii=False, default=_name_of_type)
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_BEFORE,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _masked, renderer],
    )


def _render_exception(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    found = event.pop("exc_info", None)
    if found is True:
        found = sys.exc_info()
    error = found[1] if isinstance(found, tuple) else found
    if isinstance(error, BaseException):
        event["exception"] = without_messages("".join(traceback.format_exception(error)))
    return event


def _masked(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    return {mask(str(key)): _masked_value(str(key), value, 0) for key, value in event.items()}


def _masked_value(key: str, value: object, depth: int) -> object:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if key in _PLAIN_INTEGERS or abs(value) < 1_000_000 else NUMBER_MASK
    if isinstance(value, float):
        return round(value, 3) if abs(value) < 1_000_000 else NUMBER_MASK
    if isinstance(value, Mapping) and depth < _DEEPEST:
        items = islice(value.items(), MOST_ITEMS)
        return {mask(str(name)): _masked_value(str(name), item, depth + 1) for name, item in items}
    if isinstance(value, list | tuple | set | frozenset) and depth < _DEEPEST:
        return [_masked_value(key, item, depth + 1) for item in islice(value, MOST_ITEMS)]
    return mask(str(value))


def _name_of_type(value: object) -> str:
    return type(value).__name__


_BEFORE: list[Processor] = [
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="%Y-%m-%dT%H:%M:%SZ", utc=True),
    _render_exception,
]
