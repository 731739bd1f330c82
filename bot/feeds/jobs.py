"""What a child process is asked to read."""

from datetime import datetime
from typing import NamedTuple


class FeedJob(NamedTuple):
    """A feed's body; the answer is a ParsedFeed. What else is asked for, reading.py says."""

    body: bytes
    content_type: str
    url: str
    last: bytes
    now: datetime | None


class PageJob(NamedTuple):
    """An article's page; the answer is its text."""

    body: bytes
    content_type: str
