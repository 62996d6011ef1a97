"""Twilio as the `Provider` of `ports.py`: hand a text over once, read the log, see whether it is there.

Refuses: to try anything twice (I7), and to let an error's text out: SendError carries a kind and a code,
LogUnavailable a sentence of ours (I8). Both are raised outside of the handler of what they replace, so
that no traceback tool finds the request in them.
Limits: see `http.py` for time and network, `log.py` for the log. No picture is ever sent.
"""

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote

from twilio.rest import Client  # type: ignore[import-untyped]

from responder.domain.business import Sender
from responder.domain.records import MessageState, Millis
from responder.domain.sending.delivery import Failure
from responder.ports import Accepted, Clock, LoggedText, Outgoing, SendError
from responder.provider.account import Account
from responder.provider.connection import last_look
from responder.provider.errors import create_failure, what_to_do
from responder.provider.http import DEFAULT_LIMITS, Limits, NotSent, Refused, TwilioHttp, Unanswered
from responder.provider.inbound import STATES
from responder.provider.log import MessageLog
from responder.provider.services import CannotTell, Services
from responder.provider.webhooks import Webhooks

MAX_VALIDITY = 36_000
"""Seconds that Twilio may hold a text at most (TWILIO.md §0.10)."""

# Whatever the SDK stumbles over in an answer to a create: it was 2xx, so the text may have been taken.
_UNREADABLE = (ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RecursionError)


class TwilioProvider:
    """One account. Built once, shared by all threads."""

    def __init__(
        self,
        account: Account,
        api_url: str,
        public_url: str,
        clock: Clock,
        pool_size: int,
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        """`api_url` is https://api.twilio.com or a simulator, `pool_size` the number of threads.

        Raises ValueError for an address that cannot be one.
        """
        base_url = api_url.rstrip("/")
        http = TwilioHttp(base_url, pool_size, limits)
        self._client = Client(account.user, account.password, account.sid, http_client=http)
        self._client.api.base_url = base_url
        self._messages = self._client.messages
        self._log = MessageLog(self._client, base_url, account.sid, clock)
        self._services = Services(account, base_url, limits)
        self._webhooks = Webhooks(account, base_url, limits)
        self._status_url = f"{public_url.rstrip('/')}/twilio/status/"

    def send(self, outgoing: Outgoing) -> Accepted:
        """Hand one message over. Raises SendError: UNREACHABLE only if no byte left (TWILIO.md §3)."""
        answer = self._create(outgoing)
        if isinstance(answer, SendError):
            raise answer
        return answer

    def account_log(self, since: Millis) -> Iterator[list[LoggedText]]:
        """Every text of the account since then (ms), in pages, newest first. Raises LogUnavailable."""
        return self._log.account(since)

    def inbound_log(self, number: str, since: Millis) -> list[LoggedText]:
        """All inbound texts to our `number` since then (ms), oldest first. Raises LogUnavailable."""
        return self._log.inbound(number, since)

    def inbound_past(self, number: str, before: Millis) -> Iterator[list[LoggedText]]:
        """The inbound texts to `number` until then (ms), in pages, newest first. Raises LogUnavailable."""
        return self._log.past(number, before)

    def outbound_log(self, to: str, since: Millis) -> list[LoggedText]:
        """All our texts to a number created since then (ms), oldest first. Raises LogUnavailable."""
        return self._log.outbound(to, since)

    def behind(self) -> Millis:
        """How far our clock was behind Twilio's at the last page of its log; 0 where it told no time."""
        return self._log.behind()

    def clock_off(self) -> Millis | None:
        """How far Twilio's clock was certainly ahead of ours at that page; None where it told no time."""
        return self._log.clock_off()

    def hears(self, sender: Sender) -> bool | None:
        """Whether texts to a sender are logged at all: not so in a service without an inbound URL (I2).

        None where Twilio does not say.
        """
        if not sender.messaging_service:
            return True
        try:
            return self._services.passes_on(sender.messaging_service)
        except CannotTell:
            return None

    def webhooks(self, senders: Sequence[Sender]) -> Mapping[str, str | None]:
        """By number: the URL that its texts go to, "" for none, None where Twilio does not say (US-10)."""
        return self._webhooks.of(senders)

    def probe(self) -> str | None:
        """For `doctor`: None if the account's log can be read, else one sentence that says what is wrong."""
        try:
            self._log.check()
        except NotSent as error:
            return f"There is no connection to Twilio ({error.why})."
        except Unanswered:
            return "Twilio did not answer in time."
        except Refused as refused:
            return what_to_do(refused.status, refused.code)
        except ValueError:
            return "What answers at TWILIO_API_URL is not Twilio."
        return None

    def _create(self, outgoing: Outgoing) -> Accepted | SendError:
        """The create request and what it came to; an error is returned, not raised, to shed its context."""
        try:
            with last_look(outgoing.last_look):
                message = self._messages.create(
                    to=outgoing.to,
                    body=outgoing.body,
                    status_callback=self._status_url + quote(outgoing.message_id, safe=""),
                    validity_period=min(max(outgoing.valid_for, 1), MAX_VALIDITY),
                    **_from(outgoing.sender),
                )
            return _accepted(message.sid, message.status)
        except NotSent:
            return SendError(Failure.UNREACHABLE)
        except Unanswered:
            return SendError(Failure.UNKNOWN)
        except Refused as refused:
            return SendError(create_failure(refused.status, refused.code), refused.code)
        except UnicodeEncodeError:  # half an emoji: found while encoding, before anything was sent
            return SendError(Failure.CONTENT)
        except _UNREADABLE:
            return SendError(Failure.UNKNOWN)


def _from(sender: Sender) -> dict[str, str]:
    if sender.messaging_service:
        return {"messaging_service_sid": sender.messaging_service}
    return {"from_": sender.shown}


def _accepted(sid: object, status: object) -> Accepted | SendError:
    """A yes without an id is no yes: we could never tell what became of it."""
    if not isinstance(sid, str) or not sid:
        return SendError(Failure.UNKNOWN)
    return Accepted(sid, STATES.get(str(status), MessageState.ACCEPTED))
