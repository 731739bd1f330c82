"""Kills the bot so many times and says what came of it.

    python -m tests.chaos [rounds] [seed]

Fails when a chat was not told a story, or was told one twice without a kill to blame.
"""

import asyncio
import random
import sys
import tempfile
from pathlib import Path

from tests.chaos.play import play_rounds

ROUNDS = 200


def main() -> None:
    """Play, and print the account."""
    given = [int(argument) for argument in sys.argv[1:]]
    rounds = given[0] if given else ROUNDS
    seed = given[1] if len(given) > 1 else random.randrange(1_000_000)
    sys.stdout.write(f"{rounds} kills, seed {seed}\n")
    with tempfile.TemporaryDirectory(prefix="chaos-") as folder:
        account = asyncio.run(play_rounds(rounds, Path(folder), random.Random(seed)))
    sys.stdout.write(f"{account}\n")
    sys.exit(not account.good)


if __name__ == "__main__":
    main()
