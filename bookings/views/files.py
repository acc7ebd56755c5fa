"""Bookings to take along: the list as a spreadsheet, one as a calendar entry."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views import View

from facilities.kernel import clock
from facilities.sheets import SPREADSHEET, as_local_csv, as_xlsx

from ..exporting import WIDTHS, head, lines
from ..ical import calendar, event
from .bookings import BookingList, OneBooking


class BookingExport(BookingList):
    """The list with its tab and filters, without its pages."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """CSV or XLSX, named after the day it was made."""
        kind = self.kwargs["kind"]
        if kind not in {"csv", "xlsx"}:
            raise Http404
        found = self.get_queryset().select_related("layout").prefetch_related("equipment_lines__kind")
        if kind == "csv":
            answer = HttpResponse(as_local_csv(head(), lines(found)), content_type="text/csv; charset=utf-8")
        else:
            answer = HttpResponse(as_xlsx(head(), lines(found), widths=WIDTHS), content_type=SPREADSHEET)
        name = _("bookings")
        answer["Content-Disposition"] = f'attachment; filename="{name}-{clock.today().isoformat()}.{kind}"'
        return answer


class BookingCalendar(OneBooking, View):
    """One booking as a calendar entry; nobody is invited by it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """As iCalendar, without a method: a file somebody opens is no invitation."""
        answer = HttpResponse(calendar([event(self.booking)]), content_type="text/calendar; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="ruimte-{pk}.ics"'
        return answer
