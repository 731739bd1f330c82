"""Channels: who manages what, whether that was told, and what ends it."""

import pytest

from bot.models import Channel
from tests.builders import NOON

ANNA, BORIS = 11, 12
NEWS, SPORT = -1001, -1002


@pytest.fixture
async def met(store):
    """A store that knows the chats."""
    for chat, kind in ((ANNA, "private"), (BORIS, "private"), (NEWS, "channel"), (SPORT, "group")):
        await store.chats.meet(chat, kind, now=NOON)
    return store


async def test_what_somebody_manages_is_listed_by_title(met):
    await met.channels.note(NEWS, "News", admin=ANNA, told=False)
    await met.channels.note(SPORT, "Big matches", admin=ANNA, told=True)
    await met.channels.note(NEWS, "News", admin=BORIS, told=False)
    assert await met.channels.channels_of(ANNA) == (
        Channel(id=SPORT, title="Big matches", told=True),
        Channel(id=NEWS, title="News", told=False),
    )
    assert [one.id for one in await met.channels.channels_of(BORIS)] == [NEWS]
    assert await met.channels.channels_of(13) == ()


async def test_a_new_title_is_everyones_and_what_was_told_stays_so(met):
    assert not (await met.channels.note(NEWS, "News", admin=ANNA, told=False)).told
    await met.channels.tell(NEWS, ANNA)
    known = await met.channels.note(NEWS, "Late news", admin=BORIS, told=False)
    assert known == Channel(id=NEWS, title="Late news", told=False)
    again = await met.channels.note(NEWS, "Late news", admin=ANNA, told=False)
    assert again == Channel(id=NEWS, title="Late news", told=True)
    assert await met.channels.channels_of(ANNA) == (again,)


async def test_what_only_others_manage_is_told_apart_and_each_is_there_once(met):
    await met.chats.meet(13, "private", now=NOON)
    await met.channels.note(NEWS, "News", admin=ANNA, told=True)
    for admin in (ANNA, BORIS):
        await met.channels.note(SPORT, "Sport", admin=admin, told=True)
    assert await met.channels.others(ANNA, limit=9) == ()
    assert [one.id for one in await met.channels.others(BORIS, limit=9)] == [NEWS]
    assert [one.id for one in await met.channels.others(13, limit=9)] == [SPORT, NEWS]
    assert [one.id for one in await met.channels.others(13, limit=1)] == [SPORT]


async def test_a_channel_that_is_dropped_is_nobodys(met):
    for admin in (ANNA, BORIS):
        await met.channels.note(NEWS, "News", admin=admin, told=True)
        await met.channels.note(SPORT, "Sport", admin=admin, told=True)
    await met.channels.drop(NEWS)
    for admin in (ANNA, BORIS):
        assert [one.id for one in await met.channels.channels_of(admin)] == [SPORT]


@pytest.mark.parametrize(("forgotten", "left"), [(ANNA, {BORIS}), (NEWS, set())])
async def test_who_or_what_is_forgotten_leaves_nothing(met, forgotten, left):
    for admin in (ANNA, BORIS):
        await met.channels.note(NEWS, "News", admin=admin, told=True)
    await met.chats.forget(forgotten)
    managing = {who for who in (ANNA, BORIS) if await met.channels.channels_of(who)}
    assert managing == left
