"""What an article is about: its names and its telling words, weighed by statistics alone."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from bot.rules.text import fold_word
from bot.workbench.candidate import Candidate
from bot.workbench.common import load_ranks, load_stop_words, weigh_word
from bot.workbench.found_names import collect_names, find_name_runs
from bot.workbench.lexicon import look_up
from bot.workbench.sentences import Text, Word

_SHORTEST = 3  # letters of a telling word
# Behind these stands an English verb, or a verb and its object: no phrase, and no noun.
_VERB_WORDS = frozenset(
    (
        *("to", "and", "or", "which", "who", "that", "will", "would", "can", "could", "may"),
        *("might", "must", "should", "not", "i", "we", "you", "they", "he", "she", "either"),
        *("help", "helps", "let", "lets", "wont", "dont", "didnt", "doesnt"),
    )
)


def find_candidates(text: Text, language: str) -> tuple[Candidate, ...]:
    """Return names, and telling words and phrases, the strongest first."""
    runs = list(find_name_runs(text, language))
    names = collect_names(text, runs, language)
    taken = {id(word) for run in runs for word in run}
    words = _collect_words(text, taken, language)
    return tuple(sorted((*names, *words), key=lambda found: (-found.score, found.term)))


def _collect_words(text: Text, taken: set[int], language: str) -> Iterator[Candidate]:
    bases = {
        id(word): base
        for word in text.words
        if id(word) not in taken and (base := _telling_base(word, language))
    }
    single: dict[str, list[Word]] = defaultdict(list)
    pairs: dict[tuple[str, str], list[Word]] = defaultdict(list)
    for before, word in zip((None, *text.words), text.words, strict=False):
        if id(word) not in bases:
            continue
        if (
            language == "en"
            and before is not None
            and before.folded in _VERB_WORDS
            and word.joined
        ):
            continue
        single[bases[id(word)]].append(word)
        if (
            before is not None
            and word.joined
            and not word.first
            and before in single.get(bases.get(id(before), ""), ())
        ):
            pairs[bases[id(before)], bases[id(word)]].append(before)
    scores: dict[str, float] = {}
    for base, candidate in _word_candidates(single, language):
        scores[base] = candidate.score
        yield candidate
    for (first, second), found in pairs.items():
        if len(found) > 1 or _sticks(first, second, single, language):
            at = text.words.index(found[0])
            head = second if language == "en" else text.words[at + 1].text
            phrase = f"{text.words[at].text} {head}"
            # A little over its parts, so that it stands for them.
            weight = 1.05 * max(scores[first], scores[second])
            phrase = phrase if language == "de" else phrase.lower()
            yield _candidate(
                phrase, f"{text.words[at].text} {text.words[at + 1].text}", found, weight
            )


def _word_candidates(
    single: dict[str, list[Word]], language: str
) -> Iterator[tuple[str, Candidate]]:
    for base, found in single.items():
        weight = weigh_word(base, language)
        weight *= min(len(base) + 3, 10) / 10  # what is short is seldom one thing's name
        written = found[0].text
        term = base if language != "de" else written
        yield base, _candidate(term, written.lower(), found, weight)


def _telling_base(word: Word, language: str) -> str:
    """Return the base form of a word that says what an article is about, else nothing."""
    if not word.text.isalpha() or len(word.folded) < _SHORTEST:
        return ""
    if word.folded in load_stop_words(language):
        return ""
    if language == "de":
        return word.folded if word.capital and word.folded not in load_ranks("de") else ""
    entry = look_up(word.text.lower(), language)
    if language == "en":
        # Verbs and adverbs by their ends; a herring stays a herring.
        verb = word.folded.endswith(("ing", "ed")) and entry.base != word.text.lower()
        unlike = verb or word.folded.endswith(("ly", "able", "ive"))
        stop = entry.base.lower() in load_stop_words("en")
        return "" if unlike or stop else entry.base.lower()
    if entry.kind in ("other", "person", "given") or fold_word(entry.base) in load_stop_words(
        language
    ):
        return ""
    return entry.base.lower()


def _sticks(first: str, second: str, single: dict[str, list[Word]], language: str) -> bool:
    """Whether two words make one thing: both are rare, and the first is seldom elsewhere."""
    rare = weigh_word(first, language) + weigh_word(second, language) > 22
    return rare and len(single[first]) == 1 and language in ("en", "de")


def _candidate(term: str, otherwise: str, found: Sequence[Word], weight: float) -> Candidate:
    paragraphs = tuple(sorted({word.paragraph for word in found}))
    early = 1.5 if 0 in paragraphs else 1.2 if paragraphs[0] <= 3 else 1.0
    return Candidate(
        term=term,
        otherwise=otherwise,
        kind="word",
        score=weight * len(found) ** 0.7 * early,
        paragraphs=paragraphs,
        count=len(found),
    )
