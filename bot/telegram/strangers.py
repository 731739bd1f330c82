"""What one chat watches for is no other's business: it is taken out of what others are told."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.models.findings import Fate, StoryAccount, Trace
from bot.models.watches import is_watch


def hide_watches(account: StoryAccount, mine: Collection[str]) -> StoryAccount:
    """Return an account without the matches of other chats' personal topics.

    `mine`: the topics of the chat that is told; those under which it was told are its own too.
    """
    own = {*mine, *(topic for told in account.told for topic in told.topics)}
    return replace(
        account,
        articles=tuple(
            replace(
                article,
                matches=tuple(
                    match
                    for match in article.matches
                    if match.topic in own or not is_watch(match.topic)
                ),
            )
            for article in account.articles
        ),
    )


def title_watches(account: StoryAccount) -> dict[str, str]:
    """Return the words of the personal topics in an account, also of those that were ended."""
    matches = (match for article in account.articles for match in article.matches)
    return {match.topic: match.rule for match in matches if is_watch(match.topic)}


def has_matches(account: StoryAccount) -> bool:
    """Whether there is a reason why it is a story: of one without articles none is known."""
    return not account.articles or any(article.matches for article in account.articles)


def hide_story(traces: Sequence[Trace], story: str) -> tuple[Trace, ...]:
    """Return what feeds made of a page as if no rule had made a story of it."""
    return tuple(
        replace(trace, fate=Fate.UNMATCHED, story=None) if trace.story == story else trace
        for trace in traces
    )
