"""A compiled book at work: article in, matches out.

A rule is looked at only when one of its rarest words and one of its next rarest were seen, so
an article costs its own words, not the size of the book. Only for those rules is the article
read with its places.
"""

from datetime import datetime

from bot.models import Article, Match
from bot.rules.book import MinSources
from bot.rules.engine.articletext import ArticleText, field_text
from bot.rules.engine.compiled import ANYTHING, CompiledBook, CompiledRule
from bot.rules.engine.conditions import Reader, find_hits
from bot.rules.engine.explain import RuleVerdict, TopicVerdict, explain_rule, explain_topics
from bot.rules.engine.filters import find_refusal
from bot.rules.engine.index import WordIndex
from bot.rules.terms import FIELDS


class Matcher:
    """Matches articles against all rules of a book."""

    def __init__(self, book: CompiledBook) -> None:
        self.book = book
        self._index = WordIndex(book.words, book.beginnings, book.exact)
        self._by_name = {
            (book.topics[rule.topic].name, rule.name): number
            for number, rule in enumerate(book.rules)
        }
        self._fields = tuple(number for number in range(len(FIELDS)) if book.fields & 1 << number)

    @property
    def unindexed(self) -> tuple[tuple[str, str], ...]:
        """Topic and name of each rule that is looked at for every article."""
        numbers = sorted(n for _, rules in self.book.waiting[ANYTHING] for n in rules)
        return tuple(self._name(self.book.rules[number]) for number in numbers)

    def threshold(self, topic: str, rule: str) -> MinSources | None:
        """Return how many sources a story needs before this rule rings; None: one will do."""
        number = self._by_name.get((topic, rule))
        return None if number is None else self.book.rules[number].min_sources

    def match(
        self, article: Article, *, source: str = "", now: datetime | None = None
    ) -> tuple[Match, ...]:
        """Return a match for each rule that holds, in the order of the book.

        `source` is the title of the article's feed; `now` (aware) is for rules with hours or
        max_age. What is not given passes. Topics that are suppressed or below their min_score
        have no matches.
        """
        numbers = self._find_candidates(article)
        if not numbers:
            return ()
        text = ArticleText(article, self._index, self.book.terms)
        held: list[tuple[CompiledRule, Match]] = []
        for number in numbers:
            rule = self.book.rules[number]
            reader = Reader(text, self.book.terms, rule.fields)
            hits = find_hits(reader, rule, article)
            if hits is not None and (
                rule.filters is None
                or find_refusal(rule.filters, article, source=source, now=now) is None
            ):
                topic, name = self._name(rule)
                held.append((rule, Match(topic=topic, rule=name, hits=hits)))
        return self._weigh(held)

    def explain(
        self, article: Article, *, source: str = "", now: datetime | None = None
    ) -> tuple[TopicVerdict, ...]:
        """Return for each topic why it matches or does not, rule by rule."""
        text = ArticleText(article, self._index, self.book.terms)
        return explain_topics(self.book, text, source=source, now=now)

    def explain_rule(
        self,
        topic: str,
        rule: str,
        article: Article,
        *,
        source: str = "",
        now: datetime | None = None,
    ) -> RuleVerdict:
        """Return why one rule holds or does not. Raises KeyError when there is no such rule."""
        compiled = self.book.rules[self._by_name[topic, rule]]
        text = ArticleText(article, self._index, self.book.terms)
        return explain_rule(self.book, compiled, text, source=source, now=now)

    def _find_candidates(self, article: Article) -> list[int]:
        # The hot path: everything here is done for every article, by what is fast in Python.
        text = "\n".join([field_text(article, number) for number in self._fields])
        seen = self._index.collect(text)
        seen.add(ANYTHING)
        waiting, also_needed, lacks_all = self.book.waiting, self.book.also_needed, seen.isdisjoint
        found: set[int] = set()
        for word in seen:
            for also, rules in waiting[word]:
                if not lacks_all(also):
                    found.update(
                        [rule for rule in rules if not any(map(lacks_all, also_needed[rule]))]
                    )
        return sorted(found)

    def _weigh(self, held: list[tuple[CompiledRule, Match]]) -> tuple[Match, ...]:
        """Return the matches of the topics that are not suppressed and reach their score."""
        suppressed = {rule.topic for rule, _ in held if rule.suppress}
        scores: dict[int, float] = {}
        for rule, _ in held:
            scores[rule.topic] = scores.get(rule.topic, 0.0) + rule.score
        matches = []
        for rule, match in held:
            least = self.book.topics[rule.topic].min_score
            if rule.topic not in suppressed and (least is None or scores[rule.topic] >= least):
                matches.append(match)
        return tuple(matches)

    def _name(self, rule: CompiledRule) -> tuple[str, str]:
        return self.book.topics[rule.topic].name, rule.name
