"""Which items of a body are the same article, and under which names it comes back."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.identity import choose_key, digest_headline, identify, show_articles
from bot.models import Article

NOON = datetime(2025, 8, 12, 12, tzinfo=UTC)


def article(
    guid: str = "", link: str = "", title: str = "t", published: datetime | None = None
) -> Article:
    return Article(guid=guid, link=link, title=title, summary="", published=published)


def kinds(articles: list[Article]) -> list[str]:
    """The kinds of keys of each article that is kept: "gl", "l", "t", ..."""
    return ["".join(key[0] for key in kept.keys) for kept in identify(articles)]


def test_guid_and_link_name_an_article():
    (kept,) = identify([article("1", "https://a.example/x?utm_source=rss")])
    assert [key[:2] for key in kept.keys] == ["g:", "l:"]
    assert kept.link_key == "https://a.example/x"


def test_a_guid_shared_by_different_articles_names_none():
    shared = [
        article("same", "https://a.example/1", "one"),
        article("same", "https://a.example/2", "two"),
    ]
    assert kinds(shared) == ["l", "l"]


def test_a_guid_shared_by_equal_headlines_of_different_pages_names_none():
    shared = [article("same", "https://a.example/1"), article("same", "https://a.example/2")]
    assert kinds(shared) == ["l", "l"]


def test_a_link_shared_by_different_headlines_names_none():
    blog = [
        article("1", "https://a.example/live", "goal"),
        article("2", "https://a.example/live#p2", "no goal"),
        article("3", "https://a.example/other", "rain"),
    ]
    assert kinds(blog) == ["g", "g", "gl"]
    assert [kept.link_key for kept in identify(blog)] == ["", "", "https://a.example/other"]


def test_a_front_page_names_no_article():
    assert kinds([article("1", "https://a.example/"), article("2", "https://b.example")]) == [
        "g",
        "g",
    ]


def test_a_headline_names_an_article_where_nothing_else_does():
    assert kinds([article(title="Storm  Warning"), article(title="calm")]) == ["t", "t"]


def test_a_dated_headline_helps_where_there_is_no_guid():
    link = "https://a.example/1"
    assert kinds([article(link=link, published=NOON)]) == ["lt"]
    assert kinds([article(link=link)]) == ["l"]


def test_equal_headlines_of_different_days_are_different_articles():
    later = NOON.replace(day=13)
    twice = [article(title="Weather", published=NOON), article(title="Weather", published=later)]
    assert len(identify(twice)) == 2


def test_equal_headlines_without_a_date_are_told_apart_by_their_texts():
    rain, sun = (
        Article(guid="", link="", title="Weather", summary=text, published=None)
        for text in ("Rain in the north.", "Sun everywhere.")
    )
    louder = replace(rain, summary="RAIN in  the north.")
    assert kinds([rain, sun]) == ["t", "t"]
    today, again, tomorrow = (identify([one])[0].keys for one in (rain, louder, sun))
    assert today == again != tomorrow


def test_the_same_item_twice_in_one_body_is_kept_once():
    first = article("1", "https://a.example/1", published=NOON)
    assert len(identify([first, first])) == 1
    assert len(identify([article(title="same"), article(title="SAME ")])) == 1
    assert (
        len(identify([article(link="https://a.example/1"), article(link="http://a.example/1/")]))
        == 1
    )


def test_keys_do_not_depend_on_the_order_of_items():
    items = [article(str(n), f"https://a.example/{n}", f"title {n}") for n in range(5)]
    forwards = {kept.guid: kept.keys for kept in identify(items)}
    assert forwards == {kept.guid: kept.keys for kept in identify(reversed(items))}


def named(turn: int, titles: str = "abcd") -> list[Article]:
    """Articles without links, whose guids are of this turn; each letter is a title."""
    return [article(f"{turn}-{n}", title=title) for n, title in enumerate(titles)]


def same_as_first(now: list[Article], first: list[Article]) -> list[bool]:
    shown = show_articles(now, before=show_articles(first))
    pairs = zip(identify(now, shown=shown), identify(first), strict=True)
    return [one.keys == other.keys for one, other in pairs]


def test_articles_keep_their_names_when_all_guids_change():
    assert same_as_first(named(2), named(1)) == [True] * 4


def test_a_new_article_among_changed_guids_is_a_new_one():
    assert same_as_first(named(2, "abcx"), named(1)) == [True, True, True, False]


def test_changed_guids_are_not_believed_of_a_few_or_while_one_stays():
    assert same_as_first(named(2, "ab"), named(1, "ab")) == [False, False]
    assert same_as_first([*named(2)[:3], *named(1)[3:]], named(1)) == [False] * 3 + [True]


def test_equal_headlines_are_not_told_apart_by_changed_guids():
    assert same_as_first(named(2, "wwww"), named(1, "wwww")) == [False] * 4


def test_what_was_left_out_of_a_body_counts_for_what_identifies_nothing():
    everything = [article("g", "https://a.example/1", "one"), article("g", title="two")]
    known, new = everything
    (alone,) = identify([new], beside=show_articles([known]))
    assert alone == identify(everything)[1]
    assert alone != identify([new])[0]


WORDS = st.sampled_from(["", "a", "b", "c"])
ARTICLES = st.builds(
    article,
    guid=WORDS,
    link=WORDS.map(lambda word: word and f"https://a.example/{word}"),
    title=st.sampled_from(["x", "X ", "y", "z"]),
    published=st.sampled_from([None, NOON]),
)


@given(st.lists(ARTICLES, max_size=12))
def test_every_kept_article_has_its_own_first_key_and_no_headline_is_lost(articles):
    kept = identify(articles)
    first_keys = [one.keys[0] for one in kept]
    assert len(first_keys) == len(set(first_keys))
    assert {one.title.strip().lower() for one in kept} == {
        one.title.strip().lower() for one in articles
    }


@given(st.lists(ARTICLES, max_size=12), st.sets(st.integers(0, 11)))
def test_a_part_of_a_body_is_named_as_in_the_whole(articles, left_out):
    shown = show_articles(articles)
    part = [one for place, one in enumerate(articles) if place not in left_out]
    beside = [seen for place, seen in enumerate(shown) if place in left_out]
    whole = {kept.keys: kept for kept in identify(articles)}
    for kept in identify(part, beside=beside):
        named = whole.get(kept.keys)
        # The same item twice in the whole is there once: as whichever stands first.
        assert named is not None or any(kept.keys[0] in keys for keys in whole)
        assert named is None or named.link_key == kept.link_key


@given(st.text(), st.text())
def test_headlines_that_differ_in_more_than_case_and_space_have_different_digests(one, other):
    same = one.casefold().split() == other.casefold().split()
    assert (digest_headline(one) == digest_headline(other)) is same
    assert digest_headline(f"  {one}\n") == digest_headline(one)
    assert len(digest_headline(one)) == 16


def test_the_strongest_known_name_is_chosen_and_never_a_headline():
    (named,) = identify([article("1", "https://a.example/1")])
    guid, link = named.keys
    assert choose_key(named, {guid, link}) == guid
    assert choose_key(named, {link, "g:other"}) == link
    (titled,) = identify([article(link="https://a.example/1", published=NOON)])
    assert choose_key(titled, set(titled.keys[1:])) is None
