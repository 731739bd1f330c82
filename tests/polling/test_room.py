"""What a process asks of the operating system."""

import asyncio
import resource
import threading

import pytest

from bot.polling.room import THREADS, make_room


@pytest.fixture
def few_files():
    usual = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, usual[1]))
    yield usual[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, usual)


async def test_more_files_may_be_open_than_a_shell_allows(few_files):
    make_room()
    granted, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert granted > 256
    assert most == few_files


async def test_names_that_are_slow_to_be_found_do_not_hold_up_others():
    make_room()
    together = threading.Barrier(THREADS, timeout=10)
    await asyncio.gather(*(asyncio.to_thread(together.wait) for _ in range(THREADS)))
