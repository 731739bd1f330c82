"""From publication in a feed on loopback to the telephone, by the bot's own timestamps."""

import asyncio
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import median, quantiles

from bot.store.store import open_store
from tests.bench.figures import Figure
from tests.builders import address, ask
from tests.chaos.household import POLL, check_log, publish, set_up, start
from tests.fakes.bot_api import FakeBotApi
from tests.fakes.outlet import Outlets

STORIES, CHATS = 15, range(101, 111)
PAUSE = 1.3  # seconds between two stories; no multiple of the poll interval
DONE = 30  # seconds for the last ones

STAGES = (
    ("published, to seen by a poll", 0, 1),
    ("seen, to decided and in the outbox", 1, 2),
    ("in the outbox, to its request", 2, 3),
    ("request, to answered by Telegram", 3, 4),
    ("published, to the telephone", 0, 4),
)
MOMENTS = """
SELECT articles.title, articles.seen, outbox.created, outbox.tried, outbox.sent
FROM outbox JOIN articles ON articles.story_id = outbox.story_id
WHERE outbox.kind = 'alert' AND outbox.state = 'sent'
"""


def measure() -> Iterator[Figure]:
    """Yield median and p95 of every stage."""
    journeys = asyncio.run(travel())
    for name, begin, end in STAGES:
        took = [(moments[end] - moments[begin]).total_seconds() for moments in journeys]
        note = f"p95 {quantiles(took, n=20)[-1]:.3f} s"
        if begin == 0:
            note += f"; polls every {POLL} s"
        yield Figure(name=name, value=median(took), unit="s", note=note)


async def travel() -> Sequence[Sequence[datetime]]:
    """Return for every alert when it was published, seen, queued, sent and answered."""
    published: dict[str, datetime] = {}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        async with Outlets("herald") as outlets, FakeBotApi() as api:
            await set_up(folder, api, outlets, CHATS)
            outlets.publish("herald", "A quiet day in town")
            bot = await start(folder, api)
            try:
                await outlets.asked()
                chance = Random(3)
                for _ in range(STORIES):
                    published[publish(outlets, "herald", chance)] = datetime.now(UTC)
                    await asyncio.sleep(PAUSE)
                await api.until(
                    lambda: len(api.delivered) == STORIES * len(CHATS), "every alert", DONE
                )
                await asyncio.sleep(PAUSE)  # for the last outcomes to be written
            finally:
                bot.kill()
                await bot.wait()
        check_log(folder)
        store = open_store(address(folder))
        rows = await ask(store, MOMENTS)
        await store.close()
    return [
        (published[str(title)], *(datetime.fromisoformat(f"{moment}+00:00") for moment in moments))
        for title, *moments in rows
    ]
