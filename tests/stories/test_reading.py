"""What stories see of an article."""

from bot.models import Article
from bot.stories.reading import read_article


def article(title: str, language: str) -> Article:
    return Article(
        guid="", link="", title=title, summary="Two hurt.", published=None, language=language
    )


def test_an_article_is_read_without_what_stands_around_its_headline():
    reading = read_article(article("BREAKING: Bridge falls in Brodno - Evening Post", "EN-GB"), "")
    assert reading.headline == "Bridge falls in Brodno"
    assert reading.terms == (("brid", "fals", "in", "brod"), ("tvo", "hurt"))
    assert (reading.language, reading.roundup) == ("en", False)
    assert reading.list_all_terms() == {"brid", "fals", "in", "brod", "tvo", "hurt"}


def test_a_round_up_is_told_by_its_title_as_published():
    assert read_article(article("Bridge falls in Brodno – live", ""), "").roundup
