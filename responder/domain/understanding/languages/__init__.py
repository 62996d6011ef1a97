"""The languages that customers write in. A language is one file here, and its name in `LANGUAGES`."""

from responder.domain.understanding.languages.de import GERMAN
from responder.domain.understanding.languages.en import ENGLISH
from responder.domain.understanding.languages.es import SPANISH
from responder.domain.understanding.languages.fr import FRENCH
from responder.domain.understanding.languages.pt import PORTUGUESE

LANGUAGES = (ENGLISH, FRENCH, SPANISH, PORTUGUESE, GERMAN)
"""In the order in which a text is read: where two understand it alike, the first is answered in."""
