"""A relay that ends TLS before a server that has none: what the product speaks to it is real TLS."""

import asyncio
import contextlib
import ipaddress
import ssl
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class TlsRelay:
    """Listens on 127.0.0.1 with a certificate of its own, and passes everything to a unix socket."""

    def __init__(self, folder: Path, to: str) -> None:
        self.certificate = folder / "tls.pem"
        self._to = to
        self._served: set[asyncio.Task[None]] = set()
        _write_certificate(self.certificate)
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.certificate)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="tls", daemon=True)
        self._thread.start()
        self._server = self._run(asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=context))
        self.port = self._server.sockets[0].getsockname()[1]

    def url(self, login: str = "", database: int = 0) -> str:
        """REDIS_URL of the server behind it; `login` is `user:password@`."""
        return f"rediss://{login}127.0.0.1:{self.port}/{database}?ssl_ca_certs={self.certificate}"

    def lead_to(self, socket: str) -> None:
        """From now on the address names another server; connections that are there stay."""
        self._to = socket

    def hang_up(self) -> None:
        """End every connection, as a proxy or a failover does; they are over when this returns."""
        self._run(self._end())

    def stop(self) -> None:
        """Take no more, and end."""
        self._loop.call_soon_threadsafe(self._server.close)
        self.hang_up()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _end(self) -> None:
        served = set(self._served)
        for task in served:
            task.cancel()
        await asyncio.gather(*served, return_exceptions=True)

    def _run(self, what):  # noqa: ANN001, ANN202 - whatever the coroutine gives
        return asyncio.run_coroutine_threadsafe(what, self._loop).result(30)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._served.add(task)
        try:
            behind_reader, behind = await asyncio.open_unix_connection(self._to)
        except OSError:  # that server is down
            writer.transport.abort()
            self._served.discard(task)
            return
        try:
            await asyncio.gather(_pass(reader, behind), _pass(behind_reader, writer))
        except asyncio.CancelledError:  # asyncio would report it as an error of this handler
            pass
        finally:
            behind.close()
            writer.transport.abort()  # a polite end would wait for the other side's goodbye
            with contextlib.suppress(OSError, ssl.SSLError):
                await writer.wait_closed()
            self._served.discard(task)


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError, ssl.SSLError):
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    writer.close()


def _write_certificate(path: Path) -> None:
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    here = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "responder tests")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=7))
        .add_extension(x509.SubjectAlternativeName([here]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.touch(mode=0o600)
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
