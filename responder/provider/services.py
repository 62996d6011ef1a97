"""Whether a messaging service passes texts on: without an inbound URL Twilio does not even log them (I2).

That is the one loss that no reading of the log can show (TWILIO.md §0.6), so it is asked for. A service that
leaves texts to the webhooks of its numbers is not deaf: what they get is logged. Twilio keeps services on a
host of their own; a simulator answers for both.
"""

import json
from urllib.parse import quote, urlsplit, urlunsplit

from twilio.rest import Client  # type: ignore[import-untyped]

from responder.provider.account import Account
from responder.provider.http import Limits, NotSent, Refused, TwilioHttp, Unanswered


class CannotTell(Exception):
    """Twilio did not say how the service is set; one sentence of ours."""


class Services:
    """The messaging services of one account. Thread-safe."""

    def __init__(self, account: Account, api_url: str, limits: Limits) -> None:
        self._base_url = services_url(api_url)
        http = TwilioHttp(self._base_url, pool_size=1, limits=limits)
        self._client = Client(account.user, account.password, account.sid, http_client=http)

    def passes_on(self, service: str) -> bool:
        """Whether texts to this service (`MG…`) reach somebody. Raises CannotTell."""
        found = self._asked(service)
        if isinstance(found, str):
            raise CannotTell(found)  # raised out here, without the error that it replaces (I8)
        return found

    def _asked(self, service: str) -> bool | str:
        try:
            url = f"{self._base_url}/v1/Services/{quote(service, safe='')}"
            found = json.loads(self._client.request("GET", url).text)
            url_of_service, on_number = found["inbound_request_url"], found["use_inbound_webhook_on_number"]
        except Refused as refused:
            return f"Twilio does not show this messaging service (error {refused.code})."
        except (NotSent, Unanswered):
            return "Twilio did not answer."
        except (ValueError, LookupError, TypeError, RecursionError):
            return "What answered is not Twilio's messaging service."
        return bool(on_number) or bool(url_of_service)


def services_url(api_url: str) -> str:
    """Where this API's services live: at Twilio on `messaging.` for `api.`, elsewhere on the same host."""
    parts = urlsplit(api_url.rstrip("/"))
    host = parts.hostname or ""
    if host.endswith(".twilio.com") and host.startswith("api."):
        return urlunsplit(parts._replace(netloc=parts.netloc.replace("api.", "messaging.", 1)))
    return urlunsplit(parts)
