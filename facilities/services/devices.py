"""Devices: a screen asks for a code, a manager types it, and from then on the screen's own token speaks.

A box that cannot show a code (a sensor) is given its token by a manager instead.
"""

from datetime import datetime, timedelta

from django.db.models import Q

from ..deeds import Actor, deed
from ..errors import DeviceRevoked, NothingToShow, PairingCodeUnknown, TooManyAttempts
from ..kernel.tokens import hashed, new_code, new_token
from ..kernel.turns import own_turn
from ..live.topics import device_topic
from ..models.devices import Device
from ..models.places import Site
from ..rules import may_manage_device, may_manage_site, require
from ..screens import screen_choices
from .throttle import seconds_to_wait, take, throttle_key
from .upkeep import changed, locked, written

CODE_LASTS = timedelta(minutes=15)
CODES_PER_NETWORK = 40
SEEN_EVERY = timedelta(minutes=1)


@deed
def start_pairing(*, network: str, at: datetime) -> tuple[Device, str]:
    """Give a screen a code to show and a token to keep; without the code typed in time both are worth nothing."""
    key = throttle_key("pairing", network)
    if not take(key=key, limit=CODES_PER_NETWORK, window=CODE_LASTS, at=at):
        raise TooManyAttempts(retry_after=seconds_to_wait(key=key, at=at))
    Device.objects.filter(paired_at__isnull=True, pairing_expires_at__lte=at).delete()
    token = new_token("rd")
    code = new_code()
    while Device.objects.filter(pairing_code=code).exists():
        code = new_code()
    device = Device.objects.create(token_hash=hashed(token), pairing_code=code, pairing_expires_at=at + CODE_LASTS)
    return device, token


def waiting_device(token: str | None, at: datetime) -> Device | None:
    """The screen that still waits with this token, its code not yet expired."""
    if not token:
        return None
    return Device.objects.filter(
        token_hash=hashed(token), pairing_code__isnull=False, pairing_expires_at__gt=at
    ).first()


def is_revoked(token: str | None) -> bool:
    """Whether this is the token of a screen that was sent away."""
    return bool(token) and Device.objects.filter(token_hash=hashed(token or ""), revoked_at__isnull=False).exists()


@deed
def pair_device(*, by: Actor, code: str, site: Site, name: str, shows: str, at: datetime) -> Device:
    """Take the screen that shows `code` into a site, to show one thing there."""
    require(may_manage_site(by, site))
    _check_shows(site, shows)
    typed = "".join(code.split()).replace("-", "").upper()
    device = Device.objects.filter(pairing_code=typed, pairing_expires_at__gt=at).first()
    # One conditional update: of two managers typing the same code, one pairs it.
    if device is None or not Device.objects.filter(pk=device.pk, pairing_code=typed).update(
        site=site, name=name, shows=shows, paired_at=at, pairing_code=None, pairing_expires_at=None, last_seen_at=at
    ):
        raise PairingCodeUnknown
    deed.record("device.paired", device, by=by, site=site, shows=shows)
    deed.touch(device_topic(device.pk))
    device.refresh_from_db()
    return device


@deed
def change_device(*, by: Actor, device: Device, name: str, shows: str) -> Device:
    """Rename a screen or let it show something else of its site; it goes there by itself."""
    device = locked(device)
    require(may_manage_device(by, device))
    if device.site is None:
        raise NothingToShow
    if shows != device.shows:
        _check_shows(device.site, shows)
    names = changed(device, {"name": name, "shows": shows}, of=["name", "shows"])
    if names:
        deed.record("device.changed", device, by=by, site=device.site_id, changed=names, shows=shows)
        deed.touch(device_topic(device.pk))
    return device


@deed
def issue_device(*, by: Actor, site: Site, name: str, kind: str, at: datetime) -> tuple[Device, str]:
    """Give a box without a screen (`kind`: sensor) a token of its own; the token is shown once and kept hashed."""
    require(may_manage_site(by, site))
    token = new_token("rd")
    device = written(Device(site=site, name=name, shows=kind, token_hash=hashed(token), paired_at=at))
    deed.record("device.issued", device, by=by, site=site, shows=kind)
    return device, token


@deed
def rotate_token(*, by: Actor, device: Device) -> str:
    """Give a device another token; the old one is worth nothing from this moment."""
    require(may_manage_device(by, device))
    token = new_token("rd")
    if not Device.objects.live().filter(pk=device.pk).update(token_hash=hashed(token)):
        raise DeviceRevoked
    deed.record("device.token_rotated", device, by=by, site=device.site_id)
    deed.touch(device_topic(device.pk))
    return token


@deed
def revoke_device(*, by: Actor, device: Device, at: datetime) -> Device:
    """End a screen's token: it blanks within seconds and may be paired anew."""
    require(may_manage_device(by, device))
    if Device.objects.live().filter(pk=device.pk).update(revoked_at=at):
        deed.record("device.revoked", device, by=by, site=device.site_id)
        deed.touch(device_topic(device.pk))
    device.refresh_from_db()
    return device


def stamp_seen(device_id: int, at: datetime) -> None:
    """Note that a device was heard, at most once a minute: no deed, nobody did anything."""
    stale = Q(last_seen_at__isnull=True) | Q(last_seen_at__lte=at - SEEN_EVERY)
    devices = Device.objects.filter(stale, pk=device_id)
    # Asked first: an update takes SQLite's write lock also where it changes nothing.
    if devices.exists():
        with own_turn():
            devices.update(last_seen_at=at)


def _check_shows(site: Site, shows: str) -> None:
    if shows not in dict(screen_choices(site)):
        raise NothingToShow
