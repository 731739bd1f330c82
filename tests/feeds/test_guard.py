"""Which addresses may be connected to."""

import socket
from ipaddress import ip_network

import pytest
from aiohappyeyeballs import AddrInfoType
from aiohttp import TCPConnector
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from bot.errors import FetchError
from bot.feeds.fetch import fetch_feed
from bot.feeds.guard import WEB_PORTS, AddressGuard, AddressRefused
from bot.feeds.sessions import open_session
from tests.feeds.servers import LIMITS, feed

PUBLIC = "8.8.8.8 93.184.215.14 2606:4700::1111 2a00:1450:4001::8a ::ffff:8.8.8.8 64:ff9b::808:808"
INSIDE = """
    127.0.0.1 127.1.2.3 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1
    100.100.100.200 0.0.0.0 0.1.2.3 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 192.0.0.192
    192.0.2.1 198.18.0.1 198.51.100.1 203.0.113.1 168.63.129.16 192.88.99.1
    :: ::1 fe80::1 fe80::1%2 fc00::1 fd00:ec2::254 fec0::1 ff02::1 2001:db8::1 3fff::1 100::1
    ::ffff:127.0.0.1 ::ffff:169.254.169.254 ::ffff:10.1.1.1 ::127.0.0.1
    2002:7f00:1:: 2002:a00:1::1 2002:a9fe:a9fe:: 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::1
    2001::1 5f00::1 4000::1
    100.64.0.1 100.127.255.254 2001:0:4136:e378:8000:63bf:3fff:fdd2 2002:6440:1:: 2002:e000:1::
    ::ffff:100.64.0.1 ::ffff:224.0.0.1 ::ffff:0.0.0.0 64:ff9b::6440:1 64:ff9b::e000:1 ff0e::1
"""


@pytest.mark.parametrize("address", PUBLIC.split())
def test_public_addresses_are_let_through(address):
    assert AddressGuard().allows(address)


@pytest.mark.parametrize("address", INSIDE.split())
def test_addresses_inside_are_refused(address):
    assert not AddressGuard().allows(address)


@pytest.mark.parametrize("address", ["127.1.2.3", "::ffff:127.0.0.1", "fd12::5"])
def test_networks_of_the_operator_are_open(address):
    guard = AddressGuard([ip_network("127.0.0.0/8"), ip_network("fd12::/16")])
    assert guard.allows(address)
    assert not guard.allows("10.0.0.1")


def info(address: str, port: int = 80) -> AddrInfoType:
    return (socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (address, port))


def test_a_socket_is_opened_only_for_an_allowed_address():
    with pytest.raises(AddressRefused, match=r"127\.0\.0\.1: not a public address"):
        AddressGuard().open_socket(info("127.0.0.1"))
    AddressGuard([ip_network("127.0.0.0/8")]).open_socket(info("127.0.0.1")).close()


@pytest.mark.parametrize("port", WEB_PORTS)
def test_the_ports_of_the_web_are_let_through(port):
    AddressGuard(ports=WEB_PORTS).open_socket(info("8.8.8.8", port)).close()


def test_who_named_an_address_in_a_chat_is_not_sent_to_a_setting_that_does_not_help():
    with pytest.raises(AddressRefused, match=r"list the feed in feeds\.yaml"):
        AddressGuard(ports=WEB_PORTS).check("10.0.0.1", 80)
    with pytest.raises(AddressRefused, match="TOCSIN_FEED_NETWORKS can open it"):
        AddressGuard().check("10.0.0.1", 80)


@pytest.mark.parametrize("port", [0, 22, 25, 6379, 65535])
def test_other_ports_are_refused_where_ports_count(port):
    with pytest.raises(AddressRefused, match=f"port {port}: feeds from chats come from ports 80"):
        AddressGuard(ports=WEB_PORTS).open_socket(info("8.8.8.8", port))
    AddressGuard().open_socket(info("8.8.8.8", port)).close()


# Each is another way to write an address inside; the system's resolver understands them.
SPELLINGS = """
    127.1 0x7f.1 0x7f000001 2130706433 017700000001 0177.0.0.1 127.0.1 0 localhost
    [::1] [::ffff:127.0.0.1] [0:0:0:0:0:ffff:7f00:1] 0xa9fea9fe 2852039166 0xa9.254.0xa9fe
"""


@pytest.mark.parametrize("host", SPELLINGS.split())
async def test_no_spelling_of_an_address_inside_gets_through(host):
    proxied = AddressGuard().check_url(URL(f"http://{host}/", encoded=True))
    with pytest.raises(AddressRefused, match="not a public address"):
        await proxied
    async with open_session(AddressGuard(), "test") as session:
        with pytest.raises(FetchError, match=r"not a public address|not a canonical IPv4"):
            await fetch_feed(session, feed(f"http://{host}/feed"), LIMITS)


class Rebinding(AbstractResolver):
    """A name server that gives a public address first, and one inside from then on."""

    def __init__(self) -> None:
        self.asked = 0

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        self.asked += 1
        inside = "127.0.0.1" if self.asked > 1 else "8.8.8.8"
        return [
            ResolveResult(hostname=host, host=inside, port=port, family=family, proto=0, flags=0)
        ]

    async def close(self) -> None:
        pass


async def test_an_answer_that_changes_between_two_questions_does_not_help():
    resolver = Rebinding()
    async with open_session(AddressGuard(), "test") as session:
        assert isinstance(session.connector, TCPConnector)
        session.connector._resolver = resolver  # what the system's name server would say
        assert (await resolver.resolve("rebind.example"))[0]["host"] == "8.8.8.8"
        with pytest.raises(FetchError, match=r"refuses to connect to 127\.0\.0\.1"):
            await fetch_feed(session, feed("http://rebind.example/feed"), LIMITS)
    assert resolver.asked == 2


async def test_a_name_that_only_the_proxy_knows_is_left_to_it():
    await AddressGuard().check_url(URL("http://nowhere.invalid/"))
