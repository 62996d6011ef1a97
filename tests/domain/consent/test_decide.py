"""What every event does to a number: the only place where consent changes (I3, I4, I5, I6)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.domain.business import Business, ReplyMode, Sender, SenderType
from responder.domain.consent.auto_replies import Heard, Inbound
from responder.domain.consent.decisions import (
    on_inbound,
    on_last_word,
    on_message,
    on_provider_block,
    on_unsubscribe,
)
from responder.domain.records import (
    DAY,
    MINUTE,
    SECOND,
    Consent,
    Decision,
    Entry,
    EntryKind,
    Marketing,
    Message,
    MessageClass,
    Number,
    Purpose,
)
from responder.domain.understanding.classifier import Classifier, Intent, Understood
from responder.domain.understanding.keywords import keyword_set
from tests.people import BOB, CAROL, DANA, OURS

C = Consent
NOW = 1_795_000_000_000
OTHER = "+14155550198"
CLASSIFIER = Classifier(keyword_set({}))
SENDER = Sender(OURS, SenderType.LONG_CODE, ReplyMode.APP, 1.0, (OURS,))
BUSINESS = Business(
    id="garage",
    name="Garage Tremblay",
    legal_name="Garage Tremblay inc.",
    address="120 rue Principale, Québec",
    phone="+18005550123",
    email="aide@garage.example",
    website="https://garage.example",
    languages=("en", "fr"),
    senders=(SENDER,),
)
UNSURE = Understood(Intent.REVIEW, "KW-13", "stp")
WITHOUT_START = [
    *("STOP", "Stop.", "ARRET", "HELP", "YES", "yes", "hello", "", "un stop", "START now", "start\n\nthanks"),
    *("s.t.a.r.t", "INFO", "OUI", "unstop please", "subscribe", "OPTIN"),
]


def at(consent: Consent, **known: Any) -> Number:
    """BOB's number in this state; by default an hour after the opt-out and two after any opt-in."""
    usual: dict[str, Any] = {"version": 7, "consent": consent, "since": NOW - 60 * MINUTE, "episode": 3}
    if consent is C.OPTED_OUT:
        usual |= {"opted_out_at": NOW - 60 * MINUTE, "opt_out_episode": 3}
    return Number(BOB, **(usual | known))


def hears(
    number: Number, body: str, said: Understood | None = None, now: int = NOW, **details: Any
) -> Decision:
    """What is decided when this number texts `body`."""
    usual: dict[str, Any] = {"provider_id": "SM1", "number": number.number, "can_reply": True}
    inbound = Inbound(**(usual | {"sender": SENDER, "body": body} | details))
    understood = said or CLASSIFIER.classify(body, inbound.opt_out_type)
    return on_inbound(number, Heard(inbound, understood, BUSINESS, now, "00m1"))


def logged(number: Number, body: str, log_at: int, **details: Any) -> Decision:
    """The same for a text that is found in the provider's log."""
    return hears(number, body, log_at=log_at, **details)


def kinds(decision: Decision) -> list[str]:
    return [entry.kind.value for entry in decision.entries]


def consent_entry(decision: Decision) -> Entry:
    (found,) = [entry for entry in decision.entries if entry.kind is EntryKind.CONSENT]
    return found


def sent(**known: Any) -> Message:
    """A service message to BOB that was claimed half an hour ago."""
    usual: dict[str, Any] = {"id": "00m9", "number": BOB, "sender": OURS, "episode": 3}
    usual |= {"message_class": MessageClass.SERVICE, "created_at": NOW - 31 * MINUTE, "due_at": NOW}
    return Message(**(usual | {"valid_until": NOW + DAY, "claimed_at": NOW - 30 * MINUTE} | known))


# STOP


@pytest.mark.parametrize("consent", [C.UNKNOWN, C.IMPLIED, C.EXPRESS])
def test_stop_opts_out_and_is_confirmed_once(consent: Consent) -> None:
    decision = hears(at(consent), "STOP")

    assert decision.after.consent is C.OPTED_OUT
    assert (decision.after.since, decision.after.opted_out_at, decision.after.source) == (NOW, NOW, "text")
    assert decision.after.episode == decision.after.opt_out_episode == 4
    assert decision.after.version == 8
    assert [message.purpose for message in decision.messages] == [Purpose.CONFIRMATION]
    assert decision.messages[0].episode == 4
    assert kinds(decision) == ["inbound", "consent", "message"]
    assert (decision.event_kind, decision.event_id) == ("inbound", "SM1")


def test_the_ledger_keeps_the_raw_words_the_rule_and_who_said_it() -> None:
    entry = consent_entry(hears(at(C.EXPRESS), " Stop!!! "))

    assert (entry.body, entry.keyword, entry.rule, entry.intent) == (" Stop!!! ", "stop", "KW-05", "OPT_OUT")
    assert (entry.before, entry.after, entry.ledger) == ("EXPRESS", "OPTED_OUT", True)
    assert (entry.actor, entry.channel, entry.sender, entry.event) == ("customer", "text", OURS, "SM1")


def test_stop_again_is_proof_again_and_no_second_confirmation() -> None:
    first = hears(at(C.EXPRESS), "STOP", now=NOW - MINUTE)
    second = hears(first.after, "STOP")

    assert second.after.version == first.after.version + 1
    assert second.after.episode == second.after.opt_out_episode == first.after.episode
    assert (second.after.since, second.after.consent) == (NOW - MINUTE, C.OPTED_OUT)
    assert second.messages == ()
    assert [consent_entry(each).ledger for each in (first, second)] == [True, True]
    assert consent_entry(second).before == consent_entry(second).after == "OPTED_OUT"


def test_stop_ends_the_wait_for_the_log() -> None:
    assert hears(at(C.EXPRESS, log_read_after=NOW - MINUTE), "STOP").after.log_read_after == 0


@pytest.mark.parametrize("body", ["anything", "", "START", "HELP", "YES"])
def test_the_providers_mark_stop_is_decisive_whatever_the_words_say(body: str) -> None:
    decision = hears(at(C.EXPRESS), body, opt_out_type="STOP")

    assert decision.after.consent is C.OPTED_OUT
    assert consent_entry(decision).body == body


@pytest.mark.parametrize(
    "said", [Understood(Intent.OPT_IN, "KW-05", "start"), Understood(Intent.NONE), UNSURE]
)
def test_the_mark_stop_counts_also_where_the_words_were_understood_otherwise(said: Understood) -> None:
    decision = hears(at(C.EXPRESS), "hm", said, opt_out_type="STOP")

    assert decision.after.consent is C.OPTED_OUT
    assert decision.entries[0].rule == "OptOutType"


# START


@pytest.mark.parametrize("consent", [C.UNKNOWN, C.IMPLIED, C.OPTED_OUT])
@pytest.mark.parametrize("word", ["START", "Unstop"])
def test_start_and_unstop_opt_in(consent: Consent, word: str) -> None:
    decision = hears(at(consent), word)

    assert decision.after.consent is C.EXPRESS
    assert (decision.after.episode, decision.after.since) == (4, NOW)
    assert decision.after.opt_out_episode == at(consent).opt_out_episode
    assert (decision.after.opted_in_at, decision.after.opt_in_sender) == (NOW, OURS)
    assert [message.purpose for message in decision.messages] == [Purpose.OPT_IN_REPLY]
    assert (consent_entry(decision).before, consent_entry(decision).ledger) == (consent.value, True)


def test_start_of_someone_who_is_in_is_answered_and_opens_no_new_episode() -> None:
    known = at(C.EXPRESS, notice_at=NOW - DAY, notice_sent_id="00m1", notice_sent_at=NOW - DAY)
    decision = hears(known, "START")

    assert (decision.after.episode, decision.after.since) == (known.episode, known.since)
    assert [message.purpose for message in decision.messages] == [Purpose.OPT_IN_REPLY]
    after = decision.after
    assert (after.notice_at, after.notice_sent_id, after.notice_sent_at) == (0, "", 0)
    assert consent_entry(decision).ledger


def test_start_after_an_opt_out_makes_the_notice_due_and_lifts_only_this_senders_block() -> None:
    known = at(
        C.OPTED_OUT,
        blocked_senders=(OTHER, OURS),
        marketing=Marketing.OFF,
        notice_at=NOW - DAY,
        notice_sent_id="00m1",
        notice_sent_at=NOW - DAY,
    )
    after = hears(known, "START").after

    assert after.blocked_senders == (OTHER,)
    assert after.marketing is Marketing.OK
    assert (after.notice_at, after.notice_sent_id, after.notice_sent_at) == (0, "", 0)


@pytest.mark.parametrize(
    ("age", "asks"),
    [(1, True), (10 * MINUTE - 1, True), (10 * MINUTE, False), (DAY, False)],
    ids=["at-once", "just-young", "ten-minutes", "a-day"],
)
def test_start_soon_after_stop_has_the_log_read_first(age: int, asks: bool) -> None:
    decision = hears(at(C.OPTED_OUT, opted_out_at=NOW - age), "START")

    assert decision.after.consent is C.EXPRESS
    assert decision.after.log_read_after == (NOW if asks else 0)
    assert decision.check_log is asks


def test_a_second_start_does_not_end_the_wait_for_the_log() -> None:
    first = hears(at(C.OPTED_OUT, opted_out_at=NOW - MINUTE), "START")
    second = hears(first.after, "START", now=NOW + SECOND)

    assert second.after.log_read_after == NOW


def test_start_soon_after_a_repeated_stop_has_the_log_read_first() -> None:
    again = hears(at(C.OPTED_OUT, opted_out_at=NOW - DAY), "STOP", now=NOW - MINUTE)

    assert hears(again.after, "START").check_log


@pytest.mark.parametrize("body", ["HELP", "YES", "START"])
def test_a_number_that_did_not_opt_out_needs_no_reading_of_the_log(body: str) -> None:
    assert not hears(at(C.IMPLIED), body).check_log


@pytest.mark.parametrize("consent", Consent)
@pytest.mark.parametrize("body", WITHOUT_START[4:])
def test_nothing_but_start_and_unstop_alone_opts_in(consent: Consent, body: str) -> None:
    decision = hears(at(consent), body)

    assert decision.after.consent in (consent, C.OPTED_OUT)
    assert not decision.after.opted_in_at


@pytest.mark.parametrize("body", ["yes", "YES", "ok", ""])
def test_the_providers_mark_start_does_not_opt_in(body: str) -> None:
    decision = hears(at(C.OPTED_OUT), body, opt_out_type="START")

    assert decision.after.consent is C.OPTED_OUT
    assert decision.messages == ()
    assert kinds(decision) == ["inbound"]


# Anything else


@pytest.mark.parametrize("consent", Consent)
@pytest.mark.parametrize(("body", "media"), [("YES", 0), ("", 0), ("", 2), ("See you at 5", 1)])
def test_other_texts_are_recorded_and_change_no_consent(consent: Consent, body: str, media: int) -> None:
    known = at(consent)
    decision = hears(known, body, media=media)

    assert (decision.after.consent, decision.after.episode) == (consent, known.episode)
    assert decision.messages == ()
    assert kinds(decision) == ["inbound"]
    assert (decision.entries[0].body, decision.entries[0].media) == (body, media)
    assert (decision.after.last_inbound_at, decision.after.last_inbound_id) == (NOW, "SM1")
    assert decision.after.last_sender == OURS


@pytest.mark.parametrize("marketing", Marketing)
def test_a_text_that_may_be_an_opt_out_holds_marketing_and_asks_a_person(marketing: Marketing) -> None:
    known = at(C.EXPRESS, marketing=marketing)
    decision = hears(known, "please stp", UNSURE)

    held = Marketing.HELD if marketing is Marketing.OK else marketing
    assert (decision.after.marketing, decision.after.consent) == (held, C.EXPRESS)
    assert decision.messages == ()
    assert kinds(decision) == ["inbound", "review"]
    assert (decision.entries[1].body, decision.entries[1].rule) == ("please stp", "KW-13")


@pytest.mark.parametrize("key", ["short:24273", "raw:GARAGE"])
@pytest.mark.parametrize(("body", "found"), [("STOP", ["inbound", "review"]), ("START", ["inbound"])])
def test_what_is_no_phone_number_gets_no_consent_and_no_answer(key: str, body: str, found: list[str]) -> None:
    decision = hears(Number(key), body, can_reply=False)

    assert (decision.after.consent, decision.after.version) == (C.UNKNOWN, 1)
    assert decision.messages == ()
    assert kinds(decision) == found
    assert not any(entry.ledger for entry in decision.entries)


def test_a_filtered_stop_is_obeyed_and_not_answered() -> None:
    decision = logged(at(C.EXPRESS), "STOP", NOW - MINUTE, filtered=True)

    assert decision.after.consent is C.OPTED_OUT
    assert decision.messages == ()
    assert decision.entries[0].reason == "Filtered by the provider."


@pytest.mark.parametrize("body", ["HELP", "START", "STOP"])
def test_a_filtered_text_is_never_answered(body: str) -> None:
    assert kinds(logged(at(C.EXPRESS), body, NOW - MINUTE, filtered=True))[0] == "inbound"
    assert logged(at(C.EXPRESS), body, NOW - MINUTE, filtered=True).messages == ()


@pytest.mark.parametrize(
    ("known", "body", "language", "learnt"),
    [
        ("", "STOP", "en", ""),
        ("", "ARRET", "fr", "fr"),
        ("es", "ARRET", "fr", "es"),
        ("fr", "HELP", "fr", "fr"),
        ("es", "HELP", "es", "es"),
        ("en", "AYUDA", "en", "en"),
        ("", "AYUDA", "es", "es"),
        ("", "INFO", "", ""),
        ("fr", "INFO", "fr", "fr"),
        ("fr", "START", "fr", "fr"),
    ],
)
def test_the_answers_language_is_french_for_french_else_the_customers_else_the_words(
    known: str, body: str, language: str, learnt: str
) -> None:
    decision = hears(at(C.IMPLIED, language=known), body)

    assert decision.messages[0].language == language
    assert decision.after.language == learnt


# Texts that the log tells later: provider time against provider time (DESIGN §5)

LOG = NOW - 30 * MINUTE
OUT_AT = NOW - 40 * MINUTE


@pytest.mark.parametrize(
    ("known_out", "log_out", "log_in", "consent"),
    [
        (LOG - 1, 0, LOG, C.EXPRESS),
        (LOG, 0, LOG, C.OPTED_OUT),
        (LOG + 1, 0, LOG, C.OPTED_OUT),
        (LOG - 1, LOG - 1, LOG, C.EXPRESS),
        (LOG - 1, LOG, LOG, C.OPTED_OUT),
        (LOG - 1, LOG + 1, LOG, C.OPTED_OUT),
        (0, 0, OUT_AT - 1, C.OPTED_OUT),
        (0, 0, OUT_AT + 60 * SECOND, C.OPTED_OUT),
        (0, 0, OUT_AT + 60 * SECOND + 1, C.EXPRESS),
        (0, OUT_AT - MINUTE, OUT_AT + 60 * SECOND, C.OPTED_OUT),
        (0, OUT_AT - MINUTE, OUT_AT + 60 * SECOND + 1, C.EXPRESS),
        (0, OUT_AT + 2 * MINUTE, OUT_AT + 2 * MINUTE, C.OPTED_OUT),
    ],
    ids=[
        "later",
        "equal",
        "earlier",
        "later-than-both",
        "equal-to-the-logs-last-stop",
        "the-logs-last-stop-is-later",
        "unknown-and-before-our-clock",
        "unknown-and-within-the-skew",
        "unknown-and-past-the-skew",
        "an-older-stop-in-the-log-says-nothing",
        "past-an-older-stop-and-the-skew",
        "past-the-skew-and-equal-to-a-stop",
    ],
)
def test_a_start_in_the_log_lifts_only_an_opt_out_that_is_certainly_older(
    known_out: int, log_out: int, log_in: int, consent: Consent
) -> None:
    known = at(C.OPTED_OUT, opted_out_at=OUT_AT, opt_out_log_at=known_out)
    decision = logged(known, "START", log_in, opt_out_log_at=log_out)

    assert decision.after.consent is consent
    assert bool(decision.messages) is (consent is C.EXPRESS)
    assert kinds(decision)[0] == "inbound"
    if consent is C.OPTED_OUT:
        assert decision.entries[0].rule == "KW-05, overtaken by an opt-out"
        assert decision.after.episode == known.episode


@pytest.mark.parametrize("skew", [-60 * SECOND, 0, 60 * SECOND])
def test_the_desks_opt_out_stands_although_the_log_holds_stop_and_start_before_it(skew: int) -> None:
    desk = on_unsubscribe(at(C.IMPLIED), "desk", DANA, "asked", "", NOW).after
    stop = logged(desk, "STOP", NOW - 20 * MINUTE, now=NOW + MINUTE)
    start = logged(stop.after, "START", NOW + skew, opt_out_log_at=NOW - 20 * MINUTE, now=NOW + MINUTE)

    assert start.after.consent is C.OPTED_OUT


def test_the_desks_repeated_opt_out_stands_although_a_start_came_before_it() -> None:
    stop = logged(at(C.EXPRESS), "STOP", NOW - 20 * MINUTE, now=NOW - 19 * MINUTE).after
    desk = on_unsubscribe(stop, "desk", DANA, "asked again", "", NOW).after
    start = logged(desk, "START", NOW - 10 * MINUTE, opt_out_log_at=NOW - 20 * MINUTE, now=NOW + MINUTE)

    assert start.after.consent is C.OPTED_OUT


@pytest.mark.parametrize(
    ("known_in", "log_in", "consent"),
    [
        (0, 0, C.OPTED_OUT),
        (LOG - 1, 0, C.OPTED_OUT),
        (LOG, 0, C.OPTED_OUT),
        (LOG + 1, 0, C.EXPRESS),
        (0, LOG, C.OPTED_OUT),
        (0, LOG + 1, C.EXPRESS),
    ],
    ids=["no-start", "start-earlier", "equal", "start-later", "equal-in-the-log", "later-in-the-log"],
)
def test_a_stop_in_the_log_yields_only_to_a_later_start_in_the_log(
    known_in: int, log_in: int, consent: Consent
) -> None:
    known = at(C.EXPRESS, opted_in_at=NOW - MINUTE, opt_in_log_at=known_in)
    decision = logged(known, "STOP", LOG, opt_in_log_at=log_in)

    assert decision.after.consent is consent
    if consent is C.EXPRESS:
        assert decision.messages == ()
        assert decision.entries[0].rule == "KW-05, overtaken by a later START"


def test_a_text_from_the_log_says_so_in_the_ledger_with_the_providers_time() -> None:
    decision = logged(at(C.EXPRESS), "STOP", LOG)

    assert (decision.after.source, decision.after.opt_out_log_at) == ("log", LOG)
    assert (consent_entry(decision).channel, consent_entry(decision).log_at) == ("log", LOG)


def test_an_older_text_from_the_log_does_not_make_the_last_text_older() -> None:
    known = at(C.EXPRESS, last_inbound_at=NOW - MINUTE)

    assert logged(known, "hello", LOG).after.last_inbound_at == NOW - MINUTE


# Desk, API, import; the log's last word; a message; the provider


@pytest.mark.parametrize("consent", Consent)
@pytest.mark.parametrize("channel", ["desk", "api", "import"])
def test_an_opt_out_by_staff_needs_no_proof_and_no_text(consent: Consent, channel: str) -> None:
    decision = on_unsubscribe(at(consent), channel, DANA, "asked on the phone", "r1", NOW)
    entry = consent_entry(decision)

    assert decision.after.consent is C.OPTED_OUT
    assert decision.after.episode == decision.after.opt_out_episode == (3 if consent is C.OPTED_OUT else 4)
    assert decision.messages == ()
    assert (decision.event_kind, decision.event_id, entry.event) == (channel, "r1", "r1")
    assert (entry.actor, entry.channel, entry.reason) == (DANA, channel, "asked on the phone")
    assert (entry.before, entry.after, entry.ledger) == (consent.value, "OPTED_OUT", True)


def test_the_logs_last_word_undoes_a_start_with_the_customers_own_words() -> None:
    stop = Inbound("SM5", BOB, True, SENDER, "Stop.", log_at=LOG)
    decision = on_last_word(replace(at(C.EXPRESS), opted_in_id="SM6"), stop, NOW)
    entry = consent_entry(decision)

    assert (decision.after.consent, decision.after.source) == (C.OPTED_OUT, "log")
    assert (decision.after.opt_out_log_at, decision.after.opt_out_episode) == (LOG, 4)
    assert (entry.body, entry.event, entry.log_at, entry.ledger) == ("Stop.", "SM5", LOG, True)
    assert decision.event_id == "order:SM5:SM6"  # the text has its own id; each START is undone
    assert decision.messages == ()


def test_writing_a_message_changes_no_consent() -> None:
    decision = on_message(at(C.IMPLIED), sent(sender=OTHER))

    assert (decision.after.version, decision.after.last_sender) == (8, OTHER)
    assert replace(decision.after, version=7, last_sender="", written_at=0) == at(C.IMPLIED)
    assert kinds(decision) == ["message"]


CLAIMED = NOW - 30 * MINUTE


@pytest.mark.parametrize(
    ("opted_in_at", "opt_in_sender", "everything"),
    [
        (0, "", True),
        (CLAIMED - 1, OURS, True),
        (CLAIMED, OURS, False),
        (CLAIMED + 1, OURS, False),
        (CLAIMED - 1, OTHER, False),
        (CLAIMED + 1, OTHER, False),
    ],
    ids=["never-start", "start-before", "start-at-once", "start-since", "start-elsewhere", "elsewhere-since"],
)
def test_a_block_by_the_provider_is_an_opt_out_unless_a_start_speaks_against_it(
    opted_in_at: int, opt_in_sender: str, everything: bool
) -> None:
    known = at(C.EXPRESS, opted_in_at=opted_in_at, opt_in_sender=opt_in_sender, blocked_senders=("a",))
    decision = on_provider_block(known, sent(), NOW)

    assert (decision.event_kind, decision.event_id) == ("provider", "block:00m9")
    assert decision.messages == ()
    if everything:
        assert (decision.after.consent, decision.after.source) == (C.OPTED_OUT, "provider_block")
        assert decision.after.episode == decision.after.opt_out_episode == 4
        entry = consent_entry(decision)
        assert (entry.actor, entry.message, entry.ledger) == ("provider", "00m9", True)
    else:
        assert (decision.after.consent, decision.after.episode) == (C.EXPRESS, 3)
        assert decision.after.blocked_senders == (OURS, "a")
        assert kinds(decision) == ["note"]


def test_the_same_sender_is_blocked_once() -> None:
    known = at(C.EXPRESS, opted_in_at=NOW, blocked_senders=(OURS,))

    assert on_provider_block(known, sent(), NOW).after.blocked_senders == (OURS,)


# Whatever happens

MARKS = st.sampled_from(["", "STOP", "START", "HELP"])
BODIES = st.one_of(st.sampled_from(WITHOUT_START), st.text(max_size=12))
EVENTS = st.one_of(
    st.tuples(st.just("text"), BODIES, MARKS),
    st.tuples(st.just("log"), BODIES, st.integers(NOW - DAY, NOW + DAY)),
    st.tuples(st.just("unsubscribe"), st.sampled_from(["desk", "api", "import"]), st.just(0)),
    st.tuples(st.just("block"), st.just(""), st.integers(NOW - DAY, NOW + DAY)),
    st.tuples(st.just("last_word"), st.just("STOP"), st.integers(NOW - DAY, NOW)),
    st.tuples(st.just("message"), st.just(""), st.just(0)),
)


def happens(number: Number, kind: str, words: str, detail: Any, now: int) -> Decision:
    """One event of a kind; a text of random letters that happens to be START is none."""
    said = CLASSIFIER.classify(words, detail if kind == "text" else "")
    if said.intent is Intent.OPT_IN and kind != "start":
        said = Understood(Intent.NONE)
    last = Inbound("SM5", BOB, True, SENDER, words, log_at=detail if kind == "last_word" else 0)
    verbs: dict[str, Callable[[], Decision]] = {
        "start": lambda: hears(number, words, now=now),
        "text": lambda: hears(number, words, said, now, opt_out_type=detail),
        "log": lambda: hears(number, words, said, now, log_at=detail),
        "unsubscribe": lambda: on_unsubscribe(number, words, DANA, "asked", "", now),
        "block": lambda: on_provider_block(number, sent(claimed_at=detail), now),
        "last_word": lambda: on_last_word(number, last, now),
        "message": lambda: on_message(number, sent()),
    }
    return verbs[kind]()


@given(st.lists(EVENTS, max_size=12))
def test_without_a_start_nobody_ever_leaves_opted_out(events: list[tuple[str, str, Any]]) -> None:
    number = at(C.OPTED_OUT)
    for turn, event in enumerate(events):
        number = happens(number, *event, now=NOW + turn * MINUTE).after

        assert number.consent is C.OPTED_OUT
        assert (number.episode, number.since, number.version) == (3, NOW - 60 * MINUTE, 8 + turn)


@given(
    st.sampled_from(Consent),
    st.lists(st.one_of(EVENTS, st.tuples(st.just("start"), st.just("START"), st.just(0))), max_size=12),
)
def test_whatever_changes_consent_is_one_entry_of_the_ledger_and_a_new_episode(
    consent: Consent, events: list[tuple[str, str, Any]]
) -> None:
    number = at(consent)
    for turn, event in enumerate(events):
        now = NOW + turn * MINUTE
        decision = (
            hears(number, "START", now=now) if event[0] == "start" else happens(number, *event, now=now)
        )
        after, chain = decision.after, [entry for entry in decision.entries if entry.ledger]

        assert decision.before is number
        assert after.version == number.version + 1
        assert len(decision.messages) <= 1
        changed = after.consent is not number.consent
        assert after.episode == number.episode + changed
        assert not changed or len(chain) == 1
        assert all(
            (entry.before, entry.after) == (number.consent.value, after.consent.value) for entry in chain
        )
        if after.consent is C.EXPRESS and changed:
            assert event[0] == "start"
        number = after


def test_numbers_are_not_confused() -> None:
    decision = hears(Number(CAROL), "STOP")

    assert decision.after.number == decision.messages[0].number == CAROL
