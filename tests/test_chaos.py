"""A few rounds of `make chaos`: kill -9 loses nothing and repeats only what was in flight."""

from random import Random

from tests.chaos.play import play_rounds

PEOPLE = range(101, 109)  # no groups: these are written to so rarely that it would take long


async def test_a_bot_that_is_killed_tells_every_chat_every_story(tmp_path, database):
    account = await play_rounds(3, tmp_path, Random(5), PEOPLE, database=database)
    assert account.kills == 3
    assert account.wanted
    assert account.good, str(account)
