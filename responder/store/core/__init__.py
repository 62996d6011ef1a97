"""Numbers, messages, entries and the outbox: what every text needs."""
