"""The processes of compose.yaml's cluster without containers, on a PostgreSQL of their own."""

import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.fleet.options import read_options
from tests.fleet.play import play
from tests.fleet.workers import Worker
from tests.postgres import WHY_NOT, find_programs

COMPOSE = Path(__file__).parent.parent / "compose.yaml"


def hire(services: dict[str, Any], folder: Path) -> list[Worker]:
    """Return the processes that `docker compose --profile cluster up` starts."""
    return [
        Worker(f"{name}-{number}", tuple(service["command"][3::2]), folder)
        for name, service in services.items()
        if "command" in service
        for number in range(service.get("deploy", {}).get("replicas", 1))
    ]


async def test_the_cluster_keeps_and_tells_everything_once(tmp_path):
    if find_programs() is None:
        pytest.skip(WHY_NOT)
    workers = hire(yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["services"], tmp_path)
    assert len(workers) == 7
    options = read_options(["--minutes", "0.2", "--chats", "10", "--seed", "1"])
    # Not one that any connection may be given before the web process listens there.
    port = 20_000 + os.getpid() % 10_000
    account = await play(options, tmp_path, workers, WEB=f"127.0.0.1:{port}")
    assert account.wrong == []
    assert account.ends == 0
