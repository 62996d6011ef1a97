"""German: keywords only. Its phrases are not understood yet."""

from responder.domain.understanding.languages.language import Language

GERMAN = Language(
    code="de",
    opt_out="stopp abmelden",
    real="anmelden stapp stepp stomp stop stoppe topp",
)
