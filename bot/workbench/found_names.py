"""The names in an article: runs of capitals, and what stands before them."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.workbench.candidate import Candidate
from bot.workbench.common import load_ranks, load_stop_words
from bot.workbench.lexicon import look_up
from bot.workbench.sentences import Text, Word

# Words behind which a place is named rather than a person; those of one letter are Slavic.
_PLACE_WORDS = {
    "en": frozenset(["in", "near", "at", "from", "to", "into", "across", "outside"]),
    "de": frozenset(["in", "nach", "aus", "bei", "gegen"]),
    "pl": frozenset(["w", "we", "z", "ze", "do", "pod", "koło", "na"]),
    "uk": frozenset(["у", "в", "з", "із", "зі", "до", "на", "під", "біля"]),
    "ru": frozenset(["в", "во", "на", "из", "под", "возле", "около", "до"]),
}
_KNOWN_RANK = 8000  # listed at all: no name by itself
_SAME_STEM = 5  # letters that Russia, Russian and Russians share
_DICTIONARIES = ("pl", "uk", "ru")  # languages whose dictionary knows names from other words
# German nouns have capitals too; these ends and articles tell them from names.
_GERMAN_NOUNS = ("ung", "ungen", "heit", "keit", "schaft", "tion", "tionen", "tät", "nis", "er")


@dataclass(slots=True)
class _Tally:
    written: Counter[str]
    kinds: Counter[str]
    paragraphs: list[int]


def find_name_runs(text: Text, language: str) -> Iterator[tuple[Word, ...]]:
    """Yield capitalised words that stand together, without the titles before them."""
    lower = {word.folded for word in text.words if not word.capital}
    headline = [word for word in text.words if word.paragraph == 0]
    # Where every word of a headline has a capital, capitals say nothing there.
    shouted = sum(word.capital for word in headline) > 0.6 * max(len(headline), 1)
    surely = {
        word.folded
        for before, word in zip((None, *text.words), text.words, strict=False)
        if word.capital
        and not word.first
        and not (shouted and not word.paragraph)
        and (language != "de" or _is_german_name(word, before))
    }
    run: list[Word] = []
    around = zip((None, *text.words), text.words, (*text.words[1:], None), strict=False)
    for before, word, after in around:
        unsure = (word.first or (shouted and not word.paragraph)) and not _leads(
            word, after, surely, language
        )
        if _may_be_name(word, before, lower, surely, unsure, language):
            if run and not (word.joined and not word.first):
                yield from _split_run(run, language, lower)
                run = []
            run.append(word)
        else:
            yield from _split_run(run, language, lower)
            run = []
    yield from _split_run(run, language, lower)


def _leads(word: Word, after: Word | None, surely: set[str], language: str) -> bool:
    """Whether a word at a sentence's beginning is a name by what follows: Vladimir Putin."""
    if any(word.folded[:_SAME_STEM] == sure[:_SAME_STEM] for sure in surely):
        return len(word.folded) >= _SAME_STEM
    if after is None or not after.joined or language == "de":
        return False
    unlisted = not {word.folded, after.folded} & load_ranks(language).keys()
    return unlisted and after.folded in surely


def _may_be_name(
    word: Word,
    before: Word | None,
    lower: set[str],
    surely: set[str],
    unsure: bool,
    language: str,
) -> bool:
    if not word.capital or word.folded in lower or len(word.folded) < 2:
        return False
    if word.acronym:
        return True
    if word.first and language in _DICTIONARIES and look_up(word.text, language).common:
        return False
    if unsure and word.folded not in surely:
        return False
    return language != "de" or word.folded in surely or _is_german_name(word, before)


def _is_german_name(word: Word, before: Word | None) -> bool:
    if word.folded in load_ranks("de") or word.folded.endswith(_GERMAN_NOUNS):
        return False
    if before is None:
        return False
    # Not behind "Ukrainische" and "Der", which have a capital where a sentence begins.
    described = before.first and before.folded.endswith(("e", "er", "en", "es"))
    if before.capital and word.joined and not described:
        return before.folded not in load_stop_words("de")
    return before.folded in _PLACE_WORDS["de"]


def _split_run(run: Sequence[Word], language: str, lower: set[str]) -> Iterator[tuple[Word, ...]]:
    ranks = load_ranks(language)
    part: list[Word] = []
    for at, word in enumerate(run):
        common = ranks.get(word.folded, _KNOWN_RANK) < _KNOWN_RANK or word.folded in lower
        if part and _begins_anew(word, language):
            yield tuple(part)
            part = []
        if common and (not part or at + 1 < len(run)):  # a title: Ukrainian President Zelenskyy
            if part:
                yield tuple(part)
            part = []
        else:
            part.append(word)
    if part:
        yield tuple(part)


def _begins_anew(word: Word, language: str) -> bool:
    """Whether a name within capitals begins with this word: a given name, or a place."""
    if language not in _DICTIONARIES:
        return False
    return look_up(word.text, language).kind in ("given", "place")


def collect_names(
    text: Text, runs: Sequence[tuple[Word, ...]], language: str
) -> Iterator[Candidate]:
    """Yield the names that the runs are of, those of one stem as one."""
    alone = {_stem(run[0], language) for run in runs if len(run) == 1}
    before = {id(word): earlier for earlier, word in zip(text.words, text.words[1:], strict=False)}
    tallies: dict[str, _Tally] = defaultdict(lambda: _Tally(Counter(), Counter(), []))
    for run in runs:
        last = run[-1]
        earlier = before.get(id(run[0]))
        placed = earlier is not None and earlier.folded in _PLACE_WORDS.get(language, ())
        named = _is_titled(run, earlier, language)
        given = language in _DICTIONARIES and look_up(run[0].text, language).kind == "given"
        known = given or _stem(last, language) in alone
        if len(run) > 1 and known and not named:
            kind, key, written = "person", last.folded, last.text
        elif len(run) > 1:
            kind = "place" if placed else "name" if named else "person"
            written = " ".join(word.text for word in run)
            key = " ".join(word.folded for word in run)
        else:
            kind, key, written = ("place" if placed else "name"), last.folded, last.text
        tally = tallies[key]
        tally.written[written] += 1
        tally.kinds[kind] += 2 if kind == "person" else 1
        tally.paragraphs.append(run[0].paragraph)
    for group in _share_stems(tallies):
        yield _name_candidate(group, tallies, language)


def _stem(word: Word, language: str) -> str:
    """Return what the cases of a name share: Zełenski, Zełenskiego."""
    return word.folded[:6] if language in _DICTIONARIES else word.folded


def _is_titled(run: Sequence[Word], earlier: Word | None, language: str) -> bool:
    """Whether several words are one thing's name (the European Union), not a person's."""
    article = earlier is not None and earlier.folded == "the"
    common = any(word.folded in load_ranks(language) or "-" in word.text for word in run)
    return article or common or any(word.acronym for word in run[1:])


def _share_stems(tallies: dict[str, _Tally]) -> Iterator[tuple[str, ...]]:
    """Yield keys of which each begins like the first: Russia, Russian; Донбас, Донбасу."""
    left = sorted(tallies)
    while left:
        first = left.pop(0)
        group = [first]
        for other in tuple(left):
            shared = _shared_letters(first, other)
            if shared >= _SAME_STEM and shared >= 0.7 * max(len(first), len(other)) - 0.5:
                group.append(other)
                left.remove(other)
        yield tuple(group)


def _shared_letters(one: str, other: str) -> int:
    shared = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        shared += 1
    return shared


def _name_candidate(group: Sequence[str], tallies: dict[str, _Tally], language: str) -> Candidate:
    written: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    paragraphs: list[int] = []
    for key in group:
        written += tallies[key].written
        kinds += tallies[key].kinds
        paragraphs += tallies[key].paragraphs
    name = min(written, key=lambda form: (len(form), -written[form]))
    kind = kinds.most_common(1)[0][0]
    if len(group) > 1 and language not in _DICTIONARIES:
        stem = name
        for form in written:
            stem = stem[: _shared_letters(stem, form)]
        term = otherwise = f"{stem}*"
    elif name.replace(".", "").isupper():
        term = otherwise = name if "." in name or len(name) > 2 else f"={name}"
    elif not name.isalpha():  # several words
        term = otherwise = name
    else:
        term, otherwise = f"~{_base_name(name, kind, language)}", f"~{name}"
    count = len(paragraphs)
    early = 1.5 if 0 in paragraphs else 1.2 if min(paragraphs) <= 3 else 1.0
    return Candidate(
        term=term,
        otherwise=otherwise,
        kind=kind,
        score=12 * (1 + count) ** 0.5 * early,
        paragraphs=tuple(sorted(set(paragraphs))),
        count=count,
    )


def _base_name(name: str, kind: str, language: str) -> str:
    """Return a name as its dictionary has it: Донбас for Донбасі."""
    entry = look_up(name, language)
    base = entry.base[:1].upper() + entry.base[1:]
    kinds = ("noun", "place", "person", "other") if kind == "person" else ("noun", "place")
    alike = entry.kind in kinds and base[:2] == name[:2]
    return base if language in _DICTIONARIES and alike else name
