"""Which hosts belong to one site."""

import pytest

from bot.domains import find_domain


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("feeds.bbc.co.uk", "bbc.co.uk"),
        ("BBC.co.uk.", "bbc.co.uk"),
        ("www.example.com", "example.com"),
        ("example.com", "example.com"),
        ("стрічки.новини.укр", "новини.укр"),
        ("feeds.xn--80adrdcnhd.xn--j1amh", "xn--80adrdcnhd.xn--j1amh"),
        ("ann.github.io", "ann.github.io"),  # everybody there has a site of their own
        ("news.made-up-ending", "news.made-up-ending"),
        ("a.news.made-up-ending", "news.made-up-ending"),
        ("co.uk", "co.uk"),
        ("localhost", "localhost"),
        ("127.1.0.7", "127.1.0.7"),
        ("2001:db8::7", "2001:db8::7"),
        ("", ""),
    ],
)
def test_a_host_belongs_to_a_site(host, domain):
    assert find_domain(host) == domain
