"""Word lists; mistakes in them are in bad-topics/word-lists.yaml."""

import pytest

from bot.errors import RuleFileError
from bot.rules.book import Condition, build_book
from bot.rules.files.sharedfiles import parse_names, parse_words
from bot.rules.files.topicfile import SharedLists, parse_topic
from bot.rules.files.wordlists import MAX_ITEMS, MAX_NESTING

RULE = "topic: t\ntitle: T\nrules: [{name: a, any: [$boats, pier]}]\n"


def terms_of(text: str, shared: SharedLists | None = None) -> list[str]:
    topic = parse_topic(text, "t.yaml", shared or SharedLists({}, complete=True))
    return [term.text for rule in topic.rules for term in rule.condition.terms()]


def test_a_list_holds_its_words_and_those_of_the_lists_it_names_once():
    words = "words:\n  boats: [$small, tanker, dinghy]\n  small: [dinghy, skiff]\n"
    assert terms_of(RULE + words) == ["dinghy", "skiff", "tanker", "pier"]


def test_a_list_of_the_topic_goes_before_a_shared_one():
    shared = SharedLists(parse_words("words: {boats: [tanker], old: [raft]}", "w"), complete=True)
    assert terms_of(RULE, shared) == ["tanker", "pier"]
    assert terms_of(RULE + "words: {boats: [skiff, $old]}", shared) == ["skiff", "raft", "pier"]


def test_a_topic_keeps_the_lists_it_uses():
    topic = parse_topic(RULE + "words: {boats: [skiff], more: [raft]}", "t.yaml")
    assert [each.name for each in topic.lists] == ["boats"]
    (rule,) = topic.rules
    assert isinstance(rule.condition.any[0], Condition)
    assert rule.condition.any[0].label == "$boats"


def test_the_fingerprint_changes_with_the_words_of_a_list():
    one, other = (
        build_book([parse_topic(RULE + f"words: {{boats: [{word}]}}", "t.yaml")]).fingerprint
        for word in ("skiff", "raft")
    )
    assert one != other


def test_lists_within_lists_end():
    deep = "".join(f"  l{n}: [$l{n + 1}]\n" for n in range(1_000))
    with pytest.raises(RuleFileError) as caught:
        parse_words(f"words:\n{deep}  l1000: [word]\n", "words.yaml")
    assert f"more than {MAX_NESTING} lists" in str(caught.value)


def test_a_bomb_of_lists_is_refused():
    levels = 9
    lines = ["  l0: [" + ", ".join(f"w{n}" for n in range(MAX_ITEMS)) + "]"]
    lines += [
        f"  l{n}x{m}: [$l{max(0, n - 1)}{f'x{m}' * (n > 1)}, z{m}]"
        for n in range(1, levels)
        for m in range(20)
    ]
    with pytest.raises(RuleFileError) as caught:
        parse_words("words:\n" + "\n".join(lines), "words.yaml")
    assert "holds too many words" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("names: [a]", "1:8", "must be a group of names"),
        ("names: {Kiel: Kiew}", "1:15", "must be a list"),
        ("names: {Kiel: ['!']}", "1:16", "no letter or digit"),
        ("names: {'!': [Kiel]}", "1:9", "no letter or digit"),
        ("name: {}", "1:1", 'did you mean "names"?'),
    ],
)
def test_mistakes_in_names_are_found_at_their_place(text, place, words):
    with pytest.raises(RuleFileError) as caught:
        parse_names(text, "names.yaml")
    found = str(caught.value.problems[0])
    assert found.startswith(f"names.yaml:{place}: ")
    assert words in found


def test_names_are_read_with_their_spellings():
    (name,) = parse_names("names:\n  ~Kiel: [Kilonia, Kiel an der Förde]\n", "names.yaml")
    assert (name.name, name.spellings) == ("Kiel", ("Kilonia", "Kiel an der Förde"))
