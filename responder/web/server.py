"""The web server, which says that it stops listening before it does."""

from collections.abc import Callable
from typing import Any

from granian import Granian


def made(farewell: Callable[[], object], **options: Any) -> Any:
    """Granian with these options. `farewell` is called while texts are still taken; it must not raise."""
    server: Any = Granian("responder.web.app:from_environment", **options)
    stop = server.shutdown

    def shutdown(exit_code: int = 0) -> None:
        farewell()
        stop(exit_code)

    server.shutdown = shutdown
    return server
