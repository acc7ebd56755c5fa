"""Recounts: a page for a phone, walking through a car park while cars move."""

from datetime import UTC, datetime
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View

from facilities.kernel import clock
from facilities.kernel.errors import DomainError, NotAllowed
from facilities.scopes import person_of

from ..forms.recounts import RecountForm
from ..ledger import AMBIGUOUS
from ..models.areas import Area
from ..models.ledger import Anchor, CountEvent
from ..services.recounting import recount_once
from .pages import CarParkPage
from .words import drift_in_words


class Recount(CarParkPage, View):
    """Each area with a field to count in; what was counted last stands above with what it changed."""

    changes = False
    operates = True

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        """The areas, and the result of `?counted=`."""
        return self.page()

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Write one count down and show what came of it; sent again it changes nothing."""
        form = RecountForm(request.POST)
        areas = {area.pk: area for area in self.areas()}
        if not form.is_valid() or form.cleaned_data["area"] not in areas:
            return self.page(form=form, status=400)
        told, at = form.cleaned_data, clock.now()
        moment = told["counted_at"]
        try:
            anchor, _is_new = recount_once(
                by=person_of(request),
                area=areas[told["area"]],
                value=told["value"],
                counted_at=datetime.fromtimestamp(moment / 1000, UTC) if moment is not None else None,
                reason=told["reason"],
                at=at,
            )
        except NotAllowed:
            raise
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self.page(form=form, status=refusal.status)
        return HttpResponseRedirect(f"{reverse('parking:recount', args=[slug])}?counted={anchor.pk}")

    def areas(self) -> list[Area]:
        """Those that count for themselves, as one walks by them."""
        rows = Area.objects.filter(car_park=self.car_park).counting().order_by("position", "pk")
        return list(rows.select_related("car_park__site", "state__anchor__counted_by"))

    def page(self, *, form: RecountForm | None = None, status: int = 200) -> HttpResponse:
        """The page with the fields; what was typed stays."""
        typed = form["area"].value() if form else None
        rows = [(area, form if form and str(area.pk) == str(typed) else None) for area in self.areas()]
        context = self.get_context_data(
            rows=rows,
            form=form if form and not any(one for _area, one in rows) else None,
            counted=self.counted(),
            now_ms=str(int(clock.now().timestamp() * 1000)),
            words={
                "counted": _("Counted at {time}, is being sent …"),
                "kept": _("No connection. The count of {time} is kept on this phone and sent as soon as there is one."),
                "refused": _("Not taken: {why}"),
            },
        )
        return render(self.request, "parking/recount.html", context, status=status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What all pages of a car park have, and this one's own."""
        return self.shared() | kwargs

    def counted(self) -> dict[str, Any] | None:
        """The count of `?counted=`: what was expected, how far off it was, what may be in it or not."""
        asked = self.request.GET.get("counted", "")
        if not asked.isdecimal() or len(asked) > 18:
            return None
        anchors = Anchor.objects.filter(area__car_park=self.car_park, pk=int(asked))
        anchor = anchors.select_related("area", "counted_by").first()
        if anchor is None:
            return None
        return {
            "anchor": anchor,
            "expected": None if anchor.drift is None else anchor.value - anchor.drift,
            "drift": drift_in_words(anchor.drift),
            "ambiguous": _ambiguous(anchor),
        }


def _ambiguous(anchor: Anchor) -> list[dict[str, Any]]:
    """What passed so near to the count that it may have been counted or not."""
    here = Q(from_area=anchor.area_id) | Q(to_area=anchor.area_id)
    around = (anchor.counted_at - AMBIGUOUS, anchor.counted_at + AMBIGUOUS)
    events = CountEvent.objects.filter(here, effective_at__range=around).moving().select_related("lane")
    return [
        {
            "event": event,
            "change": (event.entered - event.returned) * (1 if event.to_area_id == anchor.area_id else -1),
            "is_in": event.effective_at <= anchor.counted_at,
        }
        for event in events.order_by("effective_at", "pk")[:20]
    ]
