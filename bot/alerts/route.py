"""Who is told what of an article. Pure."""

from collections import defaultdict
from collections.abc import Iterable

from bot.models import Alert, Match, Outcome, Placement, StoredArticle, Telling
from bot.wishes import Choice, Wishes


class Audience:
    """Everyone whom a batch of articles may concern, and what they have been told so far."""

    def __init__(
        self,
        *,
        subscribers: Iterable[tuple[str, int]],
        told: Iterable[tuple[str, int, Choice]],
        wishes: Iterable[Wishes] = (),
    ) -> None:
        """`subscribers`: (topic, chat) pairs; `told`: story and chat, and what the chat chose
        for that story; `wishes`: of chats that want other than the usual."""
        self._by_topic: dict[str, list[int]] = defaultdict(list)
        for topic, chat in subscribers:
            self._by_topic[topic].append(chat)
        self._told = {(story, chat): choice for story, chat, choice in told}
        self._wishes = {chosen.chat: chosen for chosen in wishes}

    def wanting(self, topics: Iterable[str]) -> dict[int, tuple[str, ...]]:
        """Return the chats that subscribed to any of the topics, each with those it chose."""
        chosen: dict[int, tuple[str, ...]] = {}
        for topic in topics:
            for chat in self._by_topic.get(topic, ()):
                chosen[chat] = (*chosen.get(chat, ()), topic)
        return chosen

    def tell(self, story: str, chat: int) -> bool:
        """Record that the chat is told the story; return whether it had not been."""
        first = (story, chat) not in self._told
        self._told.setdefault((story, chat), Choice.USUAL)
        return first


def route_article(
    stored: StoredArticle,
    matches: tuple[Match, ...],
    placement: Placement,
    audience: Audience,
) -> tuple[Telling, ...]:
    """Return what each interested chat is told: an alert once per story, then duplicates."""
    topics = dict.fromkeys(match.topic for match in matches)
    return tuple(
        Telling(
            chat=chat,
            outcome=Outcome.ALERT,
            topics=wanted,
            alert=compose_alert(stored, matches, wanted),
        )
        if audience.tell(placement.story, chat)
        else Telling(chat=chat, outcome=Outcome.DUPLICATE, topics=wanted)
        for chat, wanted in audience.wanting(topics).items()
    )


def compose_alert(
    stored: StoredArticle, matches: Iterable[Match], topics: tuple[str, ...]
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
    )
