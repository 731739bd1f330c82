"""Lengths as Telegram counts them, and texts cut to them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.textlength import count_units, cut_units, shorten

# Half characters too: a feed once sent them, and they must not break the count.
texts = st.text(alphabet=st.characters(exclude_categories=()), max_size=60) | st.text(
    "a😀 ,", max_size=60
)


@pytest.mark.parametrize(
    ("text", "units"),
    [("", 0), ("abc", 3), ("жов", 3), ("😀", 2), ("👩‍🚀", 5), ("\ud83d", 1), ("e\u0301", 2)],
)
def test_a_text_is_as_long_as_its_utf16_units(text, units):
    assert count_units(text) == units


@given(text=texts)
def test_the_count_is_that_of_the_encoding(text):
    assert count_units(text) == len(text.encode("utf-16-le", "surrogatepass")) // 2


@pytest.mark.parametrize(
    ("text", "limit", "cut"),
    [("abc", 3, "abc"), ("abc", 2, "ab"), ("😀😀", 3, "😀"), ("😀", 1, ""), ("", 0, "")],
)
def test_a_text_is_cut_between_characters(text, limit, cut):
    assert cut_units(text, limit) == cut


@given(text=texts, limit=st.integers(0, 130))
def test_a_cut_is_the_longest_beginning_that_fits(text, limit):
    cut = cut_units(text, limit)
    assert text.startswith(cut)
    assert count_units(cut) <= limit
    assert cut == text or count_units(text[: len(cut) + 1]) > limit


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("", 5, ""),
        ("exact", 5, "exact"),
        ("one two three", 9, "one two…"),
        ("one two, three", 10, "one two…"),
        ("onetwothree", 5, "onet…"),
        ("a bcdefghijkl", 8, "a bcdef…"),  # a cut at the first space would leave almost nothing
        ("😀😀😀", 6, "😀😀😀"),
        ("😀😀😀", 5, "😀😀…"),
        ("😀😀😀", 4, "😀…"),
        ("👩‍🚀👩‍🚀", 9, "👩‍🚀👩…"),  # no joiner is left without its second half
        ("ab", 1, "…"),
    ],
)
def test_texts_are_cut_between_words_where_that_leaves_enough(text, limit, short):
    assert shorten(text, limit) == short


@given(text=texts, limit=st.integers(1, 130))
def test_a_shortened_text_fits_and_says_that_it_was_cut(text, limit):
    short = shorten(text, limit)
    assert count_units(short) <= limit
    assert (short == text) is (count_units(text) <= limit) or (
        short == text and text.endswith("…")
    )
    assert short == text or text.startswith(short.removesuffix("…"))
