"""A post and who holds it: work that one worker does for all, until its lease runs out."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenure:
    """A claim to a post, which the database confirms or refuses."""

    post: str  # such as "decide", or "send:1234567"
    holder: str  # a worker's name
