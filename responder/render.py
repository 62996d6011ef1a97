"""Templates to texts."""

from pathlib import Path

from responder.domain.business import Business, Sender
from responder.domain.messages import Purpose


class BadTemplate(ValueError):
    """A template that cannot be used."""


class TemplateTexts:
    """Implements `ports.Texts`."""

    def __init__(self, business: Business, folder: Path) -> None:
        self._business = business

    def answer(self, purpose: Purpose, language: str, sender: Sender) -> str:
        """The text of an answer."""
        return f"{self._business.name}: {purpose.value} {language}"

    def with_notice(self, body: str, language: str) -> str:
        """The body with the notice."""
        return f"{self._business.name}: {body} Reply STOP to opt out, HELP for help."
