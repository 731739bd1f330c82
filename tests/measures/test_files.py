"""The dashboard and the alert rules ask only for what is measured."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta

import promql_parser as promql
import pytest
import yaml
from typer.testing import CliRunner

from bot.cli import app
from bot.durations import parse_duration
from bot.measures.files import read_alerts, read_dashboard
from bot.measures.measures import Measures
from bot.measures.reading import Turn
from tests.measures.exposition import Scrape
from tests.measures.readings import MINUTE, build_reading

SCRAPER = {"instance", "job"}  # labels that Prometheus adds
UP: dict[str, dict[str, set[str]]] = {"up": {}}  # its own metric
SPANS = {"$__rate_interval": "5m", "$__interval": "1m", "$instance": ".*"}


def read_rules() -> list[dict[str, object]]:
    (group,) = yaml.safe_load(read_alerts())["groups"]
    return list(group["rules"])


def read_panels() -> list[dict[str, object]]:
    return [one for one in json.loads(read_dashboard())["panels"] if one["type"] != "row"]


def list_queries() -> list[tuple[str, str]]:
    """Every query with the name of its place."""
    queries = [(str(rule["alert"]), str(rule["expr"])) for rule in read_rules()]
    board = json.loads(read_dashboard())
    for panel in read_panels():
        queries += [(str(panel["title"]), one["expr"]) for one in panel["targets"]]  # type: ignore[attr-defined]
    return queries + [(one["name"], one["expr"]) for one in board["annotations"]["list"]]


def parse(query: str) -> promql.Expr:
    for name, value in SPANS.items():
        query = query.replace(name, value)
    return promql.parse(query)


def walk(node: object) -> Iterator[object]:
    """A query's parts, itself first."""
    yield node
    for name in ("lhs", "rhs", "expr", "param", "vector_selector"):
        if (part := getattr(node, name, None)) is not None:
            yield from walk(part)
    for part in getattr(node, "args", ()):
        yield from walk(part)


@pytest.fixture(scope="module")
def known() -> dict[str, dict[str, set[str]]]:
    """Which samples there are, and their labels, once a topic was told and a loop took turns."""
    measures = Measures()
    measures._matches.labels("war").inc()
    measures._topic_latency.labels("war").observe(1)
    turn = Turn(loop="poll", ago=MINUTE, every=MINUTE)
    text, _ = measures.expose(build_reading(turns=(turn,)))
    return {**Scrape(text.decode()).labels(), **UP}


@pytest.mark.parametrize(("place", "query"), list_queries())
def test_a_query_asks_for_what_is_measured(place, query, known):
    selectors = [one for one in walk(parse(query)) if isinstance(one, promql.VectorSelector)]
    assert selectors or query == "time()"
    for selector in selectors:
        assert selector.name in known, f"{place}: there is no {selector.name}"
        labels = known[selector.name]
        for matcher in selector.matchers.matchers:
            if matcher.name in SCRAPER:
                continue
            assert matcher.name in labels, f"{place}: {selector.name} has no {matcher.name}"
            values = matcher.value.split("|")
            assert {*values} <= labels[matcher.name], f"{place}: {matcher}"


@pytest.mark.parametrize(("place", "query"), list_queries())
def test_a_query_groups_by_labels_that_its_metrics_have(place, query, known):
    for part in walk(parse(query)):
        if not isinstance(part, promql.AggregateExpr) or part.modifier is None:
            continue
        for selector in walk(part.expr):
            if isinstance(selector, promql.VectorSelector):
                missing = {*part.modifier.labels} - {*known[str(selector.name)]} - SCRAPER
                assert not missing, f"{place}: {selector.name} has no {missing}"


def is_growing(name: str) -> bool:
    return name.endswith(("_total", "_bucket", "_count", "_sum"))


@pytest.mark.parametrize(("place", "query"), list_queries())
def test_counters_are_asked_how_they_grow_and_gauges_what_they_are(place, query):
    for part in walk(parse(query)):
        if isinstance(part, promql.Call) and part.func.name in ("rate", "increase"):
            (grown,) = [one for one in walk(part) if isinstance(one, promql.VectorSelector)]
            assert is_growing(str(grown.name)), f"{place}: {grown.name}"
    plain = re.sub(r"(?:rate|increase)\([^()]*\)", "", query)
    asked = re.findall(r"\b(?:tocsin|process)_\w+", plain)
    assert not [name for name in asked if is_growing(name)], place


def test_every_metric_of_the_bot_is_on_the_dashboard_or_alerted_by(known):
    asked = {
        str(one.name)
        for _, query in list_queries()
        for one in walk(parse(query))
        if isinstance(one, promql.VectorSelector)
    }
    family = {re.sub(r"_(?:bucket|sum|count)$", "", name) for name in asked}
    measured = {
        re.sub(r"_(?:bucket|sum|count)$", "", name) for name in known if name.startswith("tocsin_")
    }
    assert measured - family == {"tocsin_build_info", "tocsin_chats"}


def test_panels_do_not_overlap_and_say_what_they_show():
    taken: set[tuple[int, int]] = set()
    panels = json.loads(read_dashboard())["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    for panel in panels:
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert max(x for x, _ in cells) < 24
        assert not taken & cells, panel["title"]
        taken |= cells
        assert panel["type"] == "row" or panel["description"]


def test_each_alert_says_what_is_wrong_and_what_to_do():
    names = [str(rule["alert"]) for rule in read_rules()]
    assert len({*names}) == len(names)
    for rule in read_rules():
        assert {*rule} <= {"alert", "expr", "for", "labels", "annotations"}
        assert rule["labels"] in ({"severity": "critical"}, {"severity": "warning"})
        assert {*rule["annotations"]} == {"summary", "description"}  # type: ignore[misc]
        if "for" in rule:
            assert parse_duration(str(rule["for"]))


@pytest.mark.parametrize(
    ("flags", "shown"),
    [(["--dashboard"], read_dashboard()), (["--alerts"], read_alerts())],
)
def test_the_files_are_printed_as_they_are(flags, shown):
    done = CliRunner().invoke(app, ["metrics", *flags])
    assert (done.exit_code, done.stdout) == (0, shown)


def test_without_a_flag_the_metrics_are_listed(known):
    done = CliRunner().invoke(app, ["metrics"])
    assert done.exit_code == 0
    listed = {line.split()[0]: line.split()[1] for line in done.stdout.splitlines()}
    assert listed["tocsin_polls_total"] == "counter"
    assert listed["tocsin_latency_seconds"] == "histogram"
    assert listed["tocsin_build_info"] == "info"
    samples = {re.sub(r"_(?:bucket|sum|count)$", "", name) for name in known}
    assert {*listed} == samples - {*UP}


def find_kept(query: promql.Expr, known: dict[str, dict[str, set[str]]]) -> set[str]:
    """Return the labels that a query's answer may have."""
    match query:
        case promql.VectorSelector():
            return {*known[str(query.name)], *SCRAPER}
        case promql.AggregateExpr():
            return {*query.modifier.labels} if query.modifier else set()
        case promql.Call() if query.func.name == "histogram_quantile":
            return find_kept(query.args[1], known) - {"le"}
        case promql.BinaryExpr():
            return find_kept(query.lhs, known) | find_kept(query.rhs, known)
    inner = (find_kept(one, known) for one in walk(query) if one is not query)  # type: ignore[arg-type]
    return set().union(*inner)


def test_a_legend_names_labels_that_its_query_keeps(known):
    asked = 0
    for panel in read_panels():
        for target in panel["targets"]:  # type: ignore[attr-defined]
            named = {*re.findall(r"{{\s*(\w+)\s*}}", target.get("legendFormat", ""))}
            missing = named - find_kept(parse(target["expr"]), known)
            assert not missing, f"{panel['title']}: {missing}"
            asked += len(named)
    assert asked > 5


def test_an_alert_s_words_are_filled_with_what_its_query_keeps(known):
    filled = re.compile(r"\$(value|labels\.(\w+))(?: \| (humanize\w*))?")
    humane = {None, "humanize", "humanizeDuration", "humanizePercentage"}
    for rule in read_rules():
        said = " ".join(rule["annotations"].values())  # type: ignore[attr-defined]
        places = re.findall(r"{{(.*?)}}", said)
        assert len(places) == said.count("{{") == said.count("}}")
        for place in places:
            found = filled.fullmatch(place.strip())
            assert found, f"{rule['alert']}: {place}"
            assert found[3] in humane
            label = found[2]
            assert label is None or label in find_kept(parse(str(rule["expr"])), known)


def test_a_bar_is_wide_enough_for_two_samples_of_any_scraper():
    for panel in read_panels():
        if any("$__interval" in one["expr"] for one in panel["targets"]):  # type: ignore[attr-defined]
            least = parse_duration(str(panel.get("interval", "0s")))
            assert least >= timedelta(minutes=5), panel["title"]
