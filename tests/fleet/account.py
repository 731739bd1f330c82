"""All that came of a run, as a table."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tests.fleet.kept import Kept
from tests.fleet.told import Told
from tests.fleet.troubles import Trouble
from tests.fleet.watch import TakeOver

LONGEST = 15  # seconds until another holds a post, once there is another


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What is known from both ends."""

    kept: Kept
    told: Told
    settled: bool  # in time
    at_once: int  # requests to one host
    conflicts: int  # getUpdates that another ended
    take_overs: Sequence[TakeOver]
    troubles: Sequence[Trouble]
    faults: Sequence[str]  # found in logs
    ends: int  # of processes, by themselves

    @property
    def wrong(self) -> list[str]:
        """Return what must not be."""
        late = [one for one in self.take_overs if one.beside > LONGEST]
        found = [*self.kept.wrong, *self.told.wrong, *self.faults]
        found += [] if self.told.stories else ["there was nothing to tell: the run shows nothing"]
        found += [] if self.settled else ["not everything was told in time"]
        found += [f"{self.at_once} requests at once to a host"] if self.at_once > 1 else []
        found += [f"{one.post}: nobody took it for {one.beside:.1f} s ({one.why})" for one in late]
        return found

    def lines(self) -> list[tuple[str, str]]:
        """Return the table."""
        kept, told = self.kept, self.told
        rows = [(kind, str(many)) for kind, many in sorted(count_kinds(self.troubles).items())]
        rows += [
            ("processes that ended by themselves", str(self.ends)),
            *list_counts(kept, told, at="troubles of a sender"),
            ("getUpdates ended by another", str(self.conflicts)),
            ("most requests at once to a host", str(self.at_once)),
        ]
        by_post: dict[str, list[TakeOver]] = {}
        for one in self.take_overs:
            by_post.setdefault(f"take-over of {one.post} ({one.why})", []).append(one)
        for post, ones in sorted(by_post.items()):
            times = sorted(one.after for one in ones)
            said = f"{len(times)}, median {times[len(times) // 2]:.1f} s, most {times[-1]:.1f} s"
            beside = max(one.beside for one in ones)
            rows.append((post, f"{said}; {beside:.1f} s while another was there"))
        return rows


def numbers(of: object, names: str) -> str:
    """Return some of its numbers side by side."""
    return " / ".join(str(getattr(of, name)) for name in names.split())


def count_kinds(troubles: Sequence[Trouble]) -> Counter[str]:
    """Return how often what went wrong."""
    return Counter(trouble.kind.rstrip("0123456789-") for trouble in troubles)


def list_counts(kept: Kept, told: Told, *, at: str) -> list[tuple[str, str]]:
    """Return the rows that say what was kept and told. `at`: what cuts off requests."""
    return [
        ("items that feeds showed", str(kept.seen)),
        ("  not kept / kept twice / undecided", numbers(kept, "missing doubled undecided")),
        ("stories that had to be told", str(told.stories)),
        ("times a chat had to be told one", str(told.wanted)),
        ("  lost / refused / nowhere", numbers(told, "lost refused nowhere")),
        ("  waiting for a digest / taken for sent", numbers(told, "waiting taken")),
        (f"requests in flight at {at}", str(told.in_flight)),
        ("  told again for that / for no reason", numbers(told, "repeated unexplained")),
        ("429 answers", str(told.floods)),
    ]
