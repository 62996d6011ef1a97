"""Bring the data of an older version up to date, or give them to another account."""

import sys
from argparse import Namespace

from responder.commands.shared import Report, settings_of
from responder.domain.operations.installation import SCHEMA
from responder.wiring import upgrade

HELP = "bring data of an older version up to date"
ADOPT = {"action": "store_true", "help": "they belong to the account in the settings now"}
ARGUMENTS = ((("--adopt",), ADOPT),)


def migrate(options: Namespace) -> Report:
    """Step by step, from where it was broken off; it may be repeated."""
    settings = settings_of(options, own_environment=False)
    changed = upgrade.migrate(settings, _tell, options.adopt)
    done = "".join(f" {step}: {count:,}." for step, count in changed.items())
    now = f"The data are of version {SCHEMA}."
    said = f"{now}{done}" if changed else f"{now} Nothing was to do."
    owner = f" They belong to {upgrade.owner_of(settings)}." if options.adopt else ""
    return Report({"schema": SCHEMA, "changed": changed, "adopted": options.adopt}, said + owner)


def _tell(step: str, done: int, parts: int) -> None:
    print(f"{step}: {done} of {parts}", file=sys.stderr, flush=True)
