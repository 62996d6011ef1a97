"""What is on record of where a customer lives: a postal code, a time zone that somebody stated. Pure.

Both take part in the possible places of a number (`hours.Law.place`, TZ-03): beside an area code they only
narrow the hours, so a wrong one from a spreadsheet can wake nobody. A number's record holds them as short
keys: `zone:America/Vancouver`, `postal:902`, `postal:G1R`; of a postal code only its beginning is kept there.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from responder.domain.customers.customer import BadCustomer, Customer

POSTAL, ZONE, AREA = "postal", "zone", "area"


@dataclass(frozen=True, slots=True)
class ShownZone:
    """The zone by whose clock a customer's times are shown, and what tells it.

    `told_by`: somebody stated it (ZONE), the postal code (POSTAL), the number's area code (AREA); both are ""
    where nothing does.
    """

    name: str = ""
    told_by: str = ""


_ZIP = re.compile(r"(\d{5})(?:-?(\d{4}))?")
_CANADIAN = re.compile(r"([ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z])(?:[ -]?(\d[ABCEGHJ-NPRSTV-Z]\d))?")


def clean_postal_code(text: str) -> str:
    """`02134`, `02134-0001`, `G1R 1A1` or `G1R`; "" for nothing. Raises BadCustomer.

    Four digits are a ZIP code whose 0 a spreadsheet took away.
    """
    code = " ".join(text.upper().split())
    code = f"0{code}" if re.fullmatch(r"\d{4}", code) else code
    american, canadian = _ZIP.fullmatch(code), _CANADIAN.fullmatch(code)
    if american:
        return "-".join(filter(None, american.groups()))
    if canadian:
        return " ".join(filter(None, canadian.groups()))
    if code:
        raise BadCustomer("That is not a postal code of Canada or the United States.")
    return ""


def prefixes(code: str) -> list[str]:
    """The beginnings under which a table may hold a postal code, the longest first."""
    return [code[:length] for length in (3, 2, 1)]


def places_of(customers: Sequence[Customer]) -> tuple[str, ...]:
    """The keys of all who share a number, each once and in order."""
    codes = {f"{POSTAL}:{each.postal_code[:3]}" for each in customers if each.postal_code}
    zones = {f"{ZONE}:{each.time_zone}" for each in customers if each.zone_stated}
    return tuple(sorted(codes | zones))
