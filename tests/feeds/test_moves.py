"""When a feed has moved for good."""

from dataclasses import replace

import pytest

from bot.feeds.moves import Move, ask_there, follow_move, undo_move
from bot.models.polls import FeedOptions
from tests.builders import build_feed

OLD, NEW, OTHER = "https://a.example/rss", "https://b.example/rss", "https://c.example/rss"


def follow(*redirects: str) -> list[str]:
    """Where the feed is asked after each of these good polls; empty: at its url."""
    feed, asked = build_feed(url=OLD), []
    for moved in redirects:
        move = follow_move(feed, moved) or Move(
            address=feed.address, moved_to=feed.moved_to, moved_times=feed.moved_times
        )
        feed = build_feed(
            url=OLD,
            address=move.address,
            moved_to=move.moved_to,
            moved_times=move.moved_times,
        )
        asked.append(feed.address)
    return asked


@pytest.mark.parametrize(
    ("redirects", "asked"),
    [
        ((NEW, NEW), ["", ""]),
        ((NEW, NEW, NEW), ["", "", NEW]),
        ((NEW, NEW, "", NEW, NEW), [""] * 5),  # not in a row
        ((NEW, NEW, OTHER, OTHER, OTHER), ["", "", "", "", OTHER]),
        ((NEW, NEW, NEW, ""), ["", "", NEW, NEW]),
        ((NEW, NEW, NEW, OTHER, OTHER, OTHER), ["", "", NEW, NEW, NEW, OTHER]),
        ((NEW, NEW, NEW, OLD, OLD, OLD), ["", "", NEW, NEW, NEW, ""]),
    ],
)
def test_three_lasting_redirects_in_a_row_move_a_feed(redirects, asked):
    assert follow(*redirects) == asked


def test_where_nothing_changes_nothing_is_written():
    assert follow_move(build_feed(), "") is None
    assert follow_move(build_feed(url=OLD, address=NEW), NEW) is None
    assert follow_move(build_feed(moved_to=NEW, moved_times=2), "") == Move(address="")


@pytest.mark.parametrize(
    ("address", "failures", "undone"), [(NEW, 1, False), (NEW, 2, True), ("", 9, False)]
)
def test_a_new_address_that_fails_is_given_up(address, failures, undone):
    feed = build_feed(address=address, failures=failures)
    assert undo_move(feed) == (Move(address="") if undone else None)


SECRETS = FeedOptions(headers=(("X-Key", "s"),), cookies=(("c", "s"),), user="u", password="s")


def test_a_feed_is_asked_where_it_moved():
    stays = build_feed(url=OLD)
    assert ask_there(stays, SECRETS) == (stays, SECRETS)
    assert ask_there(build_feed(url=OLD, address=NEW), FeedOptions())[0].url == NEW


@pytest.mark.parametrize(
    ("url", "address", "told"),
    [
        (OLD, NEW, False),
        (OLD, "https://a.example/new", True),
        ("http://a.example/rss", OLD, True),
        (OLD, "http://a.example/rss", False),  # in the open
    ],
)
def test_secrets_stay_with_the_host_they_are_for(url, address, told):
    feed = build_feed(url=url, address=address)
    options = replace(SECRETS, user_agent="Ours", proxy="http://proxy.example")
    asked, said = ask_there(feed, options)
    assert asked.url == address
    assert (said == options) is told
    assert (said.user_agent, said.proxy) == ("Ours", "http://proxy.example")
    assert bool(said.headers or said.cookies or said.user or said.password) is told
