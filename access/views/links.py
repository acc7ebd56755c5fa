"""The pages behind mailed links, without an account: the visitor's, and the host's answer. A GET changes nothing."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views import View

from facilities.kernel import clock
from facilities.kernel.errors import DomainError

from ..codes import qr_svg
from ..errors import UnknownPass
from ..models.visits import Visit, VisitPass
from ..services.arriving import newest_rules, opens_at
from ..services.deciding import accept_rules, answer_by_link, visit_of
from ..services.leaving import sign_out
from ..services.parking import place_of
from ..services.self_service import cancel_by_link, give_plate


class LinkPage(View):
    """A page that a token opens; unknown, forgotten and worn-out links look the same."""

    kind = VisitPass.Kind.VISITOR
    visit: Visit

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the visit, and speak its language."""
        try:
            self.visit = visit_of(kwargs["token"], kind=self.kind)
        except UnknownPass:
            return render(request, "access/link_closed.html", status=404)
        with override(self.language(request)):
            answer = super().dispatch(request, *args, **kwargs)
        # The address is a key, so it goes into no cache. That no other site hears of it is the policy of all pages
        # (same-origin); with no-referrer a browser posts our own forms with "Origin: null", which we refuse.
        patch_cache_control(answer, private=True, no_store=True)
        return answer

    def language(self, request: HttpRequest) -> str:
        """The reader's own choice, else that of whom the mail went to."""
        if request.user.is_authenticated or settings.LANGUAGE_COOKIE_NAME in request.COOKIES:
            return get_language()
        receiver = self.visit if self.kind == VisitPass.Kind.VISITOR else self.visit.host
        return receiver.language if receiver is not None else settings.LANGUAGE_CODE

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Do what the button says, and say how that went."""
        try:
            told = self.perform(request, token)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            if told:
                messages.success(request, told)
        return redirect(request.path)

    def perform(self, request: HttpRequest, token: str) -> str:
        """The deed behind the button; returns what to tell."""
        raise TypeError("a page behind a link must say what its buttons do")


class VisitorPage(LinkPage):
    """When, where, whom; the code; house rules, number plate, and a way to cancel."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Everything a visitor needs to know and may do."""
        visit, rules = self.visit, newest_rules(self.visit.site)
        context = {
            "visit": visit,
            "room": visit.booking.room if visit.booking else None,
            "rules": rules,
            "place": place_of(visit),
            "has_accepted": rules is not None and visit.rules_accepted_id == rules.pk,
            "is_planned": visit.status == Visit.Status.PLANNED,
            "is_open": visit.status in {Visit.Status.PLANNED, Visit.Status.ARRIVED, Visit.Status.IN},
            "opens_at": opens_at(visit),
            "code": mark_safe(qr_svg(token)),  # noqa: S308 - drawn by us
        }
        return render(request, "access/visitor_page.html", context)

    def perform(self, request: HttpRequest, token: str) -> str:
        """Accept the rules shown, give a plate, or cancel."""
        at = clock.now()
        match request.POST.get("deed"):
            case "accept":
                version = request.POST.get("version", "")
                accept_rules(
                    by=None, token=token, version=int(version) if version.isdecimal() and len(version) < 9 else 0, at=at
                )
                return _("Thank you. You have accepted the house rules.")
            case "plate":
                visit = give_plate(token=token, plate=request.POST.get("plate", "")[:20], at=at)
                return _("Your number plate is noted.") if visit.plate else _("No number plate is noted.")
            case "cancel":
                cancel_by_link(token=token, at=at)
                return _("Your visit is cancelled; your host gets a mail.")
        return ""


class HostPage(LinkPage):
    """The visitor is here: coming, send up, or not expected; and later: has left."""

    kind = VisitPass.Kind.HOST

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Who is at the desk, and the possible answers."""
        visit = self.visit
        context = {
            "visit": visit,
            "room": visit.booking.room if visit.booking else None,
            "may_answer": visit.status in {Visit.Status.PLANNED, Visit.Status.ARRIVED, Visit.Status.IN},
            "may_sign_out": visit.status == Visit.Status.IN,
            "may_refuse": visit.waits_for == Visit.WaitsFor.APPROVAL,
        }
        return render(request, "access/host_page.html", context)

    def perform(self, request: HttpRequest, token: str) -> str:
        """Answer."""
        answer = request.POST.get("deed", "")
        if answer == "sign_out":
            sign_out(by=self.visit.host, visit=self.visit, at=clock.now(), nonce=uuid4())
            return _("%(visitor)s is signed out.") % {"visitor": self.visit.visitor_name}
        if answer not in {"coming", "send_up", "refuse"}:
            return ""
        answer_by_link(token=token, answer=answer, at=clock.now())
        return _("The desk knows.")
