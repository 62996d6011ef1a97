"""Settings, for admins: business, senders and templates as they run; tried out here, installed as files.

Nothing on these pages changes a file: `docs/decisions/0060-settings-are-shown-and-tried.md`.
"""

from flask import Blueprint, abort, render_template, request

from responder.adapters.previews.business_file import Verdict, judge
from responder.adapters.previews.template import Problem, Trial, trial
from responder.adapters.templates.answers import NOTICE, REQUIRED, languages_of, values_of
from responder.domain.business import Business
from responder.domain.records import Purpose
from responder.domain.sending.segments import ANSWER_LIMIT
from responder.domain.staff.accounts import Permission
from responder.flows import permissions
from responder.flows.outbound import retired_senders
from responder.web.console.shell.context import Desk, signed_in
from responder.web.console.words.i18n import translate as _
from responder.wiring.product import TEMPLATES

SMS = TEMPLATES / "sms"


def routes(desk: Desk) -> Blueprint:
    """`/settings` and below, but for the staff's pages."""
    pages = Blueprint("settings", __name__, url_prefix="/settings")

    def only_admins() -> None:
        permissions.must(desk.flows, signed_in(), Permission.ADMINISTER, "")

    def index() -> str:
        return _business(desk)

    def check() -> str:
        given = _given()
        running, installed = desk.business, desk.app.settings.business_file
        verdict = judge(given, running, installed, SMS, lambda wanted: _retired(desk, wanted))
        return _business(desk, verdict, given.decode("utf-8", "replace"))

    def templates() -> str:
        return _templates(desk, str(Purpose.CONFIRMATION), {})

    def template(purpose: str) -> str:
        typed = {each: request.form[each] for each in languages_of(purpose) if each in request.form}
        return _templates(desk, _known(purpose), typed)

    def preview(purpose: str, language: str) -> str:
        if language not in languages_of(purpose):
            abort(404)
        tried = _tried(desk, _known(purpose), language, request.form.get(language, ""))
        return render_template("_template_trial.html", tried=tried, limit=ANSWER_LIMIT, sentence=sentence)

    pages.before_request(only_admins)
    pages.add_url_rule("", "index", index)
    pages.add_url_rule("/check", "check", check, methods=["POST"])
    pages.add_url_rule("/templates", "templates", templates)
    pages.add_url_rule("/templates/<purpose>", "template", template, methods=["GET", "POST"])
    pages.add_url_rule("/templates/<purpose>/<language>", "preview", preview, methods=["POST"])
    return pages


# -- the business file


def _given() -> bytes:
    """What was uploaded, else what was pasted."""
    uploaded = request.files.get("file")
    content = uploaded.read() if uploaded else b""
    return content or request.form.get("toml", "").replace("\r\n", "\n").encode("utf-8", "replace")


def _retired(desk: Desk, wanted: Business) -> str:
    """A sender that this file takes away too soon (CA-08), in the sentence of a start; "" for none."""
    app = desk.app
    return retired_senders.why_not(
        retired_senders.missing(wanted, app.deps.clock.now(), app.console.bulk.alarms)
    )


def _business(desk: Desk, verdict: Verdict | None = None, text: str = "") -> str:
    path = desk.app.settings.business_file
    return render_template(
        "settings.html",
        path=path,
        verdict=verdict,
        text=text or _text_of(desk),
        settings=desk.app.settings,
    )


def _text_of(desk: Desk) -> str:
    try:
        return desk.app.settings.business_file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


# -- templates


def _known(purpose: str) -> str:
    return purpose if purpose in map(str, REQUIRED) else abort(404)


def _templates(desk: Desk, purpose: str, typed: dict[str, str]) -> str:
    texts = {each: typed.get(each, _template_text(each, purpose)) for each in languages_of(purpose)}
    return render_template(
        "template_trial.html",
        purpose=purpose,
        purposes=[(str(each), purpose_name(str(each))) for each in REQUIRED],
        texts=texts,
        trials={language: _tried(desk, purpose, language, text) for language, text in texts.items()},
        values=values_of(desk.business, desk.business.senders[0]),
        limit=ANSWER_LIMIT,
        sentence=sentence,
        changed=bool(typed),
    )


def _template_text(language: str, purpose: str) -> str:
    return (SMS / language / f"{purpose}.txt").read_text(encoding="utf-8")


def _tried(desk: Desk, purpose: str, language: str, text: str) -> Trial:
    plain = text.replace("\r\n", "\n")
    return trial(desk.business, desk.business.senders[0], purpose, language, plain)


def purpose_name(purpose: str) -> str:
    """What a template is for, as people say it."""
    names = {
        str(Purpose.CONFIRMATION): _("Confirmation of STOP"),
        str(Purpose.OPT_IN_REPLY): _("Answer to START"),
        str(Purpose.HELP): _("Answer to HELP"),
        str(Purpose.MARKETING_OFF): _("Confirmation of marketing off"),
        str(Purpose.AFTER_HOURS): _("Answer after hours"),
        NOTICE: _("Notice on first messages"),
    }
    return names.get(purpose, purpose)


def sentence(problem: Problem | Trial) -> str:
    """A rule that is broken, or why it is no template, in the reader's language."""
    if isinstance(problem, Trial):
        broken = {
            "syntax": _("This is no template: a placeholder is written as {{ name }}."),
            "only_names": _("Only names may stand between the braces here, such as {{ name }}."),
            "too_long": _("The template is too long."),
            "unknown": _("Nothing is called %(name)s.", name=problem.unknown),
        }
        return broken[problem.broken]
    said = {
        "encoding": _("%(what)s makes it UCS-2: 70 characters a part instead of 160.", what=problem.what),
        "sells": _("It sells (%(what)s), which a confirmation may not.", what=problem.what),
        "digit": _("It asks for a digit (%(what)s) where only STOP opts out.", what=problem.what),
        "missing": _("It does not say %(what)s.", what=_(problem.what)),
        "too_long": _("%(what)s septets: no wording fits one part.", what=problem.what),
    }
    return f"{said[problem.kind]} ({problem.rule})"
