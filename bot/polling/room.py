"""Room from the operating system for thousands of feeds: open files, and threads for names."""

import asyncio
import resource
from concurrent.futures import ThreadPoolExecutor

FILES = 32_768  # connections are kept open for a while, one or more a host
# As many as requests are in flight. A name that leads nowhere holds up its thread for seconds,
# and must not hold up the names of others.
THREADS = 64


def make_room() -> None:
    """Ask for what the running loop and this process may need; take what is granted."""
    granted, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if most == resource.RLIM_INFINITY else min(FILES, most)
    if granted != resource.RLIM_INFINITY and granted < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
    asyncio.get_running_loop().set_default_executor(
        ThreadPoolExecutor(THREADS, thread_name_prefix="room")
    )
