"""What Redis 7.0 says to those who ask who it is: there is none on this machine."""

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import ClassVar

INFO_OF_REDIS_7_0 = (
    "# Server\r\nredis_version:7.0.15\r\nredis_mode:standalone\r\n# Memory\r\nmaxmemory_policy:noeviction\r\n"
    "# Replication\r\nrole:master\r\nconnected_slaves:0\r\n"
)


class _AnswersAsRedis70(socketserver.StreamRequestHandler):
    SAYS: ClassVar = {
        b"HELLO": b"%1\r\n$5\r\nproto\r\n:3\r\n",
        b"INFO": f"${len(INFO_OF_REDIS_7_0)}\r\n{INFO_OF_REDIS_7_0}\r\n".encode(),
        b"CONFIG": b"%0\r\n",
    }

    def handle(self) -> None:
        while line := self.rfile.readline():
            words = []
            for _ in range(int(line[1:])):
                size = int(self.rfile.readline()[1:])
                words.append(self.rfile.read(size + 2)[:-2])
            self.wfile.write(self.SAYS.get(words[0], b"+OK\r\n"))


@contextmanager
def answers_as_redis_7_0() -> Iterator[int]:
    """Its port."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _AnswersAsRedis70) as server:
        server.daemon_threads = True
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()
