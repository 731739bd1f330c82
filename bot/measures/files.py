"""What comes with the metrics: a dashboard for Grafana, and rules that alert the operator."""

from importlib.resources import files

import bot.measures
from bot.measures.measures import Measures


def read_dashboard() -> str:
    """Return the dashboard, as JSON to be imported in Grafana."""
    return _read("dashboard.json")


def read_alerts() -> str:
    """Return the alert rules, as YAML for the rule_files of Prometheus."""
    return _read("alerts.yaml")


def write_list() -> str:
    """Return which metrics there are, a line each: name, type, and what it tells."""
    kinds = Measures().list_kinds()
    width = max(len(one.name) for one in kinds)
    return "".join(f"{one.name:{width}}  {one.kind:9}  {one.about}\n" for one in kinds)


def _read(name: str) -> str:
    return files(bot.measures).joinpath(name).read_text(encoding="utf-8")
