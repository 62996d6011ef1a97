"""Every endpoint in one table; the routes, the checks and the OpenAPI document are made from it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from responder.web.api import campaigns, handlers
from responder.web.api.errors import CODES
from responder.web.api.handlers import Call

Schema = dict[str, Any]
WORDS: Schema = {"type": "string", "minLength": 1, "maxLength": 500, "pattern": r"\S"}
TEXT: Schema = {"type": "string"}
WHEN: Schema = {"type": ["string", "null"], "format": "date-time"}
MOMENT: Schema = {
    "type": "string",
    "format": "date-time",
    "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)$",
}
"""A time that somebody names, with its zone."""

COUNT: Schema = {"type": "integer"}


def record(optional: tuple[str, ...] = (), /, **fields: Schema) -> Schema:
    """An object with exactly these fields; a trailing _ is no part of a name."""
    named = {name.rstrip("_"): schema for name, schema in fields.items()}
    required = [name for name in named if name not in optional]
    return {
        "type": "object",
        "properties": named,
        "required": required,
        "additionalProperties": False,
    }


def rows(schema: Schema) -> Schema:
    """A list of them."""
    return {"type": "array", "items": schema}


CONSENT: Schema = {"enum": ["UNKNOWN", "IMPLIED", "EXPRESS", "OPTED_OUT"]}
CLASS: Schema = {"enum": ["reply", "service", "marketing"]}
SCOPE: Schema = {"enum": ["all", "marketing"]}
OUTCOME: Schema = {"enum": ["opt_out", "not_opt_out"]}
ENTRY: Schema = {
    "type": "object",
    "properties": {"at": WHEN, "kind": TEXT},
    "required": ["at", "kind"],
}
OPTIONAL_OF_SEND = ("from", "language", "by")
SEND = record(
    OPTIONAL_OF_SEND,
    to=WORDS,
    body={"type": "string", "maxLength": 10_000},
    class_=CLASS,
    from_=WORDS,
    language={"enum": ["en", "fr", "es"]},
    by=WORDS,
)
CUSTOMER = record(
    ("id", "numbers", "language", "postal_code", "time_zone", "notes", "by"),
    id=WORDS,
    name={"type": "string", "maxLength": 300},
    numbers={"type": "array", "items": WORDS, "maxItems": 10},
    language={"enum": ["en", "fr", "es"]},
    postal_code=TEXT,
    time_zone=TEXT,
    notes={"type": "string", "maxLength": 4_000},
    by=WORDS,
)
MESSAGE = record(
    id=TEXT, to=TEXT, class_=TEXT, state=TEXT, body=TEXT, reason=TEXT, error_code=COUNT, created_at=WHEN
)
CONSENT_OF = record(number=TEXT, state=CONSENT, marketing=TEXT, since=WHEN, source=TEXT, version=COUNT)
REVIEW = record(id=TEXT, number=TEXT, body=TEXT, rule=TEXT, at=WHEN, age_seconds=COUNT)
NUMBER = record(number=WORDS)
ERROR = record(("rule",), code={"enum": sorted(CODES)}, message=TEXT, rule=TEXT)


ACTS = ("check", "start", "pause", "resume", "stop")
TEXTS: Schema = {
    "type": "object",
    "properties": {each: {"type": "string", "maxLength": 1_600} for each in ("en", "fr", "es")},
    "additionalProperties": False,
}
BULK_WANTED = record(
    ("from", "audience", "language", "ends_at", "numbers"),
    name=WORDS,
    class_={"enum": ["service", "marketing"]},
    texts=TEXTS,
    from_=WORDS,
    audience={"enum": ["everybody", "subscribed", "listed"]},
    language={"enum": ["en", "fr", "es"]},
    ends_at=MOMENT,
    numbers={"type": "array", "items": WORDS, "maxItems": 5_000},
    by=WORDS,
)
COUNTED = ("waiting", "unknown", "sent", "delivered", "failed", "refused", "dropped", "skipped", "taken")
COUNTS = record(**dict.fromkeys((*COUNTED, "opted_out", "to_make"), COUNT))
VERDICT = record(verdict=TEXT, rule=TEXT, reason=TEXT, count=COUNT, until=WHEN)
BULK = record(
    **dict.fromkeys(("id", "name", "class", "state", "from", "audience", "language", "author"), TEXT),
    **dict.fromkeys(("by", "why", "rule"), TEXT),
    **dict.fromkeys(("version", "recipients", "strangers"), COUNT),
    **dict.fromkeys(("created_at", "started_at", "ends_at"), WHEN),
    texts=TEXTS,
    verdicts=rows(VERDICT),
    counts=COUNTS,
    opt_out_per_mille={"type": "number"},
)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One address: what it does, what a key must be allowed, what goes in and comes out."""

    method: str
    path: str
    does: str
    needs: str
    run: Callable[[Call], dict[str, Any]]
    answers: Schema
    takes: Schema | None = None
    status: int = 200

    @property
    def name(self) -> str:
        """Its operation id."""
        return self.run.__name__


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        *("POST", "/messages", "Write to a customer", "write", handlers.send),
        answers=record(id=TEXT, state=TEXT, text=TEXT, parts=COUNT),
        takes=SEND,
        status=201,
    ),
    Endpoint("GET", "/messages/<item>", "One message and its state", "read", handlers.message, MESSAGE),
    Endpoint(
        *("POST", "/consent/lookup", "What a number has agreed to", "read", handlers.consent),
        answers=CONSENT_OF,
        takes=NUMBER,
    ),
    Endpoint(
        *("POST", "/optouts", "Opt a number out", "write", handlers.opt_out),
        answers=record(number=TEXT, state=CONSENT, marketing=TEXT, changed={"type": "boolean"}),
        takes=record(("scope",), number=WORDS, by=WORDS, reason=WORDS, how=WORDS, scope=SCOPE),
    ),
    Endpoint(
        *("POST", "/customers", "Add or change a customer; an empty field changes nothing", "write"),
        run=handlers.save_customer,
        answers=record(id=TEXT, result={"enum": ["new", "changed", "same"]}, note=TEXT),
        takes=CUSTOMER,
    ),
    Endpoint(
        *("GET", "/optouts", "A page of the numbers that have opted out", "read", handlers.opt_outs),
        answers=record(
            optouts=rows(record(number=TEXT, since=WHEN, source=TEXT)), next={"type": ["string", "null"]}
        ),
    ),
    Endpoint(
        *("POST", "/timeline/lookup", "Everything about a number", "read", handlers.timeline),
        answers=record(entries=rows(ENTRY)),
        takes=NUMBER,
    ),
    Endpoint(
        *("GET", "/reviews", "What waits for a person", "read", handlers.reviews),
        answers=record(reviews=rows(REVIEW)),
    ),
    Endpoint(
        *("POST", "/reviews/<item>/decision", "Decide a review", "write", handlers.decide),
        answers=record(id=TEXT, decision=OUTCOME, state=CONSENT, marketing=TEXT),
        takes=record(decision=OUTCOME, by=WORDS, why=WORDS),
    ),
    Endpoint(
        *("GET", "/bulks", "The newest messages to many", "read", campaigns.bulks),
        answers=record(bulks=rows(BULK)),
    ),
    Endpoint(
        *("POST", "/bulks", "Write a message to many; nothing goes yet", "write", campaigns.make_bulk),
        answers=BULK,
        takes=BULK_WANTED,
        status=201,
    ),
    Endpoint("GET", "/bulks/<item>", "One message to many", "read", campaigns.one_bulk, BULK),
    Endpoint(
        *("GET", "/bulks/<item>/previews", "Its exact texts", "read", campaigns.bulk_previews),
        answers=record(previews=rows(record(language=TEXT, text=TEXT, parts=COUNT, encoding=TEXT))),
    ),
    Endpoint(
        *(
            "POST",
            "/bulks/<item>/acts",
            "Check, start, pause, resume or stop",
            "write",
            campaigns.act_on_bulk,
        ),
        answers=BULK,
        takes=record(("why",), act={"enum": [*ACTS]}, version=COUNT, by=WORDS, why=TEXT),
    ),
)


def document() -> dict[str, Any]:
    """The OpenAPI 3.1 document."""
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in ENDPOINTS:
        path = endpoint.path.replace("<", "{").replace(">", "}")
        paths.setdefault(path, {})[endpoint.method.lower()] = _operation(endpoint)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Responder", "version": "1"},
        "servers": [{"url": "/api/v1"}],
        "security": [{"key": []}],
        "paths": paths,
        "components": {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
    }


def _operation(endpoint: Endpoint) -> dict[str, Any]:
    said = {str(endpoint.status): _content(endpoint.does, endpoint.answers)}
    told = {"default": _content("What went wrong", ERROR)}
    found = {"operationId": endpoint.name, "summary": endpoint.does, "responses": said | told}
    parameters = [_parameter(name, where) for name, where in _PARAMETERS.items() if _has(endpoint, name)]
    body = {"requestBody": {"required": True, **_json(endpoint.takes)}} if endpoint.takes else {}
    return {**found, "parameters": parameters, **body}


_PARAMETERS = {"item": "path", "cursor": "query", "Idempotency-Key": "header"}


def _has(endpoint: Endpoint, name: str) -> bool:
    homes = {"cursor": "opt_outs", "Idempotency-Key": "send"}
    return endpoint.name == homes[name] if name in homes else f"<{name}>" in endpoint.path


def _parameter(name: str, where: str) -> dict[str, Any]:
    return {"name": name, "in": where, "required": where == "path", "schema": TEXT}


def _json(schema: Schema) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


def _content(description: str, schema: Schema) -> dict[str, Any]:
    return {"description": description, **_json(schema)}
