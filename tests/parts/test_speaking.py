"""Who may write how fast."""

import pytest

from bot.parts.speaking import TALK_SHARE, find_rate
from bot.settings import Settings
from bot.workers.roles import Role


@pytest.mark.parametrize(
    ("roles", "rate", "share"),
    [
        ((), 28, 28),  # all of them
        ((Role.SEND, Role.TALK), 28, 28),
        ((Role.SEND,), 28, 28 - TALK_SHARE),
        ((Role.TALK,), 28, TALK_SHARE),
        ((Role.POLL,), 28, TALK_SHARE),
        ((Role.SEND,), 1, 0.5),
        ((Role.TALK,), 1, 0.5),
    ],
)
def test_processes_that_write_share_the_rate(roles, rate, share):
    settings = Settings.model_construct(role=frozenset(roles), rate=rate)
    assert find_rate(settings) == share
