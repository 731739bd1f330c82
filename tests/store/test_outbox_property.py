"""However claims, outcomes and crashes follow each other, every chat gets everything in order."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.models import Delivery, DeliveryKind
from bot.store.due import FLOODED
from bot.store.outbox import PAUSE, Arrived, Wanted
from bot.store.store import Store, open_store
from tests.builders import NOON, add_feeds, address, ask, build_decision, keep_articles, subscribe
from tests.postgres import Server

CHATS = (1, 2, 3)
WAIT = timedelta(seconds=60)
LATER = timedelta(seconds=90)
NOTHING = Wanted(most=0, busy=(), terminal=False)

steps = st.one_of(
    st.tuples(
        st.just("article"),
        st.integers(0, 9),  # of which story
        st.integers(1, 3),  # of which feed
        st.sampled_from(["same", "update", "breaks"]),  # what it is to who was told
        st.sampled_from(["at once", "later", "digest", "late"]),  # how it is told to others
    ),
    st.tuples(st.just("claim"), st.integers(1, 3)),  # at most so many
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
    rows: dict[int, tuple[int, ...]] = field(default_factory=dict)  # of each message, at last
    shown: dict[tuple[int, str, DeliveryKind], datetime] = field(default_factory=dict)
    seen: defaultdict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    async def publish(self, story: int, feed: int, what: str, how: str) -> None:
        """One more article of a story: an alert for who was not told, else what it is."""
        self.articles += 1
        name = f"s{story}"
        kept = await keep_articles(self.store, f"{name}-{self.articles}", feed=feed, now=self.now)
        told = [chat for chat in CHATS if (name, chat) in self.told]
        decision = build_decision(
            kept[-1],
            name,
            alerts=[chat for chat in CHATS if (name, chat) not in self.told],
            updates=told if what != "same" else (),
            duplicates=told if what == "same" else (),
            breaking=CHATS if what == "breaks" else (),
            ringing=CHATS[1:] if what == "breaks" else (),  # the first has another wish
            at=None if how == "at once" else self.now + LATER,
            digest=how in ("digest", "late"),
            late=how == "late",
        )
        self.told |= {(name, chat) for chat in CHATS}
        await self.store.archive.decide([decision], now=self.now)

    async def claim(self, most: int = 1) -> bool:
        busy = {one.chat for one in self.under_way}
        wanted = Wanted(most=most, busy=busy, terminal=False)
        claimed = await self.store.outbox.exchange((), wanted, now=self.now)
        chats = {delivery.chat for delivery in claimed}
        assert len(chats) == len(claimed) <= most
        assert not chats & busy
        for delivery in claimed:
            await self.check(delivery)
            self.under_way.append(delivery)
            self.rows[delivery.id] = await self.check_rows(delivery)
        return bool(claimed)

    async def check_rows(self, delivery: Delivery) -> tuple[int, ...]:
        """The rows that a message carries: the same ones whenever it is in doubt."""
        rows = await ask(
            self.store,
            "SELECT id, story_id, leader, state FROM outbox "
            f"WHERE id = {delivery.id} OR leader = {delivery.id} ORDER BY id",
        )
        assert {state for *_, state in rows} == {"sending"}
        if delivery.kind is DeliveryKind.DIGEST:
            assert {leader for _, _, leader, _ in rows} == {delivery.id}
            assert len(rows) == len(delivery.bundle) + delivery.more
        else:
            assert [leader for _, _, leader, _ in rows] == [None]
        found = tuple(int(str(row[0])) for row in rows)
        assert not delivery.doubtful or found == self.rows[delivery.id]
        return found

    async def check(self, delivery: Delivery) -> None:
        """Nothing goes out before its turn, too soon after its like, or into a flood."""
        rows = await ask(
            self.store,
            "SELECT kind, story_id FROM outbox WHERE state IN ('pending', 'uncertain') "
            f"AND chat_id = {delivery.chat} AND id <> {delivery.id}",
        )
        if delivery.kind is DeliveryKind.DIGEST:
            return
        if delivery.kind is not DeliveryKind.ALERT:
            assert (DeliveryKind.ALERT, delivery.story) not in rows
            if not delivery.alert.breaking or delivery.kind is DeliveryKind.EDIT:
                last = self.shown.get((delivery.chat, delivery.story, delivery.kind))
                assert last is None or self.now - last >= PAUSE
        if delivery.kind is DeliveryKind.EDIT:
            assert sum(row[0] == DeliveryKind.UPDATE for row in rows) <= FLOODED
            folded = await ask(
                self.store,
                f"SELECT id FROM outbox WHERE leader > 0 AND message_id = {delivery.message_id}",
            )
            assert folded == []

    async def settle(self, delivery: Delivery, **how: str) -> None:
        """The store takes it for arrived."""
        if how:
            await self.store.outbox.sent(delivery.id, message_id=None, now=self.now, **how)
        else:
            arrived = Arrived(delivery=delivery, message_id=delivery.id, at=self.now)
            await self.store.outbox.exchange([arrived], NOTHING, now=self.now)
        self.shown[delivery.chat, delivery.story, delivery.kind] = self.now

    def arrive(self, delivery: Delivery) -> None:
        """A reader sees it, never twice unless it was known to be in doubt."""
        rows = self.rows[delivery.id]
        assert delivery.doubtful or not {*rows} & {*self.seen[delivery.chat]}
        self.seen[delivery.chat] += rows

    async def end(self, which: int, how: str) -> None:
        if not self.under_way:
            return
        delivery = self.under_way.pop(which % len(self.under_way))
        outbox = self.store.outbox
        if how == "arrived":
            self.arrive(delivery)
            await self.settle(delivery)
        elif how == "refused":
            await outbox.failed(delivery.id, reason=how, now=self.now)
        elif how == "lost answer" and delivery.doubtful:
            self.arrive(delivery)
            await self.settle(delivery, reason=how)
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
        assert found == sum(len(self.rows[one.id]) for one in self.under_way)
        self.under_way.clear()

    async def take(self, step: tuple[object, ...]) -> None:
        match step:
            case ("article", int(story), int(feed), str(what), str(how)):
                await self.publish(story, feed, what, how)
            case ("claim", int(most)):
                await self.claim(most)
            case ("outcome", int(which), str(how)):
                await self.end(which, how)
            case ("crash", bool(arrived)):
                await self.crash(arrived)
            case ("time", int(seconds)):
                self.now += timedelta(seconds=seconds)

    async def drain(self) -> None:
        """Let everything that waits arrive."""
        for _ in range(1_000):
            while self.under_way:
                await self.end(0, "arrived")
            if not await self.claim():
                self.now += WAIT
                if await self.store.outbox.oldest_due() is None:
                    return
        raise AssertionError("something waits for ever")


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], str]:
    """Gives the address of a database with nothing in it, again and again."""
    if request.param == "sqlite":
        return lambda: address(tmp_path_factory.mktemp("outbox"))
    server: Server = request.getfixturevalue("postgres")
    tables: str = request.getfixturevalue("postgres_tables")

    def empty_tables() -> str:
        server.empty_database(tables)
        return tables

    return empty_tables


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(script=st.lists(steps, max_size=40))
async def test_everything_arrives_in_order_and_twice_only_when_in_doubt(empty, script):
    store = open_store(empty())
    await add_feeds(store, 1, 2, 3)
    await subscribe(store, *CHATS)
    world = World(store)
    for step in script:
        await world.take(step)
    await world.drain()

    rows = await ask(
        store,
        "SELECT id, chat_id, story_id, kind, state, breaking, planned, leader "
        "FROM outbox ORDER BY id",
    )
    await store.close()
    assert {row[4] for row in rows} <= {"sent", "failed"}
    alerts = [(row[2], row[1]) for row in rows if row[3] == DeliveryKind.ALERT]
    assert len(alerts) == len(set(alerts))
    assert set(alerts) == world.told
    for chat in CHATS:
        first_seen: list[object] = [*dict.fromkeys(world.seen[chat])]
        mine = {row[0]: row for row in rows if row[1] == chat}
        assert all(mine[number][4] == "failed" for number in mine if number not in first_seen)
        alerts_seen = [n for n in first_seen if mine[n][3] == DeliveryKind.ALERT]
        at_once = [n for n in alerts_seen if not (mine[n][5] or mine[n][6] or mine[n][7])]
        assert at_once == sorted(at_once, key=[*mine].index)
        told = {mine[number][2]: number for number in alerts_seen}
        quiet: defaultdict[object, list[object]] = defaultdict(list)
        for place, number in enumerate(first_seen):
            _, _, story, kind, _, breaking, *_ = mine[number]
            if kind != DeliveryKind.ALERT and story in told:
                assert first_seen.index(told[story]) < place
            if kind == DeliveryKind.UPDATE and not breaking:
                quiet[story].append(number)
        for numbers in quiet.values():
            assert numbers == sorted(numbers, key=[*mine].index)
