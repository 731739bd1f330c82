"""The words of an article to the numbers of a compiled book."""

from collections.abc import Mapping

from bot.rules.terms import spell_exactly
from bot.rules.text import fold_word, split_words

_MOST_KNOWN = 50_000  # words; some 8 MB
_LONGEST_KNOWN = 64  # letters; longer ones are no words, and must not fill the memory


class WordIndex(dict[str, tuple[int, ...]]):
    """By a word as an article has it, the numbers it stands for; filled as words are met.

    News repeats its words, so nearly all are found without being folded again. This was
    measured against an Aho-Corasick automaton over the folded text, which also has to be
    folded, and reports every "car" in "oscars".
    """

    def __init__(
        self,
        words: Mapping[str, tuple[int, ...]],
        beginnings: Mapping[str, int],
        exact: Mapping[str, int],
    ) -> None:
        super().__init__()
        self._words = words
        self._beginnings = beginnings
        self._exact = exact
        self._lengths = sorted({len(beginning) for beginning in beginnings})

    def __missing__(self, word: str) -> tuple[int, ...]:
        numbers = tuple(self._number(word))
        if len(word) <= _LONGEST_KNOWN:
            if len(self) >= _MOST_KNOWN:
                self.clear()
            self[word] = numbers
        return numbers

    def collect(self, text: str) -> set[int]:
        """Return the numbers of all words of a text."""
        return set().union(*map(self.__getitem__, split_words(text)))

    def _number(self, word: str) -> list[int]:
        folded = fold_word(word)
        numbers = [*self._words.get(folded, ())]
        if self._exact and (number := self._exact.get(spell_exactly(word))):
            numbers.append(number)
        for length in self._lengths:
            if length > len(folded):
                break
            if number := self._beginnings.get(folded[:length]):
                numbers.append(number)
        return numbers
