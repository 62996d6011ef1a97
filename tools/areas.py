"""Print `responder/law/rules/areas.csv` from the `phonenumbers` package: `python -m tools.areas`.

Column `zones` is the union of the package's zones of an area code and of its exchanges (RULES TZ-03). What
the package gets wrong stays wrong here and is put right in `responder/law/rules/areas.toml` (TZ-02), so that
a test can show what an update of the package changed (TZ-08).
"""

import csv
import sys
from collections.abc import Iterator

import phonenumbers
from phonenumbers.geodata import GEOCODE_DATA
from phonenumbers.tzdata import TIMEZONE_DATA

CODES = {
    "Alabama": "AL", "Alaska": "AK", "Arizona": "AZ", "Arkansas": "AR", "California": "CA", "Colorado": "CO",
    "Connecticut": "CT", "Delaware": "DE", "Washington D.C.": "DC", "Florida": "FL", "Georgia": "GA",
    "Hawaii": "HI", "Idaho": "ID", "Illinois": "IL", "Indiana": "IN", "Iowa": "IA", "Kansas": "KS",
    "Kentucky": "KY", "Louisiana": "LA", "Maine": "ME", "Maryland": "MD", "Massachusetts": "MA",
    "Michigan": "MI", "Minnesota": "MN", "Mississippi": "MS", "Missouri": "MO", "Montana": "MT",
    "Nebraska": "NE", "Nevada": "NV", "New Hampshire": "NH", "New Jersey": "NJ", "New Mexico": "NM",
    "New York": "NY", "North Carolina": "NC", "North Dakota": "ND", "Ohio": "OH", "Oklahoma": "OK",
    "Oregon": "OR", "Pennsylvania": "PA", "Rhode Island": "RI", "South Carolina": "SC", "South Dakota": "SD",
    "Tennessee": "TN", "Texas": "TX", "Utah": "UT", "Vermont": "VT", "Virginia": "VA",
    "Washington State": "WA", "West Virginia": "WV", "Wisconsin": "WI", "Wyoming": "WY",
    "Alberta": "AB", "British Columbia": "BC", "British Colombia": "BC", "Manitoba": "MB",
    "New Brunswick": "NB", "Newfoundland and Labrador": "NL", "Ontario": "ON", "Quebec": "QC",
    "Saskatchewan": "SK",
}  # fmt: skip
"""The package's names of states and provinces."""

PROVINCES = {"AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT"}
SEVERAL = {
    "Nova Scotia/Prince Edward Island": ("NS", "PE"),
    "Northwest Territories/Nunavut/Yukon": ("NT", "NU", "YT"),
}


def rows() -> Iterator[tuple[str, str, str]]:
    """Area code, regions (`US-FL`) and zones, both joined with "|"; codes without a place are left out."""
    for area in sorted({prefix[1:4] for prefix in TIMEZONE_DATA if prefix[0] == "1" and len(prefix) >= 4}):
        zones = {zone for prefix in _prefixes(area) for zone in TIMEZONE_DATA[prefix]}
        yield area, "|".join(_regions(area)), "|".join(sorted(zones))


def _prefixes(area: str) -> list[str]:
    return [prefix for prefix in TIMEZONE_DATA if prefix.startswith(f"1{area}")]


def _regions(area: str) -> tuple[str, ...]:
    text = str(GEOCODE_DATA.get(f"1{area}", {}).get("en", ""))
    last = text.rpartition(", ")[2]
    codes = SEVERAL.get(text) or ((CODES.get(last, last),) if last in CODES or len(last) == 2 else ())
    if codes:
        return tuple(f"{'CA' if code in PROVINCES else 'US'}-{code}" for code in codes)
    probes = (phonenumbers.parse(f"+1{area}{exchange}0123") for exchange in ("555", "234", "400", "800"))
    return tuple({str(found): 0 for probe in probes if (found := phonenumbers.region_code_for_number(probe))})


def main() -> None:
    """Write the table to standard output."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("area", "regions", "zones"))
    writer.writerows(rows())


if __name__ == "__main__":
    main()
