"""Reads the answer to an inbound webhook: which texts shall be sent back, and what is wrong with it.

Pure. Accepted limits: `<Message>` and the legacy `<Sms>`; `<Redirect>` is reported, not followed.
"""

from dataclasses import dataclass, field
from xml.etree import ElementTree

XML_TYPES = ("text/xml", "application/xml", "text/html")
MAX_MESSAGES = 10
MESSAGE_VERBS = ("Message", "Sms")


@dataclass(frozen=True, slots=True)
class Reply:
    """One text to send back."""

    body: str
    media: tuple[str, ...] = ()
    to: str = ""
    from_: str = ""
    status_callback: str = ""


@dataclass(slots=True)
class Result:
    """What an answer says, and the alerts it causes."""

    replies: list[Reply] = field(default_factory=list)
    alerts: list[int] = field(default_factory=list)


def read(content_type: str, body: bytes, too_large: bool = False) -> Result:
    """The replies in an answer."""
    if too_large:
        return Result(alerts=[11750])
    if not body:
        return Result()
    kind = content_type.partition(";")[0].strip().lower()
    text = body.decode("utf-8", "replace")
    if kind == "text/plain":
        return Result([Reply(text)])
    if kind not in XML_TYPES:
        return Result(alerts=[12300])
    return _document(text)


def _document(text: str) -> Result:
    # A document type could define entities that grow without end; TwiML has none.
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        return Result(alerts=[12100])
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError:
        return Result(alerts=[12100])
    return _verbs(root) if root.tag == "Response" else Result(alerts=[12100])


def _verbs(root: ElementTree.Element) -> Result:
    result = Result()
    for verb in root:
        if verb.tag in MESSAGE_VERBS:
            result.replies.append(_reply(verb))
        else:
            result.alerts.append(12200 if verb.tag == "Redirect" else 14110)
    if len(result.replies) > MAX_MESSAGES:
        result.alerts.append(14109)
        del result.replies[MAX_MESSAGES:]
    return result


def _reply(verb: ElementTree.Element) -> Reply:
    bodies = [child.text or "" for child in verb if child.tag == "Body"]
    media = tuple((child.text or "").strip() for child in verb if child.tag == "Media")
    return Reply(
        body="".join(bodies) if bodies else (verb.text or "").strip(),
        media=media,
        to=verb.get("to", ""),
        from_=verb.get("from", ""),
        status_callback=verb.get("statusCallback", ""),
    )
