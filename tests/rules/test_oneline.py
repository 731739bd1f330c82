"""One line that a reader types: what it means, and what is wrong with one that means nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.book import Condition, Item, build_book
from bot.rules.match import Matcher
from bot.rules.oneline import LONGEST, LineError, build_topic, parse_line, tidy_line, write_line
from bot.workbench.lint import item_text
from tests.builders import build_article
from tests.rules.builders import compile_plainly


def tell(items: tuple[Item, ...]) -> str:
    return ", ".join(
        f"({tell(item.any)})" if isinstance(item, Condition) else item.text for item in items
    )


@pytest.mark.parametrize(
    ("line", "any_", "all_", "none"),
    [
        ("hurricane", "hurricane", "", ""),
        ("  oil \n depot ", "oil depot", "", ""),
        ("hurricane, typhoon", "hurricane, typhoon", "", ""),
        ("hurricane,typhoon,", "hurricane, typhoon", "", ""),
        ("hurricane OR typhoon", "hurricane, typhoon", "", ""),
        ("bridge + closed", "", "(bridge), (closed)", ""),
        ("bridge AND closed", "", "(bridge), (closed)", ""),
        ("bridge +closed +", "", "(bridge), (closed)", ""),
        ("Kyiv, Kiev + attack, strike", "", "(Kyiv, Kiev), (attack, strike)", ""),
        ("storm -film", "storm", "", "film"),
        ("storm NOT film", "storm", "", "film"),
        ("storm AND NOT film", "storm", "", "film"),
        ("storm,-film", "storm", "", "film"),
        ("storm -film -card game, gale", "storm, gale", "", "film, card game"),
        ("-film + storm + sea", "", "(storm), (sea)", "film"),
        ('"storm, 1953", gale', "storm, 1953, gale", "", ""),
        ("„Sturm, Flut“ + Küste", "", "(Sturm, Flut), (Küste)", ""),
        ("«AND»", "AND", "", ""),
        ("»Sturm, Flut« + Küste", "", "(Sturm, Flut), (Küste)", ""),
        ('19" screen, lamp', '19" screen, lamp', "", ""),
        ('12" gun, "oil, depot"', '12" gun, oil, depot', "", ""),
        ('„Nord Stream" leak, “war" room', "Nord Stream leak, war room", "", ""),
        ("1,000 dead", "1,000 dead", "", ""),
        ("F-16, C++, Disney+", "F-16, C++, Disney+", "", ""),
        ("storm - The Courier", "storm - The Courier", "", ""),
        (
            "=NATO, ~Zelenskyy, title:visit, strik*",
            "=NATO, ~Zelenskyy, title:visit, strik*",
            "",
            "",
        ),
        ("attack NEAR/4 Kyiv, truce", "attack NEAR/4 Kyiv, truce", "", ""),
    ],
)
def test_a_line_means(line, any_, all_, none):
    condition = parse_line(line)
    assert (tell(condition.any), tell(condition.all), tell(condition.none)) == (any_, all_, none)


@pytest.mark.parametrize(
    ("line", "kind", "term"),
    [
        ("", "empty", ""),
        (" , + ", "empty", ""),
        ("-film", "forbids", ""),
        ("x" * (LONGEST + 1), "long", ""),
        ("*", "everything", "*"),
        ("storm, *", "everything", "*"),
        ("/F-?16/", "pattern", "/F-?16/"),
        ("storm -title:/a b/", "pattern", "title:/a b/"),
        ("$sites", "list", "$sites"),
        ("$sites NEAR storm", "list", "$sites NEAR storm"),
        ('"storm, 1953', "quote", "storm, 1953"),
        ("sea, „storm + 1953", "quote", "storm + 1953"),
        ('storm -"film', "quote", "film"),
        ("st*", "term", "st*"),
        ("storm + ???", "term", "???"),
        ("NEAR storm", "term", "NEAR storm"),
        ("title:*", "term", "title:*"),
    ],
)
def test_a_line_that_is_no_rule_says_why(line, kind, term):
    with pytest.raises(LineError) as caught:
        parse_line(line)
    assert (caught.value.kind, caught.value.term) == (kind, term)
    assert bool(caught.value.message) == (kind == "term")


def match(line: str, title: str) -> bool:
    matcher = Matcher(compile_plainly(build_book((build_topic("watch_1", line),))))
    found = matcher.match(build_article(title=title, summary=""))
    assert all((one.topic, one.rule) == ("watch_1", tidy_line(line)) for one in found)
    return bool(found)


@pytest.mark.parametrize(
    ("line", "title", "matches"),
    [
        ("hurricane, typhoon", "Typhoon nears the coast", True),
        ("hurricane, typhoon", "Rain nears the coast", False),
        ("bridge + closed, shut", "Bridge shut", True),
        ("bridge + closed, shut", "Bridge opened", False),
        ("storm -film", "Storm in the north", True),
        ("storm -film", "The storm, a film", False),
        ('"storm, 1953"', "The storm 1953 again", True),
    ],
)
def test_a_topic_of_one_line_matches_what_it_says(line, title, matches):
    assert match(line, title) is matches


@given(st.text(max_size=60) | st.text('ab ,+-"/$*=~„“ANDORT', max_size=40))
def test_any_text_is_a_condition_with_something_to_look_for_or_an_error_that_says_why(text):
    try:
        condition = parse_line(text)
    except LineError as error:
        told = bool(error.kind)
    else:
        told = bool(condition.any or condition.all)
    assert told


TERM = st.from_regex(r"[a-z]{3,6}([ ,+-]{1,2}[a-z]{3,5})?", fullmatch=True)


@given(st.lists(st.lists(TERM, min_size=1, max_size=3), min_size=1, max_size=3))
def test_a_line_that_is_written_is_read_as_the_terms_it_was_made_of(groups):
    line = write_line(groups)
    if len(line) > LONGEST:
        return
    condition = parse_line(line)
    read = [condition.any] if condition.any else list(map(list_terms, condition.all))
    assert [[item_text(item) for item in group] for group in read] == [
        [tidy_line(term).strip() for term in group] for group in groups
    ]


def list_terms(item: Item) -> tuple[Item, ...]:
    assert isinstance(item, Condition)
    return item.any
