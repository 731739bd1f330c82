"""Metrics as a scraper reads them."""

from collections.abc import Mapping

from prometheus_client.parser import text_string_to_metric_families


class Scrape:
    """The samples of one text, by name and labels."""

    def __init__(self, text: str) -> None:
        self.families = tuple(text_string_to_metric_families(text))
        self.samples = tuple(
            (sample.name, sample.labels, sample.value)
            for family in self.families
            for sample in family.samples
        )

    def value(self, name: str, **labels: str) -> float:
        """The one sample with this name and exactly these labels."""
        (found,) = [
            value for known, given, value in self.samples if (known, given) == (name, labels)
        ]
        return found

    def by(self, name: str, label: str) -> dict[str, float]:
        """The samples of a name by a label; those that are 0 are left out."""
        return {
            given[label]: value for known, given, value in self.samples if known == name and value
        }

    def labels(self) -> Mapping[str, dict[str, set[str]]]:
        """For each name of a sample its labels, and for each label its values."""
        found: dict[str, dict[str, set[str]]] = {}
        for name, labels, _ in self.samples:
            for label, value in labels.items():
                found.setdefault(name, {}).setdefault(label, set()).add(value)
            found.setdefault(name, {})
        return found
