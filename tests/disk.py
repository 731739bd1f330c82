"""A small disk of one's own, which may be filled and made read-only. Needs root."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

SIZE = 4_000_000  # bytes


@contextmanager
def mount_disk(folder: Path, size: int = SIZE) -> Iterator[Path]:
    """A disk in that folder, which is made; skips the test where nothing can be mounted."""
    folder.mkdir()
    if os.geteuid() or not _mount(folder, f"size={size}"):
        pytest.skip("this machine lets us mount nothing")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def _mount(folder: Path, options: str) -> bool:
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)],
        capture_output=True,
        check=False,
    )
    return done.returncode == 0


def remount(folder: Path, how: str) -> None:
    """`how`: "ro" or "rw"."""
    subprocess.run(["mount", "-o", f"remount,{how}", str(folder)], check=True)


def fill(disk: Path) -> Path:
    """Leave no room; returns what takes it."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while file.write(b"x" * 4096):
                pass
        except OSError:
            pass
    return ballast
