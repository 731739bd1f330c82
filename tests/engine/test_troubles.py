"""What PgQueuer logs."""

import logging
from collections.abc import Iterator

import psycopg
import pytest
from structlog.testing import capture_logs

from bot.engine.troubles import tell_troubles


def log_of_pgqueuer(error: Exception, times: int) -> None:
    for number in range(times):
        try:
            raise error
        except psycopg.Error:
            logging.getLogger("pgqueuer").exception("Flush failed, requeuing %d items", number)


class Everything(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture
def elsewhere() -> Iterator[Everything]:
    """Whoever else would print what libraries log."""
    everything = Everything()
    logging.getLogger().addHandler(everything)
    yield everything
    logging.getLogger().removeHandler(everything)


def test_a_trouble_is_told_once_and_only_in_our_log(elsewhere: Everything):
    with capture_logs() as logs, tell_troubles():
        log_of_pgqueuer(psycopg.DataError("no such number\nDETAIL: 7"), times=3)
    assert [(entry["said"], entry["error"]) for entry in logs] == [
        ("Flush failed, requeuing 0 items", "no such number")
    ]
    assert elsewhere.records == []


def test_a_lost_connection_is_not_told_beside_the_engine():
    with capture_logs() as logs, tell_troubles():
        log_of_pgqueuer(psycopg.OperationalError("the connection is lost"), times=3)
        log_of_pgqueuer(psycopg.InterfaceError("the connection is closed"), times=3)
        logging.getLogger("pgqueuer").warning("Shutdown flush failed, 3 items remaining")
    assert logs == []
