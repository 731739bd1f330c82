"""The child process that reads bodies: `python -m bot.feeds.worker SECONDS BYTES`.

Frames go through its standard input and output: eight bytes of length, then a pickle.
In: (body, content type, url). Out: a ParsedFeed whose articles are identified and have a language
wherever one can be told, or a sentence that says why there is none. It ends when its input does.
"""

import contextlib
import pickle
import resource
import signal
import struct
import sys
from dataclasses import replace
from typing import BinaryIO

from bot.errors import ParseError
from bot.feeds.identity import identify
from bot.feeds.language import fill_languages
from bot.feeds.parse import parse_feed
from bot.models import ParsedFeed

LENGTH = struct.Struct(">Q")


def serve(source: BinaryIO, sink: BinaryIO, *, seconds: int) -> None:
    """Answer frames until nobody is there; one that takes longer than `seconds` is fatal."""
    while header := source.read(LENGTH.size):
        (length,) = LENGTH.unpack(header)
        body, content_type, url = pickle.loads(source.read(length))
        # The parent's own clock is stricter; this one is for a parent that died.
        signal.alarm(seconds)
        answer = pickle.dumps(_read(body, content_type, url))
        signal.alarm(0)
        try:
            sink.write(LENGTH.pack(len(answer)) + answer)
            sink.flush()
        except BrokenPipeError:
            return  # the bot was killed: nobody waits for the answer


def _read(body: bytes, content_type: str, url: str) -> ParsedFeed | str:
    try:
        feed = parse_feed(body, content_type=content_type, url=url)
        return replace(feed, articles=fill_languages(identify(feed.articles)))
    except ParseError as error:
        return str(error)
    except MemoryError:
        return "takes more memory to read than a feed may"


def main() -> None:
    """Limit this process, then serve."""
    seconds, memory = map(int, sys.argv[1:3])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent closes us when it is done
    with contextlib.suppress(ValueError, OSError):  # not every system limits address space
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    serve(sys.stdin.buffer, sys.stdout.buffer, seconds=seconds)


if __name__ == "__main__":
    main()
