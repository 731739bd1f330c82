"""Processes of the tests install one after the other."""

import fcntl

import pytest

from tests.installing import installing


def test_one_process_installs_at_a_time(tmp_path):
    lock = tmp_path / "lock"
    with installing(lock), lock.open("w") as other, pytest.raises(BlockingIOError):
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    with lock.open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
