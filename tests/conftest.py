"""What holds for every test."""

from collections.abc import Iterator

import pytest
import structlog


@pytest.fixture(autouse=True)
def usual_logging() -> Iterator[None]:
    """Undo what a command set up: its log would go to a stream that is closed by then."""
    yield
    structlog.reset_defaults()
