"""A real PostgreSQL server for tests and benchmarks, which may be stopped, started and cut off."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from uuid import uuid4

import psycopg

from bot.store.schema import metadata
from tests.installing import install, installing

# Bytes. To empty tables as small as this takes a hundredth of what truncating takes, which makes
# their files anew; what rows leave behind when they go adds up.
SMALL = 1_500_000
TAKEN = (
    "SELECT sum(pg_relation_size(oid)) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
)
FROM_ONE = "SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relname = ANY(%s)"
WHY_NOT = "PostgreSQL is not installed, and cannot be"


class Server:
    """Debian's server, with a folder and a port of its own."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs = programs
        self._folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self._run("initdb", "-A", "trust", "-U", "postgres", "-N", "-E", "UTF8", "--no-locale")

    def start(self) -> None:
        """Start it, and come back when it answers."""
        options = (
            f"-p {self.port} -k {self._folder} -c listen_addresses=127.0.0.1 -c fsync=off"
            " -c max_connections=200"
        )
        self._run("pg_ctl", "-w", "-l", f"{self._folder}/log", "-o", options, "start")

    def stop(self, how: str = "fast") -> None:
        """`how`: "fast", or "immediate", which it takes for a crash."""
        self._run("pg_ctl", "-w", "-m", how, "stop")

    def restart(self, how: str = "fast") -> None:
        """Stop it, and start it again on the same port."""
        self.stop(how)
        self.start()

    def url(self, database: str) -> str:
        """The address of a database."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def create_database(self, template: str = "template1") -> str:
        """Make a database, a copy of another, and return its address."""
        name = f"test_{uuid4().hex}"
        self._tell(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def empty_database(self, url: str) -> None:
        """Delete all rows of our tables, which nobody uses now, and count from 1 again."""
        tables = [table.name for table in reversed(metadata.sorted_tables)]
        with psycopg.connect(url, autocommit=True, options="-c lock_timeout=10s") as connection:
            connection.execute("DROP FUNCTION IF EXISTS break() CASCADE")  # of a test that failed
            (taken,) = connection.execute(TAKEN).fetchone() or (0,)
            if taken > SMALL:
                connection.execute(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY".encode())
            else:
                connection.execute("; ".join(f"DELETE FROM {name}" for name in tables).encode())
                connection.execute(FROM_ONE, [[f"{name}_id_seq" for name in tables]])

    def drop_database(self, url: str) -> None:
        """Drop a database, whoever still uses it."""
        self._tell(f"DROP DATABASE {url.rpartition('/')[2]} WITH (FORCE)")

    def cut_connections(self) -> None:
        """End all connections but one's own, as a network would that fails."""
        self._tell(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )

    def _tell(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def _run(self, program: str, *arguments: str) -> None:
        # It refuses to run as root.
        other = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        subprocess.run(
            [*other, f"{self._programs}/{program}", "-D", f"{self._folder}/data", *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
        )


@cache
def find_programs() -> Path | None:
    """Return the folder of the server's programs, installed if need be; None: not to be had.

    They are installed where continuous integration runs, and nowhere else without being asked.
    """
    if not _installed() and os.getuid() == 0 and os.environ.get("CI"):
        with installing():
            if not _installed():
                install("postgresql")
    return next(iter(reversed(_installed())), None)


def _installed() -> list[Path]:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return [program.parent for program in found]


@contextmanager
def serve_postgres() -> Iterator[Server]:
    """A server that runs as long as this lasts. Raises RuntimeError when there can be none."""
    programs = find_programs()
    if programs is None:
        raise RuntimeError(WHY_NOT)
    folder = Path(tempfile.mkdtemp(prefix="tocsin-postgres-"))
    try:
        if os.getuid() == 0:
            shutil.chown(folder, "postgres")
        server = Server(programs, folder)
        server.start()
        try:
            yield server
        finally:
            server.stop("immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
