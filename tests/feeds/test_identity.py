"""Which items of a body are the same article, and under which names it comes back."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.identity import choose_key, digest_headline, identify
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
