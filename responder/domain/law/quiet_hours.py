"""Quiet hours: whether a text may reach a customer now, on the customer's own clock, and until when.

Everything comes in as data (`responder/law/loader.py` reads it): rows of the law, places of area codes, zones
as lists of offsets. A customer may be in any zone of a place, so every zone must be inside every row's hours:
more zones and more rows can only narrow (RULES TZ-03).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from responder.domain.business import NoticePolicy, SenderType
from responder.domain.campaigns.campaign import Line
from responder.domain.law.locations import AREA, POSTAL, ZONE, ShownZone, prefixes
from responder.domain.records import DAY, MINUTE, MessageClass, Millis
from responder.domain.zones import EPOCH_WEEKDAY, Window, Zone

SEARCH_AT_MOST = 400
"""Steps towards the next opening: more than two weeks of openings in every zone of +1."""

REMEMBERED = 2_000
"""Answers to "which rows hold here today" that are kept."""

@dataclass(frozen=True, slots=True)
class Row:
    """One dated row of the law: who it covers. `starts` and `ends` (excluded) are days from 1970-01-01."""

    rule: str
    source: str
    verified: str
    starts: int
    ends: int
    scope: frozenset[str]
    classes: frozenset[MessageClass]

    def covers(self, regions: tuple[str, ...]) -> bool:
        """Whether somebody who may be in any of these regions (`US-FL`, `US`, `CA`) comes under the row."""
        return "*" in self.scope or any({each, each.partition("-")[0]} & self.scope for each in regions)

    def holds(self, day: int) -> bool:
        """Whether the row is in force on a day."""
        return self.starts <= day < self.ends


@dataclass(frozen=True, slots=True)
class HoursRow(Row):
    """When a text may reach those it covers: `week` is Monday first, None is closed."""

    profile: str
    week: tuple[Window | None, ...]
    closed_on_holidays: bool


@dataclass(frozen=True, slots=True)
class CapRow(Row):
    """How many texts over these senders may reach a number `within` so many ms; `at_most` 0: none ever.

    With a `profile` only for a business that names it (`[policy] service_caps`).
    """

    senders: frozenset[SenderType]
    at_most: int
    within: Millis
    profile: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a number may be: its states or provinces, and every clock that may be its customer's."""

    regions: tuple[str, ...]
    zones: tuple[Zone, ...]

    @property
    def country(self) -> str:
        """The country of its first region."""
        return self.regions[0].partition("-")[0]


@dataclass(frozen=True, slots=True)
class Open:
    """A text may reach the customer from now until `until`, excluded."""

    until: Millis


@dataclass(frozen=True, slots=True)
class Closed:
    """Not now: `until` is the next moment at which every row is open in every zone; `rule` closes it now."""

    until: Millis
    rule: str


NEVER: Millis = 1 << 62


@dataclass(frozen=True)
class Law:
    """The rows that a business is under. `places` is by area code; `anywhere` is for all other numbers.

    `postal` is by the beginning of a postal code, the longest that fits; `zone_named` knows zones by name.
    Holidays and clock changes are known of the time from `known[0]` until `known[1]`, excluded.
    """

    rows: tuple[HoursRow, ...]
    holidays: frozenset[int]
    places: Mapping[str, Place]
    anywhere: Place
    marketing_hours: str = "default"
    service_hours: str = "federal"
    caps: tuple[CapRow, ...] = ()
    notice: NoticePolicy = NoticePolicy()
    postal: Mapping[str, Place] = field(default_factory=dict)
    zone_named: Callable[[str], Zone | None] = field(default=lambda name: None, compare=False)
    lines: tuple[Line, ...] = ()
    consents: tuple[Row, ...] = ()
    standing: tuple[Row, ...] = ()
    known: tuple[Millis, Millis] = (0, NEVER)
    _merged: dict[tuple[str, tuple[str, ...]], Place] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )
    _found: dict[tuple[object, ...], tuple[Any, ...]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )
    _spells: dict[tuple[object, ...], tuple[Millis, Open | Closed]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    def place(self, number: str, told: tuple[str, ...] = ()) -> Place:
        """Where the customer with this E.164 number may be (TZ-03); anywhere if nothing is known (TZ-04).

        `told` is what is on record of them (`whereabouts`). Beside an area code it only adds possible places,
        which narrows the hours; it stands alone where the number says nothing.
        """
        area = number[2:5] if number.startswith("+1") else ""
        if not told:
            return self.places.get(area, self.anywhere)
        asked = (area, told)
        if asked not in self._merged:
            if len(self._merged) >= REMEMBERED:
                self._merged.clear()
            self._merged[asked] = self._with(self.places.get(area), told)
        return self._merged[asked]

    def shown_zone(self, number: str, told: tuple[str, ...] = ()) -> ShownZone:
        """By whose clock times are shown: what somebody stated, else the postal code, else the area code.

        One clock for people to read; what may be sent when asks all that are possible (`place`).
        """
        for kind in (ZONE, POSTAL):
            for key in told:
                place = self._told(key) if key.startswith(f"{kind}:") else None
                if place:
                    return ShownZone(place.zones[0].name, kind)
        area = self.places.get(number[2:5]) if number.startswith("+1") else None
        return ShownZone(area.zones[0].name, AREA) if area else ShownZone()

    def _with(self, place: Place | None, told: tuple[str, ...]) -> Place:
        found = [each for each in map(self._told, told) if each]
        zones = [zone for each in (*([place] if place else []), *found) for zone in each.zones]
        regions = [region for each in (*([place] if place else []), *found) for region in each.regions]
        return Place(
            tuple(dict.fromkeys(regions)) or self.anywhere.regions,
            tuple({zone.name: zone for zone in zones}.values()) or self.anywhere.zones,
        )

    def _told(self, key: str) -> Place | None:
        """The place that one item on record names; None where the tables do not know it."""
        kind, _, value = key.partition(":")
        if kind == ZONE:
            zone = self.zone_named(value)
            return Place((), (zone,)) if zone else None
        found = (self.postal.get(begin) for begin in prefixes(value)) if kind == POSTAL else ()
        return next((each for each in found if each), None)

    def today(self, number: str, now: Millis, told: tuple[str, ...] = ()) -> int:
        """The day on the customer's calendar, from 1970-01-01: the later one where two are possible."""
        return max(zone.local_day(now) for zone in self.place(number, told).zones)

    def rows_for(self, message_class: MessageClass, place: Place, at: Millis) -> tuple[HoursRow, ...]:
        """The rows in force for a class at a place. An answer and a reply have none (US-23).

        By the day in UTC, which begins earlier than any day in +1: a new row may hold some hours too early.
        """
        if message_class is MessageClass.SERVICE and self.service_hours == "off":
            return ()
        asked = ("hours", message_class, place.regions, at // DAY)
        if asked not in self._found:
            rows = (row for row in self.rows if row.profile in ("", self.marketing_hours))
            self._remember(asked, rows)
        return self._found[asked]

    def caps_for(self, message_class: MessageClass, place: Place, at: Millis) -> tuple[CapRow, ...]:
        """The caps in force for a class at a place, whatever the sender."""
        asked = ("caps", message_class, place.regions, at // DAY)
        if asked not in self._found:
            self._remember(asked, self.caps)
        return self._found[asked]

    def _remember(self, asked: tuple[str, MessageClass, tuple[str, ...], int], rows: Iterable[Row]) -> None:
        """Keep those of the rows that fit: looking through all of them for each message costs too much."""
        _, message_class, regions, day = asked
        if len(self._found) >= REMEMBERED:
            self._found.clear()
        self._found[asked] = tuple(
            row for row in rows if message_class in row.classes and row.holds(day) and row.covers(regions)
        )

    def hours(
        self, message_class: MessageClass, number: str, now: Millis, told: tuple[str, ...] = ()
    ) -> Open | Closed:
        """Whether a text of this class may reach `number` now, and until when that stays so.

        What was found holds from then until it ends, under the rows of that day: it is not worked out again.
        Which rule speaks for a closed hour is, for another may be the first one later.
        """
        place = self.place(number, told)
        rows = self.rows_for(message_class, place, now)
        if not rows:
            return Open(NEVER)
        asked = (message_class, number[:5], told, now // DAY)
        since, known = self._spells.get(asked, (NEVER, _NOTHING))
        if not since <= now < known.until:
            known = self._looked_at(rows, place, now)
            if len(self._spells) >= REMEMBERED:
                self._spells.clear()
            self._spells[asked] = (now, known)
        if isinstance(known, Open):
            return known
        closed = self._closed_by(rows, place, now)
        return Closed(known.until, closed.rule) if closed else known

    def _looked_at(self, rows: tuple[HoursRow, ...], place: Place, now: Millis) -> Open | Closed:
        closed = self._closed_by(rows, place, now)
        if closed:
            return Closed(self._opening(rows, place, now), closed.rule)
        return Open(min(self._edge(row, zone, now) for zone in _clocks(place, now) for row in rows))

    def _closed_by(self, rows: tuple[HoursRow, ...], place: Place, now: Millis) -> HoursRow | None:
        """The first row that is closed in some zone; None while all are open in all of them."""
        for zone in _clocks(place, now):
            for row in rows:
                if not self._edge(row, zone, now):
                    return row
        return None

    def _edge(self, row: HoursRow, zone: Zone, at: Millis) -> Millis:
        """When an open row closes in this zone, or 0 if it is closed at `at`."""
        local = at + zone.offset(at)
        window = self._window(row, local // DAY)
        if window is None or not window[0] * MINUTE <= local % DAY < window[1] * MINUTE:
            return 0
        return zone.moment(local // DAY, window[1])

    def _window(self, row: HoursRow, day: int) -> Window | None:
        if row.closed_on_holidays and day in self.holidays:
            return None
        return row.week[(day + EPOCH_WEEKDAY) % 7]

    def _opening(self, rows: tuple[HoursRow, ...], place: Place, now: Millis) -> Millis:
        """The first moment from `now` with nothing closed: each closed row moves it to its own opening."""
        at = now
        for _ in range(SEARCH_AT_MOST):
            later = max(self._opens(row, zone, at) for zone in _clocks(place, at) for row in rows)
            if later == at:
                return at
            at = later
        return at  # no opening in weeks: whoever asks again then looks further

    def _opens(self, row: HoursRow, zone: Zone, at: Millis) -> Millis:
        """`at` if the row is open in this zone, else when it opens next."""
        if self._edge(row, zone, at):
            return at
        today = zone.local_day(at)
        for day in range(today, today + 15):
            window = self._window(row, day)
            if window is not None and (opening := zone.moment(day, window[0])) > at:
                return opening
        return at + 15 * DAY


def _clocks(place: Place, at: Millis) -> Iterator[Zone]:
    """One zone for each clock time that is possible now: many zones share one, and each costs time."""
    seen: set[int] = set()
    for zone in place.zones:
        offset = zone.offset(at)
        if offset not in seen:
            seen.add(offset)
            yield zone


_NOTHING = Closed(0, "")


NO_HOURS = Law((), frozenset(), {}, Place(("CA",), (Zone("Etc/UTC", (0,), (0,)),)))
"""A law without rows, under which every hour is open: for tests of other rules."""
