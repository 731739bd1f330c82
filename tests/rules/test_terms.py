"""Terms as people write them; what is refused is among the bad topic files."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.terms import Term, TermError, parse_term


@pytest.mark.parametrize(
    ("text", "words", "prefix"),
    [
        ("Kyiv", ("kyiv",), False),
        (" Land-Swap ", ("land", "swap"), False),
        ("land swap*", ("land", "swap"), True),
        ("Łódź*", ("lodz",), True),
        ("$1.5 billion", ("1", "5", "billion"), False),
        ("$ 5bn", ("5bn",), False),
        ("AT&T", ("at", "t"), False),
        ("66", ("66",), False),
    ],
)
def test_a_term_is_its_folded_words(text: str, words: tuple[str, ...], prefix: bool):
    assert parse_term(text) == Term(text=text.strip(), words=words, prefix=prefix)


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("cease-fire", ("ceasefire",)),
        ("Oil-Depot", ("Oildepot",)),
        ("F\u201116", ("F16",)),
        ("cease-fire talks", ("ceasefire", "talks")),
        ("surface-to-air missile", ("surfacetoair", "missile")),
        ("title:post-war*", ("postwar",)),
        ("Su-34-2", ("Su342",)),
        ("ceasefire", ()),
        ("cease fire", ()),
        ("cease - fire", ()),
        ("9-11", ()),
        ("=F-16", ()),
        ("~Saint-Denis", ()),
        ("U.S.", ()),
    ],
)
def test_what_a_hyphen_joins_is_also_one_word(text: str, joined: tuple[str, ...]):
    assert parse_term(text).joined == joined


def test_a_star_alone_is_everything():
    assert parse_term("*").everything
    assert not parse_term("star").everything


@given(st.text())
def test_any_text_is_a_term_or_refused_with_a_reason(text: str):
    term, reason = None, ""
    try:
        term = parse_term(text)
    except TermError as error:
        reason = error.message
    assert (term is not None) != bool(reason)
