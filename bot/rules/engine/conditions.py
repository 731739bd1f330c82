"""Compiled conditions over an article: is it true, and by which words."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.models import Article, Hit
from bot.rules.engine.articletext import ArticleText, Spot, join_near
from bot.rules.engine.compiled import Clause, CompiledRule, CompiledTerm, Nearby, Node
from bot.rules.engine.nearness import Window, find_windows, is_within
from bot.rules.terms import FIELDS


class Found(NamedTuple):
    """A spot and the term, as written, that hit there."""

    term: str
    spot: Spot


class Reader:
    """Reads conditions over one article, for rules that look at the same fields."""

    def __init__(self, text: ArticleText, terms: Sequence[CompiledTerm], fields: int) -> None:
        self._text = text
        self._terms = terms
        self._fields = fields

    def is_true(self, node: Node) -> bool:
        """Return whether the term was found, or the condition holds."""
        if isinstance(node, int):
            return self._terms[node].everything or bool(self._text.find(node, self._fields))
        if isinstance(node, Nearby):
            return next(self._join(node), None) is not None
        return (
            (not node.any or any(self.is_true(part) for part in node.any))
            and all(self.is_true(part) for part in node.all)
            and not any(self.is_true(part) for part in node.none)
        )

    def find(self, node: Node) -> Iterator[Found]:
        """Yield what makes a true node true; parts that are false add nothing."""
        if isinstance(node, int):
            for spot in self._text.find(node, self._fields):
                yield Found(self._terms[node].text, spot)
        elif isinstance(node, Nearby):
            for spot in self._join(node):
                yield Found(node.text, spot)
        else:
            for part in (*node.any, *node.all):
                if self.is_true(part):
                    yield from self.find(part)

    def find_windows(self, rule: CompiledRule) -> tuple[Window, ...]:
        """Return where the clauses of a rule whose condition holds are as near as it asks."""
        clauses = [
            [found.spot for found in self.find(part)]
            for part in list_clauses(rule.condition)
            if not self.needs_no_place(part)
        ]
        assert rule.near is not None
        return find_windows(clauses, rule.near, self._text) if clauses else ()

    def needs_no_place(self, node: Node) -> bool:
        """Return whether a clause is true of every article, and so near to anything."""
        if isinstance(node, int):
            return self._terms[node].everything
        return isinstance(node, Clause) and any(self.needs_no_place(part) for part in node.any)

    def _join(self, node: Nearby) -> Iterator[Spot]:
        left, right = (
            [found.spot for found in self.find(side)] for side in (node.left, node.right)
        )
        return join_near(left, right, node.words, ordered=node.ordered)


def list_clauses(condition: Clause) -> tuple[Node, ...]:
    """Return what must stand near each other: each item of `all`, and `any` as a whole.

    An item of `all` that has an `all` itself is taken apart in the same way.
    """
    clauses: list[Node] = []
    if condition.any:
        clauses.append(Clause(any=condition.any))
    for part in condition.all:
        if isinstance(part, Clause) and part.all:
            clauses += list_clauses(part)
        else:
            clauses.append(part)
    return tuple(clauses)


def find_hits(reader: Reader, rule: CompiledRule, article: Article) -> tuple[Hit, ...] | None:
    """Return the words by which a rule holds, in the order of fields; None if it does not."""
    if not reader.is_true(rule.condition):
        return None
    found = reader.find(rule.condition)
    if rule.near is not None:
        windows = reader.find_windows(rule)
        if not windows:
            return None
        found = (each for each in found if is_within(each.spot, windows))
    return make_hits(found, article)


def make_hits(found: Iterator[Found], article: Article) -> tuple[Hit, ...]:
    """Return hits in the order of fields and places, each once."""
    # Two spellings of one term ("Kyiv", "KYIV") hit the same places: each is kept once a term.
    places = {
        (part.field, part.start, part.end, each.term)
        for each in found
        for part in each.spot.parts or (each.spot,)
    }
    return tuple(
        Hit(
            term=term,
            field=FIELDS[field],
            start=start,
            end=end,
            words=getattr(article, FIELDS[field])[start:end],
        )
        for field, start, end, term in sorted(places)
    )
