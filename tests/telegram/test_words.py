"""The texts: the same in every language, whole, used, and within Telegram's limits."""

import ast
import re
from itertools import chain
from pathlib import Path

import pytest
from fluent.runtime import FluentBundle
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor

import bot.telegram
from bot.telegram.words import FALLBACK, LANGUAGES, Words, open_bundle, open_words, read_texts
from bot.textlength import count_units
from tests.fakes.html_checks import read_text

OTHERS = [language for language in LANGUAGES if language != FALLBACK]
PLAIN = ("answer-", "button-", "command-", "label-")
# What facts may hold at most, in the messages whose length counts.
LONGEST = {"title": "Ж" * 60, "setting": "Ж" * 40, "value": "Ж" * 60, "name": "ж" * 40}
LIMITS = {"answer-": 200, "command-": 256, "button-": 40}


class Variables(Visitor):
    """Gathers the facts that a message asks for, and the plurals that it tells apart."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.selects: list[ftl.SelectExpression] = []

    def visit_VariableReference(self, node: ftl.VariableReference) -> None:
        self.names.add(node.id.name)

    def visit_SelectExpression(self, node: ftl.SelectExpression) -> None:
        self.selects.append(node)
        self.generic_visit(node)


def read_messages(language: str) -> dict[str, Variables]:
    """The messages of a language, with what is in each."""
    found: dict[str, Variables] = {}
    for text in read_texts(language):
        for entry in FluentParser().parse(text).body:
            assert not isinstance(entry, ftl.Junk), entry.content
            if isinstance(entry, ftl.Message):
                assert entry.id.name not in found, f"{language}: {entry.id.name} twice"
                assert entry.value is not None
                found[entry.id.name] = Variables()
                found[entry.id.name].visit(entry)
    return found


MESSAGES = {language: read_messages(language) for language in LANGUAGES}
every_language = pytest.mark.parametrize("language", LANGUAGES)


def say_somehow(language: str, id: str, count: int = 5) -> str:
    names = MESSAGES[language][id].names
    counted = {
        select.selector.id.name
        for select in MESSAGES[language][id].selects
        if isinstance(select.selector, ftl.VariableReference)
    }
    facts = {name: count if name in counted else LONGEST.get(name, "Xyz") for name in names}
    return open_words(language).say(id, **facts)


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_says_the_same_with_the_same_facts(language):
    ours, theirs = MESSAGES[language], MESSAGES[FALLBACK]
    assert list(ours) == list(theirs)
    assert {id: one.names for id, one in ours.items()} == {
        id: one.names for id, one in theirs.items()
    }


# The categories of plural that whole numbers fall into.
PLURALS = {
    "en": {"one", "other"},
    "de": {"one", "other"},
    "uk": {"one", "few", "other"},
    "ru": {"one", "few", "other"},
    "pl": {"one", "few", "many", "other"},
}


@every_language
def test_plurals_are_all_there(language):
    for id, message in MESSAGES[language].items():
        for select in message.selects:
            keys = {
                variant.key.name
                for variant in select.variants
                if isinstance(variant.key, ftl.Identifier)
            }
            assert keys == PLURALS[language], id


@every_language
def test_every_message_can_be_said_as_what_it_is(language):
    for id in MESSAGES[language]:
        said = say_somehow(language, id)
        assert said.strip() == said, id
        assert "{" not in said, id
        if id.startswith(PLAIN):
            assert not re.search(r"</?\w+>|&\w+;", said), id
        else:
            complaints: list[str] = []
            assert read_text(said, "HTML", complaints).text, id
            assert not complaints, id


@every_language
def test_what_has_little_room_is_short(language):
    for id in MESSAGES[language]:
        for kind, limit in LIMITS.items():
            if id.startswith(kind):
                assert count_units(say_somehow(language, id)) <= limit, id


@pytest.mark.parametrize(
    ("language", "count", "said"),
    [
        ("en", 1, "1 topic."),
        ("en", 25, "25 topics."),
        ("uk", 21, "21 тему."),
        ("uk", 22, "22 теми."),
        ("uk", 25, "25 тем."),
        ("ru", 31, "31 тему."),
        ("ru", 24, "24 темы."),
        ("ru", 111, "111 тем."),
        ("pl", 22, "22 tematy."),
        ("pl", 21, "21 tematów."),
        ("de", 25, "25 Themen abonniert."),
    ],
)
def test_numbers_and_nouns_agree(language, count, said):
    assert open_words(language).say("subscribed-many", count=count).endswith(said)


# ---------------------------------------------------------------- what the code says


def written_ids() -> tuple[set[str], list[re.Pattern[str]], set[str]]:
    """Texts in the code, patterns of those put together there, and what is said literally."""
    whole: set[str] = set()
    patterns: list[re.Pattern[str]] = []
    said: set[str] = set()
    for file in sorted(Path(bot.telegram.__file__).parent.glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                whole.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                parts = (
                    re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[a-z]+"
                    for part in node.values
                )
                patterns.append(re.compile("".join(parts)))
            elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("say"):
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    said.add(first.value)
    return whole, [one for one in patterns if re.match(r"[a-z]+\\-", one.pattern)], said


def test_every_message_is_said_somewhere_and_what_is_said_is_there():
    whole, patterns, said = written_ids()
    ids = set(MESSAGES[FALLBACK])
    unused = [id for id in ids - whole if not any(one.fullmatch(id) for one in patterns)]
    assert sorted(unused) == []
    assert sorted(said - ids) == []


# ---------------------------------------------------------------- opening


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("uk", "uk"),
        ("uk-UA", "uk"),
        ("pl_PL", "pl"),
        ("DE-at", "de"),
        ("ru", "ru"),
        ("en-GB", "en"),
        ("", "en"),
        ("fr", "en"),
        ("ukr", "en"),
        ("../uk", "en"),
        ("be-tarask", "en"),
    ],
)
def test_a_language_is_found_by_its_tag(tag, language):
    assert open_words(tag).language == language
    assert open_words(tag).say("unknown") == open_words(language).say("unknown")


def test_every_language_speaks_for_itself():
    said = {open_words(language).say("intro") for language in LANGUAGES}
    assert len(said) == len(LANGUAGES)


def test_words_are_read_once():
    assert open_words("uk-UA") is open_words("uk-UA")
    assert open_bundle("uk") is open_bundle("uk")


def test_facts_stand_as_they_are_given():
    assert open_words("uk").say("answer-on", title="<A> & {b}") == "🔔 <A> & {b}: увімкнено"


@pytest.mark.parametrize(("id", "facts"), [("no-such", {}), ("answer-on", {}), ("", {})])
def test_what_cannot_be_said_is_an_error(id, facts):
    with pytest.raises(KeyError, match=f"nothing to say for '{id}'"):
        open_words("uk").say(id, **facts)


def test_a_message_that_a_language_lacks_is_said_in_english():
    empty = Words("uk", (FluentBundle(["uk"]), open_bundle("en")))
    assert empty.say("unknown") == open_words("en").say("unknown")


def test_the_files_are_named_alike_in_all_languages():
    folder = Path(bot.telegram.__file__).parent / "texts"
    names = {
        language: sorted(file.name for file in (folder / language).iterdir())
        for language in LANGUAGES
    }
    assert set(chain(*names.values())) == set(names[FALLBACK])
    assert all(found == names[FALLBACK] for found in names.values())
    assert all(name.endswith(".ftl") for name in names[FALLBACK])
