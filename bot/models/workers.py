"""Who works on a database, where several may."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """A process that runs, and what it says of itself."""

    id: str  # a name that no other start of a process ever had
    machine: str
    pid: int
    roles: tuple[str, ...]
    version: str
    started: datetime
    at: datetime  # when it last said that it is well


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenure:
    """A claim to a post: work that one worker does for all, until its lease runs out.

    The database confirms or refuses it.
    """

    post: str  # such as "decide", or "send:1234567"
    holder: str  # a worker's name
