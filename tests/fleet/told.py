"""What chats were told: the rows of the outbox beside what arrived at the Bot API."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tests.chaos.account import LAST_MOMENT
from tests.fakes.bot_api import FakeBotApi
from tests.fakes.bot_api_methods import Call
from tests.fakes.bot_api_world import Message
from tests.fleet.kept import Connection
from tests.fleet.troubles import Trouble

MATCHED = """
    SELECT DISTINCT articles.story_id FROM articles JOIN matches ON article_id = articles.id
    WHERE arrival = 'fresh' AND NOT undecided"""
ROWS = "SELECT story_id, chat_id, kind, state, message_id, reason FROM outbox"

MOST = 10  # riddles shown
# Seconds from the moment that a kill is written down until it is done: a request may still begin.
BARELY = 0.1
AROUND = 15  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Counts of (story, chat), and of messages."""

    stories: int  # that had to be told
    wanted: int  # times a chat had to be told one
    lost: int
    waiting: int  # for their hour: they were late and come in a digest
    refused: int
    nowhere: int  # written down as sent, and the Bot API has no such message
    taken: int  # for sent, after the second try without an answer
    in_flight: int  # requests without an answer when something went wrong with a sender
    repeated: int  # because their request was in flight
    unexplained: int
    riddles: Sequence[str]  # what is known of each of those
    floods: int

    @property
    def wrong(self) -> list[str]:
        """Return what must not be."""
        names = ("lost", "refused", "nowhere", "unexplained", "floods")
        found = [f"{getattr(self, name)} {name}" for name in names if getattr(self, name)]
        return [*found, *self.riddles[:MOST]]


def compare_told(
    connection: Connection,
    api: FakeBotApi,
    chats: Collection[int],
    troubles: Sequence[Trouble],
) -> Told:
    """Return the account. All chats are subscribed to all topics from the beginning."""
    stories = {str(story) for (story,) in connection.execute(MATCHED) if story}
    rows = connection.execute(ROWS).fetchall()
    stories |= {str(row[0]) for row in rows if row[2] == "alert"}
    owed = {(story, chat) for story in stories for chat in chats}
    return compare_owed(rows, api, owed, troubles)


def compare_owed(
    rows: Sequence[Any],
    api: FakeBotApi,
    owed: Collection[tuple[str, int]],
    troubles: Sequence[Trouble],
) -> Told:
    """Return the account. `rows`: of the outbox; `owed`: which story has to be told to whom."""
    alerts = [row for row in rows if row[2] == "alert"]
    there = {(message.chat, message.message_id) for message in api.delivered}
    known = {(row[1], row[4]) for row in rows if row[4] is not None}
    pairs = {(str(row[0]), row[1]) for row in alerts}
    extra = [one for one in api.delivered if (one.chat, one.message_id) not in known]
    senders = [trouble for trouble in troubles if trouble.sender]
    blamed = {call.id for call in find_hit(api.calls, senders)}
    sent = [row for row in rows if row[3] == "sent" and row[2] != "edit"]
    explained = [one for one in extra if one.call in blamed]
    return Told(
        stories=len({story for story, _ in owed}),
        wanted=len(owed),
        lost=sum(pair not in pairs for pair in owed),
        waiting=sum(row[3] in ("pending", "sending", "uncertain") for row in alerts),
        refused=sum(row[3] in ("failed", "gone") for row in rows),
        nowhere=sum(row[4] is not None and (row[1], row[4]) not in there for row in sent),
        taken=sum(row[4] is None for row in sent),
        in_flight=len(blamed),
        repeated=len(explained),
        unexplained=len(extra) - len(explained),
        riddles=[
            describe(one, api.calls[one.call - 1], troubles)
            for one in extra
            if one.call not in blamed
        ],
        floods=len(api.gate.floods),
    )


def describe(message: Message, call: Call, troubles: Sequence[Trouble]) -> str:
    """Return what a message that nobody knows of says, and what went wrong around it."""
    ended = call.ended or call.started
    around = [
        f"{one.kind} {one.begin - ended:+.2f} s"
        for one in troubles
        if one.begin - AROUND < ended < one.end + AROUND
    ]
    head = " ".join(message.visible.split())[:60]
    return f"  chat {message.chat}, {head!r}; after its answer: {', '.join(around) or 'nothing'}"


def find_hit(calls: Iterable[Call], troubles: Sequence[Trouble]) -> list[Call]:
    """Return the requests that were on their way, or just answered, when something went wrong."""
    return [
        call
        for call in calls
        if call.method == "sendMessage"
        and any(
            call.started <= trouble.end + BARELY
            and (call.ended is None or call.ended + LAST_MOMENT >= trouble.begin)
            for trouble in troubles
        )
    ]
