"""How many parts a text costs (RULES SG-01)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Segments:
    """Encoding GSM-7 or UCS-2, parts, and units (septets or UTF-16 units)."""

    encoding: str
    parts: int
    units: int


def segments(text: str) -> Segments:
    """The cost of a text."""
    return Segments("GSM-7", max(1, -(-len(text) // 153)), len(text))
