"""Blocks: staff keep everybody out of a room for a while."""

from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from facilities.kernel import clock

from ..models.bookings import Block
from ..services.blocks import block_room, lift_block
from .booking_forms import BlockForm, PeriodQuery
from .bookings import ByStart
from .fields import InstantField, caller
from .rooms import read_query


class BlockSerializer(serializers.ModelSerializer):
    """A block as staff see it."""

    room_name = serializers.CharField(source="room.name", read_only=True)
    starts_at = InstantField()
    ends_at = InstantField()
    created_at = InstantField()
    lifted_at = InstantField(allow_null=True)

    class Meta:
        model = Block
        fields = [
            "id",
            "room",
            "room_name",
            "reason",
            "starts_at",
            "ends_at",
            "created_by",
            "created_at",
            "lifted_at",
        ]
        read_only_fields = fields


@extend_schema_view(
    list=extend_schema(summary="Blocks", parameters=[PeriodQuery]), retrieve=extend_schema(summary="A block")
)
class BlockViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Blocks at the sites the caller works at."""

    queryset = Block.objects.none()
    serializer_class = BlockSerializer
    pagination_class = ByStart

    def get_queryset(self) -> QuerySet[Block]:
        """Those visible, narrowed by the query string of a list."""
        blocks = Block.objects.visible_to(caller(self.request)).select_related("room__space__floor__building__site")
        if self.action != "list":
            return blocks
        wanted = read_query(PeriodQuery, self.request)
        if "from" in wanted:
            blocks = blocks.filter(ends_at__gt=wanted["from"])
        if "until" in wanted:
            blocks = blocks.filter(starts_at__lt=wanted["until"])
        return blocks.filter(room=wanted["room"]) if "room" in wanted else blocks

    @extend_schema(summary="Block a room", request=BlockForm, responses={201: BlockSerializer})
    def create(self, request: Request) -> Response:
        """409 with the bookings in the way when there are any; they are never moved silently."""
        form = BlockForm(data=request.data, context=self.get_serializer_context())
        form.is_valid(raise_exception=True)
        block = block_room(by=caller(request), at=clock.now(), **form.validated_data)
        address = reverse("v1:bookings:block-detail", args=[block.pk])
        return Response(BlockSerializer(block).data, status.HTTP_201_CREATED, headers={"Location": address})

    @extend_schema(summary="Lift a block", request=None, responses=BlockSerializer)
    @action(detail=True, methods=["post"], url_path="lift", url_name="lift")
    def lift(self, request: Request, pk: str) -> Response:
        """The room is free again from now on."""
        return Response(BlockSerializer(lift_block(by=caller(request), block=self.get_object(), at=clock.now())).data)
