"""Every entry has an identity, and it is the one under which it would be kept."""

from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.entries import list_entries
from bot.feeds.identity import identify
from tests.builders import build_article

FEW = st.sampled_from(["", "a", "b", "c"])
ARTICLES = st.lists(
    st.builds(
        lambda guid, link, title: build_article(
            guid=guid, link=f"https://a.example/{link}" if link else "", title=title or "d"
        ),
        FEW,
        FEW,
        FEW,
    ),
    max_size=12,
)


def test_an_entry_that_repeats_another_is_listed_and_said_to():
    first, other = build_article(guid="1", title="One"), build_article(guid="2", title="Two")
    entries = list_entries([first, other, first])
    assert [entry.repeats for entry in entries] == [False, False, True]
    assert [entry.article.title for entry in entries] == ["One", "Two", "One"]
    assert entries[2].article.keys == entries[0].article.keys


@given(ARTICLES)
def test_entries_are_those_of_the_feed_and_what_is_kept_is_among_them(articles):
    entries = list_entries(articles)
    assert [entry.article.title for entry in entries] == [one.title for one in articles]
    kept = identify(articles)
    assert [entry.article.keys for entry in entries if not entry.repeats] == [
        one.keys for one in kept
    ]
    known = {key for one in kept for key in one.keys}
    assert all(entry.article.keys[0] in known for entry in entries)
