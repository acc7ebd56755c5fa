"""The history of a car park: a chart, a table, and the same as a file."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from facilities.kernel import clock
from facilities.kernel.written import read_day

from ..charts import draw
from ..exporting import as_csv, as_xlsx
from ..models.areas import Area, VehicleClass
from ..models.ledger import Quality
from ..reporting import VIEWS, Figure, Period, counted_areas, figures, hours, period_of, places_at, total
from .pages import CarParkPage

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
        return read_day(self.request.GET.get("day", "")) or clock.today(zone)

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
            "steps": _steps(period),
            "views": [(view, word, view == period.view) for view, word in _views()],
            "areas": areas,
            "area": chosen[0] if len(chosen) == 1 else None,
            "chart": draw(found, period, places),
            "rows": [_row(figure, period, places, is_sum=len(chosen) > 1) for figure in rows],
            "came": total(_passed(figure, is_sum=len(chosen) > 1)[0] for figure in found),
            "went": total(_passed(figure, is_sum=len(chosen) > 1)[1] for figure in found),
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


def _steps(period: Period) -> dict[str, Any]:
    """The periods beside this one, and what the way there is called."""
    words = {
        "day": (_("Previous day"), _("Next day"), _("Today")),
        "week": (_("Previous week"), _("Next week"), _("This week")),
        "month": (_("Previous month"), _("Next month"), _("This month")),
    }
    earlier, later, now = words[period.view]
    today = clock.today(period.zone)
    return {
        "earlier": (earlier, period.moved(-1).isoformat()),
        # Of days to come nothing is known.
        "later": (later, period.moved(1).isoformat()) if period.last < today else None,
        "now": None if period.first <= today <= period.last else (now, today.isoformat()),
    }


def _title(period: Period) -> str:
    if period.view == "month":
        return date_format(period.first, "F Y")
    first, last = date_format(period.first, "DATE_FORMAT"), date_format(period.last, "DATE_FORMAT")
    return first if period.view == "day" else f"{first} – {last}"


def _passed(figure: Figure, *, is_sum: bool) -> tuple[int | None, int | None]:
    """In and out: of one area all that passed, of several together only who came from outside or went there."""
    return (figure.arrived, figure.departed) if is_sum else (figure.entered, figure.left)


def _row(figure: Figure, period: Period, places: int, *, is_sum: bool) -> dict[str, Any]:
    start = figure.starts_at.astimezone(period.zone)
    return {
        "figure": figure,
        "passed": _passed(figure, is_sum=is_sum),
        "start": start,
        "zone_name": start.tzname() if period.view != "month" and _comes_twice(start) else "",
        "mean": None if figure.mean is None else round(figure.mean),
        "percent": None if figure.mean is None or not places else round(100 * figure.mean / places),
        "covered": round(100 * figure.share),
        "quality": _quality(figure),
        "is_whole": figure.is_whole,
    }


def _quality(figure: Figure) -> str:
    # Of the hour that goes on nothing is out of date; it is only not over.
    if figure.quality == Quality.STALE and figure.mean is not None:
        return _("known in part")
    return str(Quality(figure.quality).label)


def _comes_twice(local: Any) -> bool:
    return bool(local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset())
