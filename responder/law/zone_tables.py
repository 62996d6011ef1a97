"""The pinned time zones (`tzdata` of PyPI) as lists of clock changes, and the refusal of an older database.

Zones come from the package and never from the machine, whose copy may be older than the clocks of British
Columbia, Alberta and Manitoba (TZ-05).
"""

import re
from bisect import bisect_left
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from responder.domain.zones import Zone
from responder.lib.validators import ConfigError

FIRST, LAST = datetime(2020, 1, 1, tzinfo=UTC), datetime(2046, 1, 1, tzinfo=UTC)
"""The years whose clock changes and holidays are worked out at start."""

STRIDE = 20 * 24 * 3_600
"""Seconds, fewer than between any two clock changes."""

STRETCHES = range(int(FIRST.timestamp()), int(LAST.timestamp()), STRIDE)

MILLISECOND = timedelta(milliseconds=1)

CLOCKS = {
    "America/Vancouver": -7,
    "America/Edmonton": -6,
    "America/Inuvik": -6,
    "America/Winnipeg": -5,
}
"""What clocks show on 2026-12-01 at 12:00 UTC, in hours, which older databases have wrong (TZ-05)."""


_NAME = re.compile(r"[A-Za-z]+(?:/[A-Za-z0-9_+-]+){1,2}")


def check_clocks(clock: Callable[[str], tzinfo] | None = None) -> None:
    """Raises ConfigError if the database behind `clock`, else the package, is older than 2026f (TZ-05)."""
    clock = clock or _zone_info
    at = datetime(2026, 12, 1, 12, tzinfo=UTC)
    for name, hours in CLOCKS.items():
        if at.astimezone(clock(name)).utcoffset() != timedelta(hours=hours):
            raise ConfigError(
                f"The tzdata package is too old: {name} is not at UTC{hours} in December 2026 (TZ-05). "
                "Install what requirements.txt pins."
            )


@cache
def zone(name: str) -> Zone:
    """A zone's clock changes between FIRST and LAST, found by looking at each stretch and halving it.

    Every process does this for some seventy zones when it starts, so it looks as seldom as it can.
    """
    info = _zone_info(name)
    starts, offsets = [0], [_offset(info, STRETCHES.start)]
    for at in STRETCHES:
        if (after := _offset(info, at + STRIDE)) != offsets[-1]:
            starts.append(_change(info, at, offsets[-1]) * 1000)
            offsets.append(after)
    return Zone(name, tuple(starts), tuple(each // MILLISECOND for each in offsets))


def _change(info: ZoneInfo, at: int, old: timedelta) -> int:
    """The minute at which the clock leaves `old` in the stretch that begins at `at` (s since 1970)."""
    minutes = range(at, at + STRIDE + 1, 60)
    return minutes[bisect_left(minutes, True, key=lambda minute: _offset(info, minute) != old)]


def _offset(info: ZoneInfo, at: int) -> timedelta:
    offset = datetime.fromtimestamp(at, info).utcoffset()
    assert offset is not None  # the zone of tzdata always has one
    return offset


@cache
def _zone_info(name: str) -> ZoneInfo:
    """A zone of the pinned package. Raises ConfigError for one that it does not have."""
    try:
        with files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as file:
            return ZoneInfo.from_file(file, key=name)
    except (OSError, ModuleNotFoundError, ValueError) as error:
        raise ConfigError(f"The tzdata package has no zone {name!r} ({type(error).__name__}).") from error


def zone_named(name: str) -> Zone | None:
    """The zone that somebody named; None for one that the package does not have."""
    if not _NAME.fullmatch(name):  # it becomes the path of a file
        return None
    try:
        return zone(name)
    except ConfigError:
        return None
