"""The whole bot as a process: feeds on loopback, a strict Bot API, people who press buttons."""

import asyncio
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.fakes.bot_api import TOKEN, FakeBotApi
from tests.fakes.outlet import Outlets

TOPICS = """\
topic: harbour
title: Harbour strike
description: Dockers and their pay.
rules:
  - name: dockers
    any: [docker*, "harbour strike"]
"""
STORIES = [
    "Dockers walk out in Gdynia over pay",
    "Rotterdam dockers accept the port's second offer",
    "Court bans dockers from blocking the Hamburg terminal",
    "Marseille dockers to vote on a seven-day week",
]


@pytest.fixture
async def outlets():
    async with Outlets("herald", "courier") as outlets:
        outlets.publish("herald", "Dockers celebrate an anniversary")
        outlets.publish("courier", "A quiet day in town")
        yield outlets


@pytest.fixture
async def api():
    async with FakeBotApi() as api:
        yield api
        assert not api.complaints
        assert not api.gate.floods
        assert not api.unanswered()


class Person:
    """Somebody with a telephone."""

    def __init__(self, api: FakeBotApi, number: int) -> None:
        self.api, self.number = api, number

    async def subscribe(self) -> None:
        """Ask for the topics and press every button of the answer once."""
        self.api.say(self.number, self.number, "/topics")
        (menu,) = await self.api.wait_for_messages(self.number, 1, 20)
        for data in menu.data():
            await self.api.wait_for_answer(self.api.press(menu, self.number, data), 20)

    def alerts(self) -> list[str]:
        """Return what the telephone showed, without the menu."""
        return [message.visible for message in self.api.messages(self.number)[1:]]

    async def wait(self, alerts: int, seconds: float = 40) -> list[str]:
        """Return the alerts as soon as there are so many."""
        await self.api.wait_for_messages(self.number, alerts + 1, seconds)
        return self.alerts()


@asynccontextmanager
async def running_bot(
    folder: Path, api: FakeBotApi, outlets: Outlets, database: str = ""
) -> AsyncIterator[asyncio.subprocess.Process]:
    """The bot as an operator starts it; ended at the latest with the block."""
    rules = folder / "rules"
    rules.mkdir(exist_ok=True)
    (rules / "harbour.yaml").write_text(TOPICS)
    (rules / "feeds.yaml").write_text(outlets.rules())
    settings = {
        "TELEGRAM_TOKEN": TOKEN,
        "TELEGRAM_API": api.url,
        "DATABASE": database or f"sqlite:///{folder / 'tocsin.db'}",
        "RULES": str(rules),
        "FEED_NETWORKS": "127.0.0.0/8",
        "HOST_PAUSE": "0",
        "POLL": "1s",
        "POLL_FLOOR": "1s",
        "POLL_CEILING": "1s",
        "RETRY_UNCERTAIN": "1s",
        "RATE": "25",
    }
    with (folder / "log").open("a") as log:
        bot = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run"),
            env={**os.environ, **{f"TOCSIN_{name}": value for name, value in settings.items()}},
            stdout=log,
            stderr=log,
        )
    try:
        yield bot
    finally:
        if bot.returncode is None:
            bot.kill()
            await bot.wait()
        log_text = (folder / "log").read_text()
        assert TOKEN not in log_text
        assert "Traceback" not in log_text


async def test_a_subscriber_gets_each_story_once_and_sees_who_else_reported_it(
    tmp_path, api, outlets, database
):
    person = Person(api, 11)
    async with running_bot(tmp_path, api, outlets, database) as bot:
        await outlets.asked()
        await person.subscribe()
        outlets.publish("herald", STORIES[0], "The dockers want more & better pay.")
        outlets.publish("courier", "Storm closes the lighthouse")
        (alert,) = await person.wait(1)
        assert "Harbour strike" in alert
        assert STORIES[0] in alert
        assert "The dockers want more & better pay." in alert
        assert "The Herald" in alert
        outlets.publish("courier", f"{STORIES[0]} - The Courier")
        outlets.publish("courier", STORIES[1])
        assert STORIES[1] in (await person.wait(2))[1]
        assert len(person.alerts()) == 2
        assert not any("anniversary" in text for text in person.alerts())
        bot.send_signal(signal.SIGTERM)
        async with asyncio.timeout(5):
            assert await bot.wait() == 0


async def test_nothing_is_lost_and_only_what_was_in_flight_repeats_when_killed(
    tmp_path, api, outlets, database
):
    people = [Person(api, number) for number in range(21, 33)]
    async with running_bot(tmp_path, api, outlets, database) as bot:
        await outlets.asked()
        await asyncio.gather(*(person.subscribe() for person in people))
        for title in STORIES[:3]:
            outlets.publish("herald", title)
        # One answer is on its way for long: surely in flight when the bot dies.
        api.fault("hang", chat=people[0].number, method="sendMessage")
        await api.until(lambda: sum(len(p.alerts()) for p in people) >= 15, "15 alerts", 30)
        bot.kill()
        await bot.wait()
        # An answer written in the last moment may not have been read any more.
        last_moment = time.monotonic() - 0.5
        in_flight = Counter(
            call.chat
            for call in api.calls
            if call.method == "sendMessage" and (call.ended is None or call.ended > last_moment)
        )
    async with running_bot(tmp_path, api, outlets, database) as bot:
        outlets.publish("courier", STORIES[3])
        for person in people:
            await api.until(
                lambda told=person: all(
                    any(title in text for text in told.alerts()) for title in STORIES
                ),
                f"all stories in {person.number}",
                60,
            )
        bot.send_signal(signal.SIGTERM)
        assert await bot.wait() == 0
    for person in people:
        repeats = len(person.alerts()) - len(STORIES)
        assert repeats <= in_flight[person.number]
    assert in_flight[people[0].number] == 1
