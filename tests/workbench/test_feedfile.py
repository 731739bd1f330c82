"""A feed list with a feed more or less: everything else in it stays as it was."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BotError, RuleFileError
from bot.models.polls import FeedOptions, FeedSpec
from bot.rules.files.feedlist import parse_feeds
from bot.workbench.feedfile import add_feeds, remove_feed
from tests.feedspecs import feed_specs

NEW = FeedSpec(url="https://new.example/rss", title="New: the paper", tags=("wire",))
LIST = """\
# ours
feeds:
  # the wires
  - url: https://a.example/rss
    title: A    # the first

  # the papers
  - title: B
    url: https://b.example/rss
    tags: [x,
           y]
  # the end

# goodbye
"""
WRITTEN = """\
  - url: https://new.example/rss
    title: "New: the paper"
    tags: [wire]
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (LIST, LIST.replace("           y]\n", "           y]\n" + WRITTEN)),
        (LIST.replace("\n", "\r\n"), None),
        ("", "feeds:\n" + WRITTEN),
        ("# ours\n\n", "# ours\nfeeds:\n" + WRITTEN),
        ("feeds:\n", "feeds:\n" + WRITTEN),
        ("feeds: []\n", "feeds:\n" + WRITTEN),
        ("feeds: []  # none\n# end\n", "feeds:  # none\n" + WRITTEN + "# end\n"),
        ("feeds:\n- url: https://a.example/", None),
        ("feeds:\n    -\n      url: https://a.example/\n", None),
        ("feeds:\n  - {url: 'https://a.example/'}\n", None),
    ],
)
def test_a_feed_is_added_behind_the_others(before, after):
    text = add_feeds(before, [NEW])
    if after is not None:
        assert text == after
    else:
        old = before.rstrip("\r\n") if "\r" not in before else before
        assert text.count("\r\n") == (text.count("\n") if "\r" in before else 0)
        assert all(line in text.splitlines() for line in old.splitlines())
    old = parse_feeds(before, "f") if "url" in before else ()
    assert parse_feeds(text, "f") == (*old, NEW)


def test_all_that_a_feed_may_say_is_written():
    feed = FeedSpec(
        url="https://new.example/?a=#b",
        title="yes",
        language="pt-BR",
        interval=timedelta(minutes=90),
        fast=True,
        fulltext=True,
        tags=("a, b", "24"),
        options=FeedOptions(
            headers=(("X-Plan", "a: b # c"), ("Authorization", "Bearer ${TOKEN}")),
            cookies=(("consent", "1"),),
            user="me",
            password="${PASSWORD}",
            user_agent='"Reader"',
            proxy="http://proxy.example:3128",
        ),
    )
    assert parse_feeds(add_feeds(LIST, [feed]), "f")[-1] == feed


@given(feed_specs())
def test_a_feed_that_is_added_and_removed_leaves_the_list_as_it_was(feed):
    added = add_feeds(LIST, [feed])
    assert parse_feeds(added, "f")[2:] == (feed,)
    assert remove_feed(added, feed.url) == LIST


@pytest.mark.parametrize(
    ("feed", "wrong"),
    [
        (FeedSpec(url="https://a.example/rss/"), "in the list already"),
        (FeedSpec(url="https://c.example/", language="klingonish!"), "is no language"),
        (
            FeedSpec(url="https://c.example/", options=FeedOptions(user="a", password="b")),
            "written out",
        ),
    ],
)
def test_a_feed_that_does_not_hold_is_not_added(feed, wrong):
    with pytest.raises(RuleFileError, match=wrong):
        add_feeds(LIST, [feed])


def test_a_list_on_one_line_is_left_to_its_writer():
    text = "feeds: [{url: 'https://a.example/'}]\n"
    with pytest.raises(BotError, match="line 1 leaves no place"):
        add_feeds(text, [NEW])
    with pytest.raises(BotError, match="stand on one line"):
        remove_feed(text, "https://a.example/")


def test_a_removed_feed_leaves_the_comments_of_the_others():
    assert remove_feed(LIST, "https://a.example/rss") == LIST.replace(
        "  - url: https://a.example/rss\n    title: A    # the first\n", ""
    )
    assert remove_feed(LIST, "http://b.example:80/rss/") == LIST.replace(
        "  - title: B\n    url: https://b.example/rss\n    tags: [x,\n           y]\n", ""
    )


def test_the_last_feed_leaves_an_empty_list():
    text = "feeds:  # ours\n  -\n    url: https://a.example/\nx: y\n".removesuffix("x: y\n")
    assert remove_feed(text, "https://a.example") == "feeds: []  # ours\n"


@pytest.mark.parametrize("text", [LIST, "feeds: []\n"])
def test_what_is_not_there_is_not_removed(text):
    with pytest.raises(BotError, match=r"https://c\.example is not in the list"):
        remove_feed(text, "https://c.example")


@given(st.text(alphabet=" -[]{}:#'\"\nabfeds", max_size=40))
def test_any_text_is_added_to_well_or_refused(text):
    try:
        added = add_feeds(text, [NEW])
    except BotError:
        return
    assert NEW in parse_feeds(added, "f")
