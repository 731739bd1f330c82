"""From an article's text to the draft of a topic: names and telling words, grouped into rules.

Pure statistics: capitals and what stands before them, frequency, place, how common a word is in
news at large. An article that turns from one theme to another gives a rule for each.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.errors import BotError, RuleFileError
from bot.models import Article
from bot.rules.book import Topic, build_book
from bot.rules.files.topicfile import parse_topic
from bot.workbench.candidate import Candidate
from bot.workbench.candidates import find_candidates
from bot.workbench.common import guess_language
from bot.workbench.draftfile import Theme, make_slug, name_parts, quote, write_topic
from bot.workbench.matching import open_matcher
from bot.workbench.sentences import Text, read_text

_LONGEST = 100_000  # characters; no article has more
_MOST_THEMES = 3
_WINDOW = 4  # paragraphs on either side of a possible turn
_TURN = 0.15  # of the strongest tie between neighbouring paragraphs: less is a turn
_SHORTEST_THEME = 3  # paragraphs
_NAMES = 14  # a clause
_WORDS = 20
_LEAST_WORDS = 8  # of an article that says anything
_HEAD_LINES = 3  # of a topic file made to try terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A proposed topic."""

    name: str
    headline: str
    language: str
    yaml: str  # a topic file that holds, and matches the article


def derive_topic(text: str, *, title: str = "", link: str = "") -> Draft:
    """Return the draft of a topic from an article's plain text.

    Raises BotError when the text says too little.
    """
    read = read_text(text[:_LONGEST], title)
    if len(read.words) < _LEAST_WORDS:
        raise BotError(f"the text has {len(read.words)} words: too little to derive a topic from")
    language = guess_language(word.text for word in read.words)
    candidates = find_candidates(read, language)
    article = Article(
        guid="", link="", title=read.headline, summary=" ".join(read.paragraphs), published=None
    )
    finder = _Finder(candidates)
    known = finder.find(article)
    if not known:
        raise BotError("nothing in the text is telling enough to derive a topic from")
    themes = [
        theme
        for paragraphs in _split_themes(read, known)
        if (theme := _build_theme(read, known, paragraphs, finder)) is not None
    ]
    if not themes:
        raise BotError("nothing in the text is telling enough to derive a topic from")
    name = make_slug(name_parts(themes[0])) or "draft"
    yaml = write_topic(name, read.headline, themes, link)
    _confirm(yaml, article)
    return Draft(name=name, headline=read.headline, language=language, yaml=yaml)


class _Finder:
    """Says which candidates the engine finds in a text; all are compiled once."""

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        self._candidates = tuple(dict.fromkeys(candidates))
        terms = [term for one in self._candidates for term in (one.term, one.otherwise)]
        self._terms = list(dict.fromkeys(terms))
        try:
            topic = _as_topic(self._terms)
        except RuleFileError as error:
            # One line a term: those that are none are left out.
            wrong = {problem.line - _HEAD_LINES for problem in error.problems}
            self._terms = [
                term for line, term in enumerate(self._terms, start=1) if line not in wrong
            ]
            topic = _as_topic(self._terms)
        self._matcher = open_matcher(build_book((topic,)))

    def find(self, article: Article) -> tuple[Candidate, ...]:
        """Return the candidates that hit, written so that they do."""
        hit = {self._terms[int(match.rule) - 1] for match in self._matcher.match(article)}
        found: dict[str, Candidate] = {}
        for one in self._candidates:
            term = one.term if one.term in hit else one.otherwise if one.otherwise in hit else ""
            if term:
                found.setdefault(term, replace(one, term=term))
        return tuple(found.values())


def _as_topic(terms: Sequence[str]) -> Topic:
    lines = [
        f"  - {{name: {at}, any: [{quote(term, always=True)}]}}"
        for at, term in enumerate(terms, start=1)
    ]
    return parse_topic("\n".join(["topic: draft", "title: Draft", "rules:", *lines]), "draft")


# ---------------------------------------------------------------- themes


def _split_themes(text: Text, candidates: Sequence[Candidate]) -> list[range]:
    """Return the paragraphs of each theme: a turn is where neighbours share hardly anything."""
    last = len(text.paragraphs)
    rare = [one for one in candidates if len(one.paragraphs) <= max(2, last / 4)]
    ties = {gap: _tie(rare, gap) for gap in range(1, last)}
    strongest = max(ties.values(), default=0.0)
    turns: list[int] = []
    for gap in sorted(ties, key=lambda gap: ties[gap]):
        edges = (0, *turns, last)
        far = all(abs(gap - edge) >= _SHORTEST_THEME for edge in edges)
        if ties[gap] < _TURN * strongest and far and len(turns) < _MOST_THEMES - 1:
            turns.append(gap)
    ends = [*sorted(turns), last]
    starts = [0, *(end + 1 for end in ends[:-1])]  # the headline goes with the first
    return [range(start, end + 1) for start, end in zip(starts, ends, strict=True)]


def _tie(candidates: Iterable[Candidate], gap: int) -> float:
    before = set(range(gap - _WINDOW + 1, gap + 1))
    after = set(range(gap + 1, gap + _WINDOW + 1))
    return sum(
        one.score
        for one in candidates
        if not before.isdisjoint(one.paragraphs) and not after.isdisjoint(one.paragraphs)
    )


def _build_theme(
    text: Text, candidates: Sequence[Candidate], paragraphs: range, finder: _Finder
) -> Theme | None:
    here = [one for one in candidates if not set(one.paragraphs).isdisjoint(paragraphs)]
    names = [one for one in here if one.kind != "word"][:_NAMES]
    words = _choose_words([one for one in here if one.kind == "word"], paragraphs)
    for example in _examples(text, paragraphs):
        found = {one.term for one in finder.find(_as_article(example))}
        hit = [one for one in here if one.term in found]
        clauses = _complete(names, words, hit, here)
        if clauses is not None:
            return Theme(names=clauses[0], words=clauses[1], example=example)
    return None


def _choose_words(words: Sequence[Candidate], paragraphs: range) -> list[Candidate]:
    """Take the strongest, and of each paragraph something, so that none goes without."""
    chosen: dict[str, Candidate] = {}

    def take(one: Candidate, most: int) -> None:
        if len(chosen) < most and not _is_within(one, chosen):
            chosen.setdefault(one.term, one)

    for one in words:
        take(one, _WORDS // 2)
    for paragraph in paragraphs:
        own = [one for one in words if one.paragraphs == (paragraph,)]
        if own and not any(one.term in chosen for one in own):
            take(own[0], _WORDS)
    for one in words:
        take(one, _WORDS)
    return sorted(chosen.values(), key=lambda one: -one.score)


def _is_within(one: Candidate, chosen: Iterable[str]) -> bool:
    """Whether a chosen phrase has the word, or the word's phrase would say nothing more."""
    parts = one.term.split()
    return any(
        one.term in other.split() or (len(parts) > 1 and other in parts) for other in chosen
    )


def _examples(text: Text, paragraphs: range) -> list[str]:
    if 0 in paragraphs:
        return [text.headline]
    sentences = [
        sentence.strip()
        for number in paragraphs
        for sentence in re.split(r"(?<=[.!?…])\s+(?=[^\W\d_a-zа-я])", text.paragraphs[number - 1])
    ]
    return [sentence for sentence in sentences if 6 <= len(sentence.split()) <= 45]


def _complete(
    names: Sequence[Candidate],
    words: Sequence[Candidate],
    hit: Sequence[Candidate],
    here: Sequence[Candidate],
) -> tuple[tuple[Candidate, ...], tuple[Candidate, ...]] | None:
    """Return the two clauses, each with something of the example; None if it has too little."""
    hit_words = [one for one in hit if one.kind == "word"]
    hit_names = [one for one in hit if one.kind != "word"]
    one_each = bool(hit_words) and bool(hit_names)
    if not hit or (not one_each and len(hit) < 2 and len(here) > 1):
        return None
    if not hit_words:  # the example is nothing but names: the last of them does for a word
        hit_words = [hit_names.pop()] if len(hit_names) > 1 else []
    if not hit_names:
        hit_names = [hit_words.pop(0)] if len(hit_words) > 1 else []
    first = _with(names, hit_names, avoid=hit_words)
    second = _with(words, hit_words, avoid=first)
    return first, second


def _with(
    chosen: Sequence[Candidate], needed: Sequence[Candidate], *, avoid: Sequence[Candidate]
) -> tuple[Candidate, ...]:
    """Return the chosen ones, with the strongest needed one if none of those is among them."""
    kept = [one for one in chosen if one not in avoid or one in needed]
    if needed and not any(one in needed for one in kept):
        kept.insert(0, needed[0])
    return tuple(kept)


def _as_article(title: str) -> Article:
    return Article(guid="", link="", title=title, summary="", published=None)


def _confirm(yaml: str, article: Article) -> None:
    """Make sure that the draft is a topic file that holds and matches what it was made from."""
    topic = parse_topic(yaml, "draft.yaml")
    if not open_matcher(build_book((topic,))).match(article):
        raise BotError("the draft does not match its own article: the text is too thin")
