"""Word lists: written once under `words:`, used as "$name" in rules and in other lists."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from bot.rules.book import Condition, Item, WordList
from bot.rules.files import nodes
from bot.rules.files.items import ListUse, describe_list, parse_item
from bot.rules.files.problems import Placed, Problems
from bot.rules.files.reading import read_list, read_name, read_text
from bot.rules.terms import TermError

MAX_NESTING = 10  # lists within lists within lists
MAX_ITEMS = 5_000  # of one list, with those of the lists it names
MAX_ITEMS_TOGETHER = 200_000  # of all lists of a file: more is a mistake, or meant to harm
_MOST_GUESSES = 50  # each compares a name with all others


class KnownLists:
    """The lists that a file may name; notes which of them it did."""

    def __init__(self, lists: Mapping[str, WordList], *, complete: bool = True) -> None:
        self._lists = lists
        self._complete = complete  # otherwise one that is not here may be in a broken file
        self._used: dict[str, ListUse] = {}

    def find(self, name: str, place: Placed, problems: Problems) -> ListUse | None:
        """Return what "$name" means; None, reported, when there is no such list."""
        if name not in self._used:
            if name not in self._lists:
                if self._complete:
                    report_unknown(name, self._lists, place, problems)
                else:
                    problems.note_gap()
                return None
            self._used[name] = describe_list(self._lists[name].as_condition())
        return self._used[name]

    def used(self) -> tuple[WordList, ...]:
        """Return the lists that were found, in the order of their names."""
        return tuple(self._lists[name] for name in sorted(self._used))


def report_unknown(name: str, known: Iterable[str], place: Placed, problems: Problems) -> None:
    """Report a "$name" for which there is no list."""
    names = sorted(known)
    close = get_close_matches(name.lower(), names, n=1) if len(problems) < _MOST_GUESSES else ()
    hint = 'write it under "words:" here, or in words.yaml for all topics'
    if close:
        hint = f'did you mean "${close[0]}"?'
    elif names:
        hint += "; the lists are " + ", ".join(f"${each}" for each in names[:20])
    problems.add(place, f'there is no word list "{name}"', hint)


def read_word_lists(
    node: nodes.Node | None, outer: Mapping[str, WordList], problems: Problems, *, complete: bool
) -> dict[str, WordList]:
    """Return the lists under `words:` by name, each flat; `outer` are those of words.yaml."""
    if node is None:
        return {}
    if not isinstance(node, nodes.Mapping):
        hint = 'write a name and a list: "sites: [refinery, oil depot]"'
        problems.add(node, '"words" must be a group of lists with names', hint)
        return {}
    entries = {}
    for key, value in node.entries:
        name = read_name(key, "the word list", problems)
        if name is not None:
            entries[name] = (key, value)
    reader = _Reader(entries, outer, problems, complete=complete)
    return {name: reader.resolve(name) for name in entries}


class _Reader:
    def __init__(
        self,
        entries: Mapping[str, tuple[nodes.Text, nodes.Node]],
        outer: Mapping[str, WordList],
        problems: Problems,
        *,
        complete: bool,
    ) -> None:
        self._entries = entries
        self._outer = outer
        self._complete = complete
        self._problems = problems
        self._done: dict[str, WordList] = {}
        self._used: dict[str, ListUse] = {}
        self._open: list[str] = []  # lists that are being read, each naming the next
        self._items = 0

    def resolve(self, name: str) -> WordList:
        """Return a list of this file with everything in it."""
        if name not in self._done:
            key, value = self._entries[name]
            self._open.append(name)
            self._done[name] = WordList(name=name, items=self._read(name, key, value))
            self._open.pop()
        return self._done[name]

    def _read(self, name: str, key: nodes.Text, value: nodes.Node) -> tuple[Item, ...]:
        what = f'the word list "{name}"'
        listed = read_list(value, what, self._problems)
        if isinstance(value, nodes.Listing) and not listed:
            self._problems.add(value, f"{what} is empty", "fill it in or delete it")
        items: dict[str, Item] = {}
        for node in listed:
            if self._items > MAX_ITEMS_TOGETHER:
                break
            item = self._read_item(node, what)
            if isinstance(item, Condition):
                items.update(
                    (part.text, part) for part in item.any if not isinstance(part, Condition)
                )
                self._items += len(item.any)
            elif item is not None:
                items[item.text] = item
            if len(items) > MAX_ITEMS or self._items > MAX_ITEMS_TOGETHER:
                most = f"{MAX_ITEMS:,} of one list, {MAX_ITEMS_TOGETHER:,} of a file"
                self._problems.add(key, f"{what} holds too many words", f"at most {most}")
                break
        return tuple(items.values())

    def _read_item(self, node: nodes.Node, what: str) -> Item | None:
        text = read_text(node, f"a term in {what}", self._problems)
        if text is None:
            return None
        try:
            return parse_item(text, lambda name: self._find(name, node))
        except TermError as error:
            self._problems.add(node, f'term "{text}": {error.message}', error.hint)
            return None

    def _find(self, name: str, node: nodes.Node) -> ListUse | None:
        if name in self._open:
            circle = " in ".join(
                f"${each}" for each in [*self._open[self._open.index(name) :], name]
            )
            self._problems.add(node, f"a list cannot hold itself: {circle}", "take one out")
            return None
        if name in self._entries and name not in self._done and len(self._open) >= MAX_NESTING:
            hint = "name the words themselves"
            self._problems.add(node, f"more than {MAX_NESTING} lists within each other", hint)
            return None
        found = self.resolve(name) if name in self._entries else self._outer.get(name)
        if found is not None:
            if name not in self._used:
                self._used[name] = describe_list(found.as_condition())
            return self._used[name]
        if not self._complete:
            self._problems.note_gap()
        else:
            report_unknown(name, {**self._entries, **self._outer}, node, self._problems)
        return None
