"""Work in a child process: what it says comes back, and it ends whatever happens."""

from datetime import timedelta

import psutil
import pytest

from bot.errors import BotError
from bot.inforce.elsewhere import ask_child

LONG = timedelta(seconds=20)


async def test_what_a_child_says_comes_back_and_it_hears_what_it_is_told():
    said = await ask_child("base64", "-", say=b"storm", limit=LONG, work="encoding")
    assert said == b"c3Rvcm0=\n"


async def test_a_child_sees_none_of_our_settings(monkeypatch):
    monkeypatch.setenv("TOCSIN_TELEGRAM_TOKEN", "secret")
    said = await ask_child(
        "timeit",
        *("-n1", "-r1", "import os; print(*os.environ)"),
        limit=LONG,
        work="looking around",
    )
    assert b"PATH" in said
    assert b"TOCSIN" not in said


async def test_a_child_that_breaks_is_an_error_with_its_last_words():
    with pytest.raises(BotError, match=r"^going there failed: .*No module named nowhere"):
        await ask_child("nowhere", limit=LONG, work="going there")


async def test_a_child_that_takes_too_long_is_ended():
    with pytest.raises(BotError, match=r"^waiting takes longer than 0\.2 seconds"):
        await ask_child(
            "timeit",
            *("-n1", "-r1", "import time; time.sleep(60)"),
            limit=timedelta(seconds=0.2),
            work="waiting",
        )
    assert not psutil.Process().children()
