"""What `tocsin feeds test` prints: for people, or one JSON object."""

import json
from collections.abc import Iterator
from datetime import datetime

from bot.durations import format_duration
from bot.feeds.entries import Entry
from bot.feeds.identity import identify
from bot.models import Article, ParsedFeed
from bot.models.polls import FetchedFeed
from bot.polling.firstlook import count_a_day
from bot.textlength import shorten
from bot.workbench.feedtest import TestedEntry, TestedFeed

_TITLE_LIMIT = 90
_NO_DATE = "no date         "
# What an item is listed as that holds nothing: all of them are the same, and none is kept.
(_EMPTY,) = identify([Article(guid="", link="", title="", summary="", published=None)])
_NOTHING = TestedEntry(entry=Entry(article=_EMPTY, repeats=True), matches=())


def write_json(tested: TestedFeed) -> str:
    """Return all of it as one object; `items` holds every entry, those last that hold nothing."""
    parsed, fetched = tested.parsed, tested.fetched
    said: dict[str, object] = {"source": tested.source, "error": tested.error or None}
    if tested.steps:
        said["requests"] = [{"url": step.url, "status": step.status} for step in tested.steps]
    if fetched:
        said["answer"] = _describe_answer(fetched)
    if parsed:
        said |= {
            "title": parsed.title,
            "language": parsed.language,
            "hub": parsed.hub or None,
            "pause": parsed.pause.total_seconds() if parsed.pause else None,
            "skipped": parsed.skipped,
            "matching": None if tested.topics is None else tested.matching,
            "topics": None if tested.topics is None else dict(tested.topics),
        }
    if tested.candidates:
        said["candidates"] = list(tested.candidates)
    empty = [_NOTHING] * (parsed.skipped if parsed else 0)
    said["items"] = [_describe_entry(one) for one in (*tested.entries, *empty)]
    text = json.dumps(said, ensure_ascii=False, indent=2)
    return text.encode(errors="backslashreplace").decode()  # a file's name may be no UTF-8


def _describe_answer(fetched: FetchedFeed) -> dict[str, object]:
    return {
        "url": fetched.url,
        "moved": fetched.moved or None,
        "status": fetched.status,
        "content_type": fetched.content_type,
        "etag": fetched.etag,
        "last_modified": fetched.last_modified,
        "max_age": fetched.max_age.total_seconds() if fetched.max_age else None,
        "bytes": fetched.size,
        "seconds": round(fetched.took.total_seconds(), 3),
    }


def _describe_entry(one: TestedEntry) -> dict[str, object]:
    article = one.entry.article
    return {
        "title": article.title,
        "link": article.link,
        "guid": article.guid,
        "identity": article.keys[0],
        "repeats": one.entry.repeats,
        "published": article.published.isoformat() if article.published else None,
        "language": article.language,
        "author": article.author,
        "summary": article.summary,
        "matches": [{"topic": match.topic, "rule": match.rule} for match in one.matches],
    }


def tell_tested(tested: TestedFeed, *, now: datetime) -> Iterator[str]:
    """Yield the lines that people read."""
    yield tested.source
    for step in tested.steps[:-1]:
        yield f"  redirected  {step.status} by {step.url}"
    if tested.fetched:
        yield from _tell_answer(tested.source, tested.fetched)
    if tested.error:
        yield f"  error       {tested.error}"
    for number, address in enumerate(tested.candidates):
        yield f"  {'' if number else 'try':<11} {address}"
    if tested.parsed:
        yield from _tell_feed(tested, tested.parsed, now)


def _tell_feed(tested: TestedFeed, parsed: ParsedFeed, now: datetime) -> Iterator[str]:
    entries = tested.entries
    language = f" ({parsed.language})" if parsed.language else ""
    yield f"  title       {parsed.title or 'none'}{language}"
    if parsed.hub:
        yield f"  hub         {parsed.hub}"
    if parsed.pause:
        yield f"  asks for    {format_duration(parsed.pause)} between polls"
    yield f"  items       {_count(tested, now)}"
    if tested.topics is not None:
        topics = ", ".join(f"{name} {count}" for name, count in tested.topics)
        yield f"  would match {tested.matching} of {len(entries)}{': ' if topics else ''}{topics}"
    if entries:
        yield ""
    for one in entries:
        yield _tell_entry(one)


def _tell_answer(asked: str, fetched: FetchedFeed) -> Iterator[str]:
    where = "" if fetched.url == asked else f" from {fetched.url}"
    lasting = ", where it moved for good" if fetched.moved else ""
    yield f"  answered    {fetched.status}{where}{lasting}"
    kind = fetched.content_type or "no content type"
    seconds = fetched.took.total_seconds()
    yield f"  body        {kind}, {fetched.size:,} bytes in {seconds:.2f} s"
    validators = [
        f"{name} {value}"
        for name, value in (("ETag", fetched.etag), ("Last-Modified", fetched.last_modified))
        if value
    ]
    yield f"  validators  {', '.join(validators) or 'none: each poll costs the whole body'}"
    if fetched.max_age:
        yield f"  stays good  {format_duration(fetched.max_age)}, by its own word"


def _count(tested: TestedFeed, now: datetime) -> str:
    assert tested.parsed is not None
    entries = tested.entries
    repeats = sum(one.entry.repeats for one in entries)
    undated = sum(one.entry.article.published is None for one in entries)
    a_day = count_a_day([one.entry.article.published for one in entries], now=now)
    said = [
        str(len(entries)),
        f"{repeats} of them repeat another" if repeats else "",
        f"{undated} without a date" if undated else "",
        f"{tested.parsed.skipped} more hold nothing" if tested.parsed.skipped else "",
        f"about {a_day:.2g} a day" if a_day else "",
    ]
    return ", ".join(filter(None, said))


def _tell_entry(one: TestedEntry) -> str:
    article = one.entry.article
    published = f"{article.published:%Y-%m-%d %H:%M}" if article.published else _NO_DATE
    topics = ", ".join(dict.fromkeys(match.topic for match in one.matches))
    mark = f"  -> {topics}" if topics else ""
    again = " (again)" if one.entry.repeats else ""
    title = shorten(article.title, _TITLE_LIMIT)
    language = article.language or "--"
    return f"  {published}  {language:<5} {article.keys[0]}{again}  {title}{mark}"
