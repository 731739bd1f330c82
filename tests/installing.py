"""Debian's packages, which tests install where they are missing and may be."""

import fcntl
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOCK = Path(tempfile.gettempdir()) / "tocsin-tests-install.lock"


def install(*packages: str) -> None:
    """Install them, or leave it: whoever asked looks what is there now."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        subprocess.run(
            ["apt-get", "-o", "DPkg::Lock::Timeout=300", "-qq", *arguments],
            check=False,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=600,
        )


@contextmanager
def installing(lock: Path = LOCK) -> Iterator[None]:
    """Alone among all processes of the tests: apt-get refuses the second that comes.

    Who had to wait may find that another has installed what it came for.
    """
    with lock.open("w") as opened:
        fcntl.flock(opened, fcntl.LOCK_EX)
        yield
