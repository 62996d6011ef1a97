"""A conversation as the thread shows it: bubbles, consent changes, and refusals in their place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from responder.domain.consent import marketing_opt_out
from responder.domain.consent.review import CHANNEL as REVIEWED
from responder.domain.records import Message, MessageState, Millis
from responder.web.console.words.i18n import translate as _
from responder.web.console.words.reasons import state_word, translated
from responder.wiring.console import Thread

AUTOMATIC = "Responder"


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a thread. `kind`: in, out, consent, refused, note, review.

    `tone` colours an event: stop, ok, hold, plain. `mark` is the state, `why` explains it.
    """

    kind: str
    at: Millis
    text: str = ""
    notice: str = ""
    who: str = ""
    mark: str = ""
    why: str = ""
    state: str = ""
    tone: str = "plain"
    media: int = 0
    event: str = ""


def items(thread: Thread) -> list[Item]:
    """The thread's items, oldest first."""
    shown = (_item(entry, thread.messages) for entry in thread.entries)
    return [item for item in shown if item]


def parted(text: str, body: str) -> tuple[str, str]:
    """A text as it leaves, in two: what a person wrote (with our name before it), and the notice."""
    at = text.find(body.strip())
    end = at + len(body.strip())
    return (text[:end], text[end:].strip()) if at >= 0 and body.strip() else (text, "")


def consent_sentence(entry: Mapping[str, Any]) -> str:
    """A consent change in one sentence, with the customer's own words where there are any."""
    said, who = entry.get("body", ""), entry.get("actor", "")
    if entry.get("intent") == marketing_opt_out.INTENT:
        return _marketing_sentence(said, who)
    if entry.get("after") != "OPTED_OUT":
        opted_in = _("Opted in by texting “%(words)s”", words=said)
        return opted_in if said else _("Consent: %(what)s", what=_after(entry))
    return _opt_out_sentence(entry, said, who)


def _opt_out_sentence(entry: Mapping[str, Any], said: str, who: str) -> str:
    if entry.get("channel") == "provider_block":
        return _("Opted out: the provider says that this number blocks us")
    if entry.get("channel") == REVIEWED:
        return _("Opted out: %(who)s read “%(words)s” as an opt-out", who=who, words=said)
    if said and entry.get("before") == "OPTED_OUT":
        return _("Asked again to stop: “%(words)s”", words=said)
    if said:
        return _("Opted out by texting “%(words)s”", words=said)
    reason = f" “{entry['reason']}”" if entry.get("reason") else ""
    if not entry.get("how"):
        return _("Opted out by %(who)s %(door)s.%(reason)s", who=who, door=_door(entry), reason=reason)
    how = translated(entry["how"])
    return _("Opted out by %(who)s, asked %(how)s.%(reason)s", who=who, how=how, reason=reason)


def _door(entry: Mapping[str, Any]) -> str:
    """Through which door an opt-out came that no text brought."""
    doors = {
        "desk": _("at the desk"),
        "api": _("through the API"),
        "import": _("from a list"),
        "review": _("in the review queue"),
        "restore": _("when a backup was restored"),
    }
    channel = str(entry.get("channel", ""))
    return doors.get(channel, channel)


def _marketing_sentence(said: str, who: str) -> str:
    if said:
        return _("Switched marketing off by texting “%(words)s”", words=said)
    return _("Marketing switched off by %(who)s", who=who)


def _after(entry: Mapping[str, Any]) -> str:
    return str(entry.get("after", ""))


def _item(entry: dict[str, Any], messages: Mapping[str, Message]) -> Item | None:
    known: dict[str, Callable[[dict[str, Any], Mapping[str, Message]], Item | None]] = {
        "inbound": _inbound,
        "message": _message,
        "consent": _consent,
        "refused": _refused,
        "suppressed": _suppressed,
        "review": _review,
    }
    return known.get(entry["kind"], _note)(entry, messages)


def _inbound(entry: dict[str, Any], _messages: Mapping[str, Message]) -> Item:
    return Item("in", entry["at"], entry.get("body", ""), media=entry.get("media", 0), event=entry["event"])


def _message(entry: dict[str, Any], messages: Mapping[str, Message]) -> Item | None:
    message = messages.get(entry.get("message", ""))
    if message is None:
        return None
    mark, why = state_word(message)
    text, notice = parted(message.final_text, message.body) if message.final_text else (message.body, "")
    if message.state in (MessageState.REFUSED, MessageState.DROPPED):
        words = message.body or _("an automatic answer")
        return Item("refused", entry["at"], words, why=translated(message.reason), who=message.actor)
    if not message.body:
        text = message.final_text or _("An automatic answer is on its way.")
    return Item(
        kind="out",
        at=entry["at"],
        text=text,
        notice=notice,
        who=_("Automatic") if message.actor == AUTOMATIC else message.actor,
        mark=mark,
        why=why,
        state=message.state.value,
    )


def _consent(entry: dict[str, Any], _messages: Mapping[str, Message]) -> Item:
    stops = entry.get("after") == "OPTED_OUT" or entry.get("intent") == marketing_opt_out.INTENT
    tone = "stop" if stops else "ok"
    return Item("consent", entry["at"], consent_sentence(entry), tone=tone)


def _refused(entry: dict[str, Any], _messages: Mapping[str, Message]) -> Item:
    why = f"{translated(entry.get('reason', ''))} ({entry.get('rule', '')})"
    words = entry.get("body", "")  # an entry of an earlier version has them
    return Item("refused", entry["at"], words, why=why, who=entry.get("actor", ""))


def _suppressed(entry: dict[str, Any], _messages: Mapping[str, Message]) -> Item:
    why = f"{translated(entry.get('reason', ''))} ({entry.get('rule', '')})"
    return Item("refused", entry["at"], _("an automatic answer"), why=why)


def _review(entry: dict[str, Any], _messages: Mapping[str, Message]) -> Item:
    if entry.get("channel") == REVIEWED:
        who, said = entry.get("actor", ""), entry.get("body", "")
        return Item("note", entry["at"], _("%(who)s read “%(words)s”: not an opt-out.", who=who, words=said))
    return Item("consent", entry["at"], _("This may be an opt-out: a person must decide."), tone="hold")


def _note(entry: dict[str, Any], _messages: Mapping[str, Message]) -> Item:
    words = entry.get("body") or translated(entry.get("reason", ""))
    return Item("note", entry["at"], words, who=entry.get("actor", ""))
