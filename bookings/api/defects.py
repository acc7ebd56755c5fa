"""Defects: reported by whoever sees a room, handled by the people of its house."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from facilities.kernel import clock

from ..models.defects import Defect
from ..models.rooms import Room
from ..services.defects import report_defect, resolve_defect, take_up
from .fields import InstantField, VisibleField, caller
from .rooms import read_query


class DefectSerializer(serializers.ModelSerializer):
    """A defect as those see it who may open it."""

    room_name = serializers.CharField(source="room.name", read_only=True)
    reported_at = InstantField()
    taken_up_at = InstantField(allow_null=True)
    resolved_at = InstantField(allow_null=True)

    class Meta:
        model = Defect
        fields = [
            "id",
            "room",
            "room_name",
            "summary",
            "details",
            "state",
            "reported_by",
            "reported_at",
            "handled_by",
            "taken_up_at",
            "resolved_at",
            "outcome",
            "block",
        ]
        read_only_fields = fields


class DefectReport(serializers.Serializer):
    """A new defect."""

    room = VisibleField(queryset=Room.objects.with_place())
    summary = serializers.CharField(max_length=120)
    details = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class Outcome(serializers.Serializer):
    """What was done."""

    outcome = serializers.CharField(max_length=200, required=False, allow_blank=True)


class DefectQuery(serializers.Serializer):
    """Of a room, in a state."""

    room = serializers.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    state = serializers.ChoiceField(Defect.State.choices, required=False)


@extend_schema_view(
    list=extend_schema(summary="Defects", parameters=[DefectQuery]), retrieve=extend_schema(summary="A defect")
)
class DefectViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Defects at the sites the caller works at, and those the caller reported."""

    queryset = Defect.objects.none()
    serializer_class = DefectSerializer

    def get_queryset(self) -> QuerySet[Defect]:
        """Those visible, narrowed by the query string of a list."""
        found = Defect.objects.visible_to(caller(self.request)).select_related("room__space__floor__building__site")
        return found.filter(**read_query(DefectQuery, self.request)) if self.action == "list" else found

    @extend_schema(summary="Report a defect", request=DefectReport, responses={201: DefectSerializer})
    def create(self, request: Request) -> Response:
        """Those who manage the site get a mail."""
        asked = _read(DefectReport, request)
        defect = report_defect(by=caller(request), at=clock.now(), **asked)
        address = reverse("v1:bookings:defect-detail", args=[defect.pk])
        return Response(DefectSerializer(defect).data, status.HTTP_201_CREATED, headers={"Location": address})

    @extend_schema(summary="Take a defect up", request=None, responses=DefectSerializer)
    @action(detail=True, methods=["post"], url_path="take-up", url_name="take-up")
    def take_up(self, request: Request, pk: str) -> Response:
        """It is in progress from now on."""
        return Response(DefectSerializer(take_up(by=caller(request), defect=self.get_object(), at=clock.now())).data)

    @extend_schema(summary="Resolve a defect", request=Outcome, responses=DefectSerializer)
    @action(detail=True, methods=["post"], url_path="resolve", url_name="resolve")
    def resolve(self, request: Request, pk: str) -> Response:
        """Its block is lifted; whoever reported it gets a mail."""
        asked = _read(Outcome, request)
        defect = resolve_defect(by=caller(request), defect=self.get_object(), at=clock.now(), **asked)
        return Response(DefectSerializer(defect).data)


def _read(form: type[serializers.Serializer], request: Request) -> dict[str, Any]:
    filled = form(data=request.data, context={"request": request})
    filled.is_valid(raise_exception=True)
    return filled.validated_data
