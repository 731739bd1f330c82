"""What is allowed in a rule file and yet hardly meant: warnings, each with its place."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from bot.models import Problem
from bot.rules.book import Condition, Item, Near, Rule, Topic, item_terms
from bot.rules.files import nodes
from bot.rules.files.items import ListUse, describe_list, parse_item
from bot.rules.files.problems import Problems
from bot.rules.terms import FIELDS, Term, TermError
from bot.workbench.coverage import Coverage

MOST_NEAR = 15  # words; farther apart two words have little to do with each other
MOST_WINDOW = 30  # words for all clauses of a rule: a headline, or a long sentence
_MOST_COMPARED = 5_000  # terms of a topic; comparing more takes longer than people wait
_GROUPS = ("all", "any", "none")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    """An item of a list, with where it stands."""

    item: Item
    node: nodes.Text


@dataclass(frozen=True, slots=True, kw_only=True)
class _List:
    """A list of a rule, or a word list."""

    name: str  # "any", "all", "none" or "$sites"
    node: nodes.Node
    placed: tuple[_Placed, ...]
    inner: tuple["_Group", ...] = ()  # conditions within it

    def terms(self) -> Iterator[Term]:
        for placed in self.placed:
            if not isinstance(placed.item, Near):
                yield from item_terms(placed.item)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """The lists of one condition."""

    lists: tuple[_List, ...]

    def named(self, name: str) -> tuple[_List, ...]:
        return tuple(one for one in self.lists if one.name == name)


_Places = dict[Term, list[tuple[int, _Placed]]]  # number and item of a list, by their terms


def lint_topics(topics: Iterable[Topic]) -> Iterator[Problem]:
    """Yield warnings for topics that hold; their files are read again for the places."""
    for topic in topics:
        try:
            data = Path(topic.file).read_bytes()
        except OSError:
            continue  # gone since it was read: whoever reads it next says so
        yield from lint_topic(data, topic)


def lint_topic(data: bytes | str, topic: Topic) -> tuple[Problem, ...]:
    """Return the warnings for one topic file."""
    problems = Problems(topic.file)
    root = nodes.parse_nodes(data, Problems(topic.file))
    fields = _fields(root)
    known = {one.name: describe_list(one.as_condition()) for one in topic.lists}
    rules = tuple(zip(_items(fields.get("rules")), topic.rules, strict=False))
    groups = [(_read_group(node, known), rule.filters.languages) for node, rule in rules]
    _lint_windows(rules, problems)
    words = [
        (_Group(lists=(_read_list(f"${key.text}", value, known),)), ())
        for key, value in getattr(fields.get("words"), "entries", ())
    ]
    for languages in dict.fromkeys(languages for _, languages in (*groups, *words)):
        mine = [group for group, own in (*groups, *words) if own == languages]
        terms = [term for group in mine for one in _all_lists(group) for term in one.terms()]
        coverage = Coverage(terms if len(set(terms)) <= _MOST_COMPARED else (), languages)
        for group in mine:
            _lint_group(group, coverage, problems)
    return problems.sorted()


# ---------------------------------------------------------------- reading, with places


def _fields(node: nodes.Node | None) -> dict[str, nodes.Node]:
    entries = node.entries if isinstance(node, nodes.Mapping) else ()
    return {key.text: value for key, value in entries}


def _items(node: nodes.Node | None) -> tuple[nodes.Node, ...]:
    if isinstance(node, nodes.Text) and node.text.startswith("$"):
        return (node,)  # a word list may stand for a whole clause
    return node.items if isinstance(node, nodes.Listing) else ()


def _read_group(node: nodes.Node, known: Mapping[str, ListUse]) -> _Group:
    fields = _fields(node)
    return _Group(
        lists=tuple(_read_list(name, fields[name], known) for name in _GROUPS if name in fields)
    )


def _read_list(name: str, node: nodes.Node, known: Mapping[str, ListUse]) -> _List:
    texts = [item for item in _items(node) if isinstance(item, nodes.Text)]
    return _List(
        name=name,
        node=node,
        placed=tuple(
            _Placed(item=item, node=text)
            for text in texts
            if (item := _read_item(text.text, known.get)) is not None
        ),
        inner=tuple(
            _read_group(item, known) for item in _items(node) if isinstance(item, nodes.Mapping)
        ),
    )


def _read_item(text: str, find: Callable[[str], ListUse | None]) -> Item | None:
    try:
        return parse_item(text, find)
    except TermError:
        return None  # the reader of the file has said so


def _all_lists(group: _Group) -> Iterator[_List]:
    for one in group.lists:
        yield one
        for inner in one.inner:
            yield from _all_lists(inner)


# ---------------------------------------------------------------- what is hardly meant


def _lint_group(group: _Group, coverage: Coverage, problems: Problems) -> None:
    for one in _all_lists(group):
        _lint_nearness(one, problems)
        _lint_list(one, coverage, problems)
    _lint_clauses(group, coverage, problems)
    _lint_forbidden(group, coverage, problems)


def _lint_windows(rules: Iterable[tuple[nodes.Node, Rule]], problems: Problems) -> None:
    for node, rule in rules:
        near = rule.near
        if near and not near.sentence and (near.words or 0) > MOST_WINDOW:
            hint = f"{MOST_WINDOW} at most, or leave it out"
            problems.add(_fields(node)["near"], f"{near.words} words are hardly near", hint)


def _lint_nearness(one: _List, problems: Problems) -> None:
    for placed in one.placed:
        if isinstance(placed.item, Near) and placed.item.words > MOST_NEAR:
            message = f'"{placed.item.text}": {placed.item.words} words apart is hardly near'
            problems.add(placed.node, message, f"{MOST_NEAR} at most, or put both under all")


def _lint_list(one: _List, coverage: Coverage, problems: Problems) -> None:
    first: dict[object, _Placed] = {}
    has_terms = any(isinstance(placed.item, Term) for placed in one.placed)
    places = _index_places(one) if has_terms else {}
    for placed in one.placed:
        item = placed.item
        earlier = first.setdefault(_meaning(item), placed)
        if earlier is not placed:
            hint = f"it stands on line {earlier.node.line} already: keep one"
            problems.add(placed.node, f'"{item_text(item)}" is there twice', hint)
        elif isinstance(item, Term):
            if coverage.hits_nothing(item):
                hint = "look at its letters and signs: no text is split into such words"
                problems.add(placed.node, f'"{item.text}" can never hit', hint)
            elif typed := _find_field(item):
                hint = f'did you mean "{typed}:"? The fields are {", ".join(FIELDS)}'
                problems.add(placed.node, f'"{item.text}" names no field and is a phrase', hint)
            elif one.name != "all":
                _lint_covered(placed.node, item, places, coverage, problems)


def _find_field(term: Term) -> str:
    """Return the field that a term nearly names, as "titel:drone" does; empty when it does not."""
    named = re.match(r"([a-z]+):\S", term.text.lower())
    if not named or term.field:
        return ""
    close = get_close_matches(named[1], FIELDS, n=1, cutoff=0.75)
    return close[0] if close and abs(len(close[0]) - len(named[1])) <= 1 else ""


def _index_places(one: _List) -> _Places:
    """Return where each term of a list stands, in the list itself or in a list it names."""
    places: _Places = defaultdict(list)
    for number, placed in enumerate(one.placed):
        for term in _plain_terms(placed.item):
            places[term].append((number, placed))
    return places


def _lint_covered(
    node: nodes.Text, term: Term, places: _Places, coverage: Coverage, problems: Problems
) -> None:
    covering, added = coverage.covering(term), coverage.added(term)
    others = [
        (number, placed, other)
        for other in {*covering, *added}
        for number, placed in places.get(other, ())
        if placed.node is not node
    ]
    for _, placed, other in sorted(others, key=lambda each: (each[0], each[2].text)):
        # Of two that cover each other the later one is said to be too many.
        mutual = term in coverage.covering(other)
        before = (placed.node.line, placed.node.column) < (node.line, node.column)
        if other in covering and (before or not mutual):
            where = f"on line {placed.node.line}"
            within = f" in {item_text(placed.item)}" if placed.item != other else ""
            message = f'"{term.text}" adds nothing: "{other.text}"{within} {where} covers it'
            problems.add(node, message, "delete one of them")
            return
        if other in added:
            message = f'"{term.text}" adds only "{added[other]}" to "{other.text}"'
            problems.add(node, message, f"see line {placed.node.line}: delete one of them")
            return


def _lint_clauses(group: _Group, coverage: Coverage, problems: Problems) -> None:
    """Of clauses that are all needed, one whose words another's all imply adds nothing."""
    clauses = [
        (lists[0], frozenset(lists[0].terms()))
        for one in group.named("all")
        for inner in one.inner
        if len(inner.lists) == 1 and (lists := inner.named("any"))
    ]
    holding: dict[Term, list[int]] = defaultdict(list)  # the clauses that a term stands in
    for at, (_, terms) in enumerate(clauses):
        for term in terms:
            holding[term].append(at)
    for narrow, mine in clauses:
        if not mine or narrow.inner or any(isinstance(each.item, Near) for each in narrow.placed):
            continue
        wider = min((_gather(holding, term, coverage) for term in mine), key=len)
        for at in sorted(wider):
            wide, terms = clauses[at]
            implied = all(term in terms or coverage.covering(term) & terms for term in mine)
            later = mine != terms or narrow.node.line <= wide.node.line
            if wide is not narrow and implied and later:
                message = "this clause adds nothing: it holds whenever another does"
                problems.add(wide.node, message, f"see line {narrow.node.line}: delete this one")
                return


def _gather(holding: Mapping[Term, list[int]], term: Term, coverage: Coverage) -> list[int]:
    """Return the clauses that hold a term, or one that covers it."""
    return [at for each in {term, *coverage.covering(term)} for at in holding.get(each, ())]


def _lint_forbidden(group: _Group, coverage: Coverage, problems: Problems) -> None:
    """A word that "none" forbids anyway can never help a rule to match."""
    forbidden = {term for one in group.named("none") for term in one.terms()}
    if not forbidden:
        return
    for one in _all_lists(_Group(lists=(*group.named("all"), *group.named("any")))):
        for placed in one.placed:
            term = placed.item
            if one.name == "none" or not isinstance(term, Term):
                continue
            covering = {term, *coverage.covering(term)} & forbidden
            if covering:
                by = min(covering, key=lambda other: other.text).text
                message = f'"{term.text}" can never help: "none" forbids it by "{by}"'
                problems.add(placed.node, message, "delete one of them")


def _plain_terms(item: Item) -> tuple[Term, ...]:
    return () if isinstance(item, Near) else tuple(item_terms(item))


def _meaning(item: Item) -> object:
    if isinstance(item, Term):
        spelled = item.spelled if item.kind != "words" else item.joined
        return (item.kind, item.words, spelled, item.prefix, item.pattern, item.field)
    return item_text(item)


def item_text(item: Item) -> str:
    """Return an item as it is written."""
    return item.label if isinstance(item, Condition) else item.text
