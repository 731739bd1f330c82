"""What `derive` may propose to look for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Something worth looking for."""

    term: str  # as it may stand in a rule file
    otherwise: str  # what to write where the engine does not find the term in the article
    kind: str  # "person", "place", "name" or "word"
    score: float
    paragraphs: tuple[int, ...]  # where it stands; 0 is the headline
    count: int
