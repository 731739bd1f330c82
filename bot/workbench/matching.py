"""How the workbench matches: as the running bot does, but compiled in this process.

A command ends soon, so the dictionaries may stay; and several books share them.
"""

from collections.abc import Iterable
from difflib import get_close_matches

from bot.errors import BotError
from bot.rules.book import RuleBook, Topic, build_book
from bot.rules.match import Matcher
from bot.rules.remember import compile_remembering


def open_matcher(book: RuleBook) -> Matcher:
    """Compile a book and return what matches articles with it."""
    return Matcher(compile_remembering(book))


def with_topics(book: RuleBook, topics: Iterable[Topic]) -> RuleBook:
    """Return a book of other topics, in which names are spelled as in the given one."""
    return build_book(topics, book.names)


def choose_topics(book: RuleBook, names: Iterable[str]) -> RuleBook:
    """Return the book with the named topics only; all of it when none is named.

    Raises BotError for a name that is no topic.
    """
    chosen = tuple(names)
    known = [topic.name for topic in book.topics]
    for name in chosen:
        if name not in known:
            close = get_close_matches(name, known, n=1)
            hint = f'did you mean "{close[0]}"?' if close else f"there are {', '.join(known)}"
            raise BotError(f'there is no topic "{name}": {hint}')
    if not chosen:
        return book
    return with_topics(book, (one for one in book.topics if one.name in chosen))
