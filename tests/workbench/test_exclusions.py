"""Words that keep out what was irrelevant and nothing else."""

from collections.abc import Sequence

import pytest

from bot.models import Article
from bot.rules.book import build_book
from bot.rules.files.topicfile import parse_topic
from bot.workbench.exclusions import MOST_TERMS, Proposal, propose_exclusions

TOPIC = """\
topic: port
title: Port
rules:
  - name: strikes
    any: [strike, Streik]
    none: [lightning]
    examples:
      match: ["Dockers strike at the ferry terminal"]
      skip: ["Bowling strike of the year"]
"""


def article(title: str, summary: str = "") -> Article:
    return Article(guid="", link="", title=title, summary=summary, published=None)


def propose(
    irrelevant: Sequence[str | Article],
    relevant: Sequence[str | Article] = (),
    topic: str = TOPIC,
) -> Proposal:
    book = build_book((parse_topic(topic, "port.yaml"),))
    found = [
        [one if isinstance(one, Article) else article(one) for one in some]
        for some in (irrelevant, relevant)
    ]
    rule = book.topics[0].rules[0]
    return propose_exclusions(
        book, book.topics[0], rule, found[0], found[1], ["strike", "strikes"]
    )


@pytest.mark.parametrize(
    ("irrelevant", "relevant", "exclusions"),
    [
        (["Pitcher ends baseball strike", "Baseball strike drags on"], [], ("baseball",)),
        # In any form, as a rule would find it.
        (["Pitchers end strike", "A pitcher and his strike"], [], ("pitcher",)),
        (["Перший страйк шахтарів: strike", "Без шахтарів: strike"], [], ("шахтарів",)),
        # What something relevant has is not proposed, wherever it has it.
        (
            ["Baseball strike of pitchers", "Baseball strike: pitchers"],
            ["Strike over baseball caps in port"],
            ("pitchers",),
        ),
        (
            ["Baseball strike in Ohio", "Baseball strike"],
            [article("Strike in port", "A ship with baseball caps is stuck.")],
            (),
        ),
        # Neither is what an example must match.
        (["Ferry strike bores", "No ferry, strike"], [], ()),
        # Nor the rule's own words, small words and numbers.
        (["Strike of 2026 with them", "Their strike of 2026 with me"], [], ()),
        # One headline shares nothing.
        (["Baseball strike"], [], ()),
        ([], ["Strike in port"], ()),
    ],
)
def test_shared_words_that_nothing_relevant_has_are_proposed(irrelevant, relevant, exclusions):
    assert propose(irrelevant, relevant).exclusions == exclusions


def test_few_words_that_cover_most_are_taken():
    headlines = [
        *(f"Baseball strike {word}" for word in ("alpha", "bravo", "charlie")),
        *(f"Bowling strike, again {word}" for word in ("delta", "foxtrot")),
        "Chess strike",
    ]
    found = propose(headlines)
    assert set(found.exclusions) == {"baseball", "bowling"}
    assert found.examples == tuple(headlines[:-1])
    assert found.unmet == ("Chess strike",)


def test_never_more_than_a_few():
    words = ["baseball", "bowling", "cricket", "fishing", "tennis", "curling"]
    headlines = [f"{word} strike {place}" for word in words for place in "ab"]
    assert len(propose(headlines).exclusions) == MOST_TERMS


def test_a_headline_that_stands_in_the_file_is_not_proposed_again():
    found = propose(["Bowling strike of the year", "Bowling: a strike"])
    assert found.exclusions == ("bowling",)
    assert found.examples == ("Bowling: a strike",)


def test_what_only_a_summary_has_needs_no_exclusion_to_be_an_example():
    found = propose([article("Quiet day", "Baseball: the strike ended.")])
    assert found == Proposal(examples=("Quiet day",))


def test_a_rule_that_looks_only_at_titles_is_not_stopped_by_summaries():
    topic = TOPIC.replace("    any:", "    in: [title]\n    any:")
    relevant = [article("Strike in port", "A ship with baseball caps is stuck.")]
    headlines = ["Baseball strike in Ohio", "Baseball strike"]
    assert propose(headlines, relevant, topic).exclusions == ("baseball",)
