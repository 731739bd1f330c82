"""What an article adds to its story, and what is only told again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.stories.progress import find_news
from bot.stories.reading import Reading
from bot.stories.terms import list_terms


def read(headline: str, summary: str = "", language: str = "en") -> Reading:
    return Reading(headline, list_terms(headline, summary), language)


def ask(headline: str, *told: Reading, language: str = "en") -> str:
    reading = read(headline, language=language)
    return find_news(reading, told, dict.fromkeys(reading.list_all_terms(), 1.0))


FALL = read("Bridge over the Lomna collapses in Brodno, two dead", "Seven are hurt, police say.")
STURZ = read("Brücke über die Lomna in Brodno eingestürzt, zwei Tote", "", "de")
ZAWALENIE = read("Zawalił się most w Brodnie. Zginęły dwie osoby", "", "pl")
ОБВАЛ_УК = read("У Бродно обвалився міст через Ломну: загинули двоє", "", "uk")
ОБВАЛ_РУ = read("В Бродно рухнул мост через Ломну: погибли двое", "", "ru")


@pytest.mark.parametrize(
    ("headline", "language", "told", "news"),
    [
        ("Lomna bridge collapse in Brodno: 3 dead", "en", FALL, "3 dead"),
        ("Bridge collapse over Lomna in Brodno kills three", "en", FALL, "3 kills"),
        ("Lomna bridge collapse in Brodno: toll rises to 12", "en", FALL, "12 toll"),
        ("Lomna bridge collapse in Brodno: 1,200 missing", "en", FALL, "1200 missing"),
        ("Brücke über die Lomna eingestürzt: drei Tote", "de", STURZ, "3 tote"),
        ("Zawalił się most w Brodnie. Zginęło pięć osób", "pl", ZAWALENIE, "5 zgineło"),
        ("У Бродно обвалився міст: загинули п'ятеро", "uk", ОБВАЛ_УК, "5 загинули"),
        ("В Бродно рухнул мост: погибли трое", "ru", ОБВАЛ_РУ, "3 погибли"),
        ("Lomna bridge collapse in Brodno: 3 dead", "en", ОБВАЛ_УК, "3 dead"),
        ("У Бродно обвалився міст: троє загиблих", "uk", FALL, "3 загиблих"),
    ],
)
def test_another_toll_is_news_in_any_language(headline, language, told, news):
    assert ask(headline, told, language=language) == news.replace("ł", "l")


@pytest.mark.parametrize(
    ("headline", "language", "told"),
    [
        ("Two dead as Lomna bridge collapses in Brodno", "en", FALL),
        ("2 killed in bridge collapse over Lomna, Brodno", "en", FALL),
        ("Lomna bridge in Brodno collapses: 7 hurt, two dead", "en", FALL),
        ("Brücke in Brodno eingestürzt: 2 Tote", "de", FALL),
        ("Zawalił się most w Brodnie, dwie ofiary", "pl", FALL),
        ("Обвал мосту в Бродно: двоє загиблих", "uk", STURZ),
        ("Обвал моста в Бродно: двое погибших", "ru", ZAWALENIE),
        ("Lomna bridge in Brodno falls, two dead", "en", ОБВАЛ_РУ),
        ("Several dead as Lomna bridge collapses in Brodno", "en", FALL),
    ],
)
def test_the_same_toll_in_figures_or_words_is_not(headline, language, told):
    assert ask(headline, told, language=language) == ""


@pytest.mark.parametrize(
    ("headline", "language", "told", "news"),
    [
        (
            "Karpov denies he will leave the bank of Synehora",
            "en",
            read("Karpov will leave the bank of Synehora"),
            "denies",
        ),
        (
            "Karpow bestätigt Abschied von der Bank Synehora",
            "de",
            read("Karpow nimmt Abschied von der Bank Synehora", "", "de"),
            "bestätigt",
        ),
        (
            "Karpow zaprzecza, że odejdzie z banku Synehora",
            "pl",
            read("Karpow odejdzie z banku Synehora", "", "pl"),
            "zaprzecza",
        ),
        (
            "Карпов заперечує, що йде з банку Синегора",
            "uk",
            read("Карпов йде з банку Синегора", "", "uk"),
            "заперечує",
        ),
        (
            "Карпов подтвердил, что уходит из банка Синегора",
            "ru",
            read("Карпов уходит из банка Синегора", "", "ru"),
            "подтвердил",
        ),
        (
            "Mayor condemns bridge collapse over the Lomna in Brodno",
            "en",
            FALL,
            "condemns",
        ),
    ],
)
def test_a_denial_a_confirmation_and_a_reaction_are_news(headline, language, told, news):
    assert ask(headline, told, language=language) == news


def test_they_are_no_news_when_an_article_in_any_language_told_of_them():
    told = read("Карпов заперечує, що йде з банку Синегора", "", "uk")
    assert ask("Karpov denies leaving the bank of Synehora", told) == ""
    summed_up = read("Karpov leaves the bank of Synehora", "He denies that he was asked to.")
    assert ask("Karpov denies leaving the bank of Synehora", summed_up) == ""


@pytest.mark.parametrize(
    ("headline", "language", "told", "news"),
    [
        ("Lomna bridge in Brodno collapses, train to Velmar stopped", "en", FALL, "Velmar"),
        ("Zawalił się most w Brodnie, stoją pociągi do Welmaru", "pl", ZAWALENIE, "Welmaru"),
        ("У Бродно обвалився міст, їде прем'єр Харченко", "uk", ОБВАЛ_УК, "Харченко"),
        ("В Бродно рухнул мост через Ломну, едет Карпов", "ru", ОБВАЛ_РУ, "Карпов"),
        ("Lomna bridge in Brodno collapses after 90 years", "en", FALL, "90"),
        ("Brücke über die Lomna in Brodno nach 90 Jahren eingestürzt", "de", STURZ, "90"),
    ],
)
def test_a_name_or_a_number_that_nobody_had_is_news(headline, language, told, news):
    assert ask(headline, told, language=language) == news


@pytest.mark.parametrize(
    ("headline", "language", "told"),
    [
        ("Bridge over the Lomna collapses in Brodno, two dead", "en", FALL),
        ("Lomna bridge collapses in Brodno on Monday", "en", FALL),
        ("Brücke über Lomna eingestürzt", "de", FALL),
        ("Zawalił się most nad Łomną w Brodnie", "pl", FALL),
        ("У Бродно обвалився міст через Ломну", "uk", ОБВАЛ_РУ),
        ("В Бродно рухнул мост через Ломну", "ru", STURZ),
        ("Bridge in Brodno falls into the Lomna", "en", ОБВАЛ_УК),
        ("Bridge Collapses In Brodno, Police Say", "en", FALL),
    ],
)
def test_a_copy_a_translation_and_a_rewording_are_not(headline, language, told):
    assert ask(headline, told, language=language) == ""


def test_a_headline_of_mostly_new_words_is_news_beside_its_own_language_alone():
    headline = "Rescue crews search river with dogs after Brodno bridge collapse"
    assert ask(headline, FALL) == "Rescue, crews"
    assert ask(headline, STURZ) == ""
    assert ask(headline, FALL, language="") == ""


def test_any_article_of_the_story_may_have_told_it():
    other = read("Train to Velmar stopped", "It was two days before the bridge was cleared.")
    assert ask("Lomna bridge in Brodno collapses, train to Velmar stopped", FALL, other) == ""


def test_nothing_is_news_of_a_story_that_nobody_speaks_for_in_its_language_but_names_are():
    assert ask("Bridge falls") == ""


READINGS = st.builds(read, st.text(), st.text(), st.sampled_from(["", "en", "de", "uk"]))


@given(READINGS, st.lists(READINGS, max_size=3))
def test_no_article_adds_to_itself_and_any_is_survived(reading, others):
    weights = dict.fromkeys(reading.list_all_terms(), 1.0)
    assert find_news(reading, [reading, *others], weights) == ""
    find_news(reading, others, weights)
