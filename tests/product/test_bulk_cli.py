"""Messages to many, the audit's sample and a campaign's texts on the command line of a running product."""

import json

from tests.product.harness import Product, eventually, new_phone, run_cli


def customers(product: Product, *phones: str) -> None:
    """A list with these numbers is taken over."""
    path = product.data / "list.csv"
    rows = "".join(f"Reader {place},{phone}\n" for place, phone in enumerate(phones))
    path.write_text("name,phone\n" + rows, encoding="utf-8")
    assert product.cli("customers", "import", str(path), "--by", "Robin")[0] == 0


def test_one_is_made_counted_sent_and_shown(product: Product) -> None:
    phones = [new_phone() for _ in range(3)]
    customers(product, *phones)
    numbers = product.data / "numbers.txt"
    numbers.write_text("\n".join(phones), encoding="utf-8")
    told = ("--name", "Friday", "--class", "service", "--numbers", str(numbers))
    told += ("--text", "en=We close at noon, {{ first_name }}.")
    code, made, said = product.cli("bulk", "make", *told, "--by", "Robin")
    assert (code, made["state"], made["audience"]) == (0, "draft", "listed"), said
    assert "STOP" in made["previews"][0]["text"]

    code, checked, _ = product.cli("bulk", "check", made["id"])
    assert (code, checked["state"], checked["recipients"]) == (0, "checked", 3)
    assert product.cli("bulk", "start", made["id"], "--by", "Robin")[1]["state"] == "sending"
    eventually(lambda: product.cli("bulk", "show", made["id"])[1]["state"] == "done")
    for phone in phones:
        eventually(lambda phone=phone: "delivered" in product.states(phone))  # type: ignore[misc]
    assert made["id"] in {each["id"] for each in product.cli("bulk", "list")[1]}


def test_it_refuses_in_one_sentence(product: Product) -> None:
    assert "Name it" in str(product.cli("bulk", "show")[2])
    assert "no such message" in str(product.cli("bulk", "pause", "nothing", "--why", "x")[2])
    code, _, said = product.cli("bulk", "make", "--name", "x", "--class", "service", "--text", "fr=Bonjour")
    assert (code, "a text in en" in str(said)) == (1, True)
    code, _, said = product.cli("bulk", "make", "--name", "x", "--text", "en=Hello")
    assert (code, "The class must be" in str(said) and "CA-01" in str(said)) == (1, True)
    assert product.cli("bulk", "make", "--name", "x", "--text", "Bonjour")[0] == 1


def test_the_audits_sample_is_the_same_twice_and_hides_numbers(product: Product, phone: str) -> None:
    product.cli("send", "--to", phone, "--body", "Your car is ready, call (514) 555-0148.")
    asked = ("report", "--data", str(product.data), "--sample", "500", "--seed", "a", "--out", "-")
    first, again = (run_cli(*asked).stdout.decode() for _ in range(2))

    assert first == again
    assert first.startswith("message,at,to,sender,author,sells,text\n")
    assert phone not in first
    assert "555-0148" not in first
    code, said, _ = product.cli("report", "--sample", "1")
    assert (code, len(said["sample"])) == (0, 1)
    assert said["texts"] >= 1


def test_a_campaigns_texts_are_printed(product: Product) -> None:
    code, said, _ = product.cli("campaign")
    assert code == 0
    texts = {(each["asks"], each["language"]): each for each in said[0]["answers"]}
    assert "stop" in texts["opt_out", "en"]["keywords"]
    assert "arret" in texts["opt_out", "fr"]["keywords"]
    assert json.dumps(said)
