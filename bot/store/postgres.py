"""Databases that a server keeps: PostgreSQL, through psycopg."""

from typing import Any

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from bot.errors import DatabaseError

THREADS = 4  # of a process, each with a connection

# What a network that fails silently, and a process that stands still, may hold up.
_PATIENCE = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
# Who stops in the middle of a transaction holds locks that others wait for.
_SET_UP = "SET idle_in_transaction_session_timeout = '5s'"


def open_server(url: str, *, only_look: bool) -> Engine:
    """Return an engine for a server; with `only_look` one that changes nothing there.

    Raises DatabaseError when the server does not let us in.
    """
    address = postgres_address(url)
    if address is None:
        raise DatabaseError("TOCSIN_DATABASE is not an address of a PostgreSQL server")
    try:
        import psycopg  # noqa: F401 - who stays with SQLite does without
    except ImportError as error:
        raise DatabaseError(
            "PostgreSQL needs a library that is not installed: pip install 'tocsin[postgresql]'"
        ) from error
    patience = {name: value for name, value in _PATIENCE.items() if name not in address.query}
    engine = create_engine(
        address,
        connect_args=patience,
        pool_size=THREADS,
        max_overflow=0,
        hide_parameters=True,
        execution_options={"preserve_rowcount": True},  # of inserts too
    )

    def set_up(connection: Any, _record: Any) -> None:
        _write_texts_clean(connection)
        connection.autocommit = True
        connection.execute(_SET_UP)
        connection.autocommit = False
        connection.read_only = only_look or None

    event.listen(engine, "connect", set_up)
    try:
        engine.connect().close()
    except SQLAlchemyError as error:
        engine.dispose()
        cause = " ".join(str(getattr(error, "orig", None) or error).split())
        raise DatabaseError(f"PostgreSQL does not answer at TOCSIN_DATABASE: {cause}") from None
    return engine


_KINDS = ("postgresql", "postgres", "postgresql+psycopg")


def postgres_address(url: str) -> URL | None:
    """Return the address of a PostgreSQL server; None: it is one of another kind.

    Raises DatabaseError, which does not show it, when it cannot be read.
    """
    if not url.startswith(tuple(f"{kind}:" for kind in _KINDS)):
        return None
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):  # the error quotes the address
        address = None
    if address is None or not address.database:
        raise DatabaseError(
            "TOCSIN_DATABASE cannot be read; write it like postgresql://user@host/tocsin"
        ) from None
    return address.set(drivername="postgresql+psycopg")


def _write_texts_clean(connection: Any) -> None:
    """Replace what PostgreSQL takes in no text: the sign with the number 0."""
    from psycopg.types.string import StrDumper, StrDumperUnknown

    class CleanText(StrDumper):
        def dump(self, obj: str) -> Any:
            return super().dump(obj.replace("\x00", "\ufffd"))

    class CleanUnknown(StrDumperUnknown):
        def dump(self, obj: str) -> Any:
            return super().dump(obj.replace("\x00", "\ufffd"))

    connection.adapters.register_dumper(str, CleanText)
    connection.adapters.register_dumper(str, CleanUnknown)
