"""Visits: who is expected and who is here, and the deeds of a desk: one call each, safe to send again."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from bookings.api.booking_forms import PeriodQuery
from bookings.api.bookings import ByStart
from bookings.api.fields import InstantField, caller
from bookings.api.rooms import read_query
from facilities.kernel import clock

from ..models.visits import Visit
from ..services.arriving import CheckIn, check_in, newest_rules, next_step
from ..services.deciding import accept_rules, approve_walk_in, confirm_person, refuse_visit
from ..services.leaving import sign_out


class VisitSerializer(serializers.ModelSerializer):
    """A visit as those see it who may open it."""

    site = serializers.SlugRelatedField(slug_field="slug", read_only=True)  # type: ignore[var-annotated]
    host_name = serializers.CharField(source="host.name", default="", read_only=True)
    organisation_name = serializers.CharField(source="organisation.name", read_only=True)
    room_name = serializers.CharField(source="booking.room.name", default="", read_only=True)
    next_step = serializers.SerializerMethodField(help_text="look, approval, rules, badge, or empty")
    starts_at = InstantField()
    ends_at = InstantField()
    arrived_at = InstantField(allow_null=True)
    entered_at = InstantField(allow_null=True)
    left_at = InstantField(allow_null=True)

    class Meta:
        model = Visit
        fields = [
            "id",
            "public_id",
            "site",
            "status",
            "next_step",
            "visitor_name",
            "visitor_firm",
            "host_name",
            "host_answer",
            "organisation",
            "organisation_name",
            "booking",
            "room_name",
            "plate",
            "is_walk_in",
            "badge_number",
            "starts_at",
            "ends_at",
            "arrived_at",
            "entered_at",
            "left_at",
        ]
        read_only_fields = fields

    def get_next_step(self, visit: Visit) -> str:
        """What is left to do."""
        return next_step(visit)


class VisitQuery(PeriodQuery):
    """Visits with some part in a period, in a status; `room` is that of the meeting."""

    status = serializers.ChoiceField(Visit.Status.choices, required=False)


class HappenedForm(serializers.Serializer):
    """The nonce of one message, made by whoever sends it; `happened_at` when it was kept while offline."""

    nonce = serializers.UUIDField()
    happened_at = serializers.DateTimeField(required=False, help_text="With an offset.")


class CheckInForm(HappenedForm):
    """A scanned code, or a line of the list."""

    token = serializers.CharField(max_length=200, required=False)
    visit = serializers.IntegerField(min_value=1, max_value=2**63 - 1, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One of both."""
        if ("token" in attrs) == ("visit" in attrs):
            raise serializers.ValidationError({"token": _("Send either a token or a visit.")}, "required")
        return attrs


class DecisionForm(HappenedForm):
    """What was decided at the desk."""

    decision = serializers.ChoiceField(["confirm", "approve", "refuse", "accept_rules"])


@extend_schema_view(
    list=extend_schema(summary="Visits", parameters=[VisitQuery]), retrieve=extend_schema(summary="A visit")
)
class VisitViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """The visits the caller may open: of the site for its desk, of the firm for its admin, one's own."""

    queryset = Visit.objects.none()
    serializer_class = VisitSerializer
    pagination_class = ByStart

    def get_queryset(self) -> QuerySet[Visit]:
        """Those visible, narrowed by the query string of a list."""
        visits = self._visible()
        if self.action != "list":
            return visits
        wanted = read_query(VisitQuery, self.request)
        if "from" in wanted:
            visits = visits.filter(ends_at__gt=wanted["from"])
        if "until" in wanted:
            visits = visits.filter(starts_at__lt=wanted["until"])
        if "room" in wanted:
            visits = visits.filter(booking__room=wanted["room"])
        return visits.filter(status=wanted["status"]) if "status" in wanted else visits

    @extend_schema(
        summary="Check a visitor in", request=CheckInForm, responses={201: VisitSerializer, 200: VisitSerializer}
    )
    @action(detail=False, methods=["post"], url_path="check-in", url_name="check-in")
    def check_in(self, request: Request) -> Response:
        """201 for the arrival, 200 for every further scan; 409 says why not."""
        form = CheckInForm(data=request.data)
        form.is_valid(raise_exception=True)
        values = form.validated_data
        if "visit" in values:
            values["visit"] = get_object_or_404(self._visible(), pk=values["visit"])
        return self._answer(check_in(by=caller(self.request), at=clock.now(), **values))

    @extend_schema(summary="Sign a visitor out", request=HappenedForm, responses=VisitSerializer)
    @action(detail=True, methods=["post"], url_path="sign-out", url_name="sign-out")
    def sign_out(self, request: Request, pk: str) -> Response:
        """Saying it again changes nothing."""
        form = HappenedForm(data=request.data)
        visit = self.get_object()
        form.is_valid(raise_exception=True)
        return self._shown(sign_out(by=caller(self.request), visit=visit, at=clock.now(), **form.validated_data))

    @extend_schema(summary="Decide about a visitor at the desk", request=DecisionForm, responses=VisitSerializer)
    @action(detail=True, methods=["post"], url_path="decide", url_name="decide")
    def decide(self, request: Request, pk: str) -> Response:
        """Confirm who it is, approve or refuse a walk-in, note that the house rules were accepted."""
        form = DecisionForm(data=request.data)
        visit = self.get_object()
        form.is_valid(raise_exception=True)
        by, at, nonce = caller(self.request), clock.now(), form.validated_data["nonce"]
        match form.validated_data["decision"]:
            case "confirm":
                visit = confirm_person(by=by, visit=visit, at=at, nonce=nonce).visit
            case "approve":
                visit = approve_walk_in(by=by, visit=visit, at=at, nonce=nonce).visit
            case "refuse":
                visit = refuse_visit(by=by, visit=visit, at=at, nonce=nonce)
            case _:
                newest = newest_rules(visit.site)
                visit = accept_rules(by=by, visit=visit, version=newest.version if newest else 0, at=at)
        return self._shown(visit)

    def _visible(self) -> QuerySet[Visit]:
        return Visit.objects.visible_to(caller(self.request)).with_people()

    def _answer(self, answer: CheckIn) -> Response:
        code = status.HTTP_201_CREATED if answer.is_new else status.HTTP_200_OK
        return Response(self._shown(answer.visit).data, code)

    def _shown(self, visit: Visit) -> Response:
        whole = Visit.objects.with_people().get(pk=visit.pk)
        return Response(VisitSerializer(whole, context=self.get_serializer_context()).data)
