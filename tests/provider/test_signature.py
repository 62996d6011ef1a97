"""Only what Twilio signed comes in: its own validator is the oracle, hostile requests are just refused."""

import base64
import hmac
import json
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

from responder.provider.signature import MAX_FIELDS, BadForm, Verifier, parse_form
from tests.provider.twilio_stub import SHARED

TOKEN = "12345"
KEY, SECRET = "webhooks_sharedkey_01", "a shared secret"
URL = "https://mycompany.com/myapp.php?foo=1&bar=2"
CALL = [
    ("CallSid", "CA1234567890ABCDE"),
    ("Caller", "+14158675309"),
    ("Digits", "1234"),
    ("From", "+14158675309"),
    ("To", "+18005551212"),
]
TEXT = [("Body", "  STOP \n"), ("From", "+14155550101"), ("To", "+14155550199"), ("ToCity", "")]
INBOUND = "https://sms.example.com/twilio/inbound"


def valid(
    url: str,
    pairs: list[tuple[str, str]] | None,
    signature: str | None,
    settings: str | None = None,
    body: bytes = b"",
    **secrets: Any,
) -> bool:
    """A request as the webhook sees it: the base and the route are configured, the query is the request's."""
    address = urlsplit(url)
    verifier = Verifier(
        secrets.get("token", TOKEN),
        secrets.get("shared", {KEY: SECRET}),
        f"{address.scheme}://{address.netloc}#rc=3&rp=all",
    )
    return verifier.valid(address.path, address.query, pairs, body, signature, settings)


def sign(text: str, secret: str = TOKEN, digest: str = "sha1") -> str:
    return base64.b64encode(hmac.digest(secret.encode(), text.encode(), digest)).decode()


# From the test suites of Twilio's libraries (MIT): twilio-python 306691e, twilio-node 45d3d65.
@pytest.mark.parametrize(
    ("url", "pairs", "signature", "expected"),
    [
        (URL, CALL, "RSOYDt4T1cUTdK1PDd93/VVr8B8=", True),
        (URL, CALL, "kvajT1Ptam85bY51eRf/AJRuM3w=", True),  # made over the URL with :443
        (
            "https://user:pass@mycompany.com:443/myapp.php?foo=1&bar=2",
            CALL,
            "RSOYDt4T1cUTdK1PDd93/VVr8B8=",
            True,
        ),
        (URL, CALL, "fake_signature", False),
        (
            URL,
            [
                ("Sid", "CA123"),
                ("SidAccount", "AC123"),
                *(("Digits", digits) for digits in ("5678", "1234", "1234")),
            ],
            "IK+Dwps556ElfBT0I3Rgjkr1wJU=",
            True,
        ),
    ],
)
def test_it_agrees_with_the_vectors_of_twilios_libraries(
    url: str, pairs: list[tuple[str, str]], signature: str, expected: bool
) -> None:
    assert valid(url, pairs, signature) is expected


def test_a_json_body_counts_only_with_its_hash_in_the_signed_query() -> None:
    body = b'{"property": "value", "boolean": true}'
    hashed = "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620"
    url = f"https://mycompany.com/myapp.php?bodySHA256={hashed}"
    assert valid(url, None, "y77kIzt2vzLz71DgmJGsen2scGs=", body=body)
    assert not valid(url, None, "y77kIzt2vzLz71DgmJGsen2scGs=", body=body + b" ")
    assert not valid(url, None, "y77kIzt2vzLz71DgmJGsen2scGs=", body=b"")
    assert not valid(URL, None, sign(URL), body=body)


def test_get_signs_the_url_alone() -> None:
    url = f"{INBOUND}?{urlencode(TEXT)}"
    assert valid(url, None, sign(url))
    assert not valid(url + "&Body=START", None, sign(url))


def _vectors() -> list[dict[str, Any]]:
    path = SHARED / "twilio/signature_vectors.json"
    return json.loads(path.read_text())["vectors"] if path.exists() else []


# Our public URL loses its credentials, as Twilio's does before it signs (TWILIO.md §0.4). So the three that
# the libraries signed with them are refused, and the one that shows an app that keeps them is accepted.
_CREDENTIALS = {
    "userinfo-in-url": False,
    "username-only-in-url": False,
    "userinfo-in-url-signed-443": False,
    "sms-userinfo-kept-by-app": True,
}


@pytest.mark.skipif(not _vectors(), reason="../shared is not here")
@pytest.mark.parametrize("vector", _vectors(), ids=lambda vector: vector["id"])
def test_it_agrees_with_every_collected_vector(vector: dict[str, Any]) -> None:
    pairs = [(name, value) for name, value in vector["params"]] if "params" in vector else None
    secrets: dict[str, Any] = {"token": vector["auth_token"]}
    settings = None
    if vector["algorithm"] == "HMAC_SHA256":
        secrets["shared"], settings = {KEY: vector["auth_token"]}, f"key={KEY},algorithm=HMAC_SHA256"
    body = vector.get("json_body", "").encode()
    expected = _CREDENTIALS.get(vector["id"], vector["expect_valid"])
    assert valid(vector["url"], pairs, vector["signature"], settings, body, **secrets) is expected


_words = st.text(st.characters(codec="utf-8"), max_size=12)
_pairs = st.lists(st.tuples(_words, _words), max_size=8)
_queries = st.dictionaries(_words, _words, max_size=3).map(urlencode)
_ports = st.sampled_from(["", ":443", ":80", ":8443"])


@given(_pairs, _queries, _ports, st.sampled_from(["http", "https"]), st.booleans())
@example([("a", "2"), ("a", "1"), ("a", "2"), ("A", ""), ("", "x")], "", "", "https", True)
def test_it_agrees_with_twilios_validator(
    pairs: list[tuple[str, str]], query: str, port: str, scheme: str, honest: bool
) -> None:
    url = f"{scheme}://sms.example.com{port}/twilio/inbound" + (query and f"?{query}")
    oracle, params = RequestValidator(TOKEN), MultiDict(pairs)
    signature = oracle.compute_signature(url, params) if honest else sign("something else")
    assert oracle.validate(url, params, signature) is honest
    assert valid(url, pairs, signature) is honest


@given(st.lists(st.tuples(_words.filter(bool), _words), max_size=8))
def test_a_form_is_read_as_it_was_written(pairs: list[tuple[str, str]]) -> None:
    assert parse_form(urlencode(pairs).encode()) == pairs
    assert parse_form("&".join(f"{quote(name)}={quote(value)}" for name, value in pairs).encode()) == pairs


@pytest.mark.parametrize(
    ("body", "pairs"),
    [
        (b"", []),
        (b"Body=&To", [("Body", ""), ("To", "")]),
        (b"&&Body=+a%20b%0A&", [("Body", " a b\n")]),
        (b"Body=1%2B1=2", [("Body", "1+1=2")]),
        (b"Body=%F0%9F%91%8D\xc3\xa9", [("Body", "👍é")]),
        (b"Body=\xff%FF%ED%A0%80", [("Body", "\ufffd" * 5)]),
        (b"%zz=%", [("%zz", "%")]),
    ],
)
def test_odd_forms_are_read_without_loss(body: bytes, pairs: list[tuple[str, str]]) -> None:
    assert parse_form(body) == pairs


def test_a_form_of_too_many_fields_is_refused() -> None:
    assert len(parse_form(b"&".join([b"a=1"] * MAX_FIELDS))) == MAX_FIELDS
    with pytest.raises(BadForm):
        parse_form(b"&".join([b"a=1"] * (MAX_FIELDS + 1)))


@given(st.text(max_size=30), st.text(max_size=60), st.binary(max_size=60), st.none() | st.text(max_size=60))
@example("\ud800", "", b"", None)
@example("", "bodySHA256=" + "0" * 64, b"\xff", "é")
@example("bodySHA256=é", f"key={KEY},algorithm=HMAC_SHA256", b"a", "\ud800")
def test_hostile_requests_are_refused_and_never_raise(
    query: str, settings: str, body: bytes, signature: str | None
) -> None:
    hostile = [*parse_form(body[:200]), (query, settings)]
    for pairs in (None, [], hostile):
        assert not valid(INBOUND + "?", pairs, signature, settings, body)
        assert Verifier(TOKEN, {}, INBOUND).valid(query, query, pairs, body, signature, None) is False


SIGNED_TEXT = INBOUND + "".join(name + value for name, value in TEXT)


@pytest.mark.parametrize(
    ("settings", "secret", "digest", "expected"),
    [
        (None, TOKEN, "sha1", True),
        ("", TOKEN, "sha1", True),
        (f"key={KEY},algorithm=HMAC_SHA256", SECRET, "sha256", True),
        (f" algorithm = HMAC_SHA1 , key={KEY}", SECRET, "sha1", True),
        # A header never lets a weaker or another check take the place of the one that it names.
        (f"key={KEY},algorithm=HMAC_SHA256", SECRET, "sha1", False),
        (f"key={KEY},algorithm=HMAC_SHA256", TOKEN, "sha1", False),
        (f"key={KEY},algorithm=HMAC_SHA256", TOKEN, "sha256", False),
        (f"key={KEY}", SECRET, "sha1", False),
        (f"key={KEY}", TOKEN, "sha1", False),
        ("key=unknown,algorithm=HMAC_SHA256", TOKEN, "sha256", False),
        ("key=unknown,algorithm=HMAC_SHA1", TOKEN, "sha1", False),
        ("algorithm=HMAC_SHA1", TOKEN, "sha1", False),
        (f"key={KEY},algorithm=none", TOKEN, "sha1", False),
        (f"key={KEY},algorithm=HMAC_MD5", SECRET, "md5", False),
        (f"key={KEY},algorithm=HMAC_SHA256,algorithm=HMAC_SHA1", SECRET, "sha1", False),
        ("nonsense", TOKEN, "sha1", False),
        (None, TOKEN, "sha256", False),
    ],
)
def test_the_settings_header_names_the_key_and_the_algorithm(
    settings: str | None, secret: str, digest: str, expected: bool
) -> None:
    assert valid(INBOUND, TEXT, sign(SIGNED_TEXT, secret, digest), settings) is expected


@pytest.mark.parametrize(
    ("public_url", "signed"),
    [
        ("https://user:p%40ss@sms.example.com", "https://sms.example.com/in"),
        ("https://user@sms.example.com:8443/", "https://sms.example.com:8443/in"),
        ("https://sms.example.com:8443", "https://sms.example.com/in"),
        ("https://sms.example.com/app/", "https://sms.example.com:443/app/in"),
        ("https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443/in"),
        ("http://[2001:db8::1]", "http://[2001:db8::1]/in"),
        ("HTTPS://SMS.example.com#rc=3", "https://SMS.example.com/in"),
    ],
)
def test_the_public_url_may_have_a_port_a_path_a_user_and_a_fragment(public_url: str, signed: str) -> None:
    verifier = Verifier(TOKEN, {}, public_url)
    assert verifier.valid("/in", "", [], b"", sign(signed), None)
    assert not verifier.valid("/in/", "", [], b"", sign(signed), None)


@pytest.mark.parametrize(
    ("token", "shared", "public_url"),
    [
        ("", {}, "https://sms.example.com"),
        (TOKEN, {KEY: ""}, "https://sms.example.com"),
        (TOKEN, {}, "sms.example.com"),
        (TOKEN, {}, "ftp://sms.example.com"),
        (TOKEN, {}, "https://"),
        (TOKEN, {}, "https://[::1"),
        (TOKEN, {}, "https://sms.example.com:99999"),
        (TOKEN, {}, "https://sms.example.com:four"),
    ],
)
def test_unusable_settings_stop_the_start(token: str, shared: dict[str, str], public_url: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Verifier(token, shared, public_url)


def test_the_order_of_the_fields_and_repeated_ones_do_not_matter() -> None:
    assert valid(INBOUND, [*reversed(TEXT), TEXT[0]], sign(SIGNED_TEXT))
    assert not valid(INBOUND, [*TEXT, ("Body", "START")], sign(SIGNED_TEXT))


def test_while_the_token_is_changed_either_signs() -> None:
    verifier = Verifier([TOKEN, "the-old-one"], {KEY: SECRET}, "https://sms.example.com")
    for token, expected in ((TOKEN, True), ("the-old-one", True), ("another", False)):
        signature = sign(SIGNED_TEXT, token)
        assert verifier.valid("/twilio/inbound", "", TEXT, b"", signature, None) is expected


@pytest.mark.parametrize("tokens", [[], [TOKEN, ""]])
def test_no_token_and_an_empty_one_sign_nothing(tokens: list[str]) -> None:
    with pytest.raises(ValueError, match="empty"):
        Verifier(tokens, {}, "https://sms.example.com")


def test_one_verifier_serves_many_requests() -> None:
    verifier = Verifier(TOKEN, {}, "https://sms.example.com")
    for text in ("STOP", "START", "STOP"):
        signature = sign(f"{INBOUND}Body{text}")
        assert verifier.valid("/twilio/inbound", "", [("Body", text)], b"", signature, None)
