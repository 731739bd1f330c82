"""The feed list: bad ones are data/rules/bad-feeds/<what is wrong>.yaml."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import RuleFileError
from bot.models import Problem
from bot.models.polls import FeedSpec
from bot.rules.files.feedlist import parse_feeds
from tests.rules.badfiles import DATA, assert_announced

BAD = sorted((DATA / "bad-feeds").iterdir())


@pytest.mark.parametrize("path", BAD, ids=[path.stem for path in BAD])
def test_every_problem_is_found_at_its_place(path: Path):
    with pytest.raises(RuleFileError) as caught:
        parse_feeds(path.read_bytes(), str(path))
    assert_announced(path, caught.value.problems)


def test_feeds_are_read_in_order_with_all_their_keys():
    assert parse_feeds((DATA / "good" / "feeds.yaml").read_bytes(), "feeds.yaml") == (
        FeedSpec(
            url="https://news.example/rss.xml",
            title="The Example",
            language="no",
            interval=timedelta(hours=1, minutes=30),
            fast=True,
            tags=("wire", "24"),
        ),
        FeedSpec(url="http://[2001:db8::1]:8080/feed?a=b"),
        FeedSpec(url="https://пошта.example/"),
    )


def test_addresses_that_differ_in_path_or_query_are_two_feeds():
    text = "feeds:\n" + "".join(
        f"- url: https://news.example{rest}\n"
        for rest in ("/a", "/A", "/a?b=1", "/a?b=2", ":81/a")
    )
    assert len(parse_feeds(text, "feeds.yaml")) == 5


def test_an_empty_list_means_no_feeds():
    assert parse_feeds("feeds: []", "feeds.yaml") == ()


@given(st.text(max_size=60))
def test_any_address_ends_in_a_feed_or_a_problem(url: str):
    quoted = url.replace("\\", "\\\\").replace('"', '\\"')
    feeds: tuple[FeedSpec, ...] = ()
    problems: tuple[Problem, ...] = ()
    try:
        feeds = parse_feeds(f'feeds: [{{url: "https://{quoted}"}}]', "feeds.yaml")
    except RuleFileError as error:
        problems = error.problems
    assert bool(feeds) != bool(problems)


def test_a_password_in_an_address_is_not_repeated():
    with pytest.raises(RuleFileError) as caught:
        parse_feeds("feeds: [{url: 'https://me:secret@news.example:x/'}]", "feeds.yaml")
    assert "secret" not in str(caught.value)
