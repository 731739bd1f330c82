"""What topics and their rules brought in stretches of time, for the status page."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from sqlalchemy import Connection, func, select

from bot.models.reports import RuleHits, TopicHits
from bot.store.database import Queries, reads
from bot.store.schema import articles, matches


class TopicReport(Queries):
    """Matches, counted in their own index."""

    @reads
    def first_seen(self, connection: Connection) -> datetime | None:
        """Return when the oldest article that is kept was seen; None: there is none."""
        oldest = select(articles.c.seen).order_by(articles.c.seen).limit(1)
        return connection.execute(oldest).scalar()

    @reads
    def hits(self, connection: Connection, starts: Sequence[datetime]) -> tuple[TopicHits, ...]:
        """Return what each topic brought in the stretches that begin then, by name.

        The last one has no end. Topics that brought nothing are not among them.
        """
        firsts = [_first_article(connection, start) for start in starts]
        count = func.count()
        by_rule: dict[tuple[str, str], list[int]] = {}
        by_topic: dict[str, list[int]] = {}
        for place, (first, end) in enumerate(pairwise([*firsts, None])):
            if first is None:
                continue  # nothing came in so late
            within = [matches.c.article_id >= first]
            if end is not None:
                within.append(matches.c.article_id < end)
            rules = select(matches.c.topic, matches.c.rule, count).where(*within)
            for topic, rule, hits in connection.execute(
                rules.group_by(matches.c.topic, matches.c.rule)
            ):
                by_rule.setdefault((topic, rule), [0] * len(starts))[place] = hits
            # An article that two rules of a topic matched is one article of the topic.
            once = (
                select(matches.c.article_id, matches.c.topic).where(*within).distinct().subquery()
            )
            for topic, hits in connection.execute(
                select(once.c.topic, count).group_by(once.c.topic)
            ):
                by_topic.setdefault(topic, [0] * len(starts))[place] = hits
        rules_of: dict[str, list[RuleHits]] = {}
        for (topic, rule), counts in sorted(by_rule.items()):
            rules_of.setdefault(topic, []).append(
                RuleHits(topic=topic, rule=rule, counts=tuple(counts))
            )
        return tuple(
            TopicHits(topic=topic, counts=tuple(counts), rules=tuple(rules_of[topic]))
            for topic, counts in sorted(by_topic.items())
        )


def _first_article(connection: Connection, since: datetime) -> int | None:
    """Return the number of the first article seen since then: numbers rise with time."""
    return connection.execute(
        select(articles.c.id)
        .where(articles.c.seen >= since)
        .order_by(articles.c.seen, articles.c.id)
        .limit(1)
    ).scalar()
