"""What the pages of one car park share: finding it, whose it is, and the tabs between them."""

from typing import Any, ClassVar

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from facilities.models.people import User
from facilities.scopes import person_of, scope_of
from facilities.views.site_pages import address_for

from .. import rules
from ..models.car_parks import CarPark


class CarParkPage:
    """A page of one car park: 404 when the person does not work there, 403 when a changing page is not theirs."""

    changes = True
    operates = False
    tab: ClassVar[str] = ""  # of a page that has none of its own: the one it lies below
    request: HttpRequest
    kwargs: dict[str, Any]
    car_park: CarPark

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the car park before anything else happens."""
        super().setup(request, *args, **kwargs)  # type: ignore[misc]
        person = person_of(request)
        self.car_park = self.find_car_park()
        self.may_manage = rules.may_manage(person, self.car_park)
        self.may_operate = rules.may_operate(person, self.car_park)
        if (self.changes and not self.may_manage) or (self.operates and not self.may_operate):
            raise PermissionDenied

    def find_car_park(self) -> CarPark:
        """The car park of the address."""
        worked = CarPark.objects.worked_by(person_of(self.request)).select_related("site")
        return get_object_or_404(worked, slug=self.kwargs["slug"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The car park, its tabs and what this person may do."""
        return super().get_context_data(**kwargs) | self.shared()  # type: ignore[misc]

    def shared(self) -> dict[str, Any]:
        """What every page of a car park shows around its own part."""
        return {
            "car_park": self.car_park,
            "tabs": tabs_of(self.request, self.car_park, below=self.tab),
            "may_manage": self.may_manage,
            "may_operate": self.may_operate,
        }


def works_at(user: User | AnonymousUser, car_park: CarPark) -> bool:
    """Whether names, sensors and anomalies are this person's business."""
    if not isinstance(user, User):
        return False
    scope = scope_of(user)
    return scope.is_platform or car_park.site_id in scope.staff_sites


def tabs_of(request: HttpRequest, car_park: CarPark, *, below: str = "") -> list[dict[str, Any]]:
    """The pages of a car park this person may open; nobody else's but the first."""
    user = request.user
    if not works_at(user, car_park):
        return []
    pages = [
        (_("Now"), "parking:car-park-show", True),
        (_("Recount"), "parking:recount", rules.may_operate(person_of(request), car_park)),
        (_("Held places"), "parking:hold-list", True),
        (_("History"), "parking:history-show", True),
        (_("Sensors"), "parking:sensor-list", True),
        (_("Remarkable"), "parking:anomaly-list", True),
        (_("Levels and lanes"), "parking:car-park-layout", True),
        (_("Hours"), "parking:gate-hours", rules.may_manage(person_of(request), car_park)),
        (_("Details"), "parking:car-park-edit", rules.may_manage(person_of(request), car_park)),
    ]
    return [
        {"label": label, "address": address, "is_current": request.path == address, "is_within": name == below}
        for label, name, may in pages
        if may and (address := address_for(request, name, slug=car_park.slug))
    ]
