"""Commands of proof: the ledger as a file, checkpoints, evidence, erasure, opt-out lists, backups."""

import json
import sys
import time
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

from responder.adapters.evidence.document import Source, document, page
from responder.adapters.evidence.words import LANGUAGES as EVIDENCE_LANGUAGES
from responder.adapters.proof.signing import Signer, is_signed
from responder.commands.shared import Problem, Report, connected
from responder.domain.phone import parse_number
from responder.domain.proof import verify
from responder.domain.proof.checkpoint import BadCheckpoint, Checkpoint, from_json, signed_bytes
from responder.domain.proof.erasure import Gone
from responder.domain.timestamps import iso
from responder.flows.proof import checkpoints
from responder.flows.proof import ledger as ledger_flow
from responder.flows.proof.erase import Erased, forget
from responder.lib import private_files
from responder.lib.progress import Progress
from responder.ports.proof import NotDelivered
from responder.settings.environment import ConfigError, checkpoint_key, current_environment
from responder.wiring.product import TEMPLATES


def ledger(options: Namespace) -> Report:
    """One of the actions on the ledger."""
    return _LEDGER[options.action](options)


def _export(options: Namespace) -> Report:
    """Every consent change of every number, one JSON object a line."""
    _needs_file(options)
    app, progress = connected(options), Progress("Numbers")
    lines = ledger_flow.export(app.keeping.chains, progress)
    if options.file == "-":
        return _printed(lines)
    count = private_files.write_lines(Path(options.file), lines)
    progress.end()
    return Report({"entries": count, "file": options.file}, f"Wrote {count:,} entries to {options.file}.")


def _printed(lines: Any) -> Report:
    for line in lines:
        sys.stdout.buffer.write(line.encode() + b"\n")
    sys.stdout.buffer.flush()
    return Report(None, "")


def _verify(options: Namespace) -> Report:
    """Judge an exported file. Neither Redis nor settings are needed."""
    _needs_file(options)
    checkpoint = _believed(options)
    began = time.monotonic()
    found = verify.audit(private_files.read_lines(Path(options.file)), checkpoint, _signatures(options.key))
    value = {
        "ok": not found.faults,
        "entries": found.entries,
        "chains": found.chains,
        "erased": found.erased,
        "seconds": round(time.monotonic() - began, 2),
        "checkpoint": iso(checkpoint.statement.finished) if checkpoint else None,
        "faults": [{"line": fault.line, "said": fault.said} for fault in found.faults],
        "cannot_find": "" if checkpoint else verify.BLIND,
        "erased_since": [_erased_since(each) for each in found.erased_since],
    }
    if found.faults:
        print("\n".join(str(fault) for fault in found.faults), file=sys.stderr)
        return Report(value, f"The ledger does not verify: {len(found.faults)} faults.", exit_code=1)
    return Report(value, _sound(value, checkpoint))


def _sound(value: dict[str, Any], checkpoint: Checkpoint | None) -> str:
    erased = f", {value['erased']:,} of them erased" if value["erased"] else ""
    read = f"{value['entries']:,} entries{erased} of {value['chains']:,} chains in {value['seconds']} s"
    if checkpoint is None:
        return f"{read}: every link holds.\n{verify.BLIND}"
    return (
        f"{read}: every link holds.\n{_covered(value, checkpoint.statement.entries)} and in order, as of "
        f"{value['checkpoint']}. Later entries are not covered by it.{_letters(value['erased_since'])}"
    )


def _covered(value: dict[str, Any], covered: int) -> str:
    gone = sum(each["entries"] for each in value["erased_since"])
    if not gone:
        return f"All {covered:,} entries that the checkpoint covers are there, unchanged"
    return (
        f"{covered - gone:,} of the {covered:,} entries that the checkpoint covers are there, unchanged; "
        f"{gone:,} were erased after it. The others stand"
    )


def _letters(erased: list[dict[str, Any]]) -> str:
    """Each erasure since the checkpoint: the letter that asked for it is the only proof that is left."""
    return "".join(
        f"\nErased after the checkpoint: {each['entries']:,} entries of chain {each['chain'][:8]}…, by "
        f"{each['by']} on {each['at']} ({each['reason']}): ask for the letter."
        for each in erased
    )


def _erased_since(found: verify.ErasedSince) -> dict[str, Any]:
    return {
        "chain": found.chain,
        "entries": found.entries,
        "at": iso(found.at),
        "by": found.actor,
        "reason": found.reason,
    }


def _signatures(given: str) -> verify.IsSigned | None:
    """What judges an erasure's signature, where a public key was given."""
    if not given:
        return None
    key = _key(given)
    return lambda said, signature: is_signed(said, signature, key)


def _believed(options: Namespace) -> Checkpoint | None:
    """The checkpoint, its signature checked with a key that does not come out of it. Raises Problem."""
    if not options.checkpoint and not options.key:
        return None
    if not options.checkpoint or not options.key:
        raise ConfigError("--checkpoint and --key go together: a checkpoint without a key proves nothing.")
    try:
        found = from_json(Path(options.checkpoint).read_text(encoding="utf-8"))
    except BadCheckpoint as error:
        raise Problem(str(error)) from None
    if not is_signed(signed_bytes(found.statement), found.signature, _key(options.key)):
        raise Problem(
            "The checkpoint was not signed with this key: it was changed, or the key is another one."
        )
    return found


def _key(given: str) -> str:
    path = Path(given)
    return path.read_text(encoding="ascii").strip() if path.is_file() else given


def _needs_file(options: Namespace) -> None:
    if not options.file:
        raise ConfigError(f"`ledger {options.action}` needs the name of a file.")


def _checkpoint(options: Namespace) -> Report:
    """Sign the heads of all chains now and have them leave, as the relay does every hour."""
    keeping = connected(options).keeping
    if keeping.signer is None or keeping.offsite is None:
        raise ConfigError("CHECKPOINT_KEY and CHECKPOINT_URL must be set for a checkpoint.")
    try:
        made = checkpoints.deliver(keeping, keeping.signer, keeping.offsite).statement
    except NotDelivered as error:
        raise Problem(f"The checkpoint was not delivered: {error}.") from None
    value = {"at": iso(made.finished), "chains": made.chains, "entries": made.entries, "root": made.root}
    return Report(value, f"Delivered: {made.entries:,} entries of {made.chains:,} chains, root {made.root}.")


def _key_of_ours(options: Namespace) -> Report:
    """The public key: keep it somewhere else, for `verify --key`."""
    key = checkpoint_key(current_environment(options.data))
    if key is None:
        raise ConfigError("CHECKPOINT_KEY is not set, and no product runs here.")
    public = Signer(key.value).public_key
    return Report({"public_key": public}, public)


def evidence(options: Namespace) -> Report:
    """Everything that proves a number's consent, as a page that prints and as JSON, in two private files."""
    number = parse_number(options.phone)
    app = connected(options)
    record = app.store.load(number)
    found = document(
        Source(
            number=record,
            timeline=app.queries.timeline(number),
            business=app.business,
            now=app.deps.clock.now(),
            language=options.language or _spoken(app.business.default_language),
            zone=app.deps.law.shown_zone(number, record.places),
        )
    )
    texts = {"html": page(found, TEMPLATES / "evidence"), "json": json.dumps(found, indent=2) + "\n"}
    paths = {kind: Path(options.out) / f"evidence-{number[1:]}.{kind}" for kind in texts}
    for kind, path in paths.items():
        private_files.write_lines(path, [texts[kind].removesuffix("\n")])
    written = {kind: str(path) for kind, path in paths.items()}
    said = f"{len(found['entries'])} entries of the ledger, in {written['html']} and {written['json']}."
    return Report({"number": number, "entries": len(found["entries"]), **written}, said)


REWRITTEN = "The server writes its own file anew now; until it is done, that holds the words."
NOT_REWRITTEN = (
    "The server's own files hold the words until it writes them anew: have it do so (BGREWRITEAOF, and "
    "BGSAVE where it saves snapshots)."
)


def erase(options: Namespace) -> Report:
    """Forget a person; what stays is said."""
    number = parse_number(options.phone)
    if not options.by.strip() or not options.reason.strip():
        raise Problem("--by and --reason must say who erases the number, and why, without naming the person.")
    app = connected(options)
    done = forget(app.eraser, app.deps.clock, number, options.by, options.reason, app.console.pictures.album)
    kept = _stays(done)
    said = (
        f"Erased {done.items} entries and {done.messages} messages{_people(done.gone)}. {kept}; of the "
        f"ledger {done.links} links stay, without words and without the number. Backups, the opt-out "
        "journal and Twilio's own log still hold the number until you delete them there."
        f" {REWRITTEN if app.eraser.rewrite_files() else NOT_REWRITTEN}"
    )
    if app.keeping.signer is None and done.links:
        said += (
            " CHECKPOINT_KEY is not set, so nobody signed this: `ledger verify` with an older checkpoint "
            "will name it as a fault."
        )
    value = {
        "number": number,
        "entries": done.items,
        "messages": done.messages,
        "links_kept": done.links,
        "still_opted_out": done.still_opted_out,
        "still_no_marketing": done.still_no_marketing,
        "customers": done.gone.customers,
        "appointments": done.gone.appointments,
        "customers_kept": done.gone.kept,
    }
    return Report(value, said)


def _stays(done: Erased) -> str:
    if done.still_opted_out:
        return "The number stays in the opted-out set"
    if done.still_no_marketing:
        return "The number stays among those that get no marketing"
    return "The number is gone"


def _people(gone: Gone) -> str:
    said = f", {gone.customers} customers with their notes and {gone.appointments} appointments"
    if gone.kept:
        said += f" ({gone.kept} customers have another number: they stay, without this one)"
    return said


def _spoken(language: str) -> str:
    return language if language in EVIDENCE_LANGUAGES else EVIDENCE_LANGUAGES[0]


_LEDGER: dict[str, Callable[[Namespace], Report]] = {
    "export": _export,
    "verify": _verify,
    "checkpoint": _checkpoint,
    "key": _key_of_ours,
}
LEDGER_ACTIONS = tuple(_LEDGER)
