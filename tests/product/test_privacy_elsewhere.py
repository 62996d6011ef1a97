"""A marker word and number through every command, list, mail, picture, reminder and message to many (I8).

Whoever asks a command is shown the number that they named; its log is not.
"""

import json
import re
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink

from responder.cli import COMMANDS
from responder.domain.customers.customer import Appointment, Customer
from responder.domain.staff.accounts import Role
from responder.flows.inbox import desk as desk_flow
from responder.flows.inbox.notices import set_address
from responder.flows.staff import accounts
from responder.settings.environment import load_settings
from responder.wiring.product import App, build
from tests.pictures import as_url, photo
from tests.processes import free_port
from tests.product.harness import BUSINESS_FILE, Product, eventually, run_cli
from tests.product.leaks import BLOCKED, MARKER, NUMBER, OTHER, everything_written, found_in

SERVERS = {"serve", "work", "relay"}
"""The commands that the product itself runs: what they write is in its logs."""

BUSINESS = BUSINESS_FILE + '\n[appointments]\nreminders = ["5m"]\n\n[notices]\nafter_minutes = 1\n'
STORE_FAILS = "after-commit:raise@0.2,after-wake:raise@0.2,after-claim:raise@0.2,before-settle:raise@0.2"
MINUTE = 60_000
ALICE = "+13435550116"
"""Nobody but the mail is about her."""


class Mailbox(Sink):
    """A mail server that keeps what it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.mails: list[str] = []

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:  # noqa: N802
        self.mails.append(envelope.content.decode())  # type: ignore[attr-defined]
        return "250 OK"


class Everywhere:
    """The product with all that it can have, and what its commands said on stderr."""

    def __init__(self, product: Product, app: App, mailbox: Mailbox) -> None:
        self.product, self.app, self.mailbox = product, app, mailbox
        self.logged: dict[str, str] = {}
        self.asked: set[str] = set()

    def asks(self, *arguments: str, stdin: str = "") -> str:
        """A command; what it says to whoever asked."""
        done = run_cli("--data", str(self.product.data), *arguments, stdin=stdin.encode())
        self.asked.add(arguments[0])
        log = "\n".join(line for line in done.stderr.decode().splitlines() if _is_log(line))
        self.logged[f"{arguments[0]} {len(self.logged)}"] = log
        return done.stdout.decode()


def _is_log(line: str) -> bool:
    """A line of the log: JSON, or of a traceback. The sentence for whoever asked is neither."""
    return line.startswith(("{", "Traceback", "  ")) or bool(re.match(r"[\w.]+(Error|Exception)\b", line))


@pytest.fixture(scope="module")
def everywhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Everywhere]:
    folder, mailbox = tmp_path_factory.mktemp("elsewhere"), Mailbox()
    server = Controller(mailbox, hostname="127.0.0.1", port=free_port())
    server.start()
    hits = folder / "hits"
    hits.touch()
    settings = {
        "LOG_LEVEL": "debug",
        "SMTP_URL": f"smtp://127.0.0.1:{server.port}",
        "MAIL_FROM": "desk@garage.example",
        "RESPONDER_FAILPOINT": STORE_FAILS,
        "RESPONDER_FAILPOINT_LOG": str(hits),
    }
    product = Product(folder, settings=settings, business=BUSINESS)
    try:
        product.start()
        app = build(load_settings(product.env), 2, within=10)
        away(product, app)
        yield Everywhere(product, app, mailbox)
        app.jobs.queue.connection.close()
        app.console.pool.disconnect()
    finally:
        product.stop()
        server.stop()


def away(product: Product, app: App) -> None:
    """ALICE's text waits for Dana, who is away: in a minute she is told by mail."""
    desk, customers = app.console.desk, app.console.customers
    dana = accounts.add(desk, "dana", "Dana Roy", Role.AGENT, "correct horse")
    set_address(desk, app.console.notices.book, dana, "dana@garage.example")
    customers.save(Customer(customers.new_id(), "Alice Roy", numbers=(ALICE,)), int(time.time() * 1_000))
    product.phones.text(ALICE, f"The {MARKER}, please call {NUMBER}")
    eventually(lambda: product.timeline(ALICE))
    desk_flow.assign(desk, dana, ALICE, "conversation", dana.id)


def csv(product: Product, name: str, text: str) -> str:
    path = product.data / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def commands(product: Product) -> list[tuple[str, ...]]:
    """Every command with what it takes, right and wrong; numbers and words where anything may be typed."""
    people = csv(product, "people.csv", f"name,phone,notes\nCarol,{NUMBER},{MARKER}\nNobody,{NUMBER}9,x\n")
    numbers = csv(product, "numbers.csv", f"phone,reason\n{BLOCKED},{MARKER}\n{MARKER},\n")
    broken = csv(product, "broken.csv", f'phone,"{MARKER}\n{NUMBER}')
    export, out = str(product.data / "export"), str(product.data / "out")
    Path(out).mkdir()
    who = ("--by", MARKER)
    why = (*who, "--reason", f"{MARKER} {NUMBER}")
    asked = ("--name", MARKER, "--class", "service", "--text", f"en=The {MARKER} is ready.")
    wrong = f"{NUMBER}000000{MARKER}"
    return [
        ("send", "--to", NUMBER, "--body", f"The {MARKER} is ready."),
        ("send", "--to", wrong, "--body", MARKER),
        ("send", "--to", NUMBER, "--body", MARKER, "--class", MARKER),
        ("send", "--to", NUMBER, "--body", f"{MARKER} " * 900),
        ("consent", NUMBER),
        ("consent", wrong),
        ("timeline", NUMBER),
        ("basis", NUMBER, "--kind", "inquiry", "--date", "2026-11-01", *who, "--evidence", MARKER),
        ("basis", NUMBER, "--kind", "inquiry", "--date", MARKER, *who, "--evidence", MARKER),
        ("rules", "--for", NUMBER),
        ("rules", "--at", MARKER),
        ("reconcile",),
        ("reconcile", "--since", MARKER),
        ("unsent", "list"),
        ("unsent", "again", MARKER),
        ("sending", "list"),
        ("sending", "stop", "--sender", NUMBER, *who, "--why", MARKER),
        ("review", "list"),
        ("review", "decide", MARKER, "opt_out", *who, "--why", MARKER),
        ("rescan",),
        ("customers", "import", people, *who),
        ("customers", "import", broken),
        ("customers", "export", f"{export}.customers"),
        ("optouts", "import", numbers, *who),
        ("optouts", "import", broken),
        ("optouts", "export", f"{export}.optouts"),
        ("numbers", "deactivated", numbers),
        ("numbers", "checked", numbers, "--checked", MARKER),
        ("ledger", "export", f"{export}.ledger"),
        ("ledger", "verify", f"{export}.ledger"),
        ("ledger", "verify", people),
        ("evidence", NUMBER, "--out", out),
        ("evidence", wrong, "--out", out),
        ("backup", f"{export}.backup"),
        ("restore", people),
        ("staff", "add", "--login", "robin", "--name", MARKER, "--role", "admin"),
        ("staff", "disable", "--login", f"{MARKER}9"),
        ("keys", "add", MARKER, "--role", "reader"),
        ("keys", "revoke", MARKER),
        ("bulk", "make", *asked, *who),
        ("bulk", "make", "--name", MARKER, "--class", "service", "--text", f"en={{{{ {MARKER} }}}}"),
        ("bulk", "show", MARKER),
        ("report", "--sample", "5"),
        ("campaign",),
        ("doctor",),
        ("migrate",),
        ("seed-demo",),
        ("unsubscribe", OTHER, *why),
        ("unsubscribe", wrong, *why),
        ("erase", BLOCKED, *why),
    ]


def test_no_command_writes_what_it_was_given_into_a_log(everywhere: Everywhere) -> None:
    product = everywhere.product
    product.phones.text(NUMBER, f"Is the {MARKER} ready?")
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda arguments: everywhere.asks(*arguments), commands(product)))
    everywhere.asks("send", "--to", NUMBER, "--body", "-", stdin=f"The {MARKER}.")
    everywhere.asks("classify", stdin=json.dumps({"text": f"{MARKER} {NUMBER}"}) + f"\n{MARKER}\n")
    assert everywhere.asked | SERVERS == set(COMMANDS)
    nothing_is_told(everywhere)


def test_no_command_that_finds_redis_asleep_writes_it_into_a_log(everywhere: Everywhere) -> None:
    product = everywhere.product
    product.kill("valkey", signal.SIGSTOP)
    try:
        for arguments in (("consent", NUMBER), ("send", "--to", NUMBER, "--body", MARKER)):
            everywhere.asks(*arguments)
    finally:
        product.kill("valkey", signal.SIGCONT)
    nothing_is_told(everywhere)


def test_no_log_holds_what_goes_to_many(everywhere: Everywhere) -> None:
    """Counted, started, each made by the relay while the store fails now and then; one of them refused.

    Not until all have left: behind a text of unknown outcome the next one waits ten minutes.
    """
    product = everywhere.product
    people = csv(product, "many.csv", f"name,phone\n{MARKER} One,{NUMBER}\n{MARKER} Two,{OTHER}\n")
    product.cli("customers", "import", people)
    told = ("--name", MARKER, "--class", "service", "--text", f"en={MARKER}: we close, {{{{ first_name }}}}.")
    made = eventually(lambda: product.cli("bulk", "make", *told, "--by", "Robin")[1])
    eventually(lambda: product.cli("bulk", "check", made["id"])[0] == 0)
    product.phones.script(NUMBER, create_code=21211)
    eventually(lambda: product.cli("bulk", "start", made["id"], "--by", MARKER)[0] == 0)

    def all_are_made() -> bool:
        shown = product.cli("bulk", "show", made["id"])[1]
        return bool(shown["state"] == "done" or not shown["counts"]["to_make"])

    eventually(all_are_made)
    product.phones.script(NUMBER)
    nothing_is_told(everywhere)


def test_no_log_holds_what_a_reminder_says_or_to_whom(everywhere: Everywhere) -> None:
    app, now = everywhere.app, int(time.time() * 1_000)
    customers, diary = app.console.customers, app.console.appointments
    carol = customers.save(Customer(customers.new_id(), f"Carol {MARKER}", numbers=(NUMBER,)), now)
    at = now + 5 * MINUTE + 2_000
    wheels = diary.save(
        Appointment(diary.new_id(carol.id), carol.id, at, MARKER, notes=MARKER, timed_at=now), now
    )
    eventually(lambda: [each for each in app.console.diary.book.of(wheels.id).values() if each.settled])
    nothing_is_told(everywhere)


def jpeg() -> dict[str, str]:
    return {"url": as_url(photo(300, 200)), "content_type": "image/jpeg"}


def test_no_log_file_name_or_address_holds_what_comes_with_a_picture(everywhere: Everywhere) -> None:
    """One that can be read, one that is none, one that the provider does not give."""
    phones, album = everywhere.product.phones, everywhere.product.data / "pictures"
    phones.text(NUMBER, f"The {MARKER}", media=[jpeg()])
    eventually(lambda: list(album.rglob("*")))
    broken = {"url": as_url(MARKER.encode(), "image/png"), "content_type": "image/png"}
    phones.text(NUMBER, f"{MARKER}", media=[broken])
    phones.faults(media="500")
    phones.text(NUMBER, f"{MARKER}", media=[jpeg()])
    log = everywhere.product.data / "log" / "relay.log"
    eventually(lambda: "picture_waits" in log.read_text())
    phones.mend()
    nothing_is_told(everywhere)


def test_a_mail_about_a_text_that_waits_shows_its_senders_name_alone(everywhere: Everywhere) -> None:
    """Told while away: no number and no words in its subject, its headers, its text or a log."""
    mail = eventually(lambda: everywhere.mailbox.mails)[0]

    assert "Subject: A text waits for you: Alice Roy" in mail
    assert found_in(mail) == []
    assert ALICE[2:] not in re.sub(r"\D", "", mail)
    nothing_is_told(everywhere)


def nothing_is_told(everywhere: Everywhere) -> None:
    """Logs, queues, pages, what commands logged, and the names of all files but those somebody asked for."""
    product = everywhere.product
    made = [path for path in product.data.rglob("*") if path.parent.name != "out"]
    names = {f"a name in {path.parent}": path.name for path in made}
    written = everything_written(product) | everywhere.logged | names
    assert {name: found for name, text in written.items() if (found := found_in(text))} == {}
