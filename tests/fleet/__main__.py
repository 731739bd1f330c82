"""Plays a run and prints what came of it; exit code 1 when anything was wrong.

python -m tests.fleet --minutes 3 --kill-every 3 --database-stop fast --seed 7
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from tests.fleet.options import read_options
from tests.fleet.play import hire, play


def main() -> None:
    """Play, and print the account."""
    options = read_options(sys.argv[1:])
    sys.stdout.write(f"seed {options.seed}\n")
    with tempfile.TemporaryDirectory(prefix="fleet-") as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        account = asyncio.run(play(options, folder, hire(options, folder)))
    for name, value in account.lines():
        sys.stdout.write(f"{name:45} {value}\n")
    for line in account.wrong:
        sys.stdout.write(f"WRONG: {line}\n")
    sys.exit(bool(account.wrong))


if __name__ == "__main__":
    main()
