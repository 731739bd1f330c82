"""What every chat was told in the end, and which kill is to blame for a repetition."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.fakes.bot_api import FakeBotApi
from tests.fakes.bot_api_world import Message

# An answer that came so shortly before the kill may not have been written down any more.
LAST_MOMENT = 0.25  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Kill:
    """The end of a process."""

    at: float  # monotonic
    in_flight: frozenset[int]  # numbers of the calls that send and had no answer yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Counts of (story, chat)."""

    kills: int
    in_flight: int  # requests that had no answer when a kill came
    wanted: int
    lost: int
    repeated: int  # because their request was in flight at a kill
    last_moment: int  # because their answer had come, but was not written down yet
    unexplained: int
    floods: int  # refusals by the limits: restarts forget whom they wrote to just now

    @property
    def good(self) -> bool:
        """Whether nothing is lost and every repetition explained."""
        return not self.lost and not self.unexplained

    def __str__(self) -> str:
        return (
            f"{self.kills} kills, {self.in_flight} requests in flight at them\n"
            f"{self.wanted} times a chat had to be told a story: {self.lost} lost\n"
            f"{self.repeated} told twice because their request was in flight, "
            f"{self.last_moment} because their answer came in the last {LAST_MOMENT} s, "
            f"{self.unexplained} for no reason\n"
            f"{self.floods} requests refused with 429"
        )


def draw_up(
    api: FakeBotApi, kills: Sequence[Kill], titles: Sequence[str], chats: Sequence[int]
) -> Account:
    """Return the account. A message may tell several stories."""
    blamed = frozenset().union(*(one.in_flight for one in kills))
    counts = dict.fromkeys(("lost", "repeated", "last_moment", "unexplained"), 0)
    for chat in chats:
        messages = api.messages(chat)
        for title in titles:
            told = [message for message in messages if title in message.visible]
            counts["lost"] += not told
            for message in told[:-1]:
                counts[explain(api, message, kills, blamed)] += 1
    return Account(
        kills=len(kills),
        in_flight=len(blamed),
        wanted=len(titles) * len(chats),
        floods=len(api.gate.floods),
        **counts,
    )


def explain(
    api: FakeBotApi, message: Message, kills: Sequence[Kill], blamed: frozenset[int]
) -> str:
    """Return why what a message says was said again."""
    if message.call in blamed:
        return "repeated"
    ended = api.calls[message.call - 1].ended
    if ended and any(ended <= kill.at <= ended + LAST_MOMENT for kill in kills):
        return "last_moment"
    return "unexplained"
