"""A term as people write it: "Kyiv", "land swap", "ceasefire*", "*"."""

from dataclasses import dataclass, field

from bot.rules.text import tokenize

_PREFIX_LETTERS = 3  # shorter ones hit a good part of the dictionary
_SPECIAL = "=~$/"  # a reader of other rule languages expects these to do something


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One word or a phrase: adjacent words, in order, in one field."""

    text: str  # as written
    words: tuple[str, ...]  # folded; empty only for "*"
    prefix: bool = False  # the last word may go on

    @property
    def everything(self) -> bool:
        """The term "*", which is true of every article."""
        return not self.words


@dataclass(eq=False)
class TermError(ValueError):
    """A text that is no term: why, and how to write it."""

    message: str
    hint: str = field(default="")


def parse_term(text: str) -> Term:
    """Return the term that `text` means. Raises TermError."""
    written = text.strip()
    if written == "*":
        return Term(text=written, words=())
    prefix = written.endswith("*")
    body = written.removesuffix("*")
    if "*" in body:
        hint = 'only a last word may go on, as in "land swap*"'
        raise TermError('"*" stands within the term', hint)
    words = tuple(token.folded for token in tokenize(body))
    if not words:
        raise TermError("the term has no letter or digit", "articles are searched for words")
    if body[0] in _SPECIAL and not _is_amount(body):
        hint = "leave it out: case, accents and punctuation never count"
        raise TermError(f'a term cannot begin with "{body[0]}"', hint)
    if prefix and tokenize(body)[-1].end != len(body):
        raise TermError('"*" must follow a letter directly', 'write it like "swap*"')
    if prefix and len(words[-1]) < _PREFIX_LETTERS:
        hint = "it would hit far too many words: write more of it, or whole words"
        raise TermError(f'"*" needs at least {_PREFIX_LETTERS} letters before it', hint)
    return Term(text=written, words=words, prefix=prefix)


def _is_amount(body: str) -> bool:
    return body[0] == "$" and body[1:].strip()[:1].isdigit()  # "$1.5 billion"
