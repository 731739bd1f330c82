"""Which terms say what others say already: found by trying, so the engine has the last word."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from bot.models import Article
from bot.rules.book import Condition, Rule, Topic, build_book
from bot.rules.terms import Kind, Term
from bot.rules.words.forms import expand_word
from bot.workbench.matching import open_matcher

_ENDS = {"latin": ("", "qxq"), "cyrillic": ("", "щфщ")}  # a beginning goes on with anything
_MOST_FORMS = 60  # of a word; a Slavic verb has more, and they begin alike


class Coverage:
    """For terms of one set of languages: which of them hit whatever another hits."""

    def __init__(self, terms: Iterable[Term], languages: tuple[str, ...] = ()) -> None:
        self._terms = tuple(dict.fromkeys(terms))
        self._languages = languages
        rules = tuple(
            Rule(name=str(number), condition=Condition(any=(term,)))
            for number, term in enumerate(self._terms)
        )
        topic = Topic(name="terms", title="terms", description="", rules=rules)
        self._matcher = open_matcher(build_book((topic,)))
        self._nearly: dict[Term, dict[Term, str]] = defaultdict(dict)
        self._covering = {term: self._find_covering(term) for term in self._terms}

    def covering(self, term: Term) -> frozenset[Term]:
        """Return the other terms that hit every text that the term hits."""
        return self._covering.get(term, frozenset()) - {term}

    def added(self, term: Term) -> Mapping[Term, str]:
        """Return beginnings that hit all forms of the term but one, each with that form.

        Only of a whole word that goes on: "drone*" is meant to stand for "drones".
        """
        return self._nearly.get(term, {})

    def hits_nothing(self, term: Term) -> bool:
        """Return whether the term does not even hit itself."""
        return (
            term in self._covering
            and term.kind in (Kind.WORDS, Kind.EXACT)
            and not self._hitting(" ".join(term.spelled) or term.text) >= {term}
            and not term.field
        )

    def _find_covering(self, term: Term) -> frozenset[Term]:
        # Of a name or a regular expression nobody can list all that they hit.
        if term.kind not in (Kind.WORDS, Kind.EXACT) or term.field:
            return frozenset()
        samples = list(dict.fromkeys(self._samples(term)))
        hitting = {sample: self._hitting(sample) for sample in samples}
        covering = frozenset.intersection(*hitting.values())
        for other in hitting[samples[0]]:
            left = [sample for sample in samples if other not in hitting[sample]]
            if len(left) == 1 and other.prefix and other.words[0] in samples and not term.prefix:
                self._nearly[term][other] = left[0]
        if term not in covering:
            return frozenset()
        if term.kind is Kind.EXACT:
            return covering
        # What is exact hits one form of many, whatever the samples say.
        return frozenset(one for one in covering if one.kind is not Kind.EXACT)

    def _hitting(self, sample: str) -> frozenset[Term]:
        """Return the terms that hit the sample as a title and as a summary."""
        found = (
            {match.rule for match in self._matcher.match(article)}
            for article in (_as_article(sample, ""), _as_article("-", sample))
        )
        return frozenset(self._terms[int(name)] for name in set.intersection(*found))

    def _samples(self, term: Term) -> Iterator[str]:
        """Yield texts the term hits: as written, and with each word in each of its forms."""
        for words in filter(None, (term.spelled, term.joined)):
            yield from self._vary(term, words)

    def _vary(self, term: Term, words: tuple[str, ...]) -> Iterator[str]:
        if term.prefix:
            script = "latin" if words[-1][-1:].isascii() else "cyrillic"
            for end in _ENDS[script]:
                yield " ".join((*words[:-1], words[-1] + end))
            return
        yield " ".join(words)
        if term.kind is Kind.EXACT:
            return
        for place, word in enumerate(words):
            forms = sorted(expand_word(word, self._languages), key=len)
            for form in forms[:_MOST_FORMS]:
                yield " ".join((*words[:place], form, *words[place + 1 :]))


def _as_article(title: str, summary: str) -> Article:
    return Article(guid="", link="", title=title, summary=summary, published=None)
