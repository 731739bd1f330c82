"""HTML in, the words a reader sees out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.text import clean_text, is_misread, plain_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("plain words", "plain words"),
        ("two\n  lines\there", "two lines here"),
        ("<p>one</p><p>two</p>", "one two"),
        ("one<br>two<BR/>three", "one two three"),
        ("<td>1</td><td>2</td>", "1 2"),
        ("wor<b>d</b>s", "words"),
        ("Donau<wbr>dampf", "Donaudampf"),
        ("caf&eacute; &#8212; a&nbsp;b", "café — a b"),
        ("Q&amp;A, R&D", "Q&A, R&D"),
        ("5 < 6 & 7 > 2", "5 < 6 & 7 > 2"),
        ("before<script>alert('x')</script><style>p{}</style>after", "beforeafter"),
        ("<!-- hidden -->seen", "seen"),
        ("text <a href='x", "text"),
        ('<img src="a.png" alt="picture">caption', "caption"),
        ("<html><head><title>no</title></head><body>yes</body></html>", "yes"),
    ],
)
def test_html_becomes_the_words_a_reader_sees(html, text):
    assert plain_text(html) == text


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\u200bb\ufeffc\u00add", "abcd"),
        ("bell\x07 and nul\0", "bell and nul"),
        ("half a pair \ud83d here", "half a pair here"),
        ("a\u00a0b\u2003c\u2028d\u3000e", "a b c d e"),
        ("\u202eturned", "turned"),
        ("\U0001f469\u200d\U0001f680 می\u200cخواهم", "\U0001f469\u200d\U0001f680 می\u200cخواهم"),
        ("  spaces  ", "spaces"),
    ],
)
def test_signs_nobody_sees_are_dropped(text, cleaned):
    assert clean_text(text) == cleaned


@given(st.text(st.characters(codec=None, exclude_categories=()), max_size=200))
def test_any_text_can_be_stored_and_is_stable(text):
    cleaned = plain_text(text)
    assert cleaned.encode().decode() == cleaned
    assert clean_text(cleaned) == cleaned
    assert "\n" not in cleaned


@pytest.mark.parametrize(
    ("text", "kept", "misread"),
    [
        ("Kyiv?s port burns", "Kyiv’s port burns", True),
        ("Kyiv\ufffd\ufffd\ufffds port burns", "Kyiv’s port burns", True),
        ("Kyivâ€™s port burns", "Kyiv’s port burns", True),
        ("GroÃ\x9fe Tür".replace("ü", "Ã¼").replace("\x9f", ""), "Große Tür", True),
        ("Große ?l", "Große Öl", True),  # one letter of two
        ("?? ??", "Київ — ні", False),
        ("???? ? ??", "Київ — ні", True),
        ("Kyiv’s port burns", "Kyiv?s port burns", False),  # read better now: an edit
        ("Kyiv's port burns", "Kyiv’s port burns", False),
        ("Kyiv’s port burns?", "Kyiv’s port burns", False),
        ("Kyiv?s port burned", "Kyiv’s port burns", False),
        ("Does it burn?", "It burns", False),
        ("Kyiv’s port burns", "Kyiv’s port burns", False),
    ],
)
def test_a_wrong_encoding_says_nothing_new(text, kept, misread):
    assert is_misread(text, kept) is misread


@given(
    st.text(st.characters(exclude_characters="\ufffd")).map(clean_text),
    st.sampled_from(["ascii", "latin-1", "cp1252"]),
    st.sampled_from("?\ufffd"),
)
def test_every_letter_that_was_lost_is_noticed(kept, encoding, mark):
    shown = "".join(one if can_be(one, encoding) else mark for one in kept)
    assert is_misread(shown, kept) is (shown != kept)


def can_be(letter, encoding):
    """Whether a letter can be written so."""
    return letter == letter.encode(encoding, "ignore").decode(encoding)
