"""What managers do with a lease by one button: offer, withdraw, take off."""

from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.generic import View

from ..kernel import clock
from ..kernel.errors import DomainError, NotAllowed
from ..models.leases import Lease, LeaseLine, Notice
from ..models.rates import RateComponent
from ..scopes import person_of
from ..services import leases as deeds
from ..services.notices import withdraw_notice
from .leases import visible_lease


class Button(View):
    """One deed on POST, then back to the lease with what came of it."""

    done: ClassVar[str | Promise]

    def post(self, request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
        """Do it, or say why not."""
        lease = self.find(request, pk)
        try:
            self.perform(request)
        except NotAllowed:
            raise
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, str(self.done))
        return HttpResponseRedirect(reverse("facilities:lease-detail", args=[lease.pk]))

    def find(self, request: HttpRequest, pk: int) -> Lease:
        """The lease it is about."""
        self.lease = visible_lease(person_of(request), pk)
        return self.lease

    def perform(self, request: HttpRequest) -> None:
        """The deed."""
        raise TypeError("a button must say what it does")


class LeaseOffer(Button):
    """Offer a draft."""

    done = gettext_lazy("The lease is offered; its tenant sees it now.")

    def perform(self, request: HttpRequest) -> None:
        """Offer it."""
        deeds.offer_lease(by=person_of(request), lease=self.lease)


class LeaseWithdraw(Button):
    """Withdraw a draft or an offer."""

    done = gettext_lazy("The lease is withdrawn.")

    def perform(self, request: HttpRequest) -> None:
        """Withdraw it."""
        deeds.withdraw_lease(by=person_of(request), lease=self.lease)


class LineRemove(Button):
    """Take a line off a draft."""

    done = gettext_lazy("Removed.")

    def find(self, request: HttpRequest, pk: int) -> Lease:
        """By the line's number."""
        seen = Lease.objects.visible_to(person_of(request))
        self.line = get_object_or_404(LeaseLine.objects.filter(lease__in=seen.values("pk")), pk=pk)
        return self.line.lease

    def perform(self, request: HttpRequest) -> None:
        """Remove it."""
        deeds.remove_line(by=person_of(request), line=self.line)


class RateRemove(Button):
    """Take a rate off a draft."""

    done = gettext_lazy("Removed.")

    def find(self, request: HttpRequest, pk: int) -> Lease:
        """By the rate's number, among those this person may read."""
        seen = Lease.objects.priced_for(person_of(request))
        found = RateComponent.objects.filter(line__lease__in=seen.values("pk")).select_related("line__lease__site")
        self.rate = get_object_or_404(found, pk=pk)
        return self.rate.line.lease

    def perform(self, request: HttpRequest) -> None:
        """Remove it."""
        deeds.remove_rate(by=person_of(request), rate=self.rate)


class NoticeWithdraw(Button):
    """Withdraw a notice."""

    done = gettext_lazy("The notice is withdrawn; the lease goes on.")

    def find(self, request: HttpRequest, pk: int) -> Lease:
        """By the notice's number."""
        seen = Lease.objects.visible_to(person_of(request))
        self.notice = get_object_or_404(Notice.objects.filter(lease__in=seen.values("pk")), pk=pk)
        return self.notice.lease

    def perform(self, request: HttpRequest) -> None:
        """Withdraw it."""
        withdraw_notice(by=person_of(request), notice=self.notice, at=clock.now())
