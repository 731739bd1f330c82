"""Buttons that mean another chat than the one they are in."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Chat, InlineKeyboardMarkup, Message

from bot.telegram.screen import Screen, button
from bot.telegram.targets import aim, aim_alike, read_target
from tests.builders import NOON


def send(screen: Screen) -> list[list[str]]:
    return [[str(one.callback_data) for one in row] for row in screen.rows]


@given(st.integers(-(10**13), 10**13), st.lists(st.lists(st.text(), min_size=1), max_size=3))
def test_what_is_aimed_is_read_as_it_was(chat: int, rows: list[list[str]]):
    screen = Screen(text="T", rows=[[button("x", data) for data in row] for row in rows])
    aimed = aim(screen, chat)
    assert aimed.text == "T"
    assert [[read_target(data) for data in row] for row in send(aimed)] == [
        [(chat, data) for data in row] for row in rows
    ]


@given(st.text().filter(lambda data: not data.startswith("@")))
def test_what_is_not_aimed_means_the_chat_where_it_is(data: str):
    assert read_target(data) == (None, data)


@pytest.mark.parametrize("data", ["@", "@7", "@:x", "@x:y", "@1.5:x", "@--7:x", "@ 7:x", "@٣:x"])
def test_what_is_aimed_at_no_chat_is_left_as_it_is(data: str):
    assert read_target(data) == (None, data)


def build_message(*data: str, at: datetime = NOON) -> Message:
    rows = [[button("x", one)] for one in data]
    keyboard = InlineKeyboardMarkup(rows) if rows else None
    return Message(1, at, Chat(7, "private"), reply_markup=keyboard)


@pytest.mark.parametrize(
    ("message", "sent"),
    [
        (None, "set:zone:UTC"),
        (build_message(), "set:zone:UTC"),
        (build_message("see:main"), "set:zone:UTC"),
        (build_message("channels:0", "@-5:see:main"), "@-5:set:zone:UTC"),
    ],
)
def test_an_answer_means_the_chat_that_the_message_means(message: Message | None, sent: str):
    screen = Screen(text="T", rows=[[button("x", "set:zone:UTC")]])
    assert send(aim_alike(screen, message)) == [[sent]]
