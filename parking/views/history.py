"""The history of a car park: a chart, a table, and the same as a file."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from facilities.kernel import clock

from ..charts import draw
from ..exporting import as_csv, as_xlsx
from ..models.areas import Area, VehicleClass
from ..models.ledger import Quality
from ..reporting import VIEWS, Period, counted_areas, figures, hours, period_of, places_at
from .pages import CarParkPage

# Dates outside are typing errors, and the far ends of the calendar would overflow.
YEARS = range(2000, 2200)
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class HistoryPage(CarParkPage):
    """A period of a car park that staff may look into."""

    changes = False

    def period(self) -> Period:
        """The day, week or month of the address; today when it names none."""
        zone = ZoneInfo(self.car_park.site.time_zone)
        asked = self.request.GET.get("view", "")
        return period_of(asked if asked in VIEWS else "day", self._day(zone), zone)

    def _day(self, zone: ZoneInfo) -> date:
        try:
            day = parse_date(self.request.GET.get("day", ""))
        except ValueError:
            day = None
        if day is None or day.year not in YEARS:
            return clock.now().astimezone(zone).date()
        return day

    def chosen(self, areas: list[Area]) -> list[Area]:
        """The area of the address, else all places for cars."""
        asked = self.request.GET.get("area", "")
        if asked:
            return [area for area in areas if area.slug == asked] or areas
        return [area for area in areas if area.vehicle_class == VehicleClass.CAR] or areas


class HistoryShow(HistoryPage, TemplateView):
    """How full it was."""

    template_name = "parking/history.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The chart and its numbers."""
        period, areas = self.period(), counted_areas(self.car_park)
        chosen = self.chosen(areas)
        found = figures(chosen, period)
        places = places_at(chosen, period.interval.end)
        rows = found if period.view == "month" else hours(found, period.zone)
        return super().get_context_data(**kwargs) | {
            "period": period,
            "is_month": period.view == "month",
            "is_day": period.view == "day",
            "title": _title(period),
            "files": [("csv", "CSV"), ("xlsx", "XLSX")],
            "before": period.moved(-1).isoformat(),
            "after": period.moved(1).isoformat(),
            "views": [(view, word, view == period.view) for view, word in _views()],
            "areas": areas,
            "area": chosen[0] if len(chosen) == 1 else None,
            "chart": draw(found, period, places),
            "rows": [_row(figure, period, places) for figure in rows],
            "places": places,
            "zone": period.zone,
        }


class HistoryExport(HistoryPage, View):
    """The same as a file, every area by itself."""

    def get(self, request: Any, slug: str, kind: str) -> HttpResponse:
        """CSV or XLSX, named after what it holds."""
        period, areas = self.period(), counted_areas(self.car_park)
        if kind == "csv":
            answer = HttpResponse(as_csv(areas, period), content_type="text/csv; charset=utf-8")
        elif kind == "xlsx":
            answer = HttpResponse(as_xlsx(areas, period), content_type=SPREADSHEET)
        else:
            raise Http404
        name = f"{slug}-{period.first.isoformat()}-{period.view}.{kind}"
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer


def _views() -> list[tuple[str, str]]:
    return [("day", _("Day")), ("week", _("Week")), ("month", _("Month"))]


def _title(period: Period) -> str:
    if period.view == "month":
        return date_format(period.first, "F Y")
    first, last = date_format(period.first, "DATE_FORMAT"), date_format(period.last, "DATE_FORMAT")
    return first if period.view == "day" else f"{first} – {last}"


def _row(figure: Any, period: Period, places: int) -> dict[str, Any]:
    start = figure.starts_at.astimezone(period.zone)
    return {
        "figure": figure,
        "start": start,
        "zone_name": start.tzname() if period.view != "month" and _comes_twice(start) else "",
        "mean": None if figure.mean is None else round(figure.mean),
        "percent": None if figure.mean is None or not places else round(100 * figure.mean / places),
        "covered": round(100 * figure.share),
        "quality": Quality(figure.quality).label,
        "is_doubtful": figure.quality != Quality.GOOD,
    }


def _comes_twice(local: Any) -> bool:
    return bool(local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset())
