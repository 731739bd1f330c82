"""How feeds are asked, and where their secrets come from."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import RuleFileError
from bot.models.polls import FeedOptions
from bot.rules.files.feedlist import parse_feeds

ENVIRONMENT = {"TOKEN": "t0ken", "PASSWORD": "pass:word", "PORT": "3128", "EMPTY": ""}
FEED = """\
feeds:
  - url: https://a.example/rss
    fulltext: yes
    user: me
    password: ${PASSWORD}
    user_agent: Reader/1
    proxy: http://me:${TOKEN}@proxy.example:${PORT}
    headers:
      Authorization: Bearer ${TOKEN}
      X-Plan: basic
    cookies:
      consent: "yes"
      session: ${TOKEN}
"""


def read(text: str, environment: Mapping[str, str] | None) -> FeedOptions:
    (feed,) = parse_feeds(text, "feeds.yaml", environment)
    return feed.options


def test_names_are_replaced_by_what_the_environment_says():
    (feed,) = parse_feeds(FEED, "feeds.yaml", ENVIRONMENT)
    assert feed.fulltext
    assert feed.options == FeedOptions(
        headers=(("Authorization", "Bearer t0ken"), ("X-Plan", "basic")),
        cookies=(("consent", "yes"), ("session", "t0ken")),
        user="me",
        password="pass:word",
        user_agent="Reader/1",
        proxy="http://me:t0ken@proxy.example:3128",
    )


def test_without_an_environment_names_stay_as_they_are_written():
    options = read(FEED, None)
    assert options.headers[0] == ("Authorization", "Bearer ${TOKEN}")
    assert options.proxy == "http://me:${TOKEN}@proxy.example:${PORT}"
    assert (options.password, options.cookies[1]) == ("${PASSWORD}", ("session", "${TOKEN}"))


@pytest.mark.parametrize("name", ["MISSING", "EMPTY"])
def test_a_name_that_is_not_set_is_a_problem_with_its_place(name):
    text = f"feeds:\n  - url: https://a.example/rss\n    user: ${{{name}}}\n"
    with pytest.raises(RuleFileError) as caught:
        parse_feeds(text, "feeds.yaml", ENVIRONMENT)
    assert str(caught.value) == (
        f"feeds.yaml:3:11: the user needs {name}, which is not set "
        f"(set {name} in the environment of the bot, or in its .env file)"
    )


@pytest.mark.parametrize("value", ["a\r\nHost: b.example", "a\x00", "a\x85b"])
def test_what_the_environment_says_cannot_break_out_of_its_line(value):
    with pytest.raises(RuleFileError, match="line break or a control character") as caught:
        read(FEED, {**ENVIRONMENT, "TOKEN": value})
    assert value not in str(caught.value)


def test_a_cookie_from_the_environment_must_be_one():
    with pytest.raises(RuleFileError, match="holds what no cookie may hold"):
        read(FEED, {**ENVIRONMENT, "TOKEN": "a;b"})


@given(st.text(), st.sampled_from(["user", "password", "user_agent", "proxy"]))
def test_secrets_are_in_no_problem(value, key):
    secret = f"{value}s3cr3t"
    text = f"feeds: [{{url: 'https://a.example/', user: a, {key}: '${{TOKEN}}'}}]"
    text = text.replace("user: a, user", "user")
    said = ""
    try:
        read(text, {"TOKEN": secret})
    except RuleFileError as error:
        said = str(error)
    assert "s3cr3t" not in said
