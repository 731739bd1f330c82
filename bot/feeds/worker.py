"""The child process that reads bodies: `python -m bot.feeds.worker SECONDS BYTES`.

Frames go through its standard input and output: eight bytes of length, then a pickle.
In: a job of bot.feeds.jobs. Out: what it asks for, or a ParseError that says why there is none.
An empty frame comes first, when it is ready. It ends when its input does.
"""

import contextlib
import pickle
import resource
import signal
import struct
import sys
from typing import BinaryIO

from bot.errors import ParseError
from bot.feeds.jobs import FeedJob, PageJob
from bot.feeds.page import read_page
from bot.feeds.reading import read_feed
from bot.models import ParsedFeed

LENGTH = struct.Struct(">Q")


def serve(source: BinaryIO, sink: BinaryIO, *, seconds: int) -> None:
    """Answer frames until nobody is there; one that takes longer than `seconds` is fatal."""
    sink.write(LENGTH.pack(0))
    sink.flush()
    while len(header := source.read(LENGTH.size)) == LENGTH.size:
        (length,) = LENGTH.unpack(header)
        request = source.read(length)
        if len(request) < length:
            return  # the bot was killed while it asked
        job = pickle.loads(request)
        # The parent's own clock is stricter; this one is for a parent that died.
        signal.alarm(seconds)
        answer = pickle.dumps(_read(job))
        signal.alarm(0)
        sink.write(LENGTH.pack(len(answer)) + answer)
        sink.flush()


def _read(job: FeedJob | PageJob) -> ParsedFeed | str | ParseError:
    try:
        if isinstance(job, PageJob):
            return read_page(job.body, job.content_type)
        return read_feed(
            job.body, content_type=job.content_type, url=job.url, last=job.last, now=job.now
        )
    except ParseError as error:
        return error
    except MemoryError:
        return ParseError("takes more memory to read than a feed may")


def main() -> None:
    """Limit this process, then serve."""
    seconds, memory = map(int, sys.argv[1:3])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent closes us when it is done
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # and when it was killed, nobody has to know
    with contextlib.suppress(ValueError, OSError):  # not every system limits address space
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    serve(sys.stdin.buffer, sys.stdout.buffer, seconds=seconds)


if __name__ == "__main__":
    main()
