"""WebSub (https://www.w3.org/TR/websub/), the subscriber's side, as far as it needs no network.

A hub tells us of news the moment a publisher tells it. It is asked to, it asks back whether we
meant it, and it signs what it sends with a secret that only the two of us know. Pure.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

LEASE = timedelta(days=10)  # that is asked for; the hub has the last word
_SHORTEST, _LONGEST = timedelta(minutes=1), timedelta(days=30)  # of what it may say
_ALGORITHMS = ("sha1", "sha256", "sha384", "sha512")  # section 8


@dataclass(frozen=True, slots=True, kw_only=True)
class HubQuestion:
    """What a hub asks, or says, before it sends anything."""

    mode: str  # "subscribe", "unsubscribe" or "denied"
    topic: str
    challenge: str  # to be said back; empty when denied
    lease: timedelta  # for how long the subscription would hold
    reason: str  # why it was denied; empty: not said


def build_request(*, callback: str, topic: str, secret: str) -> dict[str, str]:
    """Return the form that asks a hub to push a topic to our address."""
    return {
        "hub.mode": "subscribe",
        "hub.topic": topic,
        "hub.callback": callback,
        "hub.lease_seconds": str(int(LEASE.total_seconds())),
        "hub.secret": secret,
    }


def read_question(query: Mapping[str, str]) -> HubQuestion | None:
    """Read the query of a hub's request to our address; None when it is no such request."""
    mode, topic = query.get("hub.mode", ""), query.get("hub.topic", "")
    challenge = query.get("hub.challenge", "")
    asks = mode in ("subscribe", "unsubscribe") and challenge
    if not topic or not (asks or mode == "denied"):
        return None
    return HubQuestion(
        mode=mode,
        topic=topic,
        challenge=challenge,
        lease=_read_lease(query.get("hub.lease_seconds", "")),
        reason=query.get("hub.reason", "")[:200],
    )


def is_signed(body: bytes, signature: str, secret: str) -> bool:
    """Whether a body bears the signature of who knows the secret ("sha256=…")."""
    algorithm, _, told = signature.strip().partition("=")
    if algorithm.lower() not in _ALGORITHMS:
        return False
    right = hmac.new(secret.encode(), body, getattr(hashlib, algorithm.lower())).hexdigest()
    return hmac.compare_digest(right.encode(), told.strip().lower().encode())


def _read_lease(seconds: str) -> timedelta:
    if not seconds.isascii() or not seconds.isdecimal():
        return LEASE
    return max(_SHORTEST, min(timedelta(seconds=int(seconds[:10])), _LONGEST))
