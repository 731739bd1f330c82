"""Which addresses may be connected to."""

import socket
from ipaddress import ip_network

import pytest

from bot.feeds.guard import AddressGuard, AddressRefused

PUBLIC = "8.8.8.8 93.184.215.14 2606:4700::1111 2a00:1450:4001::8a ::ffff:8.8.8.8 64:ff9b::808:808"
INSIDE = """
    127.0.0.1 127.1.2.3 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1
    100.100.100.200 0.0.0.0 0.1.2.3 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 192.0.0.192
    192.0.2.1 198.18.0.1 198.51.100.1 203.0.113.1 168.63.129.16 192.88.99.1
    :: ::1 fe80::1 fe80::1%2 fc00::1 fd00:ec2::254 fec0::1 ff02::1 2001:db8::1 3fff::1 100::1
    ::ffff:127.0.0.1 ::ffff:169.254.169.254 ::ffff:10.1.1.1 ::127.0.0.1
    2002:7f00:1:: 2002:a00:1::1 2002:a9fe:a9fe:: 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::1
    2001::1 5f00::1 4000::1
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


def test_a_socket_is_opened_only_for_an_allowed_address():
    info = (socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", ("127.0.0.1", 80))
    with pytest.raises(AddressRefused, match=r"127\.0\.0\.1: not a public address"):
        AddressGuard().open_socket(info)
    AddressGuard([ip_network("127.0.0.0/8")]).open_socket(info).close()
