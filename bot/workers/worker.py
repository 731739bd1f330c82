"""This process as a worker: under which name it works."""

import os
import socket
from collections.abc import Iterable
from datetime import datetime
from uuid import uuid4

from bot.models.workers import Worker


def begin_worker(roles: Iterable[str], *, version: str, now: datetime) -> Worker:
    """Return this process as a worker that begins now, under a name of its own."""
    return Worker(
        id=uuid4().hex,
        machine=socket.gethostname(),
        pid=os.getpid(),
        roles=tuple(sorted(roles)),
        version=version,
        started=now,
        at=now,
    )
