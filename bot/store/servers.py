"""Databases that a server keeps: what is done there with the server's own programs."""

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.errors import DatabaseError


def refuse_server(url: str, command: str, rest: str = "") -> None:
    """Raise DatabaseError with the command to use, when a server keeps the database.

    `command` ends where the address belongs; `rest` follows that.
    """
    if is_server(url):
        raise DatabaseError(
            "a PostgreSQL server keeps this database, and has programs for that; "
            f"use: {command} '{show_server(url)}'{rest}"
        )


def is_server(url: str) -> bool:
    """Whether the address is one of a PostgreSQL server."""
    return url.startswith(("postgresql://", "postgresql+", "postgres://"))


def show_server(url: str) -> str:
    """Return a server's address as its own programs take it, without the password.

    That they ask for, or take from ~/.pgpass or PGPASSWORD. Raises DatabaseError.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # which quote the address
        raise DatabaseError(
            "TOCSIN_DATABASE is no such address; write it like postgresql://user@host/tocsin"
        ) from None
    query = {name: value for name, value in parsed.query.items() if "password" not in name}
    shown = parsed.set(drivername="postgresql", query=query)._replace(password=None)
    return shown.render_as_string()
