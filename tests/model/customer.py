"""What a customer may expect, in words that a lawyer can read. Knows no code of Responder and no provider.

A customer's word is what they text: STOP, START, HELP or anything else. The carrier keeps a log of all that
they texted, with the second of it. Times are milliseconds; `now` is told, never looked up.
"""

from dataclasses import dataclass, field

SECOND, MINUTE, HOUR = 1_000, 60_000, 3_600_000


@dataclass
class Logged:
    """One text in the carrier's log, and whether the business has acted on it yet."""

    sid: str
    word: str
    at: int
    acted_on: bool = False


@dataclass
class Owed:
    """An answer that the customer may be sent, until when, and under which consent it was promised."""

    kind: str
    consent_count: int
    until: int


@dataclass
class Customer:
    """One customer's rights."""

    consent: str = "UNKNOWN"
    consent_count: int = 0
    last_opt_out: int = 0
    opted_out_at: int = 0
    opt_out_has_a_time: bool = False
    last_start_at: int = 0
    wait_for_log_after: int = 0
    log: list[Logged] = field(default_factory=list)
    owed: list[Owed] = field(default_factory=list)

    # -- what the customer does

    def texts(self, text: Logged, now: int) -> None:
        """A text that the carrier hands to us counts once, however often it is handed over."""
        if text.acted_on:
            return
        text.acted_on = True
        if text.word == "STOP":
            self.is_opted_out(now, text=True, owes_confirmation=now + 300 * SECOND)
        if text.word == "START":
            self.comes_back(now)
        if text.word == "HELP":
            self.owed.append(Owed("help", self.consent_count, now + HOUR))

    def is_opted_out(
        self, now: int, text: bool, owes_confirmation: int = 0, only_read: bool = False
    ) -> None:
        """Whoever says so: from now on the customer is left in peace. A `text` has the carrier's time."""
        again = self.consent == "OPTED_OUT"
        self.owed = [owed for owed in self.owed if owed.kind == "confirmation"]
        if not again:
            self._becomes("OPTED_OUT")
            self.last_opt_out = self.consent_count
            self.wait_for_log_after = 0
            if owes_confirmation:
                self.owed.append(Owed("confirmation", self.consent_count, owes_confirmation))
        if not again or not only_read:
            self.opted_out_at, self.opt_out_has_a_time = now, text

    def comes_back(self, now: int, promised_until: int = 0) -> None:
        """Only the customer's own START does this. Soon after a STOP staff must wait for the log."""
        if self.consent == "OPTED_OUT" and now - self.opted_out_at < 10 * MINUTE:
            self.wait_for_log_after = now
        self.last_start_at = now
        self._becomes("EXPRESS")
        self.owed.append(Owed("opt_in", self.consent_count, promised_until or now + HOUR))

    def _becomes(self, consent: str) -> None:
        if self.consent != consent:
            self.consent, self.consent_count = consent, self.consent_count + 1

    # -- what the business reads in the carrier's log

    def log_is_read(self, now: int) -> None:
        """Nothing that the customer texted stays unknown, and the log's last word counts; a tie is a STOP.

        Whoever loses a START so may be told, for they may have read that they are subscribed.
        """
        missed = [text for text in self.log if not text.acted_on]
        last_stop = max((text.at for text in self.log if text.word == "STOP"), default=0)
        last_start = max((text.at for text in self.log if text.word == "START"), default=0)
        for text in missed:
            text.acted_on = True
            if text.word == "STOP" and (self.consent == "OPTED_OUT" or last_start <= text.at):
                self.is_opted_out(now, True, owes_confirmation=text.at + 300 * SECOND, only_read=True)
            if text.word == "START" and (self.consent != "OPTED_OUT" or self._start_counts(text, last_stop)):
                self.comes_back(now, promised_until=text.at + HOUR)
            if text.word == "HELP":
                self.owed.append(Owed("help", self.consent_count, text.at + HOUR))
        if last_stop and last_start and last_stop >= last_start and self.consent != "OPTED_OUT":
            self.is_opted_out(now, True, owes_confirmation=last_stop + 300 * SECOND, only_read=True)

    def _start_counts(self, start: Logged, last_stop: int) -> bool:
        """A START found in the log lifts an opt-out only if it is certainly the later one."""
        certain = self.opt_out_has_a_time or start.at > self.opted_out_at + 60 * SECOND
        return start.at > last_stop and certain

    # -- what may leave

    def may_be_answered(self, kind: str, now: int) -> bool:
        """One answer for one text, in time, and only while the consent is the one it speaks of."""
        for owed in self.owed:
            if owed.kind == kind and owed.consent_count == self.consent_count and now <= owed.until:
                self.owed.remove(owed)
                return True
        return False

    def may_be_written_to(self, written_under: int, log_read_at: int, now: int) -> bool:
        """Staff may write to whoever has not opted out since, while the carrier's log is known to be read."""
        in_peace = self.consent == "OPTED_OUT" or self.last_opt_out > written_under
        read = now - log_read_at < 120 * SECOND and log_read_at > self.wait_for_log_after
        return not in_peace and read
