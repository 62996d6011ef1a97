"""A server that was started anew, or another one in its place, may lack what was acknowledged last (I1, I2).

A snapshot that was put back and a failover to a replica that lagged bring the mark of freshness along. Each
of them ends every connection, so the first command that any process says to the server comes on a new one:
there the change is noted as a gap, before that command. Nothing but prompt answers leaves from then on until
the provider's log has been read past it.
Limit: a proxy that keeps its clients' connections over a failover hides it.
"""

import redis

from responder.store.always import TAKEN
from responder.store.core.log_marks import LOG_REQUEST_LIFE
from responder.store.keys import Keys
from responder.store.operations.inspection import Connection, Meets

WHY = "Redis was started anew, or is another one"

_MET = (
    TAKEN
    + """
local before = redis.call('HGET', KEYS[1], 'server')
if before == ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'server', ARGV[1])
if not before then return 0 end  -- the first one that is met: nothing was read before it
local seconds, micros = unpack(redis.call('TIME'))
local at = string.format('%d', seconds * 1000 + math.floor(micros / 1000))
redis.call('HINCRBY', KEYS[1], 'noted', 1)
redis.call('HSET', KEYS[1], 'why', ARGV[2], 'at', at)
redis.call('SET', KEYS[2], '1', 'EX', ARGV[3])
return 1
"""
)


def gap_where_it_changed(keys: Keys) -> Meets:
    """For `connect`: a gap where the run of the server is another than the one that was met last.

    A server that does not take the note answers nothing: it raises redis.ConnectionError. Where the note
    itself is damaged the freshness cannot be read, and nothing but prompt answers leaves anyway.
    """

    def meets(connection: Connection, run: str) -> None:
        if not run:
            return
        arguments = (run, WHY, str(LOG_REQUEST_LIFE))
        connection.send_command("EVAL", _MET, "2", keys.gaps, keys.log_request, *arguments)  # type: ignore[no-untyped-call]
        try:
            connection.read_response()
        except redis.ResponseError as error:
            if "WRONGTYPE" in str(error):
                return
            raise redis.ConnectionError(str(error).split(" ", 1)[0]) from None

    return meets
