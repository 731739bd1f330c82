"""What readers say of alerts that should not have come, for whoever writes the rules."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.models import Article, Match


class FeedbackKind(StrEnum):
    """What may be wrong with an alert."""

    IRRELEVANT = "irrelevant"  # it is not about its topics
    DUPLICATE = "duplicate"  # the chat was told the same before, as another story


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """Another story that the chat was told at about the same time."""

    story: str
    headline: str
    likeness: float  # of the two headlines, 0 to 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """What a chat said of an alert, with all of the alert that is needed to judge its rules."""

    chat: int
    story: str
    kind: FeedbackKind
    at: datetime
    headline: str
    summary: str
    link: str
    source: str
    matches: tuple[Match, ...]  # of the article that the alert shows
    twins: tuple[Twin, ...] = ()  # of a duplicate, the most alike first


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """An article of the archive that a rule brought."""

    topic: str
    rule: str
    story: str
    article: Article
