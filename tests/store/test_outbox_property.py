"""However claims, outcomes and crashes follow each other, every chat gets everything in order."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.models import Delivery, DeliveryKind
from bot.store.store import Store, open_store
from tests.builders import NOON, add_feeds, address, ask, build_decision, keep_articles, subscribe

CHATS = (1, 2, 3)
WAIT = timedelta(seconds=60)

steps = st.one_of(
    st.tuples(st.just("article"), st.integers(0, 3), st.integers(1, 3)),  # story, feed
    st.tuples(st.just("claim")),
    st.tuples(
        st.just("outcome"),
        st.integers(0, 9),  # of which of those under way
        st.sampled_from(["arrived", "lost answer", "not sent", "flood", "refused"]),
    ),
    st.tuples(st.just("crash"), st.booleans()),  # whether what was under way had arrived
    st.tuples(st.just("time"), st.sampled_from([1, 30, 60, 150])),
)


@dataclass
class World:
    """The store, and what readers have seen of it."""

    store: Store
    now: datetime = NOON
    under_way: list[Delivery] = field(default_factory=list)
    told: set[tuple[str, int]] = field(default_factory=set)
    articles: int = 0
    seen: defaultdict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    async def publish(self, story: int, feed: int) -> None:
        """One more article of a story: an alert for who was not told, else perhaps an edit."""
        self.articles += 1
        name = f"s{story}"
        kept = await keep_articles(self.store, f"{name}-{self.articles}", feed=feed, now=self.now)
        decision = build_decision(
            kept[-1],
            name,
            alerts=[chat for chat in CHATS if (name, chat) not in self.told],
            duplicates=[chat for chat in CHATS if (name, chat) in self.told],
        )
        self.told |= {(name, chat) for chat in CHATS}
        await self.store.archive.decide([decision], now=self.now)

    async def claim(self) -> bool:
        delivery = await self.store.outbox.claim(
            now=self.now, busy=[one.chat for one in self.under_way], terminal=False
        )
        if delivery:
            assert delivery.chat not in {one.chat for one in self.under_way}
            self.under_way.append(delivery)
        return delivery is not None

    def arrive(self, delivery: Delivery) -> None:
        """A reader sees it, never twice unless it was known to be in doubt."""
        assert delivery.doubtful or delivery.id not in self.seen[delivery.chat]
        self.seen[delivery.chat].append(delivery.id)

    async def end(self, which: int, how: str) -> None:
        if not self.under_way:
            return
        delivery = self.under_way.pop(which % len(self.under_way))
        outbox = self.store.outbox
        if how == "arrived":
            self.arrive(delivery)
            await outbox.sent(delivery.id, message_id=delivery.id, now=self.now)
        elif how == "refused":
            await outbox.failed(delivery.id, reason=how, now=self.now)
        elif how == "lost answer" and delivery.doubtful:
            self.arrive(delivery)
            await outbox.sent(delivery.id, message_id=None, now=self.now, reason=how)
        else:
            if how == "lost answer":
                self.arrive(delivery)
            await outbox.put_back(
                delivery.id,
                uncertain=how == "lost answer",
                not_before=self.now + WAIT,
                reason=how,
                park_chat=how == "flood",
            )

    async def crash(self, arrived: bool) -> None:
        for delivery in self.under_way:
            if arrived:
                self.arrive(delivery)
        found = await self.store.outbox.recover(now=self.now, wait=WAIT)
        assert found == len(self.under_way)
        self.under_way.clear()

    async def take(self, step: tuple[object, ...]) -> None:
        match step:
            case ("article", int(story), int(feed)):
                await self.publish(story, feed)
            case ("claim",):
                await self.claim()
            case ("outcome", int(which), str(how)):
                await self.end(which, how)
            case ("crash", bool(arrived)):
                await self.crash(arrived)
            case ("time", int(seconds)):
                self.now += timedelta(seconds=seconds)

    async def drain(self) -> None:
        """Let everything that waits arrive."""
        for _ in range(200):
            while self.under_way:
                await self.end(0, "arrived")
            if not await self.claim():
                self.now += WAIT
                if await self.store.outbox.oldest_due() is None:
                    return
        raise AssertionError("something waits for ever")


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(script=st.lists(steps, max_size=40))
async def test_everything_arrives_in_order_and_twice_only_when_in_doubt(tmp_path_factory, script):
    store = open_store(address(tmp_path_factory.mktemp("outbox")))
    await add_feeds(store, 1, 2, 3)
    await subscribe(store, *CHATS)
    world = World(store)
    for step in script:
        await world.take(step)
    await world.drain()

    rows = await ask(store, "SELECT id, chat_id, story_id, kind, state FROM outbox ORDER BY id")
    await store.close()
    assert {row[4] for row in rows} <= {"sent", "failed"}
    alerts = [(row[2], row[1]) for row in rows if row[3] == DeliveryKind.ALERT]
    assert len(alerts) == len(set(alerts))
    assert set(alerts) == world.told
    edits = {row[0] for row in rows if row[3] == DeliveryKind.EDIT}
    for chat in CHATS:
        first_seen: list[object] = [*dict.fromkeys(world.seen[chat])]
        alerts_seen = [n for n in dict.fromkeys(world.seen[chat]) if n not in edits]
        assert alerts_seen == sorted(alerts_seen)
        unseen = {row[0] for row in rows if row[1] == chat} - set(first_seen)
        assert all(row[4] == "failed" for row in rows if row[0] in unseen)
        for number, _, story, _, _ in (row for row in rows if row[0] in edits & set(first_seen)):
            told = [row[0] for row in rows if row[1:4] == (chat, story, DeliveryKind.ALERT)]
            if told[0] in first_seen:
                assert first_seen.index(told[0]) < first_seen.index(number)
