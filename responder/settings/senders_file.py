"""The senders of the business file: their types, who answers, and what cannot be (CH-22, CH-25, PR-03).

Who answers STOP hangs on the type of a number and on the provider's mode there. A wrong one would mean two
answers, or none, to every opt-out, so what can be seen to be wrong stops the start.
"""

import re

from responder.domain.business import ReplyMode, Sender, SenderType
from responder.domain.phone import is_toll_free
from responder.lib.validators import (
    SHORT_CODE,
    ConfigError,
    Table,
    by_rule,
    e164,
    known_keys,
    need,
    one_of,
    texts,
    typed,
)

RATES = {SenderType.LONG_CODE: 1.0, SenderType.TOLL_FREE: 3.0, SenderType.SHORT_CODE: 100.0}
"""Segments a second that the provider takes from a sender, where the file does not say."""

FASTEST = 1_000.0
_KEYS = ("number", "messaging_service", "numbers", "type", "replies", "rate")


def senders_of(document: Table) -> tuple[Sender, ...]:
    """Every sender of the file, in its order. Raises ConfigError with one sentence that names the key."""
    tables = need(document, "", "senders", list)
    if not tables:
        raise ConfigError("[[senders]] must have at least one sender.")
    senders = tuple(_sender(typed("[[senders]]", table, dict)) for table in tables)
    seen: set[str] = set()
    for name in (name for sender in senders for name in {sender.id, *sender.numbers}):
        if name in seen:
            raise ConfigError(f"[[senders]] names {name} twice; a number belongs to one sender.")
        seen.add(name)
    return senders


def _sender(table: Table) -> Sender:
    known_keys(table, "[[senders]]", _KEYS)
    kind = _type(table)
    service, numbers = _addresses(table, kind)
    return Sender(
        id=service or numbers[0],
        type=kind,
        replies=_replies(table, kind),
        rate=_rate(table, kind),
        numbers=numbers,
        messaging_service=service,
    )


def _type(table: Table) -> SenderType:
    """It decides who answers STOP, so nobody may guess it (CH-25)."""
    try:
        given = need(table, "[[senders]]", "type", str)
        return SenderType(one_of("[[senders]] type", given, list(SenderType)))
    except ConfigError as error:
        raise by_rule(error, "CH-25") from error


def _addresses(table: Table, kind: SenderType) -> tuple[str, tuple[str, ...]]:
    if ("number" in table) == ("messaging_service" in table):
        raise ConfigError("[[senders]] needs either number or messaging_service, and not both.")
    if "number" in table:
        if "numbers" in table:
            raise ConfigError("[[senders]] numbers goes with messaging_service, not with number.")
        return "", (_number("[[senders]] number", need(table, "[[senders]]", "number", str), kind),)
    service = need(table, "[[senders]]", "messaging_service", str)
    if not re.fullmatch(r"MG[0-9a-f]{32}", service):
        raise ConfigError("[[senders]] messaging_service must be MG and 32 hexadecimal digits.")
    numbers = texts("[[senders]] numbers", need(table, "[[senders]]", "numbers", list))
    return service, tuple(_number("[[senders]] numbers", number, kind) for number in numbers)


def _number(name: str, value: str, kind: SenderType) -> str:
    if kind is not SenderType.SHORT_CODE:
        return _of_type(name, e164(name, value), kind)
    if not SHORT_CODE.fullmatch(value):
        raise ConfigError(f"{name} of a short_code must be its 5 or 6 digits, not {value!r}.")
    return value


def _of_type(name: str, number: str, kind: SenderType) -> str:
    """A number whose type is what its digits say: on toll-free the network answers STOP, elsewhere nobody."""
    if is_toll_free(number) and kind is SenderType.LONG_CODE:
        raise ConfigError(
            f"{name} {number} is toll-free, where the network answers STOP: its type must be "
            "toll_free (CH-22)."
        )
    if kind is SenderType.TOLL_FREE and not is_toll_free(number):
        raise ConfigError(
            f"{name} {number} is not toll-free, so no network answers STOP there: its type must "
            "be long_code (CH-22)."
        )
    return number


def _replies(table: Table, kind: SenderType) -> ReplyMode:
    """Who answers, if that is possible for this sender (PR-03, CH-25)."""
    name = "[[senders]] replies"
    if kind is SenderType.SHORT_CODE and "replies" not in table:
        return ReplyMode.APP
    try:
        mode = ReplyMode(one_of(name, need(table, "[[senders]]", "replies", str), list(ReplyMode)))
    except ConfigError as error:
        raise by_rule(error, "PR-03") from error
    if kind is SenderType.SHORT_CODE and mode is not ReplyMode.APP:
        raise ConfigError(f"{name} of a short_code must be app: nobody else answers on a short code (CH-25).")
    if mode is ReplyMode.TWILIO_ADVANCED and "messaging_service" not in table:
        raise ConfigError(
            f"{name} can be twilio_advanced for a messaging_service only: Twilio marks no text to "
            "a plain number, and both of us would answer (PR-03)."
        )
    return mode


def _rate(table: Table, kind: SenderType) -> float:
    rate = table.get("rate", RATES[kind])
    if isinstance(rate, bool) or not isinstance(rate, int | float) or not 0 < rate <= FASTEST:
        raise ConfigError(f"[[senders]] rate must be above 0 and up to {FASTEST:g} segments a second.")
    return float(rate)
