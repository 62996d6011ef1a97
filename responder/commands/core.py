"""What each command does, as functions of its options: connect, call one flow, give back plain values."""

import json
import socket
import sys
from argparse import Namespace
from functools import partial
from pathlib import Path
from typing import Any

from granian.constants import HTTPModes, Interfaces

from responder.commands.doctor import diagnosis
from responder.commands.doctor.redis import unfit
from responder.commands.shared import COMMAND_THREADS, Problem, Report, connected, settings_of, since
from responder.domain.consent.backfill import Past
from responder.domain.consent.basis import consent_on
from responder.domain.operations.heartbeats import ProcessKind
from responder.domain.phone import parse_number
from responder.domain.timestamps import iso
from responder.domain.understanding.classifier import Classifier
from responder.domain.understanding.keywords import keyword_set
from responder.flows.inbound import basis as basis_flow
from responder.flows.inbound import reconcile as log_flow
from responder.flows.inbound.webhook_coverage import hearing, log_unknown, why_unheard
from responder.flows.operations.heartbeats import beating
from responder.flows.operations.migrate import sweep_when_due
from responder.flows.operations.timekeeping import LOOK_EVERY
from responder.flows.outbound import compose
from responder.flows.outbound.deliver import IN_FLIGHT
from responder.flows.proof import recovery
from responder.lib.log import ACCESS_FORMAT, stdlib_config
from responder.ports import Deps, StoreUnavailable, StoreUnfit
from responder.settings.environment import ConfigError, Settings, current_environment, load_business
from responder.store.connection import NotDurable
from responder.web.server.listening import say_farewell
from responder.web.server.server import made
from responder.web.server.threads import BLOCKING_THREADS
from responder.wiring import upgrade
from responder.wiring.product import App, build, complete, recovering, work_queue
from workers import desk_keeper, keeper, law_keeper
from workers import relay as relay_process
from workers import run as worker_process
from workers.absence import Absence
from workers.aside import Aside

SENDING_THREADS = IN_FLIGHT + 8

LISTENS = (
    (("--port",), {"type": int, "default": 8080}),
    (("--host",), {"default": "127.0.0.1"}),
    (("--workers",), {"type": int, "default": 1, "help": "web processes"}),
)
"""Arguments of `serve`."""

SWEEP_EVERY = 60.0
"""Seconds between looks whether data were migrated an hour ago."""


def serve(options: Namespace) -> None:
    """Run the web server until told to stop. Wrong settings stop it before it listens."""
    settings = _started(options)
    app = _refuse_deaf(build(settings, COMMAND_THREADS))
    _refuse_taken(options.host, options.port)
    made(
        partial(say_farewell, app),
        address=options.host,
        port=options.port,
        interface=Interfaces.WSGI,
        factory=True,
        workers=options.workers,
        blocking_threads=BLOCKING_THREADS,
        http=HTTPModes.http1,  # a connection is one request at a time (web/server/slow_clients.py)
        log_dictconfig=stdlib_config(settings.log_level),
        log_access_format=ACCESS_FORMAT,
    ).serve()


def work(options: Namespace) -> None:
    """Run the RQ worker until told to stop."""
    app = _refuse_deaf(build(_started(options), SENDING_THREADS))
    with beating(app.heartbeats, ProcessKind.WORKER):
        worker_process.run(app.deps, work_queue(app), app.timekeeper)


def relay(options: Namespace) -> None:
    """Run the relay until told to stop."""
    app = _refuse_deaf(build(_started(options), COMMAND_THREADS))
    aside = Aside(app.aside, app.deps.clock)
    looks_at_journal = partial(recovery.keep_journal, recovering(app, aside.guard("recovery")))
    copies: keeper.Duty = ("journal", looks_at_journal, keeper.JOURNAL_EVERY)
    duties = [copies, *desk_keeper.duties(app, aside), *law_keeper.duties(app, aside), _timekeeping(app)]
    duties.append(("older data", partial(sweep_when_due, app.migrating), SWEEP_EVERY))
    with beating(app.heartbeats, ProcessKind.RELAY):
        log_work = relay_process.LogWork(app.deps, app.unresolved, looks_at_journal)
        absent = Absence(app.heartbeats, app.deps.clock)
        relay_process.run(log_work, app.keeping, duties, aside, absent)


def _started(options: Namespace) -> Settings:
    """The settings of a process that runs on, its data brought up to date where it was asked to."""
    settings = settings_of(options, own_environment=True)
    if options.migrate:
        upgrade.migrate(settings)
    return settings


def _timekeeping(app: App) -> keeper.Duty:
    return "clock", app.timekeeper.look, LOOK_EVERY / 1_000


def classify(options: Namespace) -> None:
    """Texts in, meanings out, one JSON object a line, in the same order."""
    given = current_environment(options.data).get("RESPONDER_CONFIG")
    own = load_business(Path(given)).extra_keywords if given else {}
    classifier = Classifier(keyword_set(own))
    for line in sys.stdin:
        if line.strip():
            print(json.dumps(_meaning(classifier, line)), flush=True)


def send(options: Namespace) -> Report:
    """Put a message into the outbox."""
    app = complete(connected(options))
    body = sys.stdin.read() if options.body == "-" else options.body
    draft = compose.Draft(
        to=parse_number(options.to),
        body=body,
        message_class=options.message_class,
        actor=options.by,
        sender=parse_number(options.sender) if options.sender.startswith("+") else options.sender,
        language=options.language,
    )
    message, shown = compose.send(app.deps, draft)
    value = {
        "id": message.id,
        "state": message.state.value,
        "class": message.message_class.value,
        "text": shown.text,
        "notice": shown.notice,
        "encoding": shown.encoding,
        "parts_without_notice": shown.parts_without,
        "parts": shown.parts,
        "due_at": iso(message.due_at),
        "reason": message.reason,
        "warning": shown.warning,
    }
    waits = f" {message.reason}" if message.reason else ""
    warned = f"\n{shown.warning}" if shown.warning else ""
    parts = f"{shown.parts_without} part(s) as written, {shown.parts} as it goes ({shown.encoding})"
    queued = f"Queued as {message.id} ({draft.message_class})"
    return Report(value, f"{queued}: {parts}.{waits}{warned}\n\n{shown.text}")


def consent(options: Namespace) -> dict[str, Any]:
    """What a number has agreed to; a stranger is UNKNOWN."""
    app = connected(options)
    number = app.store.load(parse_number(options.phone))
    return {
        "number": number.number,
        "state": consent_on(number, basis_flow.today(app.deps, number)).value,
        "marketing": number.marketing.value,
        "since": iso(number.since),
        "source": number.source,
        "version": number.version,
    }


def unsubscribe(options: Namespace) -> Report:
    """Opt a number out at somebody's word."""
    number = parse_number(options.phone)
    if not options.by.strip() or not options.reason.strip():
        raise Problem("--by and --reason must say who opts the number out, and why.")
    deps = connected(options).deps
    if options.scope == "marketing":
        return _marketing_off(deps, number, options)
    decision = compose.unsubscribe(deps, number, "desk", options.by, options.reason)
    changed = decision.before.consent is not decision.after.consent
    value = {"number": number, "state": decision.after.consent.value, "changed": changed}
    said = "is opted out. Only the customer can come back, by texting START." if changed else "had opted out."
    return Report(value, f"{number} {said}")


def _marketing_off(deps: Deps, number: str, options: Namespace) -> Report:
    decision = compose.marketing_off(deps, number, "desk", options.by, options.reason)
    assert decision is not None  # without an event id a commit has no duplicate
    after = decision.after
    changed = decision.before.marketing is not after.marketing
    value = {"number": number, "state": after.consent.value, "marketing": after.marketing.value}
    said = "gets no marketing. Only the customer can switch it on again, by texting START."
    return Report(value | {"changed": changed}, f"{number} {said if changed else 'got none before.'}")


def timeline(options: Namespace) -> list[dict[str, Any]]:
    """Everything that happened with a number, oldest first."""
    entries = connected(options).queries.timeline(parse_number(options.phone))
    return [entry | {"at": iso(entry["at"])} for entry in entries]


def reconcile(options: Namespace) -> Report:
    """Read the provider's log now."""
    found = log_flow.reconcile(connected(options).deps, since(options.since), _tell_past)
    value = {"texts": found.texts, "missed": found.missed, "fresh_until": iso(found.fresh_until)}
    return Report(value, f"Texts read: {found.texts}; missed before and received now: {found.missed}.")


def _tell_past(number: str, past: Past) -> None:
    told = f"{number}: reading its whole log once, {past.texts:,} texts, back to {iso(past.back_to)}."
    print(told, file=sys.stderr, flush=True)


def doctor(options: Namespace) -> Report:
    """Check what has to be right; exit 1 when something is not."""
    try:
        checks = diagnosis.examine(connected(options))
    except (StoreUnfit, NotDurable) as error:
        checks = [unfit(error)]
    except StoreUnavailable as error:
        checks = diagnosis.without_store(settings_of(options, own_environment=False), error)
    value = [{"check": check.name, "ok": check.ok, "said": check.said} for check in checks]
    text = "\n".join(f"{'ok  ' if check.ok else 'BAD '} {check.name}: {check.said}" for check in checks)
    return Report(value, text, exit_code=0 if all(check.ok for check in checks) else 1)


def _refuse_deaf(app: App) -> App:
    """The same product, unless texts to one of its senders would not reach it (US-10, I2, CA-08).

    A provider that does not answer keeps nothing down: what is unknown is logged, and `doctor` tells it.
    """
    completed = complete(app)
    heard = hearing(app.deps, app.settings.public_url)
    if heard.unheard:
        raise ConfigError(why_unheard(app.business, heard.unheard))
    log_unknown(heard)
    recovery.stop_if_behind(recovering(completed))
    return completed


def _refuse_taken(host: str, port: int) -> None:
    """Granian shares a port that is in use, and half of the webhooks would go to somebody else."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            sentence = f"Port {port} cannot be used ({error.strerror}); choose another with --port."
            raise Problem(sentence) from None


def _meaning(classifier: Classifier, line: str) -> dict[str, str]:
    try:
        text = json.loads(line)["text"]
    except (ValueError, KeyError, TypeError):
        text = None
    if not isinstance(text, str):
        raise Problem('Each line must be JSON such as {"text": "STOP"}.')
    said = classifier.classify(text)
    return {
        "intent": said.intent.value,
        "rule": said.rule,
        "keyword": said.keyword,
        "language": said.language,
    } | ({"mark": said.mark.value} if said.mark else {})
