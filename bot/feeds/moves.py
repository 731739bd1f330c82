"""When a feed has moved for good. Pure."""

from dataclasses import dataclass, replace

from bot.models.polls import Feed, FeedOptions, host_of

BELIEVED = 3  # lasting redirects in a row, to one address
_LOST = 3  # failures in a row at the new address


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What is to be remembered of a feed's way."""

    address: str  # where it is asked from now on; empty: where its url says
    moved_to: str = ""  # where its last polls were redirected
    moved_times: int = 0


def follow_move(feed: Feed, moved: str) -> Move | None:
    """Return what changes after a good poll; None: nothing.

    `moved`: where only lasting redirects led; empty: nowhere else.
    """
    if not moved or moved == feed.location:
        return Move(address=feed.address) if feed.moved_to else None
    times = feed.moved_times + 1 if moved == feed.moved_to else 1
    if times < BELIEVED:
        return Move(address=feed.address, moved_to=moved, moved_times=times)
    return Move(address="" if moved == feed.url else moved)


def ask_there(feed: Feed, options: FeedOptions) -> tuple[Feed, FeedOptions]:
    """Return the feed as it is to be asked, at the address that it moved to, if it did.

    What identifies us to a feed stays with its own host, and is never said in the open.
    """
    if not feed.address:
        return feed, options
    same_host = feed.host == host_of(feed.url)
    if not same_host or (_is_secure(feed.url) and not _is_secure(feed.address)):
        options = FeedOptions(user_agent=options.user_agent, proxy=options.proxy)
    return replace(feed, url=feed.address), options


def _is_secure(url: str) -> bool:
    return url.lower().startswith("https:")


def undo_move(feed: Feed) -> Move | None:
    """Return what changes after a failed poll: a new address that fails is given up."""
    lost = feed.address and feed.failures + 1 >= _LOST
    return Move(address="") if lost else None
