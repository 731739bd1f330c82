"""What an ended bot left behind: children, connections, files that only an open database has."""

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

import psutil

LIVELY = ("ESTABLISHED", "CLOSE_WAIT")


def read_children(pid: int) -> Sequence[psutil.Process]:
    """Return the children of a process."""
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return ()


def find_left(folder: Path, children: Sequence[psutil.Process], api: str) -> list[str]:
    """Return what is still open, in words. `api`: the address that the bot had spoken to."""
    _, alive = psutil.wait_procs(children, timeout=3)
    left = [f"child {one.pid}" for one in alive]
    left += [one.name for one in folder.glob("*.db-*")]
    port = urlsplit(api).port
    left += [
        f"connection {one.laddr.port} to the Bot API"
        for one in psutil.net_connections("tcp")
        if one.laddr and one.raddr and one.raddr.port == port and one.status in LIVELY
    ]
    return left
