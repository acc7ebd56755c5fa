"""Screens and boxes on the walls: which there are, pairing a new one, revoking one."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.forms import BaseForm, Form
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import ListView

from ..forms.devices import DeviceForm, PairForm
from ..kernel import clock
from ..kernel.pages import ServiceFormView
from ..models.devices import Device
from ..models.places import Site
from ..rules import may_manage_device
from ..scopes import person_of, scope_of
from ..screens import screen_choices
from ..services.devices import change_device, pair_device, revoke_device


class DeviceList(ListView):
    """The paired screens of one's sites; who was silent longest stands first."""

    template_name = "facilities/devices/list.html"
    context_object_name = "devices"

    def get_queryset(self) -> QuerySet[Device]:
        """Paired and not revoked."""
        seen = F("last_seen_at").asc(nulls_first=True)
        devices = Device.objects.visible_to(person_of(self.request)).live().screens()
        return devices.select_related("site").order_by(seen, "name")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Each with the words for what it shows, none when that is gone, and whether it may be changed."""
        context = super().get_context_data(**kwargs)
        scope = scope_of(person_of(self.request))
        words = {site: dict(screen_choices(site)) for site in {device.site for device in context["devices"]}}
        for device in context["devices"]:
            device.shows_words = words[device.site].get(device.shows)
            device.may_change = scope.is_admin or device.site_id in scope.managed_sites
        return context | {"may_pair": scope.is_admin or bool(scope.managed_sites)}


class DevicePair(ServiceFormView):
    """The code on a screen, typed here."""

    template_name = "facilities/devices/pair.html"
    form_class = PairForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """What may be shown at one's sites."""
        sites = Site.objects.managed_by(person_of(self.request)).order_by("name")
        return super().get_form_kwargs() | {"sites": sites}

    def perform(self, form: BaseForm) -> Device:
        """Pair it."""
        shows = form.cleaned_data["shows"]
        return pair_device(
            by=person_of(self.request),
            code=form.cleaned_data["code"],
            site=form.fields["shows"].site_of(shows),  # type: ignore[attr-defined]
            name=form.cleaned_data["name"],
            shows=shows,
            at=clock.now(),
        )

    def get_success_url(self) -> str:
        """Back to the list."""
        messages.success(self.request, _("%(name)s is paired.") % {"name": self.result})
        return reverse("facilities:device-list")


class OfDevice:
    """What the pages of one screen share."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def device(self) -> Device:
        """The screen, if this person sees it and manages its site."""
        visible = Device.objects.visible_to(person_of(self.request)).live().screens()
        device = get_object_or_404(visible.select_related("site"), uuid=self.kwargs["uuid"])
        if not may_manage_device(person_of(self.request), device):
            raise PermissionDenied
        return device


class DeviceEdit(OfDevice, ServiceFormView):
    """Name a screen anew or let it show something else."""

    template_name = "facilities/devices/edit.html"
    form_class = DeviceForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Fill in what is known."""
        return super().get_form_kwargs() | {"instance": self.device}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The name as it stands, whatever was typed."""
        return super().get_context_data(**kwargs) | {"name": Device.objects.get(pk=self.device.pk).name}

    def perform(self, form: BaseForm) -> Device:
        """Change it."""
        return change_device(by=person_of(self.request), device=self.device, **form.cleaned_data)

    def get_success_url(self) -> str:
        """Back to the list."""
        messages.success(self.request, _("Saved."))
        return reverse("facilities:device-list")


class DeviceRevoke(OfDevice, ServiceFormView):
    """Ask first: the screen blanks at once."""

    template_name = "facilities/devices/revoke.html"
    form_class = Form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Which screen."""
        return super().get_context_data(**kwargs) | {"name": self.device.name}

    def perform(self, form: BaseForm) -> Device:
        """Revoke it."""
        return revoke_device(by=person_of(self.request), device=self.device, at=clock.now())

    def get_success_url(self) -> str:
        """Back to the list."""
        messages.success(self.request, _("%(name)s is revoked.") % {"name": self.result})
        return reverse("facilities:device-list")
