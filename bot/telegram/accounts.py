"""Why a story came, or why a page did not, in plain words as Telegram HTML."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from bot.feeds.text import clean_text
from bot.models import Match
from bot.models.findings import StoryAccount, StoryArticle, Told, Trace
from bot.telegram.moments import EXACT, mark_moment
from bot.telegram.story_lines import SOURCE_LIMIT, mark_headline
from bot.telegram.words import Words
from bot.textlength import shorten

# With these a whole account stays far below the 4,096 UTF-16 units of a message.
MATCHES = 4
HITS = 4  # words of one match
OTHERS = 5  # articles of the story besides the one that was shown
TRACES = 6
NAME_LIMIT = 60
HIT_LIMIT = 40

JOINED = frozenset({"new", "link", "guid", "title", "words"})
UNSENT = frozenset({"pending", "sending", "uncertain", "failed", "gone"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """For whom it is told."""

    words: Words
    zone: str  # IANA name; empty: UTC
    titles: Mapping[str, str]  # of topics, by name

    def moment(self, at: datetime) -> str:
        """Return a moment to the second."""
        return mark_moment(at, self.zone, self.words, EXACT)

    def title(self, topic: str) -> str:
        """Return a topic's title, or its name when it left the rules."""
        return escape(shorten(self.titles.get(topic) or topic, NAME_LIMIT))


def tell_account(account: StoryAccount, reader: Reader) -> str:
    """Return why the chat was told of a story: rules, words, times, and the rest of the story."""
    told = find_alert(account.told)
    shown = find_shown(account, told)
    parts = [reader.words.say("why-told" if told else "why-found")]
    if shown is None:  # swept, all of it
        parts.append(f"<b>{mark_headline(account.headline, '')}</b>")
    else:
        parts.append(
            f"<b>{mark_headline(shown.headline, shown.link)}</b>\n{_name_source(shown.source)}"
        )
        parts.append("\n".join(_tell_matches(shown.matches, reader)))
    parts.append("\n".join(_tell_times(shown, told, reader)))
    parts.append("\n".join(_tell_story(account, shown, reader)))
    return "\n\n".join(part for part in parts if part)


def tell_traces(traces: Sequence[Trace], reader: Reader) -> str:
    """Return what feeds made of a page, a line a feed; what to know when none showed it."""
    words = reader.words
    if not traces:
        return words.say("why-link-unknown")
    headline = next((trace.headline for trace in traces if trace.headline), "")
    lines = [f"<b>{mark_headline(headline, '')}</b>"] if headline else []
    lines += [
        f"• {_name_source(trace.source)}, {reader.moment(trace.seen)}: "
        + words.say(f"label-fate-{trace.fate}")
        for trace in traces[:TRACES]
    ]
    return "\n".join([*lines, *_tell_rest(len(traces) - TRACES, words)])


def find_alert(told: Sequence[Told]) -> Told | None:
    """Return the alert among what a chat was told, or None."""
    return next((one for one in told if one.kind == "alert"), None)


def find_shown(account: StoryAccount, told: Told | None) -> StoryArticle | None:
    """Return the article that the alert shows; else the first that is still kept."""
    articles = account.articles
    wanted = told.article if told else None
    return next((one for one in articles if one.id == wanted), articles[0] if articles else None)


def _tell_matches(matches: Sequence[Match], reader: Reader) -> Iterator[str]:
    """Yield a line for each rule that held."""
    for match in matches[:MATCHES]:
        found = list(dict.fromkeys(clean_text(hit.words) for hit in match.hits))
        named = ", ".join(
            reader.words.say("label-quoted", text=shorten(one, HIT_LIMIT)) for one in found[:HITS]
        )
        facts = {
            "topic": reader.title(match.topic),
            "rule": escape(shorten(match.rule, NAME_LIMIT)),
        }
        if named:
            more = " …" if len(found) > HITS else ""
            yield reader.words.say("why-match", **facts, found=escape(named) + more)
        else:
            yield reader.words.say("why-match-all", **facts)
    yield from _tell_rest(len(matches) - MATCHES, reader.words)


def _tell_times(article: StoryArticle | None, told: Told | None, reader: Reader) -> Iterator[str]:
    """Yield when it was published, fetched, matched and sent, as far as that is known."""
    say = reader.words.say
    if article is not None:
        if article.published:
            yield say("why-published", time=reader.moment(article.published))
        else:
            yield say("why-undated")
        yield say("why-fetched", time=reader.moment(article.seen))
        # An alert was decided with its article, and remembers when for longer.
        decided = article.decided or (told.decided if told else None)
        if decided:
            yield say("why-matched", time=reader.moment(decided))
    if told is None:
        return
    if told.state == "sent" and told.sent:
        yield say("why-sent", time=reader.moment(told.sent))
    elif told.state in UNSENT:
        yield say(f"why-state-{told.state}")


def _tell_story(
    account: StoryAccount, shown: StoryArticle | None, reader: Reader
) -> Iterator[str]:
    """Yield how large the story is, and why each article is in it."""
    words = reader.words
    yield words.say("why-story", articles=account.counted, sources=len(account.sources))
    others = [one for one in account.articles if shown is None or one.id != shown.id]
    first = [shown] if shown else []
    for one in [*first, *others[:OTHERS]]:
        yield f"• {_name_source(one.source)} – {tell_reason(one.reason, words)}"
    yield from _tell_rest(account.counted - len(first) - min(len(others), OTHERS), words)


def tell_reason(reason: str, words: Words) -> str:
    """Return in plain words why an article joined its story: "title 93" is the code for one."""
    found = re.fullmatch(r"(?:same )?([a-z]+)(?: (\d+))?", reason)
    kind = found[1] if found and found[1] in JOINED else "unknown"
    return words.say(f"label-joined-{kind}", score=int(found[2] or 100) if found else 0)


def _tell_rest(count: int, words: Words) -> Iterator[str]:
    if count > 0:
        yield words.say("why-more", count=count)


def _name_source(source: str) -> str:
    return escape(shorten(clean_text(source), SOURCE_LIMIT))
