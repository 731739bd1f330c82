"""Plays a day and prints what came of it; exit code 1 when anything was wrong.

python -m tests.soak --minutes 25 --speed 60 --seed 7 --keep /tmp/soak
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from tests.soak.options import read_options
from tests.soak.play import play


def main() -> None:
    """Play, and print the account."""
    options = read_options(sys.argv[1:])
    sys.stdout.write(f"seed {options.seed}\n")
    with tempfile.TemporaryDirectory(prefix="soak-") as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        account = asyncio.run(play(options, folder))
    for name, value in account.lines():
        sys.stdout.write(f"{name:73} {value}\n")
    for line in account.wrong:
        sys.stdout.write(f"WRONG: {line}\n")
    sys.exit(bool(account.wrong))


if __name__ == "__main__":
    main()
