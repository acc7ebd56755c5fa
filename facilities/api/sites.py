"""The API of sites: the houses, their hours, their buildings and floors."""

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, viewsets

from ..models.places import Building, Floor, OpeningHours, Site
from ..scopes import person_of


class FloorSerializer(serializers.ModelSerializer):
    """A storey; level 0 is the ground floor."""

    class Meta:
        model = Floor
        fields = ["id", "level", "name"]
        read_only_fields = fields


class BuildingSerializer(serializers.ModelSerializer):
    """A building with its floors, from the lowest up."""

    floors = FloorSerializer(many=True, read_only=True)

    class Meta:
        model = Building
        fields = ["id", "slug", "name", "floors"]
        read_only_fields = fields


class OpeningHoursSerializer(serializers.ModelSerializer):
    """A stretch of a weekday (0 is Monday), in minutes after local midnight."""

    class Meta:
        model = OpeningHours
        fields = ["weekday", "opens", "closes"]
        read_only_fields = fields


class SiteSerializer(serializers.ModelSerializer):
    """A house with its address, its mode, the hours of its week and its buildings."""

    opening_hours = OpeningHoursSerializer(many=True, read_only=True)
    buildings = BuildingSerializer(many=True, read_only=True)

    class Meta:
        model = Site
        fields = [
            "id",
            "slug",
            "name",
            "kind",
            "street",
            "postcode",
            "city",
            "time_zone",
            "mode",
            "closes_on_holidays",
            "opening_hours",
            "buildings",
        ]
        read_only_fields = fields


@extend_schema_view(list=extend_schema(summary="Sites"), retrieve=extend_schema(summary="A site"))
class SiteViewSet(viewsets.ReadOnlyModelViewSet):
    """Sites the caller may see."""

    queryset = Site.objects.none()
    serializer_class = SiteSerializer

    def get_queryset(self) -> QuerySet[Site]:
        """Four queries however many there are."""
        floors = Prefetch("floors", Floor.objects.order_by("level"))
        buildings = Prefetch("buildings", Building.objects.order_by("name").prefetch_related(floors))
        return Site.objects.visible_to(person_of(self.request)).prefetch_related("opening_hours", buildings)
