"""The order of STOP and START: what a text means once the texts around it are known (DESIGN §5). Pure.

The webhook brings no time: there the order is the order of commits. A text of the provider's log brings one,
and provider times are compared with provider times alone; where they cannot be compared, silence wins.
"""

from dataclasses import replace

from responder.domain.consent.auto_replies import Inbound
from responder.domain.records import SECOND, Consent, Millis, Number
from responder.domain.sending.gate import LISTED_WITHIN
from responder.domain.understanding.classifier import Intent, Understood

TEXTED_BY = "sms"
"""The channel by which we write. STOP counts over every channel; START over this one alone: whoever says
START on WhatsApp has not asked for texts (decision 0104)."""

MARGIN: Millis = 30 * SECOND
"""How much later than an opt-out that only our clock dates a logged START must be, beside the skew (§5)."""

SKEW: Millis = 60 * SECOND
"""Margin and skew together where the skew is small, or was not measured."""


def meant(number: Number, inbound: Inbound, said: Understood) -> Understood:
    """What the text means once the provider's mark and the order of STOP and START are known (§5, §6)."""
    if inbound.opt_out_type == "STOP" and said.intent is not Intent.OPT_OUT:
        said = replace(said, intent=Intent.OPT_OUT, rule="OptOutType")
    if said.intent is Intent.OPT_IN and inbound.channel != TEXTED_BY:
        return replace(said, intent=Intent.NONE, rule=f"{said.rule}, over {inbound.channel}")
    if said.intent is Intent.OPT_IN and not _opt_in_applies(number, inbound):
        return replace(said, intent=Intent.NONE, rule=f"{said.rule}, overtaken by an opt-out")
    if said.intent in (Intent.OPT_OUT, Intent.MARKETING_OFF) and _opt_out_overtaken(number, inbound):
        return replace(said, intent=Intent.NONE, rule=f"{said.rule}, overtaken by a later START")
    return said


def _opt_in_applies(number: Number, inbound: Inbound) -> bool:
    """A START found in the log lifts only an opt-out that is certainly older (DESIGN §5)."""
    if number.consent is not Consent.OPTED_OUT or not inbound.logged:
        return True
    known = max(number.opt_out_log_at, inbound.opt_out_log_at)
    if inbound.log_at <= known:
        return False
    dated = bool(number.opt_out_log_at) or number.opted_out_id in inbound.opt_outs_listed
    return dated or inbound.log_at > number.opted_out_at + max(SKEW, inbound.clock_behind + MARGIN)


def latest_start(number: Number, inbound: Inbound, now: Millis) -> str:
    """The id of the START that the log must have shown before its last word is obeyed, after this one.

    One from the log takes no place of one that a webhook has just brought: that is perhaps the later one, and
    not listed yet.
    """
    known = number.opted_in_id and number.consent is not Consent.OPTED_OUT
    if inbound.logged and known and now - number.opted_in_at < LISTED_WITHIN:
        return number.opted_in_id
    return inbound.provider_id


def _opt_out_overtaken(number: Number, inbound: Inbound) -> bool:
    """A STOP found in the log yields only to a START that the log itself dates later (DESIGN §5)."""
    if number.consent is Consent.OPTED_OUT or not inbound.log_at:
        return False  # without a time nothing says that it was overtaken
    return max(number.opt_in_log_at, inbound.opt_in_log_at) > inbound.log_at
