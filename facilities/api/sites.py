"""The API of sites: the houses, their hours, their buildings and floors."""

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from ..kernel import clock
from ..models.places import Building, Floor, OpeningHours, Site
from ..scopes import person_of
from ..services.modes import set_site_mode


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
            "is_drill",
            "closes_on_holidays",
            "opening_hours",
            "buildings",
        ]
        read_only_fields = fields


class ModeForm(serializers.Serializer):
    """What a house is switched to."""

    mode = serializers.ChoiceField(choices=Site.Mode.choices)
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    is_drill = serializers.BooleanField(required=False, default=False)


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

    @extend_schema(summary="Switch the mode of a site", request=ModeForm, responses=SiteSerializer)
    @action(detail=True, methods=["post"], url_path="mode", url_name="mode")
    def mode(self, request: Request, pk: str) -> Response:
        """Call or end an evacuation or a lockdown: every screen of the site shows it at once."""
        site, form = self.get_object(), ModeForm(data=request.data)
        form.is_valid(raise_exception=True)
        set_site_mode(by=person_of(request), site=site, at=clock.now(), **form.validated_data)
        return Response(SiteSerializer(self.get_object()).data)
