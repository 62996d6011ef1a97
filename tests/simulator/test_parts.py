"""The simulator's pure parts, and its independence from the rest."""

import ast
import json

import pytest

from responder.simulator import optout, segments
from responder.simulator.optout import Situation, react
from responder.simulator.webhook import signing
from responder.simulator.webhook.overrides import target
from tests.simulator.harness import ROOT

PACKAGE = ROOT / "responder" / "simulator"


def imports(source: str) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            found.add("." * node.level + (node.module or ""))
    return found


def test_the_simulator_imports_nothing_else_of_the_project() -> None:
    for path in PACKAGE.rglob("*.py"):
        for name in imports(path.read_text(encoding="utf-8")):
            ours = name.split(".")[0] in ("responder", "workers")
            assert not ours or name.startswith("responder.simulator"), f"{path.name} imports {name}"
            assert not name.startswith((".", "twilio")), f"{path.name} imports {name}"


def test_every_file_is_short_and_says_what_it_is_for() -> None:
    for path in PACKAGE.rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        assert ast.get_docstring(ast.parse(source)), path.name
        assert source.count("\n") < 300, path.name


def test_no_function_is_longer_than_forty_lines() -> None:
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                assert (node.end_lineno or 0) - node.lineno < 40, f"{path.name}: {node.name}"


@pytest.mark.parametrize(
    ("url", "params", "expected"),
    [
        (
            "https://mycompany.com/myapp.php?foo=1&bar=2",
            [
                ("CallSid", "CA1234567890ABCDE"), ("Caller", "+14158675309"), ("Digits", "1234"),
                ("From", "+14158675309"), ("To", "+18005551212"),
            ],
            "RSOYDt4T1cUTdK1PDd93/VVr8B8=",
        ),
    ],
)  # fmt: skip
def test_the_documented_signature_comes_out(url: str, params: signing.Pairs, expected: str) -> None:
    assert signing.signature(url, params, "12345") == expected
    with_login = url.replace("//", "//user:pass@") + "#rc=2"
    assert signing.signature(with_login, params, "12345") == expected
    assert signing.signature(url, params[::-1], "12345") == expected


def test_every_generated_form_vector_is_signed_alike() -> None:
    path = ROOT.parent / "shared" / "twilio" / "signature_vectors.json"
    if not path.exists():
        pytest.skip("the collected facts are not on this machine")
    checked = 0
    for vector in json.loads(path.read_text())["vectors"]:
        if vector["kind"] != "generated" or not vector["expect_valid"]:
            continue
        pairs = [(name, value) for name, value in vector.get("params", [])]
        signature = signing.signature(vector["url"], pairs, vector["auth_token"], vector["algorithm"])
        assert signature == vector["signature"], vector["id"]
        checked += 1
    assert checked >= 10


def test_a_spoiled_signature_looks_like_one() -> None:
    good = signing.signature("http://x/", [], "k")
    assert signing.spoiled(good) != good and len(signing.spoiled(good)) == len(good)


def test_overrides_have_twilios_defaults_and_limits() -> None:
    plain = target("https://user:p%40ss@h.example:8443/a?x=1#e=ashburn&sni=y")
    assert (plain.url, plain.user, plain.password) == ("https://h.example:8443/a?x=1", "user", "p@ss")
    assert (plain.connect, plain.read, plain.total, plain.retries) == (5000, 15000, 15000, 1)
    assert plain.retries_on("ct") and not plain.retries_on("rt")
    limits = target("http://h/#ct=1&rt=99999&tt=abc&rc=77&rp=4xx,rt")
    assert (limits.connect, limits.read, limits.total, limits.retries) == (100, 15000, 15000, 5)
    assert limits.retries_on("4xx") and not limits.retries_on("ct")
    assert target("http://h/#rp=all").retries_on("reset")


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 1), ("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3), ("€" * 80, 1), ("€" * 81, 2),
     ("ê" * 70, 1), ("ê" * 71, 2), ("👍" * 35, 1), ("👍" * 36, 2)],
)  # fmt: skip
def test_segments_are_counted(text: str, count: int) -> None:
    assert segments.count(text) == count


def test_no_mode_reacts_to_ordinary_words() -> None:
    for kind in ("long_code", "toll_free", "short_code"):
        for mode in ("off", "default", "advanced"):
            for body in ("", "hello", "stop it", "opt out"):
                assert react(Situation(kind, mode, body)) == optout.Reaction()


def test_outside_a_service_advanced_has_no_mark() -> None:
    assert react(Situation("long_code", "advanced", "STOP", in_service=False)).opt_out_type is None
