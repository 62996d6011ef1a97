"""The guards that `bin/mutate-guards` takes out: what takes each out, and the tests that must notice."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    """One guard: where it stands, what takes it out, and which tests must notice."""

    guard: str
    file: str
    old: str
    new: str
    tests: str


MUTANTS = (
    Mutant(
        "dedupe: an event is acted on once (I4)",
        "responder/store/lua/commit.lua",
        "if event_id ~= '' and redis.call('SISMEMBER', KEYS[3], event_id) == 1 then",
        "if false then",
        "tests/flows/test_receive.py tests/store/test_commit.py",
    ),
    Mutant(
        "version check: a decision is made for the number as it is",
        "responder/store/lua/commit.lua",
        "if (stored[1] or '0') ~= expected then",
        "if false then",
        "tests/store/test_commit.py tests/store/test_races.py",
    ),
    Mutant(
        "store's own refusal: only a START leaves OPTED_OUT (I3)",
        "responder/store/lua/commit.lua",
        "    return 'forbidden'",
        "    event_kind = 'inbound'",
        "tests/store/test_commit.py tests/store/test_forbidden.py",
    ),
    Mutant(
        "gate: nothing to who opted out (I1)",
        "responder/domain/policy.py",
        "    if number.consent is Consent.OPTED_OUT:\n        return Refused(",
        "    if False:\n        return Refused(",
        "tests/domain/test_policy.py",
    ),
    Mutant(
        "gate: nothing that was written before an opt-out (I1)",
        "responder/domain/policy.py",
        "    if number.opt_out_episode > message.episode:",
        "    if False:",
        "tests/domain/test_policy.py tests/flows/test_deliver.py",
    ),
    Mutant(
        "gate: no help after a repeated STOP (I1)",
        "responder/domain/policy.py",
        "    _asked_since_opt_out,\n",
        "",
        "tests/faults/test_found.py",
    ),
    Mutant(
        "claim: the number is as the gate saw it (I1)",
        "responder/store/lua/claim.lua",
        "if (number[1] or '0') ~= version then return 'stale' end",
        "",
        "tests/store/test_claim_and_settle.py tests/store/test_races.py",
    ),
    Mutant(
        "claim: a message is claimed once (I7)",
        "responder/store/lua/claim.lua",
        "if redis.call('HGET', KEYS[2], 'state') ~= 'queued' or not due or tonumber(due) > now then",
        "if false then",
        "tests/store/test_claim_and_settle.py tests/store/test_races.py",
    ),
    Mutant(
        "claim: too old a claim is not sent (I1)",
        "responder/flows/deliver.py",
        "    if deps.clock.now() - now > MAX_CLAIM_AGE:",
        "    if False:",
        "tests/flows/test_late_claim.py",
    ),
    Mutant(
        "freshness: an unread log holds everything but answers (I2)",
        "responder/domain/policy.py",
        "    if around.now - around.fresh_until >= FRESHNESS:",
        "    if False:",
        "tests/domain/test_policy.py",
    ),
    Mutant(
        "freshness: a log that was not read completely moves nothing (I2)",
        "responder/provider/log.py",
        '        raise LogUnavailable(f"Page {number} of the provider\'s log could not be read: {why}.")',
        '        return [], ""',
        "tests/provider/test_log_reading.py",
    ),
    Mutant(
        "order: each late START is undone (DESIGN 5)",
        "responder/domain/decide.py",
        'f"order:{stop.provider_id}:{number.opted_in_id}"',
        'f"order:{stop.provider_id}"',
        "tests/faults/test_found.py",
    ),
    Mutant(
        "order: the log's last word is obeyed (DESIGN 5)",
        "responder/flows/reconcile.py",
        "        _obey_last_word(deps, rows, last_out, started)",
        "        pass",
        "tests/flows/test_reconcile.py",
    ),
    Mutant(
        "order: a START that the log dates later counts (DESIGN 5)",
        "responder/domain/order.py",
        " or number.opted_out_id in inbound.opt_outs_listed",
        "",
        "tests/faults/test_found.py",
    ),
    Mutant(
        "order: the desk's opt-out has no time in the log (DESIGN 5)",
        "responder/domain/decide.py",
        '{"opted_out_at": now, "opted_out_id": "", "opt_out_log_at": 0}',
        '{"opted_out_at": now, "opt_out_log_at": 0}',
        "tests/faults/test_found.py",
    ),
    Mutant(
        "permit: an answer dies with its consent (I4)",
        "responder/domain/policy.py",
        "    if message.episode == number.episode:",
        "    if True:",
        "tests/domain/test_policy.py tests/flows/test_deliver.py",
    ),
    Mutant(
        "permit: a late confirmation is dropped (I4)",
        "responder/domain/policy.py",
        "    if around.now < message.valid_until:",
        "    if True:",
        "tests/domain/test_policy.py",
    ),
    Mutant(
        "notice: the first message says how to stop (I5)",
        "responder/domain/policy.py",
        "    if received == 0 or (often.days and now - received >= often.days * DAY):",
        "    if False:",
        "tests/domain/test_policy.py",
    ),
    Mutant(
        "unknown: what may have been sent is not sent again (I7)",
        "responder/domain/delivery.py",
        "    Failure.UNKNOWN: Outcome(MessageState.UNKNOWN),",
        "    Failure.UNKNOWN: Outcome(MessageState.QUEUED, retry_after=1),",
        "tests/domain/test_delivery.py tests/flows/test_deliver.py",
    ),
    Mutant(
        "signature: nothing is parsed that was not signed",
        "responder/web/webhook.py",
        "    if not app.verifier.valid(",
        "    if False and not app.verifier.valid(",
        "tests/web/test_webhook.py",
    ),
    Mutant(
        "chain: each link holds the one before (I6)",
        "responder/store/records.py",
        'head = plain["link"] = ledger.link(head, plain)',
        'head = plain["link"] = ledger.link("", plain)',
        "tests/store/test_races.py tests/store/test_commit.py",
    ),
    Mutant(
        "fsync: a server that cannot keep is refused (I2)",
        "responder/store/connection.py",
        "    if is_on_disk(client):\n        return Durability.WAITAOF",
        "    return Durability.ALWAYS",
        "tests/store/test_proof_of_durability.py",
    ),
    Mutant(
        "fsync: the disk must have confirmed (I2)",
        "responder/store/scripts.py",
        "    if not replies[1] or replies[1][0] < 1:",
        "    if False:",
        "tests/store/test_proof_of_durability.py",
    ),
    Mutant(
        "fsync: the embedded server syncs before it answers (I2)",
        "responder/embedded.py",
        '    "appendfsync": "always",',
        '    "appendfsync": "no",',
        "tests/ops/test_embedded.py",
    ),
    Mutant(
        "outcome: one list without a message proves nothing (I7)",
        "responder/domain/unknown.py",
        "    return noted_absent(message) and read_at - message.absent_at >= ABSENT_FOR",
        "    return True",
        "tests/flows/test_unknowns.py",
    ),
    Mutant(
        "outcome: a row of the log counts for one message (I7)",
        "responder/flows/unknowns.py",
        "            free.remove(row)\n",
        "",
        "tests/flows/test_unknowns.py",
    ),
    Mutant(
        "outcome: a person decides about what staff wrote (I7)",
        "responder/domain/unknown.py",
        "    MessageClass.SERVICE: Remedy.ASK,",
        "    MessageClass.SERVICE: Remedy.AGAIN,",
        "tests/flows/test_unknowns.py",
    ),
    Mutant(
        "freshness: not before the past of a number is read (I2)",
        "responder/flows/reconcile.py",
        "        read_past(deps, number, tell)\n",
        "        pass\n",
        "tests/flows/test_history.py",
    ),
    Mutant(
        "freshness: not while a service logs nothing (I2)",
        "responder/flows/reconcile.py",
        "    if deaf := deaf_senders(deps):",
        "    if deaf := []:",
        "tests/flows/test_hearing.py",
    ),
    Mutant(
        "order: a slow clock lifts no opt-out at the desk",
        "responder/domain/order.py",
        "max(SKEW, inbound.clock_behind + MARGIN)",
        "SKEW",
        "tests/domain/test_order.py tests/flows/test_reconcile.py",
    ),
    Mutant(
        "review: marketing waits while a person decides",
        "responder/domain/decide.py",
        "    if intent is Intent.REVIEW and number.consent is not Consent.OPTED_OUT:",
        "    if False:",
        "tests/flows/test_review.py",
    ),
    Mutant(
        "scope: the gate knows that marketing alone is off (US-09)",
        "responder/domain/policy.py",
        "    _marketing_on,\n",
        "",
        "tests/domain/test_scope.py tests/flows/test_review.py",
    ),
    Mutant(
        "scope: a START that may be older lifts nothing (US-09)",
        "responder/domain/scope.py",
        "    if inbound.logged and inbound.log_at <= number.marketing_off_at + margin:",
        "    if False:",
        "tests/domain/test_scope.py",
    ),
    Mutant(
        "signature: each text and report is verified before it is read",
        "responder/web/webhook.py",
        "    if not app.verifier.valid(route, query, pairs if posted else None, body, signature, settings):",
        "    if False:",
        "tests/web/test_provider_routes.py",
    ),
    Mutant(
        "signature: the query is a part of what was signed",
        "responder/web/webhook.py",
        "app.verifier.valid(route, query,",
        'app.verifier.valid(route, "",',
        "tests/web/test_provider_routes.py tests/web/test_webhook.py",
    ),
    Mutant(
        "outage: who comes while Redis hangs hears 503 at once",
        "responder/web/outage.py",
        "            if now < self._next_try:",
        "            if False:",
        "tests/web/test_outage.py",
    ),
)
