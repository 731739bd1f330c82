"""Word forms, by tables in forms/: a word, the forms it must have, words it must not have."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.text import fold_word
from bot.rules.words.forms import LANGUAGES, expand_word


def read_tables():
    for language in LANGUAGES:
        path = Path(__file__).parent / "forms" / f"{language}.txt"
        for line in path.read_text("utf-8").splitlines():
            if not line.startswith("#"):
                word, _, rest = line.partition(":")
                wanted, _, unwanted = rest.partition("-")
                yield pytest.param(word, language, wanted.split(), unwanted.split(), id=word)


@pytest.mark.parametrize(("word", "language", "wanted", "unwanted"), [*read_tables()])
def test_a_word_has_its_forms_and_no_others(word, language, wanted, unwanted):
    for languages in ((), (language,)):
        forms = expand_word(word, languages)
        assert {fold_word(form) for form in wanted} <= forms
        assert not forms & {fold_word(form) for form in unwanted}


@pytest.mark.parametrize(
    ("word", "languages", "form", "held"),
    [
        pytest.param("plan", ("pl",), "planowi", True, id="polish"),
        pytest.param("plan", ("en",), "planowi", False, id="not-polish"),
        pytest.param("plan", (), "planned", True, id="any"),
        pytest.param("plan", (), "planowi", True, id="any-too"),
        pytest.param("war", ("de",), "wars", False, id="a-verb-in-german"),
        pytest.param("удар", ("uk",), "ударів", True, id="ukrainian"),
        pytest.param("удар", ("ru",), "ударів", False, id="not-ukrainian"),
        pytest.param("удар", (), "ударов", True, id="both"),
        pytest.param("strike", ("fr",), "strikes", False, id="unknown-language"),
        pytest.param("strike", ("en-GB",), "struck", True, id="region"),
        pytest.param("strike", ("uk",), "strikes", False, id="another-script"),
        pytest.param("strike", ("uk", "en"), "strikes", True, id="one-of-two"),
        pytest.param("rafinerię", (), "rafineria", True, id="letters-tell-polish"),
        pytest.param("Взрывы", (), "взрыв", True, id="letters-tell-russian"),
    ],
)
def test_the_rules_languages_and_the_letters_choose(word, languages, form, held):
    assert (fold_word(form) in expand_word(word, languages)) is held


def test_english_words_do_not_become_other_english_words_by_way_of_polish():
    assert "many" not in expand_word("man")
    assert "menu" not in expand_word("men")
    assert "date" not in expand_word("data")


@pytest.mark.parametrize(
    "word", ["of", "us", "ПВ", "F16", "2026", "G7", "d'Or", "αβγδ", "Кyiv", ""]
)
def test_what_has_no_forms_stands_for_itself(word):
    assert expand_word(word) == {fold_word(word)}


def test_a_word_of_news_has_few_forms():
    words = ("drone", "strike", "attack", "refinery", "ceasefire", "missile", "border", "summit")
    assert max(len(expand_word(word)) for word in words) <= 24
    assert sum(len(expand_word(word, ("en",))) for word in words) <= 5 * len(words)


@settings(max_examples=200, deadline=None)
@given(
    word=st.one_of(
        st.text(max_size=30),
        st.text("abcdefghijklmnopqrstuvwxyzäöüßąćęłńóśźżABCXYZ", max_size=20),
        st.text("абвгґдеєжзиіїйклмнопрстуфхцчшщьюяыэёъАБВЯ'", max_size=20),
    ),
    languages=st.lists(st.sampled_from([*LANGUAGES, "fr", "en-US", ""]), max_size=3),
)
def test_any_text_expands_to_at_least_itself(word, languages):
    forms = expand_word(word, languages)
    assert fold_word(word) in forms
    assert forms == expand_word(word, languages)
    assert all(form == fold_word(form) for form in forms)
    assert len(forms) <= 300
