"""A rule book to a compiled one: every word in all its forms, every rule under its rarest words.

Forms and names come from dictionaries, which are large: this runs in a process of its own (see
bot.inforce.elsewhere), or wherever memory does not matter.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from bot.rules.book import Condition, Filters, Item, Near, Rule, RuleBook
from bot.rules.engine.compiled import (
    ANYTHING,
    Bundle,
    Clause,
    CompiledBook,
    CompiledRule,
    CompiledTerm,
    CompiledTopic,
    Nearby,
    Node,
)
from bot.rules.terms import FIELDS, Kind, Term, spell_exactly
from bot.rules.text import fold_word

ExpandWord = Callable[[str, Collection[str]], frozenset[str]]
ExpandName = Callable[[str, Mapping[str, tuple[str, ...]]], frozenset[tuple[str, ...]]]

_NO_FILTERS = Filters()
_NOTHING_MORE = (ANYTHING,)
_MOST_NEEDED = 4  # sets of words that are tried before a rule is read
_MOST_IN_BUNDLE = 24  # words; measured at 100,000 rules
_MOST_IN_TUPLE = 32  # compared one by one; more are looked up
_ALL_FIELDS = (1 << len(FIELDS)) - 1


class Need(NamedTuple):
    """Words of which at least one stands in every article of which something is true."""

    commonness: float  # the less, the rarer: an estimate
    words: frozenset[int]


def compile_book(
    book: RuleBook, *, expand_word: ExpandWord | None = None, expand_name: ExpandName | None = None
) -> CompiledBook:
    """Return the book compiled; without the two functions, with the dictionaries."""
    if expand_word is None or expand_name is None:
        from bot.rules.words import forms, names  # load what is large only now

        expand_word = expand_word or forms.expand_word
        expand_name = expand_name or names.expand_name
    return _Compiler(book, expand_word, expand_name).compile()


class _Compiler:
    def __init__(self, book: RuleBook, expand_word: ExpandWord, expand_name: ExpandName) -> None:
        self._book = book
        self._expand_word = expand_word
        self._expand_name = expand_name
        self._own_names = {each.name: each.spellings for each in book.names}
        self._words: dict[str, list[int]] = defaultdict(list)
        self._beginnings: dict[str, int] = {}
        self._exact: dict[str, int] = {}
        self._numbers = ANYTHING  # the last one given
        self._terms: list[CompiledTerm] = []
        self._term_needs: list[tuple[Need, ...]] = []
        self._known: dict[tuple[str, tuple[str, ...]], int] = {}
        self._lists: dict[tuple[int, tuple[str, ...]], tuple[Clause, tuple[Need, ...]]] = {}
        self._forms: dict[frozenset[str], int] = {}
        self._sets: dict[frozenset[int], Collection[int]] = {}

    def compile(self) -> CompiledBook:
        numbers = {topic.name: number for number, topic in enumerate(self._book.topics)}
        rules: list[CompiledRule] = []
        also_needed: list[tuple[Collection[int], ...]] = []
        waiting: dict[int, list[int]] = {}
        for number, (topic, rule) in enumerate(self._book.rules()):
            clause, needs = self._read_condition(rule.condition, rule.filters.languages)
            rules.append(_build_rule(numbers[topic.name], rule, clause))
            rarest = sorted(set(needs), key=_commonness)[:_MOST_NEEDED]
            also_needed.append(tuple(self._pack(need.words) for need in rarest[1:]))
            for word in rarest[0].words if rarest else (ANYTHING,):
                waiting.setdefault(word, []).append(number)
        fields = 0
        for compiled in rules:
            fields |= compiled.fields
        for term in self._terms:
            fields |= term.fields
        return CompiledBook(
            fingerprint=self._book.fingerprint,
            topics=tuple(
                CompiledTopic(
                    name=topic.name,
                    title=topic.title,
                    description=topic.description,
                    formerly=topic.formerly,
                    min_score=topic.min_score,
                )
                for topic in self._book.topics
            ),
            rules=tuple(rules),
            terms=tuple(self._terms),
            fields=fields & _ALL_FIELDS,
            words=self._list_words(),
            beginnings=self._beginnings,
            exact=self._exact,
            waiting=tuple(
                tuple(_bundle(waiting.get(number, ()), also_needed))
                for number in range(self._numbers + 1)
            ),
            also_needed=tuple(also_needed),
        )

    # ------------------------------------------------------------ conditions

    def _read_item(self, item: Item, languages: tuple[str, ...]) -> tuple[Node, tuple[Need, ...]]:
        if isinstance(item, Term):
            number = self._number_term(item, languages)
            return number, self._term_needs[number]
        if isinstance(item, Near):
            left, left_needs = self._read_item(item.left, languages)
            right, right_needs = self._read_item(item.right, languages)
            node = Nearby(item.text, left, right, item.words, item.ordered)
            return node, left_needs + right_needs
        if not item.label:
            return self._read_condition(item, languages)
        key = (id(item), languages)  # the book holds it, so the id stays its own
        if key not in self._lists:
            self._lists[key] = self._read_condition(item, languages)
        return self._lists[key]

    def _read_condition(
        self, condition: Condition, languages: tuple[str, ...]
    ) -> tuple[Clause, tuple[Need, ...]]:
        parts = [
            [self._read_item(item, languages) for item in items]
            for items in (condition.any, condition.all, condition.none)
        ]
        needs = [need for _, part_needs in parts[1] for need in part_needs]
        rarest = [_find_rarest(part_needs) for _, part_needs in parts[0]]
        known = [need for need in rarest if need is not None]
        if known and len(known) == len(rarest):
            words = frozenset[int]().union(*(need.words for need in known))
            needs.append(Need(sum(need.commonness for need in known), words))
        any_, all_, none = (tuple(node for node, _ in part) for part in parts)
        # A term that is listed a thousand times would be looked for as often.
        return Clause(tuple(dict.fromkeys(any_)), all_, none, condition.label), tuple(needs)

    # ------------------------------------------------------------ terms

    def _number_term(self, term: Term, languages: tuple[str, ...]) -> int:
        key = (term.text, languages)
        if key not in self._known:
            self._known[key] = len(self._terms)
            self._terms.append(self._compile_term(term, languages))
            self._term_needs.append(_find_needs(self._terms[-1], term))
        return self._known[key]

    def _compile_term(self, term: Term, languages: tuple[str, ...]) -> CompiledTerm:
        fields = 1 << FIELDS.index(term.field) if term.field else 0
        if term.kind is Kind.PATTERN:
            return CompiledTerm(term.text, pattern=term.pattern, fields=fields)
        if term.kind is Kind.EVERYTHING:
            return CompiledTerm(term.text, everything=True)
        if term.kind is Kind.NAME:
            spellings = self._expand_name(" ".join(term.spelled), self._own_names)
            single = frozenset(words[0] for words in spellings if len(words) == 1)
            word = self._number_forms(single) if single else ANYTHING
            phrases = tuple(
                tuple(self._number_forms(frozenset((word,))) for word in words)
                for words in sorted(spellings)
                if len(words) > 1
            )
        else:
            written = [spelled for spelled in (term.spelled, term.joined) if spelled]
            found = [tuple(self._number_words(term, one, languages)) for one in written]
            word = next((phrase[0] for phrase in found if len(phrase) == 1), ANYTHING)
            phrases = tuple(phrase for phrase in found if len(phrase) > 1)
        return CompiledTerm(term.text, word, phrases, fields=fields)

    def _number_words(
        self, term: Term, written: tuple[str, ...], languages: tuple[str, ...]
    ) -> Iterator[int]:
        last = len(written) - 1
        for place, spelled in enumerate(written):
            word = fold_word(spelled)
            if term.kind is Kind.EXACT:
                yield self._number_one(spell_exactly(spelled), self._exact)
            elif term.prefix and place == last:
                yield self._number_one(word, self._beginnings)
            elif any(letter.isalpha() for letter in word):
                yield self._number_forms(self._expand_word(spelled, languages) | {word})
            else:
                yield self._number_forms(frozenset((word,)))

    def _number_one(self, word: str, table: dict[str, int]) -> int:
        if word not in table:
            self._numbers += 1
            table[word] = self._numbers
        return table[word]

    def _number_forms(self, forms: frozenset[str]) -> int:
        if forms not in self._forms:
            self._numbers += 1
            self._forms[forms] = self._numbers
            for form in forms:
                self._words[form].append(self._numbers)
        return self._forms[forms]

    def _list_words(self) -> dict[str, tuple[int, ...]]:
        shared: dict[tuple[int, ...], tuple[int, ...]] = {}
        keys = map(tuple, self._words.values())
        return {
            word: shared.setdefault(key, key) for word, key in zip(self._words, keys, strict=True)
        }

    def _pack(self, words: frozenset[int]) -> Collection[int]:
        """Return the words as they are compared fastest with those of an article."""
        packed = tuple(sorted(words)) if len(words) <= _MOST_IN_TUPLE else words
        return self._sets.setdefault(words, packed)


def _build_rule(topic: int, rule: Rule, clause: Clause) -> CompiledRule:
    return CompiledRule(
        topic=topic,
        name=rule.name,
        condition=clause,
        fields=sum(1 << FIELDS.index(name) for name in rule.fields),
        near=rule.near,
        filters=None if rule.filters == _NO_FILTERS else rule.filters,
        min_sources=rule.min_sources,
        score=rule.score,
        suppress=rule.suppress,
    )


def _bundle(
    rules: Sequence[int], also_needed: Sequence[tuple[Collection[int], ...]]
) -> Iterator[Bundle]:
    """Yield the rules that wait for one word, some together: most are passed over at once."""
    also: set[int] = set()
    together: list[int] = []
    # Rules that need the same next, such as a word list, stand together.
    for rule in sorted(rules, key=lambda rule: id(_next_needed(also_needed[rule]))):
        needed = _next_needed(also_needed[rule])
        if together and len(also.union(needed)) > max(_MOST_IN_BUNDLE, len(also)):
            yield _make_bundle(also, together)
            also, together = set(), []
        also.update(needed)
        together.append(rule)
    if together:
        yield _make_bundle(also, together)


def _make_bundle(also: set[int], rules: list[int]) -> Bundle:
    words = tuple(sorted(also)) if len(also) <= _MOST_IN_TUPLE else frozenset(also)
    return words, tuple(sorted(rules))


def _next_needed(needed: tuple[Collection[int], ...]) -> Collection[int]:
    return needed[0] if needed else _NOTHING_MORE


def _find_needs(compiled: CompiledTerm, term: Term) -> tuple[Need, ...]:
    """Return what must be there for a term to hit; nothing for what is found without words."""
    estimates = [
        _estimate(word, prefix=term.prefix and place == len(term.words) - 1)
        for place, word in enumerate(term.words)
    ]
    if compiled.word and not compiled.phrases:
        return (Need(min(estimates), frozenset((compiled.word,))),)
    if len(compiled.phrases) == 1 and not compiled.word and term.kind is not Kind.NAME:
        pairs = zip(estimates, compiled.phrases[0], strict=True)
        return tuple(Need(estimate, frozenset((word,))) for estimate, word in pairs)
    # Of several spellings each needs its last word, which in a name says the most.
    words = {phrase[-1] for phrase in compiled.phrases} | {compiled.word} - {ANYTHING}
    return (Need(estimates[-1], frozenset(words)),) if words else ()


def _find_rarest(needs: tuple[Need, ...]) -> Need | None:
    return min(needs, key=_commonness, default=None)


def _commonness(need: Need) -> float:
    return need.commonness


def _estimate(word: str, *, prefix: bool) -> float:
    # Long words are rare, and a beginning stands for several words. The choice changes only how
    # often a rule is looked at, never what it matches.
    return (2 if prefix else 1) / len(word) ** 2
