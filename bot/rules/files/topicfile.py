"""A topic's file to a Topic. A new key has its place in the tables on top and one reader."""

from collections.abc import Mapping
from typing import NamedTuple

from bot.errors import RuleFileError
from bot.rules.book import Example, Rule, Topic, WordList
from bot.rules.files.clauses import CONDITION_KEYS, read_condition
from bot.rules.files.expense import check_expense
from bot.rules.files.nodes import Listing, Node, parse_nodes
from bot.rules.files.options import (
    FILTER_KEYS,
    read_fields,
    read_filters,
    read_min_sources,
    read_near,
    read_number,
)
from bot.rules.files.problems import Problems
from bot.rules.files.reading import read_list, read_mapping, read_name, read_switch, read_text
from bot.rules.files.wordlists import KnownLists, read_word_lists

TOPIC_KEYS = ("topic", "title", "description", "formerly", "min_score", "words", "rules")
RULE_KEYS = (
    *("name", *CONDITION_KEYS, "near", "in"),
    *(*FILTER_KEYS, "min_sources", "score", "suppress", "examples"),
)
EXAMPLE_KEYS = ("match", "skip")


class SharedLists(NamedTuple):
    """The lists of words.yaml."""

    lists: Mapping[str, WordList]
    complete: bool  # False: the file has problems, so one that is missing may be in it


NO_LISTS = SharedLists({}, complete=True)


def parse_topic(data: bytes | str, file: str, shared: SharedLists = NO_LISTS) -> Topic:
    """Return the topic of one file; `file` is its name in problems.

    Raises RuleFileError with every problem of the file; with none when it is only that a list
    of words.yaml could not be read.
    """
    problems = Problems(file)
    root = parse_nodes(data, problems)
    topic = None
    if root is not None and check_expense(root, problems):
        topic = _read_topic(root, shared, problems)
    if problems or topic is None:
        raise RuleFileError(problems.sorted())
    return topic


def _read_topic(root: Node, shared: SharedLists, problems: Problems) -> Topic | None:
    required = ("topic", "title", "rules")
    fields = read_mapping(root, "the file", TOPIC_KEYS, problems, required=required)
    if fields is None:
        return None
    name = read_name(fields.get("topic"), "the topic", problems)
    title = read_text(fields.get("title"), "the title", problems)
    described = fields.get("description")
    description = read_text(described, "the description", problems) or ""
    own = read_word_lists(fields.get("words"), shared.lists, problems, complete=shared.complete)
    lists = KnownLists({**shared.lists, **own}, complete=shared.complete)
    rules = _read_rules(fields.get("rules"), lists, problems)
    if name is None or title is None:
        return None
    place = fields["topic"]
    return Topic(
        name=name,
        title=" ".join(title.split()),
        description=description,
        rules=rules,
        min_score=read_number(fields.get("min_score"), '"min_score"', problems),
        formerly=_read_former(fields.get("formerly"), name, problems),
        lists=lists.used(),
        file=problems.file,
        line=place.line,
        column=place.column,
    )


def _read_former(node: Node | None, name: str, problems: Problems) -> tuple[str, ...]:
    """Return one former name, or a list of them."""
    nodes = node.items if isinstance(node, Listing) else () if node is None else (node,)
    names = []
    for item in nodes:
        former = read_name(item, "the former name", problems)
        if former == name:
            problems.add(item, "the topic has this name now", 'delete "formerly"')
        elif former is not None:
            names.append(former)
    return tuple(dict.fromkeys(names))


def _read_rules(node: Node | None, lists: KnownLists, problems: Problems) -> tuple[Rule, ...]:
    items = read_list(node, '"rules"', problems)
    if isinstance(node, Listing) and not items:
        problems.add(node, '"rules" is empty', "add a rule with a name and any or all")
    rules: list[Rule] = []
    lines: dict[str, int] = {}
    for item in items:
        fields = read_mapping(item, "a rule", RULE_KEYS, problems, required=("name",))
        if fields is None:
            continue
        rule = _read_rule(item, fields, lists, problems)
        if rule is None:
            continue
        if rule.name in lines:
            hint = f"the other one stands on line {lines[rule.name]}: give one another name"
            problems.add(fields["name"], f'rule "{rule.name}" is there twice', hint)
        lines.setdefault(rule.name, item.line)
        rules.append(rule)
    return tuple(rules)


def _read_rule(
    node: Node, fields: dict[str, Node], lists: KnownLists, problems: Problems
) -> Rule | None:
    name = read_text(fields.get("name"), "the name of a rule", problems)
    what = f'rule "{name}"' if name else "the rule"
    condition = read_condition(fields, node, what, lists, problems)
    clauses = len(condition.all) + bool(condition.any)
    near = read_near(fields.get("near"), clauses, problems)
    score = read_number(fields.get("score"), '"score"', problems)
    match, skip = _read_examples(fields.get("examples"), what, problems)
    filters = read_filters(fields, problems)
    min_sources = read_min_sources(fields.get("min_sources"), problems)
    suppress = read_switch(fields.get("suppress"), '"suppress"', problems)
    searched = read_fields(fields.get("in"), problems)
    if name is None:
        return None
    return Rule(
        name=name,
        condition=condition,
        near=near,
        fields=searched,
        filters=filters,
        min_sources=min_sources,
        score=1.0 if score is None else score,
        suppress=suppress,
        match=match,
        skip=skip,
        line=node.line,
        column=node.column,
    )


def _read_examples(
    node: Node | None, what: str, problems: Problems
) -> tuple[tuple[Example, ...], tuple[Example, ...]]:
    fields = None
    if node is not None:
        fields = read_mapping(node, f"examples of {what}", EXAMPLE_KEYS, problems)
    return (
        _read_headlines((fields or {}).get("match"), f'"match" of {what}', problems),
        _read_headlines((fields or {}).get("skip"), f'"skip" of {what}', problems),
    )


def _read_headlines(node: Node | None, what: str, problems: Problems) -> tuple[Example, ...]:
    return tuple(
        Example(text=text, line=item.line, column=item.column)
        for item in read_list(node, what, problems)
        if (text := read_text(item, f"an example in {what}", problems)) is not None
    )
