"""What PgQueuer says to its own log, in ours: once a connection and kind of trouble."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

log = structlog.get_logger()


class _Troubles(logging.Handler):
    """Passes on what went wrong, but for lost connections: the engine says these itself."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._said: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        """Say it, if it is new."""
        from psycopg import InterfaceError, OperationalError

        error = record.exc_info and record.exc_info[1]
        told = isinstance(error, OperationalError | InterfaceError)
        if error and not told and record.msg not in self._said:
            self._said.add(record.msg)
            log.error(
                "engine in trouble", said=record.getMessage(), error=str(error).partition("\n")[0]
            )


@contextmanager
def tell_troubles() -> Iterator[None]:
    """Have PgQueuer's troubles told, as long as this lasts."""
    theirs = logging.getLogger("pgqueuer")
    troubles = _Troubles()
    theirs.addHandler(troubles)
    theirs.propagate = False
    try:
        yield
    finally:
        theirs.removeHandler(troubles)
