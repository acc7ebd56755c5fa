"""Car parks: how many places are free, in all and by area."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from facilities.kernel import clock
from facilities.scopes import person_of

from .. import publishing
from ..models.areas import VehicleClass
from ..models.car_parks import CarPark
from ..models.ledger import Fullness, Quality
from ..shown import ShownCarPark, shown


class AreaFaceSerializer(serializers.Serializer):
    """An area; `free` is null where nobody can know."""

    slug = serializers.SlugField()
    name = serializers.CharField()
    vehicle_class = serializers.ChoiceField(VehicleClass.choices)
    is_sum = serializers.BooleanField(help_text="It has areas of its own and is their sum.")
    free = serializers.IntegerField(allow_null=True)
    total = serializers.IntegerField(help_text="Places in service.")
    held = serializers.IntegerField(help_text="Places held for who is expected now; not free.")
    fullness = serializers.ChoiceField(Fullness.choices)
    quality = serializers.ChoiceField(Quality.choices)


class CarParkSerializer(serializers.Serializer):
    """A car park; the numbers are those of cars without a right of their own."""

    slug = serializers.SlugField(source="face.slug")
    name = serializers.CharField(source="face.name")
    site = serializers.SlugField(source="face.site")
    is_public = serializers.BooleanField(source="car_park.is_public")
    latitude = serializers.DecimalField(8, 6, source="car_park.latitude", allow_null=True)
    longitude = serializers.DecimalField(9, 6, source="car_park.longitude", allow_null=True)
    free = serializers.IntegerField(source="face.free", allow_null=True)
    total = serializers.IntegerField(source="face.total", help_text="Places in service.")
    held = serializers.IntegerField(source="face.held", help_text="Places held for who is expected now; not free.")
    fullness = serializers.ChoiceField(Fullness.choices, source="face.fullness")
    quality = serializers.ChoiceField(Quality.choices, source="face.quality")
    is_overridden = serializers.BooleanField(source="face.is_overridden", help_text="An operator says so.")
    nearest = serializers.SlugField(source="face.nearest", allow_null=True, help_text="Nearest level with places.")
    as_of = serializers.DateTimeField(source="face.as_of", allow_null=True, help_text="Since when the number stands.")
    until = serializers.DateTimeField(source="face.until", allow_null=True, help_text="When gate or operator change.")
    epoch = serializers.CharField(source="face.epoch", help_text="With `seq` the version that every output shows.")
    seq = serializers.IntegerField(source="face.seq")
    areas = AreaFaceSerializer(source="face.areas", many=True)


@extend_schema_view(list=extend_schema(summary="Car parks"), retrieve=extend_schema(summary="A car park"))
class CarParkViewSet(viewsets.ReadOnlyModelViewSet):
    """Car parks the caller may see, as they stand now."""

    queryset = CarPark.objects.none()
    serializer_class = CarParkSerializer
    lookup_field = "slug"

    def get_queryset(self) -> QuerySet[CarPark]:
        """Visible ones; a list costs no more when there are more."""
        return CarPark.objects.seen_by(person_of(self.request)).select_related("site")

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A page of them."""
        page = self.paginate_queryset(self.get_queryset()) or []
        return self.get_paginated_response(CarParkSerializer(shown(page, at=clock.now()), many=True).data)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One of them, under the version of its topic."""
        car_park = self.get_object()
        face = publishing.published(car_park, at=clock.now())
        return Response(CarParkSerializer(ShownCarPark(face, car_park)).data)
