"""Logs: JSON lines when nobody looks, text on a terminal, and never a secret."""

import io
import json
import logging
import sys
import warnings
from collections.abc import Iterator

import pytest
import structlog

from bot.log import configure_logging

TOKEN = "123456:token-that-nobody-may-see"


class Screen(io.StringIO):
    """A stream that is, or is not, a terminal."""

    def __init__(self, *, terminal: bool) -> None:
        super().__init__()
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal

    def events(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.getvalue().splitlines()]


@pytest.fixture(autouse=True)
def _own_logging() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    logging.captureWarnings(False)
    root.handlers = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def watch(patch: pytest.MonkeyPatch, *, terminal: bool = False) -> Screen:
    """Put a screen in the place of standard error. In the test: pytest sets it up itself."""
    screen = Screen(terminal=terminal)
    patch.setattr(sys, "stderr", screen)
    return screen


def fail_with_a_secret() -> None:
    token = TOKEN
    raise RuntimeError(f"broke with {len(token)} characters")


def test_an_event_is_one_line_of_json_with_time_and_level(monkeypatch: pytest.MonkeyPatch):
    lines = watch(monkeypatch)
    configure_logging("info")
    structlog.get_logger().info("polled", feed="Zażółć\n\x1b[31m", new=3)
    (event,) = lines.events()
    assert str(event.pop("timestamp")).endswith("Z")
    assert event == {"event": "polled", "feed": "Zażółć\n\x1b[31m", "new": 3, "level": "info"}
    assert "Zażółć" in lines.getvalue()
    assert "\x1b" not in lines.getvalue()


@pytest.mark.parametrize(
    ("level", "logged"),
    [
        ("debug", ["debug", "info", "warning", "error"]),
        ("info", ["info", "warning", "error"]),
        ("warning", ["warning", "error"]),
        ("error", ["error"]),
    ],
)
def test_only_what_is_at_least_of_the_level_is_logged(
    level: str, logged: list[str], monkeypatch: pytest.MonkeyPatch
):
    lines = watch(monkeypatch)
    configure_logging(level)
    for name in ("debug", "info", "warning", "error"):
        getattr(structlog.get_logger(), name)(name)
    assert [event["event"] for event in lines.events()] == logged


def test_a_logger_made_before_logs_were_set_up_follows(monkeypatch: pytest.MonkeyPatch):
    lines = watch(monkeypatch)
    log = structlog.get_logger()
    configure_logging("error")
    log.info("unseen")
    assert lines.getvalue() == ""


def test_a_traceback_is_in_the_line_and_holds_no_values_of_variables(
    monkeypatch: pytest.MonkeyPatch,
):
    lines = watch(monkeypatch)
    configure_logging("debug")
    try:
        fail_with_a_secret()
    except RuntimeError:
        structlog.get_logger().exception("poll broke")
        logging.getLogger("library").exception("library broke")
    ours, theirs = lines.events()
    for event in (ours, theirs):
        assert "fail_with_a_secret" in json.dumps(event["exception"])
        assert "broke with 32 characters" in json.dumps(event["exception"])
    assert TOKEN not in lines.getvalue()


def test_a_traceback_on_a_terminal_holds_no_values_of_variables(monkeypatch: pytest.MonkeyPatch):
    terminal = watch(monkeypatch, terminal=True)
    configure_logging("debug")
    try:
        fail_with_a_secret()
    except RuntimeError:
        structlog.get_logger().exception("poll broke")
        logging.getLogger("library").exception("library broke")
    assert terminal.getvalue().count("broke with 32 characters") == 2
    assert TOKEN not in terminal.getvalue()


def test_people_on_a_terminal_read_text(monkeypatch: pytest.MonkeyPatch):
    terminal = watch(monkeypatch, terminal=True)
    configure_logging("info")
    structlog.get_logger().info("polled", new=3)
    assert "polled" in terminal.getvalue()
    assert not terminal.getvalue().startswith("{")


def test_libraries_are_heard_from_warnings_on_and_in_json_too(monkeypatch: pytest.MonkeyPatch):
    lines = watch(monkeypatch)
    configure_logging("debug")
    library = logging.getLogger("library")
    library.info("chatter")
    library.warning("%s is odd", "this")
    (event,) = lines.events()
    assert (event["event"], event["level"]) == ("this is odd", "warning")


def test_a_warning_of_python_is_a_line_of_json(monkeypatch: pytest.MonkeyPatch):
    lines = watch(monkeypatch)
    configure_logging("info")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(False)
        logging.captureWarnings(True)  # within this block: catch_warnings undoes the first one
        warnings.warn("old ways", stacklevel=1)
        logging.captureWarnings(False)
    (event,) = lines.events()
    assert "old ways" in str(event["event"])


def test_setting_up_twice_does_not_log_twice(monkeypatch: pytest.MonkeyPatch):
    lines = watch(monkeypatch)
    configure_logging("info")
    configure_logging("info")
    logging.getLogger("library").warning("once")
    structlog.get_logger().warning("once")
    assert len(lines.events()) == 2
