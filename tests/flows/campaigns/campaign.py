"""A message to many on the world of the flows' tests: Robin, an admin, and the relay that serves it."""

from dataclasses import dataclass, replace

from responder.adapters.templates.placeholders import BulkTexts
from responder.domain.campaigns.campaign import Act, Bulk, Counts, Line
from responder.domain.customers.customer import Customer
from responder.domain.records import HOUR
from responder.domain.staff.accounts import Role, StaffMember
from responder.flows.campaigns import auto_pause, edit, preflight, report, run
from responder.flows.campaigns.edit import Order, Wanted
from responder.flows.staff import accounts
from responder.ports import Deps
from responder.ports.campaigns import BulkDeps
from responder.store.campaigns.campaigns import RedisBulks
from responder.store.campaigns.counts import RedisHourCounts
from responder.store.campaigns.opt_out_alarms import RedisOptOutAlarms
from responder.store.inbox.conversations import Conversations
from tests.flows.shop import PASSWORD, desk_deps

TEXTS = {"en": "Hi {{ first_name }}, we close at noon on Friday.", "fr": "Nous fermons vendredi à midi."}
TEN_PERCENT = Line("CA-26", "a test", "judgement", "opt_outs", "bulk", 100, 10, 72 * HOUR, 0, 1 << 30)


def bulk_deps(deps: Deps, client: object) -> BulkDeps:
    """What messages to many need, on these dependencies."""
    keys, desk = deps.store.keys, desk_deps(deps, client)
    return BulkDeps(
        *(desk, desk.customers, Conversations(client, keys), RedisBulks(client, keys)),
        *(RedisOptOutAlarms(client, keys), RedisHourCounts(client, keys), BulkTexts(deps.business)),
    )


def number(place: int) -> str:
    """One of ten thousand fictional numbers in Montreal."""
    return f"+1514{place // 100 + 200}01{place % 100:02d}"


@dataclass
class Campaign:
    """Told in verbs."""

    world: object
    deps: BulkDeps
    robin: StaffMember

    def customer(self, place: int, **details: object) -> Customer:
        fresh = Customer(
            self.deps.customers.new_id(), f"Customer {place}", numbers=(number(place),), **details
        )
        return self.deps.customers.save(fresh, self.world.clock.now())

    def customers(self, count: int, **details: object) -> list[Customer]:
        return [self.customer(place, **details) for place in range(count)]

    def written(self, **details: object) -> Bulk:
        wanted = replace(Wanted("Friday", "service", TEXTS), **details)
        return edit.make(self.deps, self.robin, wanted)

    def acts(self, found: Bulk, act: Act, why: str = "") -> Bulk:
        now = self.now(found)
        return edit.act(self.deps, self.robin, found.id, Order(act, now.version, why))

    def now(self, found: Bulk) -> Bulk:
        return edit.found(self.deps, found.id)

    def counted(self, **details: object) -> Bulk:
        """A bulk whose recipients were counted."""
        written = self.written(**details)
        self.acts(written, Act.CHECK)
        preflight.count_all(self.deps)
        return self.now(written)

    def started(self, **details: object) -> Bulk:
        return self.acts(self.counted(**details), Act.START)

    def looks(self) -> None:
        """The relay's turn."""
        run.run_all(self.deps)
        auto_pause.watch(self.deps)

    def goes(self, times: int = 1) -> None:
        """Relay and worker take turns; between them there is time for the rate and for looking again."""
        for _ in range(times):
            self.looks()
            self.world.drains()
            self.later(10_000)
        self.looks()

    def later(self, by: int) -> None:
        self.world.clock.advance(by)
        self.world.log_is_fresh()

    def counts(self, found: Bulk) -> Counts:
        return report.counts(self.deps, self.now(found))

    def texted(self) -> list[str]:
        """To whom texts were handed over, in order."""
        return [outgoing.to for outgoing in self.world.provider.sent]


def open_campaign(world: object, client: object, *lines: Line) -> Campaign:
    """Robin's desk; `lines` instead of those of the rules where given."""
    deps = world.deps
    fast = tuple(replace(sender, rate=100.0) for sender in deps.business.senders)
    law = replace(deps.law, lines=lines or deps.law.lines, service_hours="federal")
    world.clock.advance(6 * HOUR)  # noon in Montreal
    world.deps = replace(deps, law=law, business=replace(deps.business, senders=fast))
    world.log_is_fresh()
    made = bulk_deps(world.deps, client)
    robin = accounts.add(made.desk, "robin", "Robin Tremblay", Role.ADMIN, PASSWORD)
    return Campaign(world, made, robin)
