"""Rules and articles for tests of matching; words stand for themselves, without dictionaries."""

from collections.abc import Collection, Mapping

from bot.models import Article
from bot.rules.book import Condition, Item, Rule, RuleBook, Topic, build_book
from bot.rules.engine.compile import compile_book
from bot.rules.engine.compiled import CompiledBook
from bot.rules.files.items import parse_item
from bot.rules.files.topicfile import parse_topic
from bot.rules.match import Matcher
from bot.rules.text import fold_word


def make_article(title: str, summary: str = "", **given: str) -> Article:
    return Article(
        guid="",
        link=given.get("link", ""),
        title=title,
        summary=summary,
        published=None,
        author=given.get("author", ""),
        language=given.get("language", ""),
    )


def make_condition(
    any: tuple[object, ...] = (), all: tuple[object, ...] = (), none: tuple[object, ...] = ()
) -> Condition:
    return Condition(any=read_items(any), all=read_items(all), none=read_items(none))


def read_items(items: tuple[object, ...]) -> tuple[Item, ...]:
    read = []
    for item in items:
        one = item if isinstance(item, Condition) else parse_item(str(item), lambda name: None)
        assert one is not None
        read.append(one)
    return tuple(read)


def make_topic(*conditions: Condition, name: str = "t") -> Topic:
    rules = tuple(Rule(name=f"r{n}", condition=each) for n, each in enumerate(conditions))
    return Topic(name=name, title=name, description="", rules=rules)


def compile_plainly(book: RuleBook) -> CompiledBook:
    return compile_book(book, expand_word=_leave_word, expand_name=_leave_name)


def make_matcher(*conditions: Condition) -> Matcher:
    return Matcher(compile_plainly(build_book([make_topic(*conditions)])))


def read_matcher(text: str) -> Matcher:
    """Return the matcher of one rule, written as the keys of a rule after its name."""
    lines = "".join(f"    {line}\n" for line in text.strip().splitlines())
    topic = f"topic: t\ntitle: T\nrules:\n  - name: r\n{lines}"
    return Matcher(compile_plainly(build_book([parse_topic(topic, "t.yaml")])))


def _leave_word(word: str, languages: Collection[str]) -> frozenset[str]:
    return frozenset({fold_word(word)})


def _leave_name(name: str, own: Mapping[str, tuple[str, ...]]) -> frozenset[tuple[str, ...]]:
    spellings = (name, *own.get(name, ()))
    return frozenset(tuple(map(fold_word, each.split())) for each in spellings)
