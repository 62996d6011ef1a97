"""What `responder doctor` says of disks: room in our folders, and whether Redis could write its file."""

from responder.adapters.disk_space import Place, places, short
from responder.commands.doctor.redis import MEGABYTE, Check
from responder.ports import StoreUnavailable
from responder.settings.environment import Settings
from responder.wiring.product import App

ENDANGERS = {
    "redis": "a Redis that cannot write takes no STOP (I2)",
    "journal": "opt-outs are not copied, and a restore can lose them (I2)",
    "pictures": "customers' pictures are not kept",
}
"""What a full or missing folder does, by what is kept there."""


def disk(app: App) -> Check:
    """Every folder that is on this machine."""
    try:
        failed, folder = app.gauges.disk.failed(), app.gauges.disk.folder()
    except StoreUnavailable:
        return Check("disk", False, "Redis does not answer.")
    if failed:
        said = f"Redis could not {' and could not '.join(failed)}: it may lose or refuse a STOP (I2)"
        return Check("disk", False, f"{said}; make room on its disk and see its log.")
    return _said(places(app.settings, folder))


def disk_alone(settings: Settings) -> Check:
    """The same without Redis."""
    return _said(places(settings, ""))


def _said(found: list[Place]) -> Check:
    if wrong := short(found):
        return Check("disk", False, " ".join(map(_sentence, wrong)))
    room = ", ".join(f"{each.free // MEGABYTE:,} MB for {each.what}" for each in found)
    return Check("disk", True, f"free: {room}." if room else "no folder of ours is on this machine.")


def _sentence(place: Place) -> str:
    danger = ENDANGERS[place.what]
    if not place.exists:
        return f"{place.folder} ({place.what}) is not there: {danger}; make it, for the user of the relay."
    left = f"{place.free // MEGABYTE:,} MB and {place.files:,} files"
    return f"only {left} fit into {place.folder} ({place.what}): {danger}; delete or move what is not needed."
