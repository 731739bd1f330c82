"""Matching one article against books of up to 100,000 rules, beside other ways to do it.

The rules have three clauses with eight words in all, drawn from the words that stand in 4 to 400
of 20,000 made-up articles. Words are drawn evenly, or as often as they stand in articles.
"""

import gc
import random
import re
import time
from bisect import bisect
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from importlib.util import find_spec
from io import BytesIO
from itertools import accumulate
from multiprocessing import get_context

import ahocorasick_rs
import psutil

from bot.models import Article
from bot.rules.book import Condition, Rule, RuleBook, Topic, build_book
from bot.rules.engine.compile import compile_book
from bot.rules.engine.compiled import CompiledBook
from bot.rules.engine.transfer import read_compiled, write_compiled
from bot.rules.match import Matcher
from bot.rules.terms import Term, parse_term
from bot.rules.text import fold_word
from tests.bench.figures import Figure, time_each, typical

ARTICLES = 20_000
MEASURED = 500
LETTERS = 330  # of an article
SIZES = (1_000, 10_000, 100_000)
LOOPED = 1_000  # rules that the loop of regular expressions can bear
CLAUSES = (3, 3, 2)  # words of each clause
SEEN_IN = range(4, 401)  # articles that a word of a rule stands in
VOCABULARY = 60_000

_SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "ar", "en", "is")]


def measure() -> Iterator[Figure]:
    """Yield times, memory and sizes at some numbers of rules."""
    chance = random.Random(3)
    texts = make_texts(chance)
    spread = Counter(word for text in texts for word in set(text.split()))
    words = sorted(word for word, count in spread.items() if count in SEEN_IN)
    articles = [make_article(text) for text in chance.sample(texts, MEASURED)]
    yield Figure(name="words to draw from", value=len(words), unit="words")
    rules = draw_rules(words, [1] * len(words), max(SIZES), chance)
    spent: dict[int, float] = {}
    for size in SIZES:
        yield from measure_size(rules[:size], articles, spent)
    yield Figure(
        name="match, 100,000 rules against 1,000",
        value=spent[100_000] / spent[1_000],
        unit="times as long",
    )
    yield from measure_loop(rules[:LOOPED], articles, spent[LOOPED])
    for size in SIZES:
        yield from measure_others(rules[:size], articles, spent[size])
    frequent = draw_rules(words, [spread[word] for word in words], 100_000, chance)
    matcher = Matcher(compile_rules(frequent))
    yield Figure(
        name="match, 100,000 rules drawn by frequency",
        value=match_all(matcher, articles),
        unit="µs",
    )


def measure_size(
    rules: Sequence[list[list[str]]], articles: list[Article], spent: dict[int, float]
) -> Iterator[Figure]:
    """Yield the figures of one number of rules; its time is noted in `spent`."""
    size = len(rules)
    book = make_book(rules)
    begun = time.perf_counter()
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
        packed = BytesIO(apart.submit(compile_packed, book).result())
    taken = time.perf_counter() - begun
    yield Figure(name=f"compile, {size:,} rules", value=taken, unit="s")
    del book
    gc.collect()
    before = psutil.Process().memory_info().rss
    matcher = Matcher(read_compiled(packed))
    gc.collect()
    match_all(matcher, articles)
    memory = (psutil.Process().memory_info().rss - before) / 1e6
    yield Figure(name=f"memory of the matcher, {size:,} rules", value=memory, unit="MB")
    spent[size] = match_all(matcher, articles)
    gc.collect()
    scanned = scan_all(rules, articles)
    yield Figure(name=f"raw automaton scan, {size:,} rules", value=scanned, unit="µs")
    yield Figure(
        name=f"match, {size:,} rules",
        value=spent[size],
        unit="µs",
        note=f"{spent[size] / scanned:.1f} × the scan",
    )


def compile_packed(book: RuleBook) -> bytes:
    """Return a book compiled, as it goes from process to process."""
    gc.disable()  # as the bot's own child does
    packed = BytesIO()
    write_compiled(compile_book(book), packed)
    return packed.getvalue()


def measure_loop(
    rules: Sequence[list[list[str]]], articles: list[Article], ours: float
) -> Iterator[Figure]:
    """Yield the time of a loop over compiled regular expressions."""
    patterns = [
        [re.compile(rf"\b(?:{'|'.join(clause)})\b", re.IGNORECASE) for clause in rule]
        for rule in rules
    ]

    def loop(article: object) -> int:
        assert isinstance(article, Article)
        text = f"{article.title} {article.summary}"
        return sum(all(clause.search(text) for clause in rule) for rule in patterns)

    looped = typical(time_each(loop, articles[:50]), scale=1e6)
    note = f"{looped / ours:.0f} × ours"
    yield Figure(name=f"a loop of re, {len(rules):,} rules", value=looped, unit="µs", note=note)


def measure_others(
    rules: Sequence[list[list[str]]], articles: list[Article], ours: float
) -> Iterator[Figure]:
    """Yield the times of libraries that this project does without, where they are installed."""
    size = len(rules)
    if find_spec("hyperscan"):
        scanned = scan_with_hyperscan(rules, articles)
        note = f"the words alone, no rules; {scanned / ours:.2f} × ours"
        yield Figure(name=f"hyperscan, {size:,} rules", value=scanned, unit="µs", note=note)
    if find_spec("mokaccino"):
        percolated = percolate_with_mokaccino(rules, articles)
        note = f"its document included; which rules, not where; {percolated / ours:.2f} × ours"
        yield Figure(name=f"mokaccino, {size:,} rules", value=percolated, unit="µs", note=note)


def scan_with_hyperscan(rules: Sequence[list[list[str]]], articles: list[Article]) -> float:
    """Return the median time in µs that Hyperscan takes to find the rules' words."""
    hyperscan = import_module("hyperscan")
    literals = sorted({word for rule in rules for clause in rule for word in clause})
    database = hyperscan.Database()
    database.compile(
        expressions=[word.encode() for word in literals],
        ids=list(range(len(literals))),
        elements=len(literals),
        literal=True,
        flags=hyperscan.HS_FLAG_CASELESS,
    )

    def note(*_: object) -> None:
        """Take a place where a word stands."""

    def scan(text: object) -> None:
        database.scan(text, match_event_handler=note)

    texts = [f"{article.title}\n{article.summary}".encode() for article in articles]
    time_each(scan, texts)
    return typical(time_each(scan, texts), scale=1e6)


def percolate_with_mokaccino(rules: Sequence[list[list[str]]], articles: list[Article]) -> float:
    """Return the median time in µs in which it tells which of the rules an article satisfies."""
    mokaccino = import_module("mokaccino")
    percolator, query = mokaccino.Percolator(), mokaccino.Query
    for rule in rules:
        clauses = [query.from_or([query.from_kv("w", word) for word in words]) for words in rule]
        percolator.add_query(query.from_and(clauses))
    ready = percolator.optimized()

    def percolate(article: object) -> object:
        assert isinstance(article, Article)
        document = mokaccino.Document()
        for word in set(f"{article.title} {article.summary}".lower().split()):
            document.add_value("w", word)
        return ready.percolate_list(document)

    time_each(percolate, articles)
    return typical(time_each(percolate, articles), scale=1e6)


def match_all(matcher: Matcher, articles: list[Article]) -> float:
    """Return the median time of an article in µs, once all words were met."""
    time_each(matcher.match, articles)  # type: ignore[arg-type]
    return typical(time_each(matcher.match, articles), scale=1e6)  # type: ignore[arg-type]


def scan_all(rules: Sequence[list[list[str]]], articles: list[Article]) -> float:
    """Return the median time in µs that an automaton takes to find the rules' words."""
    literals = sorted({word for rule in rules for clause in rule for word in clause})
    automaton = ahocorasick_rs.AhoCorasick(literals)
    texts = [f"{article.title}\n{article.summary}".lower() for article in articles]

    def scan(text: object) -> object:
        assert isinstance(text, str)
        return automaton.find_matches_as_indexes(text, overlapping=True)

    time_each(scan, texts)
    return typical(time_each(scan, texts), scale=1e6)


# ---------------------------------------------------------------- made-up news


def make_texts(chance: random.Random) -> list[str]:
    """Return the articles: words of a made-up language, the n-th as often as 1/n."""
    words = make_words(chance)
    weights = list(accumulate(1 / rank for rank in range(1, len(words) + 1)))
    texts = []
    for _ in range(ARTICLES):
        text: list[str] = []
        length = 0
        while length < LETTERS:
            text.append(words[bisect(weights, chance.random() * weights[-1])])
            length += len(text[-1]) + 1
        texts.append(" ".join(text))
    return texts


def make_words(chance: random.Random) -> list[str]:
    """Return different words, frequent ones first, which are also the shorter ones."""
    words: dict[str, None] = {}
    while len(words) < VOCABULARY:
        most = 2 if len(words) < 2_000 else 3 if len(words) < 20_000 else 4
        words["".join(chance.choices(_SYLLABLES, k=chance.randint(1, most)))] = None
    return list(words)


def draw_rules(
    words: Sequence[str], weights: Sequence[int], count: int, chance: random.Random
) -> list[list[list[str]]]:
    """Return rules: of each clause one word must stand in the article."""
    drawn = iter(chance.choices(words, weights, k=count * sum(CLAUSES)))
    return [[[next(drawn) for _ in range(size)] for size in CLAUSES] for _ in range(count)]


def make_article(text: str) -> Article:
    title, summary = text[:70], text[70:]
    return Article(guid="", link="", title=title, summary=summary, published=None)


def make_book(rules: Sequence[list[list[str]]]) -> RuleBook:
    return build_book([make_topic(rules)])


def make_topic(rules: Sequence[list[list[str]]]) -> Topic:
    """Return a topic with a rule for each list of word lists: one of each must be there."""
    terms: dict[str, Term] = {}

    def term(word: str) -> Term:
        return terms.setdefault(word, parse_term(word))

    return Topic(
        name="bench",
        title="Bench",
        description="",
        rules=tuple(
            Rule(
                name=f"r{number}",
                condition=Condition(
                    all=tuple(Condition(any=tuple(map(term, clause))) for clause in rule)
                ),
            )
            for number, rule in enumerate(rules)
        ),
    )


def compile_rules(rules: Sequence[list[list[str]]]) -> CompiledBook:
    """Compile without dictionaries: every word stands for itself."""
    return compile_book(make_book(rules), expand_word=_leave_word, expand_name=_leave_name)


def _leave_word(word: str, languages: Collection[str]) -> frozenset[str]:
    return frozenset({fold_word(word)})


def _leave_name(name: str, own: Mapping[str, tuple[str, ...]]) -> frozenset[tuple[str, ...]]:
    return frozenset({(fold_word(name),)})
