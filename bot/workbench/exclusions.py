"""Words that would keep out what readers found irrelevant, and nothing that was relevant.

Two headlines or more must share a word: one alone says too little of what is not meant. Which
word hits what is asked of the engine, so forms count as they do in a rule.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from bot.models import Article
from bot.rules.book import Condition, Filters, Rule, RuleBook, Topic, build_book
from bot.rules.match import Matcher
from bot.rules.terms import Term, TermError, parse_term
from bot.rules.text import fold_word, split_words
from bot.workbench.common import LANGUAGES, guess_language, load_stop_words, weigh_word
from bot.workbench.matching import open_matcher, with_topics

LEAST_LETTERS = 4  # of a word; a shorter one has no forms and means many things
LEAST_SHARED = 2  # headlines
MOST_TERMS = 3  # of one proposal: more are a list of cases
MOST_TRIED = 400  # words


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What to put into a rule. With the exclusions the rule skips each of the examples."""

    exclusions: tuple[str, ...] = ()  # terms for `none`
    examples: tuple[str, ...] = ()  # headlines for `skip`
    unmet: tuple[str, ...] = ()  # headlines that it must skip too, and does not yet


def propose_exclusions(
    book: RuleBook,
    topic: Topic,
    rule: Rule,
    irrelevant: Sequence[Article],
    relevant: Iterable[Article],
    hits: Iterable[str],
) -> Proposal:
    """Return what keeps the irrelevant articles out and every relevant one in.

    `irrelevant`: articles that the rule holds for. `hits`: the words by which it does; none of
    them is proposed. Examples of headlines that the rule must match count as relevant.
    """
    needed = {fold_word(word) for hit in hits for word in split_words(hit)}
    terms = _find_terms([one.title for one in irrelevant], needed)
    if not terms:
        return _sort_headlines(book, topic, rule, (), irrelevant)
    finder = _open_finder(terms, rule)
    keeps: dict[str, set[int]] = defaultdict(set)  # term -> places of what it keeps out
    for place, article in enumerate(irrelevant):
        for match in finder.match(article):
            keeps[match.rule].add(place)
    shared = {name: places for name, places in keeps.items() if len(places) >= LEAST_SHARED}
    wanted = [*relevant, *(_as_article(one.text) for one in rule.match)]
    for article in wanted if shared else ():
        for match in finder.match(article):
            shared.pop(match.rule, None)
    chosen = [terms[int(name) - 1] for name in _choose(shared, terms, irrelevant)]
    return _sort_headlines(book, topic, rule, chosen, irrelevant)


def _find_terms(headlines: Sequence[str], needed: set[str]) -> tuple[Term, ...]:
    """Return a term for each word that says something and is not needed by the rule."""
    words: dict[str, str] = {}
    for headline in headlines:
        for word in split_words(headline):
            folded = fold_word(word)
            telling = len(folded) >= LEAST_LETTERS and any(map(str.isalpha, folded))
            if telling and folded not in needed and not _is_stop_word(folded):
                words.setdefault(folded, word.lower())
    terms = []
    for word in list(words.values())[:MOST_TRIED]:
        with suppress(TermError):
            terms.append(parse_term(word))
    return tuple(terms)


def _is_stop_word(folded: str) -> bool:
    return any(folded in load_stop_words(language) for language in LANGUAGES)


def _open_finder(terms: Sequence[Term], rule: Rule) -> Matcher:
    """Return what says, as the rule would, which terms hit an article; rules count from "1"."""
    rules = tuple(
        Rule(
            name=str(place),
            condition=Condition(any=(term,)),
            fields=rule.fields,
            filters=Filters(languages=rule.filters.languages),
        )
        for place, term in enumerate(terms, start=1)
    )
    topic = Topic(name="words", title="Words", description="", rules=rules)
    return open_matcher(build_book((topic,)))


def _choose(
    shared: dict[str, set[int]], terms: Sequence[Term], irrelevant: Sequence[Article]
) -> list[str]:
    """Return the fewest terms that keep out most, the more telling of two that do the same."""
    language = guess_language(word for one in irrelevant for word in split_words(one.title))

    def rank(name: str) -> tuple[float, float, str]:
        text = terms[int(name) - 1].text
        return -len(shared[name]), -weigh_word(fold_word(text), language), text

    chosen: list[str] = []
    covered: set[int] = set()
    for name in sorted(shared, key=rank):
        if len(chosen) < MOST_TERMS and not shared[name] <= covered:
            chosen.append(name)
            covered |= shared[name]
    return chosen


def _sort_headlines(
    book: RuleBook,
    topic: Topic,
    rule: Rule,
    terms: Sequence[Term],
    irrelevant: Sequence[Article],
) -> Proposal:
    """Return the proposal: which headlines the rule skips once it has the terms, which not.

    Those that it lists already are left out.
    """
    condition = replace(rule.condition, none=(*rule.condition.none, *terms))
    changed = replace(rule, condition=condition)
    rules = tuple(changed if one is rule else one for one in topic.rules)
    matcher = open_matcher(with_topics(book, [replace(topic, rules=rules)]))
    headlines = dict.fromkeys(" ".join(one.title.split()) for one in irrelevant)
    listed = {"", *(one.text for one in rule.skip)}
    held = {
        headline: matcher.explain_rule(topic.name, rule.name, _as_article(headline)).holds
        for headline in headlines
        if headline not in listed
    }
    return Proposal(
        exclusions=tuple(term.text for term in terms),
        examples=tuple(headline for headline in held if not held[headline]),
        unmet=tuple(headline for headline in held if held[headline]),
    )


def _as_article(headline: str) -> Article:
    return Article(guid="", link="", title=headline, summary="", published=None)
