"""A worker: a process that runs, and what it does of all the work."""

import os
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """What a process says of itself."""

    id: str  # a name that no other start of a process ever had
    machine: str
    pid: int
    roles: tuple[str, ...]
    version: str
    started: datetime
    at: datetime  # when it last said that it is well


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
