"""What every reader of settings shares: `ConfigError`, and checks that answer with one sentence.

A check takes the name of the setting or TOML key first, because the sentence must name it. Secrets are
never quoted back: a sentence ends up in terminals and in logs.
"""

import re
from collections.abc import Mapping, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import SplitResult, urlsplit

E164 = re.compile(r"\+[1-9]\d{6,14}")
SHORT_CODE = re.compile(r"[1-9]\d{4,5}")

Network: TypeAlias = IPv4Network | IPv6Network

Table = Mapping[str, Any]
"""A table of a TOML file."""

_NOUNS = {str: "text in quotes", list: "a list", dict: "a table", int: "a whole number"}


class ConfigError(ValueError):
    """A setting or a key that stops the start. Its text is one sentence for the operator."""


def by_rule(error: ConfigError, rule: str) -> ConfigError:
    """The same sentence with the rule that asks for the value."""
    return ConfigError(f"{str(error).removesuffix('.')} ({rule}).")


def known_keys(table: Table, where: str, known: Sequence[str]) -> None:
    """Raises ConfigError for a key that nobody reads: more often than not it is a misspelt one."""
    for key in table:
        if key not in known:
            place = where or "the business file"
            raise ConfigError(f"{place} has the unknown key {key!r}; it may have {', '.join(known)}.")


def need(table: Table, where: str, key: str, kind: type) -> Any:
    """The value of a key that must be there, of this kind. Raises ConfigError."""
    name = f"{where} {key}".strip()
    if key not in table:
        raise ConfigError(f"{name} is missing.")
    return typed(name, table[key], kind)


def typed(name: str, value: object, kind: type) -> Any:
    """A value of this kind; true and false are no numbers. Raises ConfigError."""
    if not isinstance(value, kind) or isinstance(value, bool):
        raise ConfigError(f"{name} must be {_NOUNS[kind]}.")
    return value


def texts(name: str, value: object) -> tuple[str, ...]:
    """A list of different texts, at least one. Raises ConfigError."""
    items = typed(name, value, list)
    if not items:
        raise ConfigError(f"{name} must not be empty.")
    if not all(isinstance(item, str) for item in items):
        raise ConfigError(f"{name} must be a list of text in quotes.")
    if len(set(items)) < len(items):
        raise ConfigError(f"{name} must not name anything twice.")
    return tuple(items)


def e164(name: str, value: str) -> str:
    """A phone number in E.164. Raises ConfigError."""
    if not E164.fullmatch(value):
        raise ConfigError(f"{name} must be a phone number in E.164, such as +14155550199, not {value!r}.")
    return value


def one_of(name: str, value: str, allowed: Sequence[str]) -> str:
    """One of the words allowed. Raises ConfigError."""
    if value not in allowed:
        raise ConfigError(f"{name} must be one of {', '.join(allowed)}, not {value!r}.")
    return value


def one_line(name: str, value: str, longest: int = 200) -> str:
    """Text of 1 to `longest` characters on one line. Raises ConfigError."""
    if not value.strip() or len(value) > longest or not value.isprintable():
        raise ConfigError(f"{name} must be text of 1 to {longest} characters on one line.")
    return value.strip()


def web_address(name: str, value: str) -> str:
    """An http or https address that others are appended to, without its last slash. Raises ConfigError.

    User names are refused because the address is printed and signed; a query or a fragment because paths
    are appended to it.
    """
    parts = _split(name, value)
    if parts.scheme not in ("http", "https") or not parts.hostname or re.search(r"\s", value):
        raise ConfigError(f"{name} must be an address that starts with http:// or https:// and a host name.")
    if "@" in parts.netloc:
        raise ConfigError(f"{name} must be an address without a user name or password.")
    if "?" in value or "#" in value:
        raise ConfigError(f"{name} must be an address without '?' and '#'.")
    return value.rstrip("/")


def _split(name: str, value: str) -> SplitResult:
    try:
        parts = urlsplit(value)
        _ = parts.port  # urlsplit looks at the port only when it is asked for it
    except ValueError as error:
        raise ConfigError(f"{name} must be an address with a valid host and port.") from error
    return parts


def file_beside(name: str, value: str) -> Path:
    """A file that is there, or can be made in a folder that is. Raises ConfigError."""
    path = Path(value)
    if path.is_dir() or not path.absolute().parent.is_dir():
        raise ConfigError(f"{name} must be a file in a folder that exists, not {value!r}.")
    return path


def folder_beside(name: str, value: str) -> Path | None:
    """A folder that is there, or can be made in one that is; None for "". Raises ConfigError."""
    path = Path(value).absolute()
    if value and (path.is_file() or not (path.is_dir() or path.parent.is_dir())):
        raise ConfigError(f"{name} must be a folder in a folder that exists, not {value!r}.")
    return path if value else None


def mail_server(given: Mapping[str, str]) -> bool:
    """Whether mail is to be sent: both settings or none. Never quotes the address: it may hold a password."""
    url, sender = given.get("SMTP_URL", ""), given.get("MAIL_FROM", "")
    if not url and not sender:
        return False
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", sender):
        raise ConfigError("MAIL_FROM must be an e-mail address if SMTP_URL is set, and the other way round.")
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("smtp", "smtps") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        known = False
    if not known or parts.path.strip("/") or parts.query:
        raise ConfigError("SMTP_URL must be smtp://host:port or smtps://user:password@host:port.")
    return True


def shared_keys(given: Mapping[str, str]) -> dict[str, str]:
    """TWILIO_SHARED_KEYS as id -> secret. Raises ConfigError."""
    keys: dict[str, str] = {}
    value = given.get("TWILIO_SHARED_KEYS", "")
    for pair in value.split(",") if value else ():
        name, _, secret = pair.strip().partition("=")
        if not name or not secret or name in keys:
            raise ConfigError("TWILIO_SHARED_KEYS must be id=secret,id=secret with every id once.")
        keys[name] = secret
    return keys


def networks(name: str, value: str) -> tuple[Network, ...]:
    """Network addresses and ranges, separated by commas. Raises ConfigError."""
    try:
        return tuple(ip_network(each.strip()) for each in value.split(",") if each.strip())
    except ValueError:
        raise ConfigError(f"{name} must be addresses such as 127.0.0.1,10.0.0.0/8.") from None


def existing_file(name: str, value: str) -> Path:
    """The path of a file that is there. Raises ConfigError."""
    path = Path(value)
    if not path.is_file():
        raise ConfigError(f"{name} names {value!r}, which is not a file.")
    return path
