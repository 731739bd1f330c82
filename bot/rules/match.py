"""A rule book, compiled: article in, matches out.

Only rules of which a needed term was seen are looked at, so an article costs its own words,
not the size of the book.
"""

from bot.models import Article, Hit, Match
from bot.rules.book import Rule, RuleBook, Topic
from bot.rules.conditions import explain_miss, is_true, needed_terms, true_terms
from bot.rules.index import FIELDS, Found, Place, TermIndex
from bot.rules.terms import Term


class Matcher:
    """Matches articles against all rules of a book."""

    def __init__(self, book: RuleBook) -> None:
        self._rules: tuple[tuple[Topic, Rule], ...] = tuple(book.rules())
        self._always: list[int] = []  # rules that can match without any word of theirs
        self._wakes: dict[Term, list[int]] = {}
        for number, (_, rule) in enumerate(self._rules):
            needed = needed_terms(rule.condition)
            if needed is None:
                self._always.append(number)
            else:
                for term in needed:
                    self._wakes.setdefault(term, []).append(number)
        self._index = TermIndex(term for _, rule in self._rules for term in rule.condition.terms())

    def match(self, article: Article) -> tuple[Match, ...]:
        """Return a match for each rule that holds, in the order of the book."""
        found = self._index.find(article)
        awake = set(self._always)
        for term in found:
            awake.update(self._wakes.get(term, ()))
        matches = []
        for number in sorted(awake):
            topic, rule = self._rules[number]
            if is_true(rule.condition, found):
                hits = _collect_hits(rule, found, article)
                matches.append(Match(topic=topic.name, rule=rule.name, hits=hits))
        return tuple(matches)

    def explain(self, rule: Rule, article: Article) -> str:
        """Return, in words, why a rule of this book does not match an article."""
        return explain_miss(rule.condition, self._index.find(article))


def _collect_hits(rule: Rule, found: Found, article: Article) -> tuple[Hit, ...]:
    # Two spellings of one term ("Kyiv", "KYIV") hit the same places: each is kept once a term.
    places: set[tuple[Place, str]] = {
        (place, term.text)
        for term in true_terms(rule.condition, found)
        for place in found.get(term, ())
    }
    hits = []
    for place, term in sorted(places):
        name = FIELDS[place.field]
        words = getattr(article, name)[place.start : place.end]
        hits.append(Hit(term=term, field=name, start=place.start, end=place.end, words=words))
    return tuple(hits)
