"""Folding and splitting."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.text import fold_word, tokenize


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("NATO", "nato"),
        ("Łódź", "lodz"),
        ("Straße", "STRASSE"),
        ("Ærø", "aero"),
        ("đội", "doi"),
        ("cœur", "coeur"),
        ("İstanbul", "istanbul"),
        ("ısı", "isi"),
        ("Київ", "КИІВ"),
        ("ёлка", "Елка"),
        ("naïve", "nai\u0308ve"),
        ("Donez\u00adbecken", "donezbecken"),
        ("Don\u200bbas", "donbas"),
        ("ＵＫＲＡＩＮＥ", "ukraine"),
        ("ﬁre", "fire"),
        ("ΌΣΟΣ", "οσος"),
    ],
)
def test_spellings_of_one_word_fold_alike(one: str, other: str):
    assert fold_word(one) == fold_word(other)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ukraine's land-swap", "ukraine s land swap"),
        ("Ukraine’s land—swap", "ukraine s land swap"),
        ("Пам’ять, памʼять, пам'ять", "память память память"),
        ("'Київ' ‘спить’ rock 'n' roll", "киів спить rock n roll"),
        ("U.S.-brokered", "u s brokered"),
        ("9,000 sq km; 1.5bn", "9 000 sq km 1 5bn"),
        ("snake_case #tag @name", "snake case tag name"),
        ("нападение 🚀️ ok", "нападение ok"),
        ("  …!? ", ""),
        ("हिन्दी", "हिनदी"),
    ],
)
def test_words_are_runs_of_letters_and_digits(text: str, words: str):
    assert " ".join(token.folded for token in tokenize(text)) == words


def test_places_are_those_of_the_original_text():
    text = "Die Straße nach Łódź\u00ad!"
    assert [text[token.start : token.end] for token in tokenize(text)] == [
        "Die",
        "Straße",
        "nach",
        "Łódź\u00ad",
    ]


@given(st.text())
def test_words_stand_in_order_and_fold_as_they_do_alone(text: str):
    end = 0
    for token in tokenize(text):
        assert end <= token.start < token.end <= len(text)
        assert token.folded == fold_word(text[token.start : token.end]) != ""
        end = token.end


@given(st.text(alphabet=st.characters(categories=["L", "N", "M"])))
def test_folding_a_folded_word_changes_nothing(word: str):
    assert fold_word(fold_word(word)) == fold_word(word)


@given(st.text(alphabet="aäÄßŁłøéИйїЁё ’-.", max_size=30))
def test_case_never_counts(text: str):
    folded = [token.folded for token in tokenize(text)]
    assert [token.folded for token in tokenize(text.upper())] == folded


def test_a_word_longer_than_any_is_known_by_its_beginning():
    assert fold_word("Ż" * 1_000_000) == fold_word("Ż" * 1_000) == "z" * 1_000
