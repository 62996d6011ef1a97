"""Every fault that storms draw from: how often, and the guard that stands against it."""

from tests.faults import by_operator, by_pair, by_process, by_provider, by_server
from tests.faults.chaos import Fault

TABLE: tuple[Fault, ...] = (
    Fault(by_process.kill_worker, 22, "unknown: what may have been sent is not sent again"),
    Fault(by_process.kill_relay, 26, "outcome: one list without a message proves nothing"),
    Fault(by_process.kill_web, 10, "stop: a worker ends with its main process"),
    Fault(by_process.kill_valkey, 9, "fsync: the embedded server syncs"),
    Fault(by_process.kill_supervisor, 2, "one server: what a killed start left"),
    Fault(by_process.hold_briefly, 8, "gate: its word stands for seconds"),
    Fault(by_process.hold_long, 3, "claim: too old a claim is not sent"),
    Fault(by_process.web_server_away, 4, "storm: a STOP that came while nothing listened"),
    Fault(by_process.step_clock, 4, "gate: no help after a repeated STOP"),
    Fault(by_process.wrong_host, 4, "clock: the server's, whatever the machine's says"),
    Fault(by_process.tear_aof, 3, "fsync: the disk must have confirmed"),
    Fault(by_process.flush_queue, 5, "outage: the relay hands over what no worker"),
    Fault(by_process.fill_disk, 2, "fsync: a server that cannot keep is refused", needs_disk=True),
    Fault(by_provider.break_api, 12, "unknown: what may have been sent is not sent again"),
    Fault(by_provider.slow_api, 4, "claim: too old a claim is not sent"),
    Fault(by_provider.break_callbacks, 6, "bug 6: a report moves a message forward only"),
    Fault(by_provider.dead_tunnel, 3, "freshness: an unread log holds everything"),
    Fault(by_provider.wrong_public_url, 3, "freshness: it ends where texts may be lost"),
    Fault(by_provider.dead_and_blind, 1, "freshness: an unread log holds", long=True, last=True),
    Fault(by_provider.duplicate_webhooks, 5, "dedupe: an event is acted on once"),
    Fault(by_provider.rotated_token, 2, "refusal: what a wrong token refused", long=True),
    Fault(by_provider.suspended_account, 2, "refusal: all texts of the scope wait", long=True),
    Fault(by_provider.unreadable_log, 3, "freshness: after a failure the log is read again"),
    Fault(by_provider.late_log, 3, "order: a young START waits until the log"),
    Fault(by_provider.log_with_holes, 3, "freshness: a log that lacks what a webhook"),
    Fault(by_provider.empty_log, 3, "freshness: a log that was not read completely"),
    Fault(by_server.full_memory, 3, "outage: what tightens a consent is taken"),
    Fault(by_server.evicting, 3, "outage: a Redis that evicts is refused"),
    Fault(by_server.poisoned_record, 6, "a key of another kind is its item's fault"),
    Fault(by_operator.number_added, 1, "freshness: each number is read from its own", long=True, alone=True),
    Fault(by_operator.older_snapshot, 1, "recovery: an older copy of Redis", long=True, alone=True),
    Fault(by_operator.restored_backup, 1, "restore: what was answered before", long=True, alone=True),
    Fault(by_operator.rolling_upgrade, 1, "older data are migrated first", long=True, alone=True),
)

BY_TLS: tuple[Fault, ...] = (
    *(fault for fault in TABLE if fault.do in (by_process.kill_web, by_process.web_server_away)),
    *(fault for fault in TABLE if fault.do in (by_process.wrong_host, by_process.kill_supervisor)),
    *(fault for fault in TABLE if fault.do in (by_provider.dead_tunnel, by_provider.break_api)),
    Fault(by_process.kill_worker, 8, "unknown: what may have been sent is not sent again"),
    Fault(by_process.kill_relay, 8, "outcome: one list without a message proves nothing"),
    Fault(by_process.hold_briefly, 6, "gate: its word stands for seconds"),
    Fault(by_pair.lost_connections, 6, "outage: a connection that failed is not used again"),
    Fault(by_pair.lost_replica, 4, "fsync: a commit waits for the replicas"),
    Fault(by_pair.failover, 1, "fsync: a commit waits for the replicas", alone=True),
)
"""The same for a Redis with a replica that is reached by TLS; there the product has no Valkey of its own."""
