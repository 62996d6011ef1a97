"""Mail through an SMTP server, with the standard library. One connection a mail: there are few of them.

A password never leaves without TLS. Errors carry a kind and a code: the server's words may hold addresses.
"""

import smtplib
import ssl
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from responder.ports.notices import MailNotTaken, MailUnknown

SECONDS = 15.0


class SmtpMailer:
    """Implements `ports.notices.Mailer`."""

    def __init__(self, url: str, sender: str) -> None:
        """`url` is smtp://host:port or smtps://user:password@host (checked in `config`)."""
        self._url = urlsplit(url)
        self._sender = sender

    def send(self, to: str, subject: str, text: str) -> None:
        """Hand one mail over. Raises MailNotTaken, MailUnknown."""
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self._sender, to, subject
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text)
        handed = False
        try:
            with self._connected() as server:
                handed = True
                server.send_message(message)
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
            raise MailNotTaken(type(error).__name__) from None
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise (MailUnknown if handed else MailNotTaken)(type(error).__name__) from None

    def _connected(self) -> smtplib.SMTP:
        host, context = self._url.hostname or "", ssl.create_default_context()
        if self._url.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, self._url.port or 465, timeout=SECONDS, context=context
            )
        else:
            server = smtplib.SMTP(host, self._url.port or 587, timeout=SECONDS)
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=context)
                server.ehlo()
            elif self._url.username:
                server.close()
                raise MailNotTaken("no TLS for the password")
        if self._url.username:
            server.login(unquote(self._url.username), unquote(self._url.password or ""))
        return server
