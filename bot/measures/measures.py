"""All that can be measured of the bot, and how it is written for Prometheus."""

from dataclasses import dataclass

from prometheus_client import CollectorRegistry, disable_created_metrics
from prometheus_client.exposition import choose_encoder

from bot.measures.counting import Counting
from bot.measures.gauges import Gauges
from bot.measures.reading import Reading

_ENDINGS = {"counter": "_total", "info": "_info"}  # that a query has to write too


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricKind:
    """A metric, as its readers know it."""

    name: str
    kind: str  # "counter", "gauge", "histogram" or "info"
    about: str


class Measures(Counting):
    """The metrics of one process, made at its start and passed to whoever counts.

    They share nothing with those of another process, or of another test.
    """

    def __init__(self) -> None:
        # When each of them began is a third more to store, and when the process did is enough.
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self._registry = CollectorRegistry()
        super().__init__(self._registry)
        self._gauges = Gauges(self._registry)

    def expose(self, reading: Reading, *, accept: str = "") -> tuple[bytes, str]:
        """Return all of it as a text, and that text's content type.

        `accept`: the formats that the reader takes, as its request says.
        """
        self._gauges.show(reading)
        encode, content_type = choose_encoder(accept)
        return encode(self._registry), content_type

    def list_kinds(self) -> tuple[MetricKind, ...]:
        """Return which metrics there are, by name."""
        found = [
            MetricKind(
                name=one.name + _ENDINGS.get(one.type, ""), kind=one.type, about=one.documentation
            )
            for one in self._registry.collect()
        ]
        return tuple(sorted(found, key=lambda one: one.name))
