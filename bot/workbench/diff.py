"""What a change of rules gains and loses, article by article."""

from collections import Counter
from dataclasses import dataclass

from rich.table import Table
from rich.text import Text

from bot.models import Outcome, StoredArticle
from bot.rules.book import RuleBook
from bot.workbench.backtest import Answer, Backtest


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An article that the two books do not answer alike."""

    before: Answer
    after: Answer
    gained: tuple[str, ...]  # topics only the changed rules give it
    lost: tuple[str, ...]  # topics only the present rules give it

    def to_text(self) -> Text:
        """Return the change for people: time, topics with words, headline."""
        text = Text.assemble((f"{self.before.seen:%Y-%m-%d %H:%M} ", "dim"))
        for topic in self.gained:
            text.append(f"+{topic} ", "green")
        for topic in self.lost:
            text.append(f"-{topic} ", "red")
        words = [
            *(word for topic in self.gained for word in self.after.topics[topic]),
            *(word for topic in self.lost for word in self.before.topics[topic]),
        ]
        return text.append(self.before.title).append(
            f"  [{', '.join(dict.fromkeys(words))}]", "dim"
        )


class Comparison:
    """Answers articles by two books, the present one and a changed one."""

    def __init__(self, present: RuleBook, changed: RuleBook) -> None:
        self._before, self._after = Backtest(present), Backtest(changed)
        self._topics = tuple(
            dict.fromkeys(topic.name for book in (present, changed) for topic in book.topics)
        )
        self._articles = 0
        self._counts: Counter[tuple[str, str]] = Counter()

    def compare(self, stored: StoredArticle) -> Change | None:
        """Return what changes for an article; None when its topics stay the same."""
        before, after = self._before.answer(stored), self._after.answer(stored)
        self._articles += 1
        for name, answer in (("before", before), ("after", after)):
            self._counts.update((topic, name) for topic in answer.topics)
            if answer.action is Outcome.ALERT:
                self._counts.update((topic, f"rang {name}") for topic in answer.topics)
        gained = tuple(topic for topic in after.topics if topic not in before.topics)
        lost = tuple(topic for topic in before.topics if topic not in after.topics)
        self._counts.update((topic, "gained") for topic in gained)
        self._counts.update((topic, "lost") for topic in lost)
        if not gained and not lost:
            return None
        return Change(before=before, after=after, gained=gained, lost=lost)

    def summary(self) -> Table:
        """Return a table: per topic what matched and rang, before and after, side by side."""
        columns = ("before", "after", "gained", "lost", "rang before", "rang after")
        table = Table(title=f"{self._articles} articles", title_justify="left")
        table.add_column("topic")
        for column in columns:
            table.add_column(column, justify="right")
        for topic in self._topics:
            counts = [self._counts[topic, column] for column in columns]
            if any(counts):
                table.add_row(topic, *map(str, counts))
        return table
