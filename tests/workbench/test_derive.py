"""What is proposed from an article: a topic file that holds, and names what it is about."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import BotError
from bot.models import Article
from bot.rules.book import Topic, build_book
from bot.rules.files.topicfile import parse_topic
from bot.workbench.derive import Draft, derive_topic
from bot.workbench.matching import open_matcher

SUMMIT = """\
Premier Anna Velde Walks Out of Talks in Reykjavik

Prime Minister Anna Velde left the summit in Reykjavik on Tuesday after a quarrel over quotas.
The summit was to settle who may catch herring off Norland, and how much of it.
Velde told reporters that Norland would not accept a quota that was half of last year's.
Her counterpart Jonas Brekke said the quota was the last offer of the coastal states.
Brekke added that the summit would go on without Norland, whose fleet catches most of the herring.
Fishing crews in Norland cheered Velde, who returned to the capital in the evening.
The coastal states will vote on the quota on Friday.

In an unrelated accident, lightning struck a chemical warehouse near Tromsdal on Tuesday night.
The warehouse stored ammonia, and residents of Tromsdal were told to keep their windows shut.
Firemen needed nine hours to cool the tanks; two firemen breathed ammonia and were treated.
"The warehouse had no lightning rod," said fire chief Kari Moen, whose firemen saved the tanks.
"""

ARTICLES = {
    "de": (
        "Sturmflut beschädigt Deich bei Norddorf\n"
        "Eine Sturmflut hat in der Nacht den Deich bei Norddorf beschädigt. Nach Angaben von "
        "Bürgermeisterin Frauke Hinrichs stehen mehrere Keller unter Wasser. Hinrichs lobte die "
        "Feuerwehr. Die Fähre nach Amrum fährt nicht.",
        {"~Norddorf", "Sturmflut", "Deich", "~Hinrichs"},
    ),
    "pl": (
        "Strajk maszynistów sparaliżował dworzec w Krakowie\n"
        "Maszyniści z Krakowa rozpoczęli strajk. Prezydent Jan Kowalski powiedział, że strajk "
        "kolejarzy potrwa tydzień. Pociągi do Warszawy nie kursują. Kowalski zaprosił związek.",
        {"~Kraków", "strajk", "~Kowalski"},
    ),
    "uk": (
        "У Полтаві через повінь зруйновано міст\n"
        "Повінь зруйнувала міст у Полтаві. Мешканці Полтави чекають на пором. За словами Олени "
        "Коваленко, новий міст збудують восени. Поїзди до Харкова скасували.",
        {"~Полтава", "повінь"},
    ),
    "ru": (
        "В Самаре обрушилась крыша стадиона\n"
        "Крыша стадиона обрушилась в Самаре ночью. Стадион строили пять лет. По словам Ивана "
        "Петрова, причина обрушения неизвестна. Матч перенесли в Саратов.",
        {"~Самара", "стадион", "крыша стадиона"},
    ),
}


def read(draft: Draft) -> Topic:
    return parse_topic(draft.yaml, "draft.yaml")


def terms(draft: Draft) -> set[str]:
    topic = read(draft)
    return {term.text for rule in topic.rules for term in rule.condition.terms()}


def test_an_article_gives_people_places_and_telling_words():
    proposed = terms(derive_topic(SUMMIT))
    assert {
        "~Velde",
        "~Brekke",
        "~Reykjavik",
        "~Norland",
        "quota",
        "summit",
        "herring",
    } <= proposed
    assert not proposed & {"the", "said", "tuesday", "~Tuesday", "~Premier", "reporters"}


def test_a_turn_to_another_theme_gives_a_rule_of_its_own():
    topic = read(derive_topic(SUMMIT))
    first, *_, last = ({term.text for term in rule.condition.terms()} for rule in topic.rules)
    assert "quota" in first - last
    assert {"~Tromsdal", "chemical warehouse", "ammonia"} <= last - first


def test_the_headline_is_the_first_example_and_every_example_matches():
    topic = read(derive_topic(SUMMIT))
    assert topic.rules[0].match[0].text == SUMMIT.splitlines()[0]
    matcher = open_matcher(build_book([topic]))
    for rule in topic.rules:
        for example in rule.match:
            title = Article(guid="", link="", title=example.text, summary="", published=None)
            assert rule.name in {match.rule for match in matcher.match(title)}


@pytest.mark.parametrize("language", ARTICLES)
def test_other_languages_are_told_and_their_words_proposed_in_their_base_forms(language: str):
    text, wanted = ARTICLES[language]
    draft = derive_topic(text)
    assert draft.language == language
    assert wanted <= terms(draft)


def test_a_byline_is_no_headline():
    text = "2026-03-02 By Jo Weaver and Al Smith Example News\n" + SUMMIT.split("\n", 2)[2]
    assert derive_topic(text).headline.startswith("Prime Minister Anna Velde left the summit")


def test_a_title_and_an_address_that_are_given_are_taken():
    draft = derive_topic(
        SUMMIT.split("\n", 2)[2], title="Herring Talks Fail", link="https://a.example/1"
    )
    assert read(draft).rules[0].match[0].text == "Herring Talks Fail"
    assert "# The article: https://a.example/1\n" in draft.yaml


@pytest.mark.parametrize("text", ["", "Too short", "the of and in on at to by for with from as"])
def test_a_text_that_says_too_little_is_refused(text: str):
    with pytest.raises(BotError):
        derive_topic(text)


WORDS = st.sampled_from(
    ["Norland", "the", 'quota"s', "U.S.", "~x", "*", "a: b", "# c", "Анна", "\n", ".", "$1", "EU"]
)


@settings(max_examples=40, deadline=None)
@given(st.lists(WORDS, max_size=60).map(" ".join))
def test_whatever_the_text_the_draft_holds_and_matches_it_or_is_refused(text: str):
    try:
        draft = derive_topic(text)
    except BotError:
        return
    read(draft)
