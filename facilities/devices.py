"""Which device speaks: its token comes as a Bearer header or as the cookie its pairing set."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string

from .kernel.tokens import hashed
from .models.devices import Device

COOKIE = "ruimte_device"


def device_of(token: str | None) -> Device | None:
    """The paired, unrevoked device with this token."""
    if not token:
        return None
    return Device.objects.live().select_related("site").filter(token_hash=hashed(token)).first()


def may_ask(device: Device, method: str, view_name: str) -> bool:
    """Whether a device of a kind with a short list of calls may make this one; the other kinds ask the table alone."""
    path = settings.RUIMTE_DEVICE_CALLS.get(device.shows.partition(":")[0])
    return path is None or (method, view_name) in import_string(path)


class DeviceMiddleware:
    """Puts the live device that asks, or None, at `request.device`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look the token up only when one is sent."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            token = request.COOKIES.get(COOKIE, "")
        request.device = device_of(token)  # type: ignore[attr-defined]
        return self.get_response(request)
