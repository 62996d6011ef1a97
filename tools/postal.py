"""Print `responder/law/rules/postal.csv`, the United States' ZIP codes by their first three digits.

`pip install zipcodes==3.0.0` somewhere, then `python -m tools.postal`: the package (MIT, no dependency of the
product) holds a state and a time zone for each of 42,789 ZIP codes; a row is the union over its prefix, so
that a prefix that spans zones names all of them. What it gets wrong, and all of Canada, is put right in
`responder/law/rules/postal.toml`. Military addresses (states AA, AE, AP) may be anywhere and are left out.
"""

import csv
import sys
from collections import defaultdict
from collections.abc import Iterator

import zipcodes

ANYWHERE = {"AA", "AE", "AP"}
TERRITORIES = {"AS", "GU", "MP", "PR", "VI"}
STATES_OF_THEIR_OWN = {"FM", "MH", "PW"}


def rows() -> Iterator[tuple[str, str, str]]:
    """Prefix, regions (`US-FL`) and zones, both joined with "|"."""
    regions, zones = defaultdict(set), defaultdict(set)
    for each in zipcodes.list_all():
        prefix, state, zone = each["zip_code"][:3], each["state"], each["timezone"]
        regions[prefix].add(state)
        if zone.startswith(("America/", "Pacific/")):
            zones[prefix].add(zone)
    for prefix in sorted(regions):
        if not regions[prefix] & ANYWHERE and zones[prefix]:
            yield prefix, "|".join(sorted(map(_region, regions[prefix]))), "|".join(sorted(zones[prefix]))


def _region(state: str) -> str:
    return state if state in STATES_OF_THEIR_OWN else f"US-{state}"


def main() -> None:
    """Write the table to standard output."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("prefix", "regions", "zones"))
    writer.writerows(rows())


if __name__ == "__main__":
    main()
