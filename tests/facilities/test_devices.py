"""Screens: asking for a code, being paired, changed and revoked."""

from datetime import timedelta

import pytest

from facilities.devices import device_of
from facilities.errors import NothingToShow, PairingCodeUnknown, TooManyAttempts
from facilities.kernel.errors import NotAllowed
from facilities.models import AuditEntry, Device, LiveTopic
from facilities.services.devices import (
    CODE_LASTS,
    CODES_PER_NETWORK,
    change_device,
    pair_device,
    revoke_device,
    stamp_seen,
    start_pairing,
)
from tests.factories import NOON, a_board, a_device, a_room, a_site, a_user, an_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    site = a_site()
    a_board(site=site)
    return site


def paired(site, *, by=None, code=None, shows="board:lobby", at=NOON):
    code = code or start_pairing(network="10.0.0.1", at=NOON)[0].pairing_code
    return pair_device(by=by, code=code, site=site, name="Hall", shows=shows, at=at)


def test_the_token_of_a_screen_counts_once_its_code_was_typed(site):
    device, token = start_pairing(network="10.0.0.1", at=NOON)
    assert device_of(token) is None

    paired(site, code=device.pairing_code)

    assert device_of(token) == device


@pytest.mark.parametrize("typed", ["{0}", " {0} ", "{1}", "{2}-{3}"])
def test_a_code_may_be_typed_as_people_do(site, typed):
    code = start_pairing(network="10.0.0.1", at=NOON)[0].pairing_code

    device = paired(site, code=typed.format(code, code.lower(), code[:3], code[3:]))

    assert device.is_live


def test_a_code_lasts_a_quarter_of_an_hour(site):
    with pytest.raises(PairingCodeUnknown):
        paired(site, at=NOON + CODE_LASTS)

    assert paired(site, at=NOON + CODE_LASTS - timedelta(seconds=1)).is_live


def test_a_code_pairs_one_screen_once(site):
    code = start_pairing(network="10.0.0.1", at=NOON)[0].pairing_code
    paired(site, code=code)

    with pytest.raises(PairingCodeUnknown):
        paired(site, code=code)


def test_a_screen_shows_only_what_its_site_has(site):
    a_board(site=a_site(slug="mol"), slug="elsewhere")
    a_room(site=site, slug="newton")

    assert paired(site, shows="panel:newton").shows == "panel:newton"
    with pytest.raises(NothingToShow):
        paired(site, shows="board:elsewhere")


def test_one_network_asks_for_so_many_codes_and_no_more():
    for _ in range(CODES_PER_NETWORK):
        start_pairing(network="10.0.0.1", at=NOON)

    with pytest.raises(TooManyAttempts):
        start_pairing(network="10.0.0.1", at=NOON)
    assert start_pairing(network="10.0.0.2", at=NOON)


def test_screens_that_were_never_paired_are_forgotten(site):
    start_pairing(network="10.0.0.1", at=NOON)

    start_pairing(network="10.0.0.2", at=NOON + CODE_LASTS)

    assert Device.objects.count() == 1


def test_a_revoked_token_is_worth_nothing_and_the_sockets_are_told(site):
    device, token = a_device(site=site, shows="board:lobby")

    revoke_device(by=None, device=device, at=NOON)

    assert device_of(token) is None
    assert LiveTopic.objects.filter(name=f"device.{device.pk}").exists()


def test_a_screen_that_shows_something_else_tells_its_sockets(site):
    a_board(site=site, slug="second")
    device, _ = a_device(site=site, shows="board:lobby")

    change_device(by=None, device=device, name="Hall", shows="board:second")

    assert LiveTopic.objects.filter(name=f"device.{device.pk}").exists()


def test_being_heard_is_noted_at_most_once_a_minute(site):
    device, _ = a_device(site=site, shows="board:lobby")
    for seconds in (0, 59, 61):
        stamp_seen(device.pk, NOON + timedelta(seconds=seconds))

    device.refresh_from_db()
    assert device.last_seen_at == NOON + timedelta(seconds=61)
    stamp_seen(device.pk, NOON + timedelta(seconds=100))
    device.refresh_from_db()
    assert device.last_seen_at == NOON + timedelta(seconds=61)


def test_pairing_and_revoking_stand_in_the_audit_log(site):
    manager = a_user("site_manager", site=site)

    revoke_device(by=manager, device=paired(site, by=manager), at=NOON)

    entries = AuditEntry.objects.order_by("id").values_list("actor", "verb", "site")
    assert list(entries) == [
        (f"user:{manager.pk}", "device.paired", site.pk),
        (f"user:{manager.pk}", "device.revoked", site.pk),
    ]


DEEDS = {
    "pair": lambda by, site, device: paired(site, by=by),
    "change": lambda by, site, device: change_device(by=by, device=device, name="New", shows=device.shows),
    "revoke": lambda by, site, device: revoke_device(by=by, device=device, at=NOON),
}


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("role", ["platform_admin", "site_manager"])
def test_managers_of_the_site_and_admins_may(site, deed, role):
    by = a_user(role, site=site if role == "site_manager" else None)

    DEEDS[deed](by, site, a_device(site=site, shows="board:lobby")[0])

    assert AuditEntry.objects.filter(actor=f"user:{by.pk}").exists()


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("who", ["auditor", "receptionist", "tenant_admin", "manager elsewhere", "device"])
def test_nobody_else_may(site, deed, who):
    device, _ = a_device(site=site, shows="board:lobby")
    cast = {
        "auditor": lambda: a_user("auditor"),
        "receptionist": lambda: a_user("receptionist", site=site),
        "tenant_admin": lambda: a_user("tenant_admin", organisation=an_organisation(sites=[site])),
        "manager elsewhere": lambda: a_user("site_manager", site=a_site(slug="mol")),
        "device": lambda: device,
    }

    with pytest.raises(NotAllowed):
        DEEDS[deed](cast[who](), site, device)
