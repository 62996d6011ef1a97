"""Inbound texts as Twilio posts them: distinct, validly signed, the parameters in the captured order.

The signature is made here and not by the code under test; `check_signing` compares it with twilio's own
validator. Limits: 8 million distinct numbers; one body length; no media, no SharedKeys.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

AUTH_TOKEN = "0123456789abcdef0123456789abcdef"
ACCOUNT_SID = "AC00000000000000000000000000000001"
HOST = "sms.example.com"
PUBLIC_URL = f"http://{HOST}"
ROUTE = "/twilio/inbound"
OUR_NUMBERS = ("+14155550199", "+14155550198", "+14155550197", "+14155550196")

BODIES = ("STOP", "HELP", "hello")
"""The mix: a third each, in turn."""


@dataclass(frozen=True, slots=True)
class Text:
    """The text with this index: always the same one."""

    index: int

    @property
    def number(self) -> str:
        """A fictional number of its own: area code, 555, four digits."""
        area, line = divmod(self.index, 10_000)
        return f"+1{200 + area % 800}555{line:04d}"

    @property
    def body(self) -> str:
        """What it says."""
        return BODIES[self.index % len(BODIES)]

    @property
    def sid(self) -> str:
        """Its MessageSid."""
        return f"SM{self.index + 1:032x}"


def pairs(text: Text, body: str = "") -> list[tuple[str, str]]:
    """The 19 parameters of a text to a long code, in the order in which Twilio was seen to send them."""
    return [
        ("ToCountry", "US"),
        ("ToState", "CA"),
        ("SmsMessageSid", text.sid),
        ("NumMedia", "0"),
        ("ToCity", "SAN FRANCISCO"),
        ("FromZip", "30512"),
        ("SmsSid", text.sid),
        ("FromState", "GA"),
        ("SmsStatus", "received"),
        ("FromCity", "BLAIRSVILLE"),
        ("Body", body or text.body),
        ("FromCountry", "US"),
        ("To", OUR_NUMBERS[0]),
        ("ToZip", "94105"),
        ("NumSegments", "1"),
        ("MessageSid", text.sid),
        ("AccountSid", ACCOUNT_SID),
        ("From", text.number),
        ("ApiVersion", "2010-04-01"),
    ]


def form(text: Text, body: str = "") -> tuple[str, str]:
    """The encoded form and its signature."""
    fields = pairs(text, body)
    joined = PUBLIC_URL + ROUTE + "".join(name + value for name, value in sorted(fields))
    digest = hmac.new(AUTH_TOKEN.encode(), joined.encode(), hashlib.sha1).digest()
    return urlencode(fields), base64.b64encode(digest).decode()


def headers(signature: str) -> dict[str, str]:
    """The headers of Twilio's request, without its length."""
    return {
        "Host": HOST,
        "Content-Type": "application/x-www-form-urlencoded",
        "Accept": "*/*",
        "User-Agent": "TwilioProxy/1.1",
        "X-Home-Region": "us1",
        "I-Twilio-Idempotency-Token": "00000000-0000-4000-8000-000000000001",
        "X-Twilio-Signature": signature,
    }


def check_signing() -> None:
    """Raises AssertionError unless twilio's own validator agrees with `form`."""
    for index in range(6):
        text = Text(index)
        _, signature = form(text)
        if not RequestValidator(AUTH_TOKEN).validate(PUBLIC_URL + ROUTE, dict(pairs(text)), signature):
            raise AssertionError("The benchmark's own signatures are wrong.")


def write_requests(path: Path, indices: range) -> None:
    """One line for each text, signature and form: what `wrk.lua` makes requests of.

    The form of a first text is cut at its three variable places, which is ten times as fast as encoding each.
    """
    with path.open("w", encoding="ascii") as file:
        file.writelines(_lines(indices))


def _lines(indices: range) -> Iterator[str]:
    sample = Text(0)
    fields = pairs(sample)
    marks = {sample.sid: "{sid}", sample.number: "{from_}"}
    template = urlencode([(n, f"<{n}>" if n == "Body" else v) for n, v in fields])
    template = template.replace("%3CBody%3E", "{body}").replace(sample.sid, "{sid}")
    template = template.replace(urlencode({"From": sample.number}), "From=%2B{digits}")
    signed = [
        name + ("{body}" if name == "Body" else marks.get(value, value)) for name, value in sorted(fields)
    ]
    plain = PUBLIC_URL + ROUTE + "".join(signed)
    keyed = hmac.new(AUTH_TOKEN.encode(), digestmod=hashlib.sha1)
    for index in indices:
        text = Text(index)
        sid, number, body = text.sid, text.number, text.body
        mac = keyed.copy()
        mac.update(plain.format(sid=sid, from_=number, body=body).encode())
        signature = base64.b64encode(mac.digest()).decode()
        yield f"{signature}\t{template.format(sid=sid, digits=number[1:], body=body)}\n"
