"""What is said to hubs, what they ask, and whose signature a push bears."""

import hashlib
import hmac
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.websub import LEASE, build_request, is_signed, read_question

TOPIC = "https://news.example/feed.xml"
SECRET = "only the two of us"


def ask(**query):
    return read_question({f"hub.{name}": value for name, value in query.items()})


def sign(body, algorithm="sha256", secret=SECRET):
    return f"{algorithm}={hmac.new(secret.encode(), body, algorithm).hexdigest()}"


def test_a_hub_is_asked_with_all_that_it_must_know():
    form = build_request(callback="https://bot.example/push/t", topic=TOPIC, secret=SECRET)
    assert form == {
        "hub.mode": "subscribe",
        "hub.topic": TOPIC,
        "hub.callback": "https://bot.example/push/t",
        "hub.lease_seconds": "864000",
        "hub.secret": SECRET,
    }


@pytest.mark.parametrize("mode", ["subscribe", "unsubscribe"])
def test_a_hub_asks_whether_we_meant_it(mode):
    question = ask(mode=mode, topic=TOPIC, challenge="say this", lease_seconds="3600")
    assert question
    assert (question.mode, question.topic, question.challenge) == (mode, TOPIC, "say this")
    assert question.lease == timedelta(hours=1)


def test_a_hub_says_no_and_why():
    question = ask(mode="denied", topic=TOPIC, reason="too many")
    assert question
    assert (question.mode, question.reason, question.challenge) == ("denied", "too many", "")


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"mode": "subscribe", "topic": TOPIC},  # nothing to say back
        {"mode": "subscribe", "challenge": "c"},
        {"mode": "publish", "topic": TOPIC, "challenge": "c"},
        {"mode": "denied"},
    ],
)
def test_other_requests_are_none_of_a_hub(query):
    assert ask(**query) is None


@pytest.mark.parametrize(
    ("told", "lease"),
    [
        ("", LEASE),
        ("soon", LEASE),
        ("-5", LEASE),
        ("٣٦٠٠", LEASE),  # digits, but none of HTTP's
        ("1", timedelta(minutes=1)),
        ("86400", timedelta(days=1)),
        ("9" * 40, timedelta(days=30)),
    ],
)
def test_a_lease_is_what_the_hub_says_within_reason(told, lease):
    question = ask(mode="subscribe", topic=TOPIC, challenge="c", lease_seconds=told)
    assert question
    assert question.lease == lease


@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "sha384", "sha512"])
def test_every_algorithm_of_the_standard_is_known(algorithm):
    assert is_signed(b"news", sign(b"news", algorithm), SECRET)
    assert is_signed(b"news", sign(b"news", algorithm).upper(), SECRET)
    assert not is_signed(b"other news", sign(b"news", algorithm), SECRET)
    assert not is_signed(b"news", sign(b"news", algorithm, "another"), SECRET)


@pytest.mark.parametrize(
    "signature",
    ["", "sha256=", "sha256", "=", "é=ü", f"md5={hashlib.md5(b'news').hexdigest()}"],
)
def test_what_is_no_signature_is_none(signature):
    assert not is_signed(b"news", signature, SECRET)


@given(body=st.binary(max_size=200), signature=st.text(max_size=100))
def test_no_guess_passes_for_a_signature(body, signature):
    assert not is_signed(body, signature, SECRET)
