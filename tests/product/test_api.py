"""The API of a running product, over real HTTP."""

import json
from typing import Any

from tests.product.harness import Product, eventually


def ask(product: Product, token: str, path: str, body: Any) -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    url = f"{product.url}/api/v1{path}"
    answer = product.http.request("POST", url, body=json.dumps(body), headers=headers, timeout=10)
    return answer.status, json.loads(answer.data)


def test_a_program_writes_to_a_customer_and_opts_one_out(product: Product, phone: str) -> None:
    code, key, _ = product.cli("keys", "add", "till", "--role", "operator")
    assert code == 0
    text = {"to": phone, "body": "Your car is ready.", "class": "service"}
    assert ask(product, key["key"], "/messages", text)[0] == 201
    eventually(lambda: product.states(phone) == ["delivered"])

    gone = {"number": phone, "by": "Dana", "reason": "asked", "how": "telephone"}
    assert ask(product, key["key"], "/optouts", gone) == (
        200,
        {"number": phone, "state": "OPTED_OUT", "marketing": "ok", "changed": True},
    )
    assert product.consent(phone) == "OPTED_OUT"
    assert ask(product, key["key"], "/messages", text)[1]["rule"] == "I1"
    assert product.cli("keys", "revoke", key["id"])[0] == 0
    assert ask(product, key["key"], "/messages", text)[0] == 401
    assert product.cli("review", "list")[1] == []
    assert product.cli("rescan", "--dry-run")[1]["queued"] == 0
