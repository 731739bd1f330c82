"""For how long what came in, and what became of it, is kept."""

from dataclasses import dataclass
from datetime import timedelta

# What was seen, and who was told of it, is remembered for so long, whatever is swept: what is
# known cannot ring again.
REMEMBERED = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long each kind is kept; None: as long as articles, what was told at least 90 days."""

    articles: timedelta  # with the stories that nobody was told, and broadcasts
    unmatched: timedelta | None = None  # articles that no rule matched
    told: timedelta | None = None  # stories that somebody was told, and who that was
    feedback: timedelta | None = None  # what readers said of alerts
