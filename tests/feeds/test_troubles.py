"""How what went wrong is told."""

import pytest
from yarl import URL

from bot.feeds.troubles import show_url


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://a.example/x?key=1#f", "https://a.example/x"),
        ("https://u:p@a.example:8443/", "https://a.example:8443/"),
        ("http://[::1]:81/x", "http://[::1]:81/x"),
    ],
)
def test_messages_show_no_secret_parts_of_an_address(url, shown):
    assert show_url(URL(url)) == shown
