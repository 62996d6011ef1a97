"""The business file (TOML) read into a validated `Business`; re-exported by `config.py`.

It refuses what it does not know: an unknown key is more often a misspelt one, and a policy that is silently
not applied is worse than a start that is stopped. It does not ask whether a number really is toll-free, nor
whether the sender exists at the provider: `doctor` does.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

from responder.checks import SHORT_CODE, ConfigError, e164, one_line, one_of, web_address
from responder.desk_file import DESK_TABLES, after_hours_of, notices_of, reminders_of
from responder.domain import consents, marketing_words
from responder.domain.business import Business, NoticePolicy, ReplyMode, Sender, SenderType
from responder.domain.keywords import BadKeyword

LANGUAGES = ("en", "fr", "es")
RATES = {SenderType.LONG_CODE: 1.0, SenderType.TOLL_FREE: 3.0, SenderType.SHORT_CODE: 100.0}
"""Segments a second that the provider takes from a sender, where the file does not say."""

FASTEST = 1_000.0
INTENTS = {"opt_out": "OPT_OUT", "opt_in": "OPT_IN", "help": "HELP", "marketing_off": "MARKETING_OFF"}

_KEYS = {
    "": ("business", "senders", "policy", "keywords", *DESK_TABLES),
    "[business]": (
        *("id", "name", "legal_name", "address", "phone", "email", "website"),
        *("languages", "max_messages_a_month"),
    ),
    "[[senders]]": ("number", "messaging_service", "numbers", "type", "replies", "rate"),
    "[policy]": ("marketing_hours", "service_hours", "service_notice", "us_consent"),
    "[keywords]": tuple(INTENTS),
}
_NOUNS = {str: "text in quotes", list: "a list", dict: "a table", int: "a whole number"}

Table = Mapping[str, Any]


def load_business(path: Path) -> Business:
    """The business that the file describes. Raises ConfigError with one sentence that names file and key."""
    document = _parse(path)
    try:
        return business_from(document)
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from error


def business_from(document: Table) -> Business:
    """A parsed business file as a `Business`. Raises ConfigError with one sentence that names the key."""
    _known(document, "")
    business = cast(Table, _need(document, "", "business", dict))
    _known(business, "[business]")
    return Business(
        **{key: check(f"[business] {key}", _text(business, key)) for key, check in _TEXT.items()},
        languages=_languages(business),
        senders=_senders(document),
        max_messages_a_month=_messages_a_month(business),
        extra_keywords=_keywords(document),
        **_policy(document),
        service_notice=_service_notice(document),
        reminders=reminders_of(document),
        after_hours=after_hours_of(document),
        notices=notices_of(document),
    )


def _parse(path: Path) -> Table:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"RESPONDER_CONFIG: {path} cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: the business file must be text in UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} is not valid TOML: {error}.") from error


def _known(table: Table, where: str) -> None:
    for key in table:
        if key not in _KEYS[where]:
            place = where or "the business file"
            raise ConfigError(f"{place} has the unknown key {key!r}; it may have {', '.join(_KEYS[where])}.")


def _need(table: Table, where: str, key: str, kind: type) -> Any:
    name = f"{where} {key}".strip()
    if key not in table:
        raise ConfigError(f"{name} is missing.")
    return _typed(name, table[key], kind)


def _typed(name: str, value: object, kind: type) -> Any:
    if not isinstance(value, kind) or isinstance(value, bool):
        raise ConfigError(f"{name} must be {_NOUNS[kind]}.")
    return value


def _text(business: Table, key: str) -> str:
    return str(_need(business, "[business]", key, str))


def _texts(name: str, value: object) -> tuple[str, ...]:
    items = _typed(name, value, list)
    if not items:
        raise ConfigError(f"{name} must not be empty.")
    if not all(isinstance(item, str) for item in items):
        raise ConfigError(f"{name} must be a list of text in quotes.")
    if len(set(items)) < len(items):
        raise ConfigError(f"{name} must not name anything twice.")
    return tuple(items)


def _short_id(name: str, value: str) -> str:
    # It stands in every key, between the separators that keys have.
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,30}", value):
        raise ConfigError(f"{name} must be a letter and up to 30 of a-z, 0-9 and '-', not {value!r}.")
    return value


def _email(name: str, value: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value):
        raise ConfigError(f"{name} must be an e-mail address, not {value!r}.")
    return value


_TEXT: Mapping[str, Callable[[str, str], str]] = {
    "id": _short_id,
    "name": lambda name, value: one_line(name, value, 60),
    "legal_name": one_line,
    "address": one_line,
    "phone": e164,
    "email": _email,
    "website": web_address,
}


def _languages(business: Table) -> tuple[str, ...]:
    name = "[business] languages"
    found = _texts(name, _need(business, "[business]", "languages", list))
    return tuple(one_of(name, language, LANGUAGES) for language in found)


def _messages_a_month(business: Table) -> int:
    name = "[business] max_messages_a_month"
    value = int(_typed(name, business.get("max_messages_a_month", 4), int))
    if not 1 <= value <= 1_000:
        raise ConfigError(f"{name} must be from 1 to 1000, not {value}.")
    return value


def _policy(document: Table) -> dict[str, str]:
    policy = _typed("[policy]", document.get("policy", {}), dict)
    _known(policy, "[policy]")
    allowed = {"marketing_hours": ("default", "federal"), "service_hours": ("federal", "off")}
    allowed |= {"us_consent": consents.CHOICES}
    return {
        key: one_of(f"[policy] {key}", _typed(f"[policy] {key}", value, str), allowed[key])
        for key, value in policy.items()
        if key in allowed
    }


def _service_notice(document: Table) -> NoticePolicy:
    """`first`, `every`, or `first+5th+30d`: with each 5th text and after 30 days as well (CH-09)."""
    name = "[policy] service_notice"
    given = _typed(name, document.get("policy", {}).get("service_notice", "first+5th+30d"), str)
    plain = {"first": NoticePolicy(0, 0), "every": NoticePolicy(1, 0)}
    found = re.fullmatch(r"first\+([1-9][0-9]?)(?:st|nd|rd|th)\+([1-9][0-9]{0,2})d", given)
    if given not in plain and not found:
        raise ConfigError(f"{name} must be first, every or such as first+5th+30d, not {given!r}.")
    return NoticePolicy(int(found[1]), int(found[2])) if found else plain[given]


def _keywords(document: Table) -> dict[str, tuple[str, ...]]:
    keywords = _typed("[keywords]", document.get("keywords", {}), dict)
    _known(keywords, "[keywords]")
    found = {INTENTS[key]: _words(f"[keywords] {key}", words) for key, words in keywords.items()}
    try:
        marketing_words.check(found)
    except BadKeyword as error:
        raise ConfigError(f"[keywords] marketing_off: {error}") from error
    return found


def _words(name: str, value: object) -> tuple[str, ...]:
    return tuple(one_line(name, word, 40) for word in _texts(name, value))


def _senders(document: Table) -> tuple[Sender, ...]:
    tables = _need(document, "", "senders", list)
    if not tables:
        raise ConfigError("[[senders]] must have at least one sender.")
    senders = tuple(_sender(_typed("[[senders]]", table, dict)) for table in tables)
    seen: set[str] = set()
    for name in (name for sender in senders for name in {sender.id, *sender.numbers}):
        if name in seen:
            raise ConfigError(f"[[senders]] names {name} twice; a number belongs to one sender.")
        seen.add(name)
    return senders


def _sender(table: Table) -> Sender:
    _known(table, "[[senders]]")
    kind = SenderType(one_of("[[senders]] type", _need(table, "[[senders]]", "type", str), list(SenderType)))
    service, numbers = _addresses(table, kind)
    return Sender(
        id=service or numbers[0],
        type=kind,
        replies=_replies(table, kind),
        rate=_rate(table, kind),
        numbers=numbers,
        messaging_service=service,
    )


def _addresses(table: Table, kind: SenderType) -> tuple[str, tuple[str, ...]]:
    if ("number" in table) == ("messaging_service" in table):
        raise ConfigError("[[senders]] needs either number or messaging_service, and not both.")
    if "number" in table:
        if "numbers" in table:
            raise ConfigError("[[senders]] numbers goes with messaging_service, not with number.")
        return "", (_number("[[senders]] number", _need(table, "[[senders]]", "number", str), kind),)
    service = _need(table, "[[senders]]", "messaging_service", str)
    if not re.fullmatch(r"MG[0-9a-f]{32}", service):
        raise ConfigError("[[senders]] messaging_service must be MG and 32 hexadecimal digits.")
    numbers = _texts("[[senders]] numbers", _need(table, "[[senders]]", "numbers", list))
    return service, tuple(_number("[[senders]] numbers", number, kind) for number in numbers)


def _number(name: str, value: str, kind: SenderType) -> str:
    if kind is not SenderType.SHORT_CODE:
        return e164(name, value)
    if not SHORT_CODE.fullmatch(value):
        raise ConfigError(f"{name} of a short_code must be its 5 or 6 digits, not {value!r}.")
    return value


def _replies(table: Table, kind: SenderType) -> ReplyMode:
    name = "[[senders]] replies"
    if kind is SenderType.SHORT_CODE and "replies" not in table:
        return ReplyMode.APP
    mode = ReplyMode(one_of(name, _need(table, "[[senders]]", "replies", str), list(ReplyMode)))
    if kind is SenderType.SHORT_CODE and mode is not ReplyMode.APP:
        raise ConfigError(f"{name} of a short_code must be app: nobody else answers on a short code.")
    return mode


def _rate(table: Table, kind: SenderType) -> float:
    rate = table.get("rate", RATES[kind])
    if isinstance(rate, bool) or not isinstance(rate, int | float) or not 0 < rate <= FASTEST:
        raise ConfigError(f"[[senders]] rate must be above 0 and up to {FASTEST:g} segments a second.")
    return float(rate)
