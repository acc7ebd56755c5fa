"""The client's address behind a known number of proxies."""

import pytest
from django.test import RequestFactory

from facilities.network import client_address, client_network


def _request(remote="192.0.2.9", forwarded=None):
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    return RequestFactory().get("/", REMOTE_ADDR=remote, headers=headers)


def test_without_proxies_the_header_is_not_believed(settings):
    settings.PROXIES = 0

    assert client_address(_request(forwarded="203.0.113.1")) == "192.0.2.9"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (1, "203.0.113.66, 198.51.100.7", "198.51.100.7"),
        (2, "203.0.113.66, 198.51.100.7, 10.0.0.2", "198.51.100.7"),
        (2, "198.51.100.7", "192.0.2.9"),
        (1, "nonsense", "unknown"),
        (1, None, "unknown"),
    ],
)
def test_the_entry_our_outermost_proxy_wrote_is_the_client(settings, proxies, forwarded, expected):
    settings.PROXIES = proxies

    assert client_address(_request(forwarded=forwarded)) == expected


@pytest.mark.parametrize(
    ("remote", "network"),
    [
        ("192.0.2.9", "192.0.2.9"),
        ("::ffff:192.0.2.9", "192.0.2.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("", "unknown"),
    ],
)
def test_a_network_is_what_one_subscriber_holds(remote, network):
    assert client_network(_request(remote=remote)) == network
