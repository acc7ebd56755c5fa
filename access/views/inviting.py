"""Inviting one visitor or a group, and changing what was agreed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings.forms.times import as_initial
from bookings.limits import next_on_grid
from bookings.models.bookings import Booking
from bookings.occupancy import site_of
from facilities.kernel import clock
from facilities.kernel.intervals import Interval
from facilities.kernel.pages import ServiceFormView
from facilities.models.places import Site
from facilities.scopes import person_of

from ..forms.hosts import Host, hosts_for, sites_for
from ..forms.visits import ChangeForm, GroupForm, HostForm, VisitForm, as_fields
from ..services.visits import change_visit, invite, invite_group
from .visits import OneVisit


class InviteView(ServiceFormView):
    """What inviting one and inviting many share: the context that fills in host, site and time."""

    @cached_property
    def booking(self) -> Booking | None:
        """The meeting to which people are invited, if the address names one."""
        asked = self.request.GET.get("booking", "")
        if not asked:
            return None
        if not asked.isdecimal() or len(asked) > 18:
            raise Http404
        seen = Booking.objects.visible_to(person_of(self.request)).live()
        return get_object_or_404(
            seen.select_related("room__space__floor__building__site", "organisation", "organiser"), pk=int(asked)
        )

    @cached_property
    def hosts(self) -> list[Host]:
        """Who may be visited; of a meeting, the people of its firm."""
        hosts = hosts_for(person_of(self.request))
        if self.booking is None:
            return hosts
        own = [host for host in hosts if host.organisation.pk == self.booking.organisation_id]
        return sorted(own, key=lambda host: host.person.pk != self.booking.organiser_id)  # type: ignore[union-attr]

    @cached_property
    def sites(self) -> list[Site]:
        """Where; of a meeting, its site."""
        if self.booking is not None:
            return [site_of(self.booking.room)]
        return sites_for(person_of(self.request), self.hosts)

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form needs to know what there is to choose."""
        return super().get_form_kwargs() | {"hosts": self.hosts, "sites": self.sites, "booking": self.booking}

    def get_initial(self) -> dict[str, Any]:
        """The next hour of today, or the meeting."""
        if self.booking is not None:
            return {"title": self.booking.title}
        zone = ZoneInfo(self.sites[0].time_zone) if self.sites else clock.BRUSSELS
        start = next_on_grid(clock.now(), 30, zone)
        return as_initial(Interval(start, start + timedelta(hours=1)), zone)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the meeting, and whether there is anybody to visit at all."""
        return super().get_context_data(booking=self.booking, nobody=not self.hosts or not self.sites, **kwargs)

    def chosen(self, form: BaseForm) -> dict[str, Any]:
        """What every invitation is made of."""
        asked = cast(HostForm, form)
        return {
            "by": person_of(self.request),
            "host": asked.chosen_host.person,
            "organisation": asked.chosen_host.organisation,
            "site": asked.chosen_site,
            "interval": asked.times,
            "booking": self.booking,
            "language": asked.cleaned_data["language"] or "nl",
            "needs_parking": asked.cleaned_data["needs_parking"],
            "at": clock.now(),
        }

    def get_success_url(self) -> str:
        """Back to the meeting, or the list of visitors."""
        if self.booking is not None:
            return reverse("bookings:booking-details", args=[self.booking.pk])
        return reverse("access:visit-list")


class VisitAdd(InviteView):
    """Name, mail address, when."""

    template_name = "access/visit_form.html"
    form_class = VisitForm

    def perform(self, form: BaseForm) -> Any:
        """Invite."""
        values = form.cleaned_data
        made = invite(
            visitor_name=values["visitor_name"],
            visitor_email=values["visitor_email"],
            firm=values["firm"],
            plate=values["plate"],
            **self.chosen(form),
        )
        messages.success(
            self.request, _("%(visitor)s is invited and gets a mail.") % {"visitor": made.visit.visitor_name}
        )
        return made

    def get_success_url(self) -> str:
        """The meeting, or the visit."""
        if self.booking is not None:
            return super().get_success_url()
        return reverse("access:visit-details", args=[self.result.visit.pk])


class GroupAdd(InviteView):
    """A pasted list: all of them or nobody, and nothing typed is lost."""

    template_name = "access/group_form.html"
    form_class = GroupForm

    def perform(self, form: BaseForm) -> Any:
        """Invite all."""
        values = form.cleaned_data
        made = invite_group(title=values["title"], people=values["people"], **self.chosen(form))
        count = len(made)
        told = ngettext("%(count)d visitor is invited.", "%(count)d visitors are invited.", count) % {"count": count}
        messages.success(self.request, told)
        return made


class VisitChange(OneVisit, ServiceFormView):
    """What was agreed, changed; the visitor hears of another time."""

    template_name = "access/visit_change.html"
    form_class = ChangeForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """The time of a meeting is changed with the meeting."""
        return super().get_form_kwargs() | {"booking": self.visit.booking}

    def get_initial(self) -> dict[str, Any]:
        """What stands."""
        visit = self.visit
        times = as_initial(Interval(visit.starts_at, visit.ends_at), ZoneInfo(visit.site.time_zone))
        return times | as_fields(visit)

    def perform(self, form: BaseForm) -> Any:
        """Change it."""
        asked, values = cast(ChangeForm, form), form.cleaned_data
        visit = change_visit(
            by=person_of(self.request),
            visit=self.visit,
            interval=asked.times if self.visit.booking is None else None,
            visitor_name=values["visitor_name"],
            visitor_email=values["visitor_email"],
            firm=values["firm"],
            plate=values["plate"],
            needs_parking=values["needs_parking"],
            at=clock.now(),
        )
        messages.success(self.request, _("The visit of %(visitor)s is changed.") % {"visitor": visit.visitor_name})
        return visit

    def get_success_url(self) -> str:
        """The visit."""
        return reverse("access:visit-details", args=[self.visit.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the visit."""
        return super().get_context_data(visit=self.visit, **kwargs)
