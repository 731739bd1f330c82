"""Treating updates in turns: a chat's in order, chats side by side, an end that does not wait."""

import asyncio
from datetime import timedelta

from telegram import Chat, Message, Update

from bot.telegram.updates import InTurns
from tests.builders import NOON

ANNA, BORIS = 11, 12


def build_update(number: int, chat: int) -> Update:
    message = Message(number, NOON, Chat(chat, "private"), text=str(number))
    return Update(number, message=message)


class Treatment:
    """Notes what begins and ends; one chat's updates wait for the gate."""

    def __init__(self) -> None:
        self.begun: list[int] = []
        self.done: list[int] = []
        self.gate = asyncio.Event()

    async def __call__(self, update: Update) -> None:
        self.begun.append(update.update_id)
        if update.effective_chat and update.effective_chat.id == ANNA:
            await self.gate.wait()
        self.done.append(update.update_id)


async def test_a_chat_that_takes_long_holds_up_itself_alone():
    treatment = Treatment()
    turns = InTurns(treatment)
    anna = [turns.start(build_update(number, ANNA)) for number in (1, 2)]
    boris = [turns.start(build_update(number, BORIS)) for number in (3, 4)]
    await asyncio.gather(*boris)
    assert (treatment.begun, treatment.done) == ([1, 3, 4], [3, 4])
    treatment.gate.set()
    await asyncio.gather(*anna)
    assert treatment.done == [3, 4, 1, 2]
    assert await turns.finish(timedelta())


async def test_what_hangs_at_the_end_is_cut_short():
    treatment = Treatment()
    turns = InTurns(treatment)
    hung, next_one = (turns.start(build_update(number, ANNA)) for number in (1, 2))
    assert not await turns.finish(timedelta())
    await asyncio.wait((hung, next_one))
    assert hung.cancelled()
    assert next_one.cancelled()
    assert treatment.done == []


async def test_more_than_can_be_treated_at_once_has_to_wait(monkeypatch):
    monkeypatch.setattr("bot.telegram.updates.AT_ONCE", 2)
    treatment = Treatment()
    turns = InTurns(treatment)
    turns.start(build_update(1, ANNA))
    await turns.wait_for_room()
    turns.start(build_update(2, ANNA))
    waiting = asyncio.create_task(turns.wait_for_room())
    await asyncio.gather(turns.start(build_update(3, BORIS)))
    assert treatment.begun == [1, 3]
    assert not waiting.done()
    treatment.gate.set()
    await waiting
