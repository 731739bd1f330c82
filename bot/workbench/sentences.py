"""An article's text to headline, paragraphs and words that know how they were written."""

import re
from dataclasses import dataclass

from bot.rules.text import fold_word

# "U.S." is one word, and so is what a hyphen or an apostrophe joins.
_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|\d[\d.,:]*|[^\W_]+(?:[-‑'’ʼ][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"['’]s$|(?<=s)['’]$")
_SENTENCE_END = re.compile(r"[.!?…]+[\"'”»“’)\]]*\s|\n")
_CLAUSE_END = re.compile(r"[^\w\s'’ʼ\-‑]|\s[-–—]\s")
_BYLINE = re.compile(
    r"^\s*(?:date\b|by\s+[A-Z]|von\s+[A-ZÄÖÜ]|autor\w*\b|автор\w*\b|published\b|updated\b)"
    r"|\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}",
    re.IGNORECASE,
)
_LONGEST_HEADLINE = 30  # words
_LONGEST_BYLINE = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word where it stands."""

    text: str  # as written, without a possessive 's
    folded: str
    paragraph: int
    sentence: int
    first: bool  # of its sentence: a capital says nothing
    joined: bool  # nothing but blanks is between it and the word before

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital."""
        return self.text[0].isupper()

    @property
    def acronym(self) -> bool:
        """Whether it is written in capitals: NATO, U.S., НПЗ."""
        letters = self.text.replace(".", "")
        return len(letters) > 1 and letters.isalpha() and letters.isupper()


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """An article, taken apart."""

    headline: str
    paragraphs: tuple[str, ...]  # the headline is not among them
    words: tuple[Word, ...]  # of the headline (paragraph 0), then of the paragraphs


def read_text(text: str, title: str = "") -> Text:
    """Take an article's plain text apart.

    Without a title its first line is the headline, if it looks like one, else its first sentence.
    """
    lines = [" ".join(line.split()) for line in text.splitlines()]
    lines = [line for line in lines if line]
    headline = " ".join(title.split())
    while len(lines) > 1 and _is_byline(lines[0]):
        lines.pop(0)
    if lines and not headline:
        headline = _first_sentence(lines[0])
        if headline == lines[0] and len(lines) > 1:
            lines.pop(0)
    elif lines and lines[0] == headline:
        lines.pop(0)
    words = [*_read_words(headline, 0, 0)]
    sentence = 1
    for number, line in enumerate(lines, start=1):
        found = list(_read_words(line, number, sentence))
        sentence = found[-1].sentence + 1 if found else sentence
        words += found
    return Text(headline=headline, paragraphs=tuple(lines), words=tuple(words))


def _is_byline(line: str) -> bool:
    short = len(line.split()) <= _LONGEST_BYLINE
    return short and line[-1] not in ".!?…”»" and bool(_BYLINE.search(line))


def _first_sentence(line: str) -> str:
    if len(line.split()) <= _LONGEST_HEADLINE and line[-1] not in ".…":
        return line
    for end in _SENTENCE_END.finditer(line + " "):
        sentence = line[: end.end()].strip()
        if len(sentence.split()) >= 5 and not re.search(r"\b(?:[^\W\d_]\.){1,}$", sentence):
            return sentence
    return line


def _read_words(text: str, paragraph: int, sentence: int) -> list[Word]:
    words: list[Word] = []
    end = 0
    for found in _WORD.finditer(text):
        between = text[end : found.start()]
        # A full stop behind "U.S." belongs to it; behind other words it ends the sentence.
        ended = bool(words) and bool(_SENTENCE_END.search(between))
        sentence += ended
        written = _POSSESSIVE.sub("", found.group())
        words.append(
            Word(
                text=written,
                folded=fold_word(written.rstrip(".")),
                paragraph=paragraph,
                sentence=sentence,
                # Speech within a sentence begins with a capital too.
                first=ended or not words or between.strip() in ("“", "„", "«", ': "', ', "'),
                joined=bool(words)
                and not _CLAUSE_END.search(between)
                and not text[: found.start()].endswith(("’s ", "'s ")),
            )
        )
        end = found.end()
    return words
