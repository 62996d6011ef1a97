"""The business file (TOML) read into a validated `Business`; re-exported by `environment.py`.

It refuses what it does not know: an unknown key is more often a misspelt one, and a policy that is silently
not applied is worse than a start that is stopped. A sentence ends with the rule that asks for the value,
where one does. It does not ask whether the sender exists at the provider: `doctor` does.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import cast

from responder.domain.business import Business, NoticePolicy
from responder.domain.law import consent_rows
from responder.domain.understanding import marketing_words
from responder.domain.understanding.keywords import BadKeyword, keyword_set
from responder.lib.validators import (
    ConfigError,
    Table,
    by_rule,
    e164,
    known_keys,
    need,
    one_line,
    one_of,
    texts,
    typed,
    web_address,
)
from responder.settings.desk_file import DESK_TABLES, after_hours_of, notices_of, reminders_of
from responder.settings.senders_file import senders_of

LANGUAGES = ("en", "fr", "es")
INTENTS = {"opt_out": "OPT_OUT", "opt_in": "OPT_IN", "help": "HELP", "marketing_off": "MARKETING_OFF"}

_KEYS = {
    "": ("business", "senders", "policy", "keywords", *DESK_TABLES),
    "[business]": (
        *("id", "name", "legal_name", "address", "phone", "email", "website"),
        *("languages", "max_messages_a_month"),
    ),
    "[policy]": ("marketing_hours", "service_hours", "service_notice", "us_consent", "service_caps"),
    "[keywords]": tuple(INTENTS),
}


def load_business(path: Path) -> Business:
    """The business that the file describes. Raises ConfigError with one sentence that names file and key."""
    document = _parse(path)
    try:
        return business_from(document)
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from error


def business_from(document: Table) -> Business:
    """A parsed business file as a `Business`. Raises ConfigError with one sentence that names the key."""
    known_keys(document, "", _KEYS[""])
    business = cast(Table, need(document, "", "business", dict))
    known_keys(business, "[business]", _KEYS["[business]"])
    return Business(
        **{key: _identity(business, key, check) for key, check in _TEXT.items()},
        languages=_languages(business),
        senders=senders_of(document),
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


def _text(business: Table, key: str) -> str:
    return str(need(business, "[business]", key, str))


def _identity(business: Table, key: str, check: Callable[[str, str], str]) -> str:
    """What every commercial text or its contact page must say of the business; `id` alone is ours."""
    try:
        return check(f"[business] {key}", _text(business, key))
    except ConfigError as error:
        raise error if key == "id" else by_rule(error, "CA-06") from error


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
    found = texts(name, need(business, "[business]", "languages", list))
    return tuple(one_of(name, language, LANGUAGES) for language in found)


def _messages_a_month(business: Table) -> int:
    name = "[business] max_messages_a_month"
    value = int(typed(name, business.get("max_messages_a_month", 4), int))
    if not 1 <= value <= 1_000:
        raise ConfigError(f"{name} must be from 1 to 1000, not {value}.")
    return value


def _policy(document: Table) -> dict[str, str]:
    policy = typed("[policy]", document.get("policy", {}), dict)
    known_keys(policy, "[policy]", _KEYS["[policy]"])
    allowed = {"marketing_hours": ("default", "federal"), "service_hours": ("federal", "off")}
    allowed |= {"us_consent": consent_rows.CHOICES, "service_caps": ("off", "healthcare")}
    return {
        key: one_of(f"[policy] {key}", typed(f"[policy] {key}", value, str), allowed[key])
        for key, value in policy.items()
        if key in allowed
    }


def _service_notice(document: Table) -> NoticePolicy:
    """`first`, `every`, or `first+5th+30d`: with each 5th text and after 30 days as well (CH-09)."""
    name = "[policy] service_notice"
    given = typed(name, document.get("policy", {}).get("service_notice", "first+5th+30d"), str)
    plain = {"first": NoticePolicy(0, 0), "every": NoticePolicy(1, 0)}
    found = re.fullmatch(r"first\+([1-9][0-9]?)(?:st|nd|rd|th)\+([1-9][0-9]{0,2})d", given)
    if given not in plain and not found:
        raise ConfigError(f"{name} must be first, every or such as first+5th+30d, not {given!r}.")
    return NoticePolicy(int(found[1]), int(found[2])) if found else plain[given]


def _keywords(document: Table) -> dict[str, tuple[str, ...]]:
    keywords = typed("[keywords]", document.get("keywords", {}), dict)
    known_keys(keywords, "[keywords]", _KEYS["[keywords]"])
    found = {INTENTS[key]: _words(f"[keywords] {key}", words) for key, words in keywords.items()}
    try:
        marketing_words.check(found)
    except BadKeyword as error:
        raise ConfigError(f"[keywords] marketing_off: {error}") from error
    try:
        keyword_set(found)
    except BadKeyword as error:
        raise ConfigError(f"[keywords]: {error}") from error
    return found


def _words(name: str, value: object) -> tuple[str, ...]:
    return tuple(one_line(name, word, 40) for word in texts(name, value))
