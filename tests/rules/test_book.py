"""Books of topics."""

import pytest

from bot.errors import RuleFileError
from bot.rules.book import build_book
from bot.rules.files.topicfile import parse_topic

TIDES = "topic: tides\ntitle: Tides\nrules: [{name: a, any: [tide]}]\n"


def test_the_fingerprint_stays_when_only_places_and_comments_change():
    moved = "# a comment\n\n" + TIDES
    one, other = (build_book([parse_topic(text, "a.yaml")]) for text in (TIDES, moved))
    assert one.fingerprint == other.fingerprint


@pytest.mark.parametrize(
    ("old", "new"),
    [("[tide]", "[tides]"), ("any", "all"), ("Tides", "Ebb"), ("name: a", "name: b")],
)
def test_the_fingerprint_changes_with_what_a_topic_says(old: str, new: str):
    one, other = (
        build_book([parse_topic(text, "a.yaml")]) for text in (TIDES, TIDES.replace(old, new))
    )
    assert one.fingerprint != other.fingerprint


def test_a_topic_name_is_taken_once():
    with pytest.raises(RuleFileError) as caught:
        build_book([parse_topic(TIDES, "a.yaml"), parse_topic(TIDES, "b.yaml")])
    assert [str(found) for found in caught.value.problems] == [
        'b.yaml:1:8: the topic "tides" is already in a.yaml '
        "(give one of them another name, or put their rules into one file)"
    ]


@pytest.mark.parametrize(
    ("formerly", "message"),
    [
        (("ebb", ""), None),
        (("ebb", "ebb"), 'b.yaml:1:8: "ebb" is the former name of "tides" already'),
        (("surf", ""), 'a.yaml:1:8: "tides" was formerly "surf", which is a topic still'),
    ],
)
def test_a_former_name_is_taken_over_once(formerly, message):
    texts = (TIDES, TIDES.replace("tides", "surf"))
    topics = [
        parse_topic(text + (f"formerly: {name}\n" if name else ""), file)
        for text, name, file in zip(texts, formerly, ("a.yaml", "b.yaml"), strict=True)
    ]
    if message is None:
        assert build_book(topics).topics[0].formerly == ("ebb",)
        return
    with pytest.raises(RuleFileError) as caught:
        build_book(topics)
    assert str(caught.value).startswith(message)
