"""Whose data a store holds and in which version: what every start compares first. Pure.

Data of a newer version are refused, because this one may misread a consent there; older ones are migrated
first. Another account's data are refused too: a reading of one account's log says nothing of another's (I2),
and two installations on one outbox send everything twice (I7).
"""

from dataclasses import dataclass

SCHEMA = 2
"""The version of the data that this code writes. A change that older code could misread makes a new one."""

FIRST_SCHEMA = 1
"""What data are that carry no version: they were written before versions were."""

MIGRATE = "bin/responder migrate"


@dataclass(frozen=True, slots=True)
class Owner:
    """Whom data belong to: the provider's account, and the host of its API (`this machine`: a simulator)."""

    account: str
    api: str

    def __str__(self) -> str:
        return f"{self.account[:6]}…{self.account[-4:]} at {self.api}"


@dataclass(frozen=True, slots=True)
class Stored:
    """What a database says of itself.

    `schema` as it stands there; "" = none. `has_data`: this business was here before. `owner` is None where
    none was written. `others`: ids of other businesses whose data are there. `has_queue`: RQ's are.
    """

    schema: str
    has_data: bool
    owner: Owner | None
    others: frozenset[str]
    has_queue: bool

    @property
    def is_new(self) -> bool:
        """Whether this is the business's first start here."""
        return not self.schema and not self.has_data

    @property
    def is_older(self) -> bool:
        """Whether the data must be migrated first."""
        return not self.is_new and self.version < SCHEMA

    @property
    def version(self) -> int:
        """The data's version. One that is no number is from somewhere that we do not know."""
        if not self.schema:
            return FIRST_SCHEMA if self.has_data else SCHEMA
        return int(self.schema) if self.schema.isdecimal() else SCHEMA + 1


def why_not_start(found: Stored, ours: Owner, business: str, release: str) -> str:
    """Why nothing may run on this database, older data apart; "" = it may. One sentence."""
    if found.version > SCHEMA:
        return (
            f"The data in Redis are of version {found.schema} and Responder {release} knows versions up to "
            f"{SCHEMA}, so it could misread a consent there (I1, I3): start the newer Responder that wrote "
            "them, or restore a backup from before its upgrade into an empty Redis."
        )
    if found.owner and found.owner != ours:
        return (
            f"The data in Redis belong to the account {found.owner} and the settings name {ours}, so "
            "the log of one would be taken for the other's and texts would leave twice (I2, I7): set "
            f"REDIS_URL to another database, or, if the account has really changed, type {MIGRATE} --adopt."
        )
    if found.is_new and found.others:
        return (
            f"The database of REDIS_URL holds the data of the business {min(found.others)!r} and "
            f"RESPONDER_CONFIG names {business!r}, for which nobody is opted out there (I1): set the id "
            "back, or give the second business a database of its own in REDIS_URL."
        )
    if found.is_new and found.has_queue:
        return (
            "The database of REDIS_URL holds a queue of RQ, and emptying a queue must never lose an opt-out "
            "(I2): set REDIS_URL, or the QUEUE_REDIS_URL of whoever uses it, to another database."
        )
    return ""


def why_migrate(found: Stored) -> str:
    """The sentence of a process that needs newer data than there are."""
    return (
        f"The data in Redis are of version {found.version} and this Responder needs version {SCHEMA}, "
        f"or it could lose an opt-out from marketing (I1): type {MIGRATE}; an older one may run meanwhile."
    )


QUEUE_HOLDS_DATA = (
    "The database of QUEUE_REDIS_URL holds a record of consent, and emptying a queue must never lose an "
    "opt-out (I2): set QUEUE_REDIS_URL to a database that nothing else uses."
)
