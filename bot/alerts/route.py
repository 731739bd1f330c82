"""Who is told what of an article, when and how loudly. Pure.

Who is muted, or subscribed after an article was seen, is told nothing of it, and nothing is
noted: the story rings there when a later article carries it on. Silence was asked for its own
time, not for what is still news after it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime

from bot.alerts.timing import (
    Timing,
    choose_late_time,
    choose_time,
    is_muted,
    is_wanted,
    keep_heard,
    most_urgent,
    wait_for_quiet,
)
from bot.models import Alert, Arrival, Match, Outcome, Placement, StoredArticle, Telling
from bot.models.wishes import Choice, Subscription, Updates, Urgency, Wishes


class Audience:
    """Everyone whom a batch of articles may concern, and what they have been told so far."""

    def __init__(
        self,
        *,
        subscriptions: Iterable[Subscription],
        told: Iterable[tuple[str, int, Choice]],
        wishes: Iterable[Wishes] = (),
        broken: Iterable[tuple[str, int]] = (),
    ) -> None:
        """`told`: story and chat, and what the chat chose for that story; `wishes`: of chats
        that want other than the usual; `broken`: story and chat, where the chat's alert says
        that the story is breaking."""
        self._by_topic: dict[str, list[Subscription]] = defaultdict(list)
        for one in subscriptions:
            self._by_topic[one.topic].append(one)
        self._told = {(story, chat): choice for story, chat, choice in told}
        self._wishes = {chosen.chat: chosen for chosen in wishes}
        self._broken = set(broken)

    def wanting(
        self, topics: Iterable[str], seen: datetime
    ) -> dict[int, tuple[Subscription, ...]]:
        """Return the chats that were subscribed to any of the topics when an article was seen,
        each with its subscriptions in the order of the topics."""
        chosen: dict[int, tuple[Subscription, ...]] = {}
        for topic in topics:
            for one in self._by_topic.get(topic, ()):
                if one.since <= seen:
                    chosen[one.chat] = (*chosen.get(one.chat, ()), one)
        return chosen

    def tell(self, story: str, chat: int) -> None:
        """Record that the chat is told the story."""
        self._told.setdefault((story, chat), Choice.USUAL)

    def tell_breaking(self, story: str, chat: int) -> bool:
        """Record that the chat is told that the story breaks; return whether it had not been."""
        first = (story, chat) not in self._broken
        self._broken.add((story, chat))
        return first

    def choice(self, story: str, chat: int) -> Choice | None:
        """Return what the chat wants of a story that it was told; None: it was not."""
        return self._told.get((story, chat))

    def wishes(self, chat: int) -> Wishes:
        """Return what the chat wants of all stories."""
        return self._wishes.get(chat) or Wishes(chat=chat)


def route_article(
    stored: StoredArticle,
    matches: tuple[Match, ...],
    placement: Placement,
    audience: Audience,
    breaking: Collection[str] = (),
    *,
    now: datetime,
) -> tuple[Telling, ...]:
    """Return what each interested chat is told: an alert once per story, then how it goes on.

    `breaking`: the topics in which the story broke with this article. What came in late is told
    with the day's digest, and means nothing more to who was told its story.
    """
    story = placement.story
    fresh = stored.arrival is Arrival.FRESH
    news = bool(placement.adds) and not placement.again
    tellings = []
    topics = dict.fromkeys(match.topic for match in matches)
    for chat, theirs in audience.wanting(topics, stored.seen).items():
        wishes, choice = audience.wishes(chat), audience.choice(story, chat)
        heard = keep_heard(theirs, now=now)
        if is_muted(wishes.muted_until, now=now) or not is_wanted(stored.article.language, wishes):
            heard = ()
        if choice is None and not heard:
            continue
        broken = not {one.topic for one in heard or theirs}.isdisjoint(breaking)
        breaks = broken and audience.tell_breaking(story, chat)
        loud, timing = breaks, None
        if choice is None:
            audience.tell(story, chat)
            outcome, timing = Outcome.ALERT, _time_alert(wishes, heard, fresh, breaks, now)
            silent = timing.silent
        elif heard and fresh:
            outcome, silent, loud = _follow_up(
                choice, wishes, most_urgent(heard), news=news, breaks=breaks
            )
            # An update that may not ring now is shown all the same: it only hangs below.
            silent |= wishes.silent or wait_for_quiet(wishes, breaking=loud, now=now) > now
        else:
            outcome, silent, loud = Outcome.DUPLICATE, False, False
        wanted = tuple(one.topic for one in heard)
        told = outcome is not Outcome.DUPLICATE
        tellings.append(
            Telling(
                chat=chat,
                outcome=outcome,
                topics=wanted,
                alert=compose_alert(stored, matches, wanted, breaking=loud) if told else None,
                breaking=breaks,
                silent=told and silent,
                at=timing.at if timing else None,
                digest=bool(timing and timing.digest),
                late=bool(timing) and not fresh,
                thread=heard[0].thread if heard else None,
            )
        )
    return tuple(tellings)


def _time_alert(
    wishes: Wishes, heard: tuple[Subscription, ...], fresh: bool, breaks: bool, now: datetime
) -> Timing:
    urgency = most_urgent(heard)
    timing = choose_time(wishes, urgency, breaking=breaks, now=now) if fresh else None
    return timing or choose_late_time(wishes, now=now)


def _follow_up(
    choice: Choice, wishes: Wishes, urgency: Urgency, *, news: bool, breaks: bool
) -> tuple[Outcome, bool, bool]:
    """Return what goes on means to a chat that was told: how it is shown, whether silently,
    and whether that is a second ring because the story breaks.

    Who wants a topic in digests gets no replies about it in between, unless it asked for them.
    """
    if choice is Choice.MUTE:
        return Outcome.DUPLICATE, False, False
    follows = choice is Choice.FOLLOW
    again = breaks and wishes.breaking
    updates = wishes.updates is not Updates.NONE and urgency is Urgency.INSTANT
    if again or (news and (follows or updates)):
        silent = not (again or follows or wishes.updates is Updates.RING)
        return Outcome.UPDATE, silent, again
    return Outcome.DUPLICATE, False, False


def compose_alert(
    stored: StoredArticle,
    matches: Iterable[Match],
    topics: tuple[str, ...],
    *,
    breaking: bool = False,
) -> Alert:
    """Return what a message about the article shows to someone who wants these topics."""
    article = stored.article
    return Alert(
        topics=topics,
        headline=article.title,
        link=article.link,
        source=stored.source,
        published=article.published or stored.seen,
        summary=article.summary,
        hits=tuple(hit for match in matches if match.topic in topics for hit in match.hits),
        breaking=breaking,
    )
