"""What has to be right for the promises to hold, checked and said in plain words (`responder doctor`)."""

from collections.abc import Mapping, Sequence

from responder.adapters.system_clock import time_of_day
from responder.commands.doctor.disk import disk, disk_alone
from responder.commands.doctor.failures import failures
from responder.commands.doctor.redis import Check, durability, memory, unfit, unreadable
from responder.commands.doctor.running import heartbeats, queue, running, start_it
from responder.domain.operations.clock_check import is_right
from responder.domain.operations.heartbeats import Heartbeat, ProcessKind, living
from responder.domain.proof.recovery import Recovery, why_not_switch_on
from responder.domain.records import DAY, HOUR, MINUTE, SECOND, Millis
from responder.domain.sending.gate import is_fresh
from responder.domain.sending.kill_switches import EVERY_SENDER, StopSwitch
from responder.domain.sending.refusals import code_of, refused
from responder.flows.campaigns import auto_pause
from responder.flows.inbound import account_log, reply_mode_mismatch, review
from responder.flows.inbound.backfill import unread
from responder.flows.inbound.webhook_coverage import Hearing, hearing, why_unheard
from responder.flows.operations import timekeeping
from responder.flows.outbound import refusals, retired_senders, unknown_outcomes
from responder.flows.outbound.kill_switches import switches
from responder.flows.proof import checkpoints, journal, recovery
from responder.ports import StoreUnavailable
from responder.provider.errors import what_to_do
from responder.settings.environment import Settings, load_business
from responder.wiring.product import App, provider_alone
from responder.wiring.upgrade import release

RETRIES = "#rc=3&rp=ct,rt,5xx"
"""What the webhook URL at Twilio must end in: by default Twilio does not retry a 5xx (TWILIO.md §1.3)."""

JOURNAL_OLD: Millis = 2 * MINUTE
CHECKPOINT_OLD: Millis = 2 * HOUR


def examine(app: App) -> list[Check]:
    """All checks, the one that matters most first."""
    heard, seen = hearing(app.deps, app.settings.public_url), heartbeats(app)
    server = [durability(app), memory(app), disk(app), *running(app, seen)]
    texts = [_log(app, seen), _provider(app.provider.probe()), _clock(app), _webhook(app, heard)]
    sending = [_refused(app), _senders(app, heard), _recovery(app), _stopped(app), _refusals(app)]
    people = [failures(app), _undecided(app), _reviews(app), _opt_outs(app), _modes(app), _set_aside(app)]
    known = [Check("version", True, f"{release()}."), unreadable(app)]
    return [*server, *known, *texts, *sending, *people, *_kept(app)]


def without_store(settings: Settings, error: Exception) -> list[Check]:
    """What can be looked at while Redis does not answer. Raises ConfigError."""
    business = load_business(settings.business_file)
    provider = _provider(provider_alone(settings).probe())
    return [unfit(error), disk_alone(settings), queue(settings, business.id, ()), provider]


def _log(app: App, seen: Sequence[Heartbeat] | None) -> Check:
    now, read_until = app.deps.clock.now(), app.store.freshness(app.deps.business.numbers)
    if is_fresh(read_until, now):
        return Check("provider log", True, f"read completely {max(now - read_until, 0) // SECOND} s ago.")
    return Check("provider log", False, f"{_why_unread(app, seen or ())} Only automatic answers leave (I2).")


def _why_unread(app: App, seen: Sequence[Heartbeat]) -> str:
    """Why the log is not fresh, and what to do."""
    if not app.store.is_listened():
        return f"no web server listens for texts: {start_it(ProcessKind.WEB)}."
    if lacks := app.store.log_notes().get(account_log.LACKS):
        return account_log.why_lacking(lacks)
    do = "see provider here, then the relay's log"
    if not living(ProcessKind.RELAY, seen):
        do = f"no relay is alive: {start_it(ProcessKind.RELAY)}"
    if gap := app.store.gap():
        return f"texts may be lost ({gap.why}), and it was not read since: {do}."
    if app.deps.clock.now() < app.store.freshness(app.deps.business.numbers):
        return "it was read by a clock that was ahead of this one: the next reading ends that."
    if left := unread(app.deps, app.deps.business.numbers):
        texts = sum(past.texts for past in left.values())
        said = f"the past of {len(left)} number(s) is read for the first time: {texts:,} texts so far"
        return f"{said}; should it not go on, {do}."
    return f"not read for over 120 s: {do}."


def _undecided(app: App) -> Check:
    """Messages that never left and that a person is to decide about."""
    try:
        waiting = len(unknown_outcomes.to_decide(app.unresolved, app.deps.clock.now()))
    except StoreUnavailable:
        return Check("unsent", False, "Redis does not answer.")
    if waiting:
        said = f"{waiting} message(s) never left; a person decides: bin/responder unsent list."
        return Check("unsent", False, said)
    return Check("unsent", True, "no message waits for a decision.")


def _reviews(app: App) -> Check:
    """Texts that may be opt-outs and that nobody has read for a business day (KW-11)."""
    try:
        late = review.waits_too_long(app.deps, app.reviews)
    except StoreUnavailable:
        return Check("reviews", False, "Redis does not answer.")
    if late:
        said = "a text that may be an opt-out has waited for over a business day: bin/responder review list"
        return Check("reviews", False, f"{said} (KW-11).")
    return Check("reviews", True, "no text has waited for a decision for a business day.")


def _opt_outs(app: App) -> Check:
    """Senders whose customers opt out too often (CA-26)."""
    try:
        found = auto_pause.over(app.console.bulk)
    except StoreUnavailable:
        return Check("opt-outs", False, "Redis does not answer.")
    if not found:
        return Check("opt-outs", True, "no sender is over the line.")
    said = [
        f"{sender_id}: {rate.opted_out} of {rate.sent} texts in {line.within // DAY} days "
        f"({rate.per_mille / 10:.1f} %; the line is {line.per_mille / 10:g} %, {line.rule})"
        for sender_id, rate, line in found
    ]
    return Check("opt-outs", False, "; ".join(said) + ".")


def _modes(app: App) -> Check:
    """Whether who answers STOP is who the business file says (DESIGN §6)."""
    try:
        found = reply_mode_mismatch.lately(app.deps)
    except StoreUnavailable:
        return Check("reply modes", False, "Redis does not answer.")
    if not found:
        return Check("reply modes", True, "what arrives agrees with the business file.")
    said = "; ".join(reply_mode_mismatch.SAID[each.what].format(sender=each.sender) for each in found)
    return Check("reply modes", False, f"{said} (PR-03).")


def _set_aside(app: App) -> Check:
    """What the relay met a failure with that nobody foresaw."""
    try:
        found = app.aside.all(app.deps.clock.now())
    except StoreUnavailable:
        return Check("set aside", False, "Redis does not answer.")
    if not found:
        return Check("set aside", True, "nothing failed that nobody foresaw.")
    told = "; ".join(f"{each.item} ({each.why})" for each in found[:5])
    do = "the relay's log says where (item_set_aside). It is tried again every hour: upgrade, or report it."
    return Check("set aside", False, f"{len(found)} failed and wait: {told}; {do}")


def _kept(app: App) -> list[Check]:
    """What must be outside Redis: the journal of opt-outs, and a checkpoint that is not old."""
    try:
        notes = app.keeping.notes.read()
    except StoreUnavailable:
        return [Check("journal", False, "Redis does not answer.")]
    now = app.deps.clock.now()
    return [_journal(app, notes, now), _checkpoint(app, notes, now)]


def _journal(app: App, notes: Mapping[str, str], now: Millis) -> Check:
    if app.keeping.journal is None:
        said = "OPTOUT_JOURNAL is not set: a restored backup can lose opt-outs (I2)"
        return Check("journal", False, f"{said}; set it to a file on another disk than that of Redis.")
    if notes.get(journal.PROBLEM):
        said = f"opt-outs are not copied (I2): {notes[journal.PROBLEM]}"
        return Check("journal", False, f"{said}; see disk here, and who owns the file.")
    age = now - int(notes.get(journal.WRITTEN_AT, 0))
    if age > JOURNAL_OLD:
        return Check("journal", False, "opt-outs are not copied (I2): see relay and disk here.")
    return Check("journal", True, f"opt-outs are copied to {app.settings.optout_journal}.")


def _checkpoint(app: App, notes: Mapping[str, str], now: Millis) -> Check:
    if app.keeping.signer is None or app.keeping.offsite is None:
        said = "CHECKPOINT_URL or CHECKPOINT_KEY is not set: the ledger can be cut unseen (I6)"
        return Check("checkpoint", False, f"{said}; openssl rand -hex 32 makes a key.")
    age = now - int(notes.get(checkpoints.SENT_AT, 0))
    if age > CHECKPOINT_OLD:
        why = notes.get(checkpoints.PROBLEM) or "see relay here"
        said = f"none has left for over {CHECKPOINT_OLD // HOUR} hours (I6)"
        return Check("checkpoint", False, f"{said}: {why}.")
    return Check("checkpoint", True, f"the last left {age // MINUTE} min ago.")


def _provider(problem: str | None) -> Check:
    return Check("provider", problem is None, problem or "the account answers.")


def _clock(app: App) -> Check:
    """Whether the clock that the product goes by is right, and this machine's own. After the provider's."""
    try:
        off, of_server = timekeeping.off_now(app.deps), timekeeping.server_noted(app.deps)
    except StoreUnavailable:
        return Check("clock", False, "Redis does not answer.")
    if off:
        return Check("clock", False, f"{timekeeping.sentence(off)}.")
    if of_server:
        return Check("clock", False, f"{timekeeping.server_sentence(of_server)}.")
    machine = time_of_day() - app.deps.clock.now()
    if not is_right(machine):
        said = f"this machine's clock is {abs(machine) // SECOND} s off that of Redis, which texts go by; "
        return Check("clock", False, said + "logs and certificates go by this one: timedatectl set-ntp true.")
    return Check("clock", True, "this machine, Redis and the provider agree.")


def _webhook(app: App, heard: Hearing) -> Check:
    """Whether texts come to this server, and again after a 5xx; a foreign address is not repeated."""
    url = f"{app.settings.public_url}/twilio/inbound{RETRIES}"
    if heard.elsewhere:
        said = f"texts to {', '.join(heard.elsewhere)} go to another address than {url} (US-10)."
        return Check("webhook", False, said)
    if heard.unretried:
        said = f"what {', '.join(heard.unretried)} gets a 5xx for is not repeated by Twilio: set {url}"
        return Check("webhook", False, said)
    if heard.unknown:
        said = f"Twilio does not say where texts to {', '.join(heard.unknown)} go: it must be {url} (US-10)."
        return Check("webhook", False, said)
    return Check("webhook", True, f"Twilio sends the texts of every sender to {url}")


def _refused(app: App) -> Check:
    """Webhooks of ours that were answered 403: every text is then lost until the log is read."""
    try:
        found = app.forbidden.read()
    except StoreUnavailable:
        return Check("signatures", False, "Redis does not answer.")
    if found is None:
        return Check("signatures", True, "no webhook that names this account is refused.")
    age = (app.deps.clock.now() - found.last_at) // MINUTE
    said = f"{found.count} webhook(s) that name this account were answered 403, the last {age} min ago: "
    return Check("signatures", False, said + "PUBLIC_URL or the auth token is not the one at Twilio.")


def _senders(app: App, heard: Hearing) -> Check:
    if heard.unheard:
        return Check("senders", False, why_unheard(app.business, heard.unheard))
    try:
        gone = retired_senders.retired(app.deps, app.console.bulk.alarms)
    except StoreUnavailable:
        return Check("senders", False, "Redis does not answer.")
    if gone:
        return Check("senders", False, retired_senders.why_not(gone))
    shown = [f"{each.id} ({each.type.value}, {each.replies.value})" for each in app.business.senders]
    return Check("senders", True, ", ".join(shown))


def _recovery(app: App) -> Check:
    """Whether something that was lost is still to come back (`flows/proof/`)."""
    try:
        found = app.store.unfinished()
        why = recovery.what_is_missing(app.keeping.notes.read()) if found == Recovery.JOURNAL else ""
        why = why or why_not_switch_on(found)
    except StoreUnavailable:
        return Check("recovery", False, "Redis does not answer.")
    return Check("recovery", not why, why or "no restore is unfinished; no opt-out is still to come back.")


def _refusals(app: App) -> Check:
    """Whether the provider takes texts from our account and each sender (I7)."""
    try:
        found = refusals.refusals(app.deps)
    except StoreUnavailable:
        return Check("refusals", False, "Redis does not answer.")
    if not found:
        return Check("refusals", True, "Twilio takes the texts of every sender.")
    said = "; ".join(_refusal(each, app.deps.clock.now()) for each in found)
    return Check("refusals", False, f"{said} Nothing is lost: texts wait, one is tried at times (I7).")


def _refusal(switch: StopSwitch, now: Millis) -> str:
    whom = "all texts" if switch.sender == EVERY_SENDER else f"texts of {switch.sender}"
    code, since = code_of(switch), (now - switch.at) // MINUTE
    return f"Twilio refuses {whom} for {since} min ({code}): {what_to_do(code, code)}"


def _stopped(app: App) -> Check:
    try:
        found = switches(app.console.desk)
    except StoreUnavailable:
        return Check("sending", False, "Redis does not answer.")
    if stopped := [each for each in found if not refused(each)]:
        said = "; ".join(f"{each.sender} by {each.by or 'a restore'} ({each.why})" for each in stopped)
        return Check("sending", False, f"switched off for {said}. On again: bin/responder sending allow.")
    return Check("sending", True, "switched on.")
