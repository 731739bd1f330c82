"""Brings a database to today's schema; the steps are in migrations/versions."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.script.revision import ResolutionError
from alembic.util import CommandError
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import DatabaseError
from bot.store.dialect import lock_subject

MIGRATIONS = Path(__file__).parent / "migrations"


def find_revisions() -> tuple[str, ...]:
    """Return the numbers of all schemas that this version can read, today's first."""
    steps = ScriptDirectory.from_config(_config()).walk_revisions()
    return tuple(step.revision for step in steps)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def _is_todays(connection: Connection) -> bool:
    """Whether there is nothing to do, which alembic says only after it has read every step."""
    last = max(file.name for file in MIGRATIONS.glob("versions/[0-9]*.py"))
    found = MigrationContext.configure(connection).get_current_revision()
    return found is not None and last.startswith(f"{found}_")


def migrate(engine: Engine) -> None:
    """Make or upgrade the tables, in one transaction. Raises DatabaseError when that fails."""
    try:
        with engine.begin() as connection:
            lock_subject(connection, "migrations")  # several may start at once
            if not _is_todays(connection):
                config = _config()
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
    except (CommandError, ResolutionError) as error:
        raise DatabaseError(
            f"{engine.url.database} was written by another version of Tocsin ({error}); "
            "run that version, or point TOCSIN_DATABASE to another file"
        ) from error
    except SQLAlchemyError as error:
        cause = getattr(error, "orig", None) or error
        raise DatabaseError(
            f"cannot open the database {engine.url.database}: {cause}; "
            "check that it is a Tocsin database and that its folder can be written"
        ) from error
    finally:
        # The tables are made in this thread, the queries run in another: each its connection.
        engine.dispose()
