"""How long a feed asks to be left alone."""

from datetime import timedelta

import pytest

from bot.feeds.parse import parse_feed
from bot.feeds.pause import read_pause

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("ttl", "period", "frequency", "pause"),
    [
        ("", "", "", None),
        ("60", "", "", HOUR),
        (" 5 ", "", "", 5 * MINUTE),
        ("0", "", "", None),
        ("-5", "", "", None),
        ("1.5", "", "", None),
        ("soon", "", "", None),
        ("99999999", "", "", None),
        ("9" * 5_000, "", "", None),
        ("٣", "", "", None),
        ("", "hourly", "", HOUR),
        ("", " Hourly\n", "2", 30 * MINUTE),
        ("", "daily", "4", 6 * HOUR),
        ("", "weekly", "1", 7 * DAY),
        ("", "", "3", 8 * HOUR),
        ("", "sometimes", "1", None),
        ("", "hourly", "often", None),
        ("60", "daily", "1", DAY),
        ("60", "hourly", "4", HOUR),
        ("99999999", "hourly", "1", HOUR),
    ],
)
def test_the_longest_sensible_pause_counts(ttl, period, frequency, pause):
    assert read_pause(ttl, period, frequency) == pause


FEED = b"""<rss version="2.0" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"
xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>T</title><ttl>20</ttl>
<sy:updatePeriod> hourly </sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>
<atom:link rel="hub" href="https://hub.example/"/><atom:link rel="self" href="/feed"/>
<item><title>t</title><atom:link rel="hub" href="https://other.example/"/></item></channel></rss>"""
JSON = b"""{"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [],
"feed_url": "https://t.example/feed", "hubs": [{"type": "rssCloud", "url": "https://c.example/"},
{"type": "WebSub", "url": "https://hub.example/"}, "odd"]}"""


def test_a_feed_says_how_often_it_changes_and_who_pushes_it():
    feed = parse_feed(FEED, content_type="", url="https://t.example/moved/")
    assert feed.pause == 30 * MINUTE
    assert (feed.hub, feed.topic) == ("https://hub.example/", "https://t.example/feed")


def test_a_json_feed_says_who_pushes_it():
    feed = parse_feed(JSON, content_type="", url="https://t.example/moved/")
    assert (feed.hub, feed.topic) == ("https://hub.example/", "https://t.example/feed")
    assert parse_feed(JSON.replace(b"WebSub", b"x"), content_type="", url="").hub == ""
