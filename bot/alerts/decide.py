"""What an article is: which rules it matches, which story it joins, who is told. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.alerts.route import Audience, route_article
from bot.models import Decision, Match, Placement, StoredArticle
from bot.rules.match import Matcher
from bot.stories.window import StoryWindow


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """An article that was matched and given its story, but not routed yet."""

    article: StoredArticle
    matches: tuple[Match, ...]
    placement: Placement | None  # None when nothing matched


def place_article(stored: StoredArticle, *, matcher: Matcher, window: StoryWindow) -> Placed:
    """Match an article and find its story. The moment is when the article was seen.

    The window is only read: the caller adds what was placed, in the same order.
    """
    matches = matcher.match(stored.article)
    placement = (
        window.place(stored.article, source=stored.source, now=stored.seen) if matches else None
    )
    return Placed(article=stored, matches=matches, placement=placement)


def decide_articles(placed: Iterable[Placed], audience: Audience) -> tuple[Decision, ...]:
    """Return what follows from each article, in order; earlier ones count for later ones."""
    return tuple(
        Decision(
            article=one.article,
            matches=one.matches,
            placement=one.placement,
            tellings=route_article(one.article, one.matches, one.placement, audience)
            if one.placement
            else (),
        )
        for one in placed
    )
