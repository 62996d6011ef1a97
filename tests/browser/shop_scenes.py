"""The scenes of the pages of the shop itself, for `bin/screenshots`: a month of texts."""

from responder.domain.records import DAY, HOUR
from responder.flows.reports import counts
from responder.settings.environment import load_settings
from responder.wiring.product import build
from tests.product.harness import Product

OURS = "+14155550199"
SHOP_PAGES = {
    "overview": "/overview",
    "switches": "/sending",
    "settings": "/settings",
    "templates": "/settings/templates",
    "staff": "/settings/staff",
    "account": "/account",
}


def month(product: Product) -> None:
    """Thirty days as commits would have counted them, with one template over the line."""
    app = build(load_settings(product.env), 2, within=10)
    keys, now = app.store.keys, app.deps.clock.now()
    with product.redis() as client:
        for back in range(1, 31):
            busy = (31, 44, 38, 52, 47, 12, 6)[back % 7]
            of_day = {"in": busy // 2, f"out:{OURS}|reminder": busy, f"out:{OURS}|answer": busy // 9}
            of_day |= {f"out:{OURS}|marketing": busy // 3, f"out:{OURS}|reply": busy // 4}
            of_day |= {
                "opted_in:inbound": back % 2,
                f"opted_out:inbound:{OURS}|marketing": int(back % 5 == 0),
            }
            of_day |= {f"opted_out:desk:{OURS}|reminder": int(back % 13 == 0)}
            client.hset(keys.counted("03", now - back * DAY), mapping=of_day)
        client.hset(keys.counted("03", now - DAY), "in_the_air:180", 1)
        client.delete(keys.hours)
        client.hset(keys.hours, "until", (now - 31 * DAY) // HOUR)
    counts.add_up(app.console.counts, now)
    app.jobs.queue.connection.close()
    app.console.pool.disconnect()
