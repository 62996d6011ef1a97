"""Rules with no hour or count to compare: dated rows that are told, read by `responder/law/rows.py`.

Pure. The gate keeps the strictest of them whatever the date (US-12); what changes with a row is what is said.
"""

from dataclasses import dataclass

from responder.domain.law.quiet_hours import Row


@dataclass(frozen=True, slots=True)
class StandingRow(Row):
    """What a rule asks of every text that it covers; without classes it is about opting out."""

    says: str
