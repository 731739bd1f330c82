"""Throws spoilt rule files and texts at the reader, the compiler and the matcher.

    python -m tests.rules.fuzz SECONDS [SEED]

Spoils the files of tests/data/fuzz. A file must give problems or what it says, within a second
for each 100 kB; a text must match in time linear to its length, at places that are its own. What
breaks this is written to a folder of its own, and named.
"""

import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import RuleFileError
from bot.models import Article, Match
from bot.rules.book import NameVariants, Topic, WordList, build_book
from bot.rules.engine.compile import compile_book
from bot.rules.engine.compiled import CompiledBook
from bot.rules.files.feedlist import parse_feeds
from bot.rules.files.sharedfiles import parse_names, parse_words
from bot.rules.files.topicfile import SharedLists, parse_topic
from bot.rules.match import Matcher
from tests.rules.builders import compile_plainly, make_article

SEEDS = Path(__file__).parent.parent / "data" / "fuzz"
LARGE = 100_000  # bytes of a file, for which a second is enough
HUGE = 1_000_000  # letters of a text, for which a second is enough

# What means something to one of the parsers, or to what stands below it.
_TOKENS = (
    *("- ", ": ", "\n", "\n    ", "\t", "[", "]", "{", "}", ", ", '"', "'", "#", "? ", " " * 90),
    *("&a ", "*a", "!!", "---\n", "...\n", "|\n", ">-\n", "%YAML 1.1\n", "\ufeff", "\0", "\u2028"),
    *("any: ", "all: ", "none: ", "near: ", "in: ", "words:\n", "rules:\n", "name: ", "score: "),
    *("$lights", "$ships", "$", "~", "=", "*", "/", "title:", "body:", " NEAR/5 ", " THEN "),
    *(r"/\pL{30}/", r"/(\pL{9}){99}/", "/(a|b)*c/", "/(?i)x{1000}/", "/[^a]*b/", "/.*/", r"/\b/"),
    *("sentence", "ordered", "99999999999999999999", "-1", "0", "1e9", "NaN", "25:61-99:99"),
    *("é", "ё", "і", "Ł", "ß", "ı", "\u0301", "\u200b", "\u00ad", "\u202e", "🚢", "\ufdfa", "ⅷ"),
    *("a" * 100, "ж" * 100, "[" * 60, "- " * 60, "(" * 60, "\u0301" * 60, "$a " * 30),
    *("storm", "sea", "wind", "wave", "lighthouse", "Hel", "маяк", "of", "the", ". ", "’s "),
)

Break = Callable[[bytes, random.Random, tuple[bytes, ...]], bytes]


@dataclass(slots=True)
class Findings:
    """What a run did and found."""

    runs: Counter[str] = field(default_factory=Counter)
    slowest: dict[str, float] = field(default_factory=dict)  # seconds, or of the time allowed
    broken: dict[str, tuple[str, bytes]] = field(default_factory=dict)  # where: what, the input

    def note(self, what: str, spent: float) -> None:
        self.runs[what] += 1
        self.slowest[what] = max(spent, self.slowest.get(what, 0.0))


def run(
    seed: int, *, until: Callable[[int], bool], slack: float = 1.0, dictionaries: bool = True
) -> Findings:
    """Spoil files until told to end; `slack` times the promised time is allowed."""
    chance = random.Random(seed)
    seeds = {path.name: path.read_bytes() for path in sorted(SEEDS.iterdir())}
    fuzzer = _Fuzzer(seeds, chance, slack, dictionaries)
    while not until(sum(fuzzer.findings.runs.values())):
        fuzzer.step()
    return fuzzer.findings


class _Fuzzer:
    def __init__(
        self, seeds: dict[str, bytes], chance: random.Random, slack: float, dictionaries: bool
    ) -> None:
        self.findings = Findings()
        self._chance = chance
        self._slack = slack
        self._dictionaries = dictionaries
        self._articles = seeds.pop("articles.txt").decode().splitlines()
        self._seeds = seeds
        self._all = tuple(seeds.values())
        self._lists: dict[str, WordList] = parse_words(seeds["words.yaml"], "words.yaml")
        self._names: tuple[NameVariants, ...] = ()
        self._topics = [
            self._read_topic(data) for name, data in seeds.items() if name == "topic-small.yaml"
        ]

    def step(self) -> None:
        """Spoil one file; when it still is a topic, compile it and match spoilt texts."""
        name = self._chance.choice(tuple(self._seeds))
        data = spoil(self._seeds[name], self._chance, self._all)
        large = self._chance.random() < 0.03
        if large:
            data = swell(data, self._chance)
        readers: dict[str, Callable[[bytes], object]] = {
            "words.yaml": lambda data: parse_words(data, "f"),
            "names.yaml": lambda data: parse_names(data, "f"),
            "feeds.yaml": lambda data: parse_feeds(data, "f"),
        }
        allowed = max(1.0, len(data) / LARGE)
        read = readers.get(name, self._read_topic)
        found = self._watch(f"read {name}", data, allowed, lambda: read(data))
        if name == "names.yaml" and isinstance(found, tuple):
            self._names = found
        if isinstance(found, Topic):
            if not large:
                self._seeds[name] = data if len(data) < 5_000 else self._seeds[name]
            self._topics.append(found)
            self._topics = self._topics[-20:]
        topic = self._chance.choice(self._topics)
        self._try_topic(topic, data)

    def _read_topic(self, data: bytes) -> Topic:
        return parse_topic(data, "f", SharedLists(self._lists, complete=True))

    def _try_topic(self, topic: Topic, data: bytes) -> None:
        book = build_book([topic], self._names)
        plainly = not self._dictionaries or self._chance.random() < 0.9

        def compiled() -> CompiledBook:
            return compile_plainly(book) if plainly else compile_book(book)

        what = "compile" if plainly else "compile with dictionaries"
        found = self._watch(what, data, 60.0, compiled)
        if not isinstance(found, CompiledBook):
            return
        matcher = Matcher(found)
        for _ in range(4):
            self._try_article(matcher, spoil_article(self._articles, self._chance), repr(topic))
        if self._chance.random() < 0.01:
            article = spoil_article(self._articles, self._chance)
            blank = self._chance.choice(["", " ", ". ", "\n"])
            many = HUGE // len(article.title + blank)
            summary = (article.title + blank) * many
            self._try_article(matcher, make_article(article.title, summary), repr(topic))

    def _try_article(self, matcher: Matcher, article: Article, topic: str) -> None:
        large = len(article.summary) > LARGE
        shown = f"{topic}\n\n{article.title!r}\n\n{article.summary!r}".encode(errors="replace")
        what = "match 1 MB" if large else "match"

        def check() -> None:
            matches = matcher.match(article)
            for match in matches:
                check_places(article, match)

        self._watch(what, shown, 1.0 if large else 0.1, check)
        if not large:
            self._watch("explain", shown, 0.2, lambda: matcher.explain(article))

    def _watch(self, what: str, data: bytes, allowed: float, work: Callable[[], object]) -> object:
        begun = time.process_time()
        found: object = None
        try:
            found = work()
        except RuleFileError as error:
            if not error.problems:
                self._report(f"{what}: no problem is named", "", data)
        except Exception as error:  # noqa: BLE001  # any of them is a finding
            place = traceback.extract_tb(error.__traceback__)[-1]
            self._report(f"{what}: {type(error).__name__} at {place.name}", str(error), data)
        spent = time.process_time() - begun
        self.findings.note(what, spent / allowed)
        if spent > allowed * self._slack:
            self._report(f"{what}: too slow", f"{spent:.2f} s CPU, {allowed:.2f} allowed", data)
        return found

    def _report(self, where: str, what: str, data: bytes) -> None:
        self.findings.broken.setdefault(where, (what, data))


def check_places(article: Article, match: Match) -> None:
    """Fail unless every hit stands where it says."""
    for hit in match.hits:
        text: str = getattr(article, hit.field)
        assert 0 <= hit.start < hit.end <= len(text)
        assert text[hit.start : hit.end] == hit.words


def spoil(data: bytes, chance: random.Random, others: tuple[bytes, ...]) -> bytes:
    """Return a file with one to eight changes, as people, editors and enemies make them."""
    for _ in range(chance.randint(1, 8)):
        data = chance.choice(_BREAKS)(data, chance, others)
    return data[: 2 * LARGE]


def _flip(data: bytes, chance: random.Random, others: tuple[bytes, ...]) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]


def _put(data: bytes, chance: random.Random, others: tuple[bytes, ...]) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice(_TOKENS).encode() + data[at:]


def _cut(data: bytes, chance: random.Random, others: tuple[bytes, ...]) -> bytes:
    begin, end = _slice(data, chance)
    return data[:begin] + data[end:]


def _repeat(data: bytes, chance: random.Random, others: tuple[bytes, ...]) -> bytes:
    begin, end = _slice(data, chance)
    return data[:end] + data[begin:end] * chance.choice((1, 1, 2, 5)) + data[end:]


def _splice(data: bytes, chance: random.Random, others: tuple[bytes, ...]) -> bytes:
    other = chance.choice(others)
    begin, end = _slice(other, chance)
    at = chance.randrange(len(data) + 1)
    return data[:at] + other[begin:end] + data[at:]


def _replace_word(data: bytes, chance: random.Random, others: tuple[bytes, ...]) -> bytes:
    words = data.split(b" ")
    words[chance.randrange(len(words))] = chance.choice(_TOKENS).encode()
    return b" ".join(words)


def _move_line(data: bytes, chance: random.Random, others: tuple[bytes, ...]) -> bytes:
    lines = data.split(b"\n")
    line = lines.pop(chance.randrange(len(lines)))
    lines.insert(chance.randrange(len(lines) + 1), b" " * chance.randrange(8) + line.lstrip())
    return b"\n".join(lines)


_BREAKS: tuple[Break, ...] = (
    *(_flip, _put, _put, _cut, _repeat, _splice, _replace_word, _replace_word, _move_line),
)


def _slice(data: bytes, chance: random.Random) -> tuple[int, int]:
    begin = chance.randrange(len(data) + 1)
    return begin, min(len(data), begin + chance.choice((1, 3, 10, 40, 200)))


def swell(data: bytes, chance: random.Random) -> bytes:
    """Return a file of some 100 kB: a part of it, or a token, is written again and again."""
    begin, end = _slice(data, chance)
    part = chance.choice((data[begin:end], chance.choice(_TOKENS).encode())) or b"- "
    line = data.rfind(b"\n", 0, begin) + 1
    if chance.random() < 0.5:  # a line, with a number where it can be told from the others
        line_end = data.find(b"\n", line)
        part = data[line : line_end + 1 or None] or b"\n"
        middle = chance.randrange(len(part))
        parts = [
            part[:middle] + str(number).encode() + part[middle:]
            for number in range(LARGE // (len(part) + 4))
        ]
        return data[:line] + b"".join(parts) + data[line:]
    return data[:begin] + part * (LARGE // len(part)) + data[begin:]


def spoil_article(lines: list[str], chance: random.Random) -> Article:
    """Return an article of words and signs that mean something to rules."""
    return make_article(_spoil_text(lines, chance) or "x", _spoil_text(lines, chance))


def _spoil_text(lines: list[str], chance: random.Random) -> str:
    words = chance.choice(lines).split(" ")
    for _ in range(chance.randint(0, 6)):
        at = chance.randrange(len(words) + 1)
        piece = chance.choice((chance.choice(_TOKENS), chr(chance.randrange(0x110000)), "\ud800"))
        words[at : at + chance.randint(0, 2)] = [piece * chance.choice((1, 1, 1, 50))]
    return chance.choice((" ", " ", "", "\n")).join(words)


def _describe(findings: Findings, seconds: float) -> Iterator[str]:
    yield f"{sum(findings.runs.values()):,} runs in {seconds:.0f} s"
    for what, count in sorted(findings.runs.items()):
        yield f"  {what}: {count:,}, at most {findings.slowest[what]:.0%} of the time allowed"
    folder = Path(tempfile.mkdtemp(prefix="fuzz-")) if findings.broken else None
    for number, (where, (what, data)) in enumerate(findings.broken.items()):
        if folder is not None:
            kept = folder / str(number)
            kept.write_bytes(data)
            yield f"FOUND {where}: {what[:200]}\n  {kept}"


def main() -> None:
    """Run for so many seconds and tell what was found."""
    seconds = float(sys.argv[1])
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    end = time.monotonic() + seconds
    findings = run(seed, until=lambda _: time.monotonic() >= end)
    sys.stdout.write("\n".join(_describe(findings, seconds)) + "\n")
    sys.exit(bool(findings.broken))


if __name__ == "__main__":
    main()
