"""The kiosk in the hall: a visitor comes in, finds his host or leaves, without help and without seeing anybody else."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views import View

from facilities.errors import TooManyAttempts
from facilities.kernel import clock
from facilities.kernel.errors import DomainError
from facilities.models.devices import Device
from facilities.models.places import Site
from facilities.modes import mode_facts
from facilities.services.throttle import give_back, seconds_to_wait, take, throttle_key

from .. import rules
from ..errors import CallSecurity, RulesHaveChanged, UnknownPass
from ..forms.kiosk import AnnounceForm, CallerForm, CodeForm
from ..kiosk import LEAST_LETTERS, find_hosts, known_language, sealed, unsealed
from ..models.visits import Visit, VisitPass
from ..screens import kiosk_of
from ..services.arriving import CheckIn, check_in, newest_rules
from ..services.deciding import accept_rules, announce_walk_in
from ..services.leaving import sign_out
from ..services.notices import PREFIX
from ..services.parking import place_of

STEPS = {"start", "code", "host", "leave"}
WINDOW = timedelta(minutes=15)
# Seconds without a touch after which a kiosk has forgotten whoever stood there.
IDLE = 30


class KioskView(View):
    """One call of a kiosk, in the language of whoever stands before it."""

    site: Site
    device: Device
    chosen: str

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Only for a kiosk of the site; a screen without a token goes and pairs, and learns nothing."""
        device = request.device  # type: ignore[attr-defined]
        site = Site.objects.filter(slug=kwargs["slug"]).first()
        if site is None or not rules.is_kiosk_of(device, site):
            # One that belongs to this very page and may not open it would be sent back here for ever.
            is_lost = device is None or device.shows != kiosk_of(kwargs["slug"])
            if is_lost and request.method == "GET":
                return redirect("facilities:screen-start")
            raise Http404
        self.site, self.device = site, device
        self.chosen = self.language(request)
        with override(self.chosen):
            answer = super().dispatch(request, *args, **kwargs)
            answer.headers["Content-Language"] = self.chosen
        # Nothing of one visitor is left for the next: not by the back button either.
        patch_cache_control(answer, private=True, no_store=True)
        return answer

    def language(self, request: HttpRequest) -> str:
        """The language chosen on the page before."""
        return known_language((request.POST or request.GET).get("language", ""))

    def show(self, step: str, *, status: int = 200, **context: Any) -> HttpResponse:
        """One page of the kiosk."""
        context |= {"site": self.site, "state": mode_facts(self.site), "step": step, "chosen": self.chosen}
        return render(
            self.request, "access/kiosk.html", context | {"idle": IDLE, "least": LEAST_LETTERS}, status=status
        )

    def refuse(self, refusal: DomainError) -> HttpResponse:
        """Why not, as far as a visitor may know it."""
        told = str(refusal)
        if isinstance(refusal, CallSecurity):
            # Not a word that differs from what everybody reads whom the desk must see.
            return self.show("desk", status=refusal.status)
        if isinstance(refusal, UnknownPass):
            told = _("This code is not known here.")
        return self.show("refused", status=refusal.status, told=told)

    def key_of(self, what: str) -> str:
        """Under which this kiosk's calls of one kind are counted."""
        return throttle_key(f"kiosk-{what}", str(self.device.uuid))

    def within_limit(self, what: str, at: datetime) -> None:
        """Count one call of this kiosk; so nobody reads out who works here, or mails them all."""
        key = self.key_of(what)
        if not take(key=key, limit=settings.KIOSK_LIMIT, window=WINDOW, at=at):
            raise TooManyAttempts(retry_after=seconds_to_wait(key=key, at=at))

    def came(self, answer: CheckIn, **again: Any) -> HttpResponse:
        """The one thing that is left to do for somebody who came, or that he may go on."""
        visit = Visit.objects.with_people().get(pk=answer.visit.pk)
        match visit.waits_for:
            case Visit.WaitsFor.LOOK:
                return self.show("desk", status=CallSecurity.status)
            case Visit.WaitsFor.RULES:
                return self.show("rules", rules=newest_rules(self.site), **again)
            case Visit.WaitsFor.APPROVAL:
                return self.show("asked", visit=visit)
        is_known = not answer.is_new and again.get("version") is None
        return self.show("here" if is_known else "welcome", visit=visit, place=place_of(visit), **again)


class KioskShow(KioskView):
    """The start page, and the pages on which a visitor types."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Which language; then what for."""
        step = request.GET.get("step", "start")
        return self.show(step if step in STEPS else "start", nonce=uuid4(), rules=newest_rules(self.site))


class KioskScan(KioskView):
    """A code: of somebody who comes, or of a badge that leaves."""

    def language(self, request: HttpRequest) -> str:
        """The one chosen; whoever scans before choosing is spoken to in that of his invitation."""
        if request.POST.get("language"):
            return super().language(request)
        code = request.POST.get("code", "")
        kinds = [VisitPass.Kind.VISITOR, VisitPass.Kind.BADGE]
        visit = Visit.objects.at(self.site).with_pass(code, kinds=kinds).first()
        return known_language(visit.language if visit else "")

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Check in or sign out; with a version, the house rules were accepted."""
        form = CodeForm(request.POST)
        if not form.is_valid():
            return self.show("refused", status=400, told=_("This code is not known here."))
        values, at = form.cleaned_data, clock.now()
        key = self.key_of("scan")
        try:
            self.within_limit("scan", at)
            answer = self._scan(values, at)
        except DomainError as refusal:
            answer = self.refuse(refusal)
            if isinstance(refusal, UnknownPass | TooManyAttempts):
                return answer
        # Only codes that nobody knows count: a busy morning is no attack.
        give_back(key=key, at=at)
        return answer

    def _scan(self, values: dict[str, Any], at: datetime) -> HttpResponse:
        code, nonce, version = values["code"].strip(), values["nonce"] or uuid4(), values["version"]
        if values["deed"] == "leave" or code.startswith(f"{PREFIX[VisitPass.Kind.BADGE]}_"):
            sign_out(by=self.device, token=code, nonce=nonce, at=at)
            return self.show("goodbye")
        if version is not None:
            accept_rules(by=self.device, token=code, version=version, at=at)
        answer = check_in(by=self.device, token=code, nonce=nonce, at=at)
        return self.came(answer, code=code, nonce=uuid4(), address="access:kiosk-scan", version=version)


class KioskHosts(KioskView):
    """Three letters or more of a name: at most five people who receive here."""

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        """The hits, each a button; never a list to browse."""
        form, at = CallerForm(request.POST), clock.now()
        if not form.is_valid():
            return self.show("host", status=400, form=form, nonce=uuid4())
        try:
            self.within_limit("hosts", at)
        except DomainError as refusal:
            return self.refuse(refusal)
        hits = [(host, sealed(host)) for host in find_hosts(self.site, form.cleaned_data["letters"])]
        return self.show("hits" if hits else "host", form=form, hits=hits, nothing=not hits, nonce=uuid4())


class KioskAnnounce(KioskView):
    """Somebody without an invitation says who he is; his host is asked by mail."""

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Ask the host; first the house rules, where there are any."""
        form, at = AnnounceForm(request.POST), clock.now()
        host = unsealed(self.site, request.POST.get("host", ""))
        if not form.is_valid() or host is None:
            return self.show("host", status=400, form=form, nonce=uuid4())
        values, newest = form.cleaned_data, newest_rules(self.site)
        again = {"form": form, "host": request.POST["host"], "nonce": values["nonce"]}
        again |= {"address": "access:kiosk-announce"}
        if newest is not None and values["version"] != newest.version:
            told = str(RulesHaveChanged()) if values["version"] is not None else ""
            return self.show("rules", rules=newest, told=told, **again)
        try:
            self.within_limit("announce", at)
            answer = self._announce(host, values, at, values["nonce"])
            if newest is not None and not answer.visit.resembles_blocked:
                accept_rules(by=self.device, visit=answer.visit, version=newest.version, at=at)
        except DomainError as refusal:
            return self.refuse(refusal)
        return self.came(answer)

    def _announce(self, host: Any, values: dict[str, Any], at: datetime, nonce: UUID) -> CheckIn:
        return announce_walk_in(
            by=self.device,
            site=self.site,
            host=host.person,
            organisation=host.organisation,
            visitor_name=values["visitor_name"],
            firm=values["firm"],
            language=self.chosen,
            at=at,
            nonce=nonce,
        )
