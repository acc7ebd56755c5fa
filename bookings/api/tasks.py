"""What is to be done around meetings: the tasks of a day, and ticking them off."""

from typing import Any, cast
from zoneinfo import ZoneInfo

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from facilities.kernel import clock
from facilities.models.places import Site

from .. import rules
from ..models.bookings import Booking
from ..models.tasks import DoneTask
from ..services.tasks import tick_task, untick_task
from ..tasks import Task, tasks_during
from .fields import InstantField, caller
from .rooms import DayQuery, read_query


class TaskQuery(DayQuery):
    """Where, and on which day."""

    site = serializers.SlugField(help_text="Short name of a site.")


class CarriedSerializer(serializers.Serializer):
    """Equipment that has to be brought, or taken back."""

    kind = serializers.SlugField(source="kind.slug")
    name = serializers.CharField(source="kind.name")
    count = serializers.IntegerField()


class TaskSerializer(serializers.Serializer):
    """A room to set up or to clear, and when and by whom that was done."""

    booking = serializers.IntegerField(source="booking.pk")
    kind = serializers.ChoiceField(DoneTask.Kind.choices)
    room = serializers.IntegerField(source="booking.room_id")
    room_name = serializers.CharField(source="booking.room.name")
    layout_name = serializers.CharField(source="booking.layout.name", default="")
    attendees = serializers.IntegerField(source="booking.attendees", allow_null=True)
    equipment = CarriedSerializer(many=True)
    starts_at = InstantField()
    due_at = InstantField()
    done_at = InstantField(source="done.done_at", default=None, allow_null=True)
    done_by_name = serializers.CharField(source="done.done_by.name", default="")


class DoneSerializer(serializers.ModelSerializer):
    """That a task was done."""

    done_at = InstantField()

    class Meta:
        model = DoneTask
        fields = ["booking", "kind", "done_at", "done_by"]
        read_only_fields = fields


class TickForm(serializers.Serializer):
    """When it was done, if not now: a desk without a connection tells it later."""

    happened_at = serializers.DateTimeField(required=False, help_text="With an offset.")


class TaskList(APIView):
    """The tasks of one site on one day."""

    @extend_schema(
        operation_id="tasks_list",
        summary="Tasks around the meetings of a day",
        parameters=[TaskQuery],
        responses=TaskSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """The first to be ready first."""
        wanted = read_query(TaskQuery, request)
        site = Site.objects.visible_to(caller(request)).filter(slug=wanted["site"]).first()
        if site is None or not rules.works_at(caller(request), site):
            raise Http404
        tasks: list[Task] = tasks_during(site, clock.local_day(wanted["day"], ZoneInfo(site.time_zone)))
        return Response(TaskSerializer(tasks, many=True).data)


class OneTask(APIView):
    """A task by its booking and its kind; what the caller does not see is not there."""

    def booking(self, request: Request, pk: int, kind: str) -> Booking:
        """The booking of the address."""
        if kind not in DoneTask.Kind.values:
            raise Http404
        seen = Booking.objects.visible_to(caller(request)).select_related("room__space__floor__building__site")
        return get_object_or_404(seen, pk=pk)


class TaskTick(OneTask):
    """A task is done."""

    @extend_schema(operation_id="tasks_tick", summary="Tick a task off", request=TickForm, responses=DoneSerializer)
    def post(self, request: Request, pk: int, kind: str) -> Response:
        """Saying it again leaves who said it first."""
        booking = self.booking(request, pk, kind)
        form = TickForm(data=request.data)
        form.is_valid(raise_exception=True)
        now = clock.now()
        at = min(cast(dict[str, Any], form.validated_data).get("happened_at", now), now)
        return Response(DoneSerializer(tick_task(by=caller(request), booking=booking, kind=kind, at=at)).data)


class TaskUndo(OneTask):
    """A task is still to be done after all."""

    @extend_schema(operation_id="tasks_undo", summary="Take a tick back", request=None, responses={204: None})
    def post(self, request: Request, pk: int, kind: str) -> Response:
        """Saying it again changes nothing."""
        untick_task(by=caller(request), booking=self.booking(request, pk, kind), kind=kind)
        return Response(status=204)
