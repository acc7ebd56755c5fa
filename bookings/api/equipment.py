"""Which equipment a site can have brought to a room, and how much of it is free."""

from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from facilities.kernel.intervals import Interval
from facilities.models.places import Site

from ..errors import InvalidRange
from ..models.equipment import Item
from ..stock import stock_at
from .fields import InstantField, caller, settled
from .rooms import read_query


class EquipmentQuery(serializers.Serializer):
    """Where, and optionally when."""

    site = serializers.SlugField(help_text="Short name of a site.")
    until = InstantField(required=False)

    def get_fields(self) -> dict[str, serializers.Field]:
        """`from`, a word of Python's own, among them."""
        return {"from": InstantField(required=False)} | super().get_fields()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Both ends or none."""
        if ("from" in attrs) != ("until" in attrs):
            missing = "until" if "from" in attrs else "from"
            raise serializers.ValidationError({missing: self.fields[missing].error_messages["required"]}, "required")
        return attrs


class StockSerializer(serializers.Serializer):
    """A kind of equipment: how many there are, and how many are free in the time asked about."""

    kind = serializers.SlugField(source="kind.slug")
    name = serializers.CharField(source="kind.name")
    total = serializers.IntegerField()
    free = serializers.IntegerField()


class EquipmentView(APIView):
    """The stock of one site."""

    @extend_schema(
        operation_id="equipment_list",
        summary="Equipment a site can have brought",
        description="`free` counts for the whole time between `from` and `until`; without them it is `total`.",
        parameters=[EquipmentQuery],
        responses=StockSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """All kinds, by name."""
        wanted = read_query(EquipmentQuery, request)
        user = caller(request)
        stocked = Item.objects.visible_to(user).values("atom__building__site")
        in_sight = Q(pk__in=Site.objects.visible_to(user).values("pk")) | Q(pk__in=stocked)
        site = Site.objects.filter(in_sight, slug=wanted["site"]).first()
        if site is None:
            raise Http404
        return Response(StockSerializer(stock_at(site, _interval(wanted, site)), many=True).data)


def _interval(wanted: dict[str, Any], site: Site) -> Interval | None:
    if "from" not in wanted:
        return None
    zone = ZoneInfo(site.time_zone)
    start, end = settled(wanted["from"], zone), settled(wanted["until"], zone)
    if end <= start:
        raise InvalidRange
    return Interval(start, end)
