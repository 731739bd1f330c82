"""Under which names articles and stories are known again; they must never change."""

import pytest

from bot.models import Article
from bot.stories.keys import make_key, name_key


def article(*, title: str = "Dam holds", link_key: str = "", guid: str = "") -> Article:
    return Article(guid=guid, link="", title=title, summary="", published=None, link_key=link_key)


@pytest.mark.parametrize(
    ("item", "key"),
    [
        (article(link_key="https://a.example/1", guid="7"), ("link", "https://a.example/1")),
        (article(link_key="https://a.example?p=1"), ("link", "https://a.example?p=1")),
        (article(link_key="https://a.example", guid="7"), ("guid", "Post", "7", "Dam holds")),
        (article(), ("title", "Post", "", "Dam holds")),
    ],
)
def test_an_article_is_known_by_its_link_else_by_guid_and_title(item, key):
    assert make_key(item, source="Post") == key


@pytest.mark.parametrize(
    ("key", "name"),
    [
        (("link", "https://a.example/1"), "17aa31d3b4e2805d"),
        (("title", "Post", "", "Dam holds"), "2c534a3d6839ffa4"),
        (("title", "Post", "", "Dam \ud83c holds"), "701fc03fe1a216a1"),
    ],
)
def test_names_stay_what_they_are(key, name):
    assert name_key(key) == name


def test_keys_of_different_kinds_have_different_names():
    keys = [("guid", "a", "b", "c"), ("title", "a", "b", "c"), ("guid", "a", "c", "b")]
    assert len({name_key(key) for key in keys}) == len(keys)
