"""The API of leases: who rents what until when, what is due by when, and what it costs for those who may know."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers, viewsets
from rest_framework.request import Request

from ..deadlines import Due, Light, due
from ..kernel import clock
from ..leasing.regimes import Kind
from ..models.leases import Lease, LeaseLine
from ..models.places import Site
from ..models.rates import RateComponent
from ..scopes import person_of


class TermSerializer(serializers.Serializer):
    """Whole local days from `start` until before `end_exclusive`; `last_day` is the day before; null: without end."""

    start = serializers.DateField(source="starts_on", read_only=True)
    end_exclusive = serializers.DateField(source="ends_on", allow_null=True, read_only=True)
    last_day = serializers.DateField(source="days.last", allow_null=True, read_only=True)


class RateSerializer(TermSerializer, serializers.ModelSerializer):
    """What a line costs, without VAT, as the agreement says it."""

    class Meta:
        model = RateComponent
        fields = ["id", "kind", "amount", "per", "is_indexable", "vat", "start", "end_exclusive", "last_day"]
        read_only_fields = fields


class LeaseSpaceSerializer(serializers.Serializer):
    """The space of a line, as on its door."""

    id = serializers.IntegerField(read_only=True)
    code = serializers.CharField(read_only=True)
    name = serializers.CharField(read_only=True)
    kind = serializers.CharField(read_only=True)
    floor = serializers.IntegerField(source="floor.level", read_only=True)
    building = serializers.CharField(source="floor.building.slug", read_only=True)


class LeaseLineSerializer(TermSerializer, serializers.ModelSerializer):
    """A space of the lease, or `quantity` places of a shared one; `rates` is null for who may not know the price."""

    space = LeaseSpaceSerializer(read_only=True)
    rates = serializers.SerializerMethodField()

    class Meta:
        model = LeaseLine
        fields = ["id", "space", "quantity", "area", "start", "end_exclusive", "last_day", "rates"]
        read_only_fields = fields

    @extend_schema_field(RateSerializer(many=True, allow_null=True))
    def get_rates(self, line: LeaseLine) -> Any:
        """The rates, or null."""
        return RateSerializer(line.rates.all(), many=True).data if self.context["is_priced"] else None


class PartySerializer(serializers.Serializer):
    """A tenant or a landlord."""

    id = serializers.IntegerField(read_only=True)
    name = serializers.CharField(read_only=True)
    enterprise_number = serializers.CharField(allow_null=True, read_only=True)


class DeadlineSerializer(serializers.Serializer):
    """What must be received from `earliest` (null: at once) to `latest`, both included, to work on `effective_on`."""

    kind = serializers.ChoiceField([kind.value for kind in Kind], source="deadline.kind", read_only=True)
    earliest = serializers.DateField(source="deadline.earliest", allow_null=True, read_only=True)
    latest = serializers.DateField(source="deadline.latest", read_only=True)
    effective_on = serializers.DateField(source="deadline.effective_on", read_only=True)
    act_on = serializers.DateField(read_only=True)
    light = serializers.ChoiceField([light.value for light in Light], read_only=True)
    rule = serializers.CharField(source="deadline.rule", read_only=True)


class LeaseSerializer(TermSerializer, serializers.ModelSerializer):
    """An agreement with one tenant; its state follows from its dates and is that of today."""

    site = serializers.SlugRelatedField(slug_field="slug", read_only=True)  # type: ignore[var-annotated]
    tenant = PartySerializer(read_only=True)
    landlord = PartySerializer(read_only=True)
    state = serializers.SerializerMethodField()
    area = serializers.SerializerMethodField(help_text="m² let whole")
    lines = serializers.SerializerMethodField()
    deadlines = serializers.SerializerMethodField(help_text="those to come, the nearest first")

    class Meta:
        model = Lease
        fields = [
            "id",
            "number",
            "site",
            "tenant",
            "landlord",
            "regime",
            "purpose",
            "state",
            "signed_on",
            "start",
            "end_exclusive",
            "last_day",
            "notice_months",
            "landlord_may_break",
            "area",
            "lines",
            "deadlines",
        ]
        read_only_fields = fields

    @property
    def today(self) -> date:
        """The day of the states and the deadlines."""
        return self.context["today"]

    @extend_schema_field(serializers.ChoiceField(Lease.State.choices))
    def get_state(self, lease: Lease) -> str:
        """What it is today."""
        return lease.state_on(self.today, is_noticed=lease.is_noticed)  # type: ignore[attr-defined]  # with_notice

    def get_area(self, lease: Lease) -> Decimal:
        """Of all its lines that let a whole space."""
        return sum((line.area for line in lease.lines.all() if line.quantity is None), Decimal(0))

    @extend_schema_field(LeaseLineSerializer(many=True))
    def get_lines(self, lease: Lease) -> Any:
        """Its lines, with prices where the caller may know them."""
        is_priced = lease.is_priced  # type: ignore[attr-defined]  # annotated by `with_price_right`
        return LeaseLineSerializer(lease.lines.all(), many=True, context={"is_priced": is_priced}).data

    @extend_schema_field(DeadlineSerializer(many=True))
    def get_deadlines(self, lease: Lease) -> Any:
        """None of a lease that does not bind."""
        coming: list[Due] = due([lease], on=self.today) if lease.stage == Lease.Stage.SIGNED else []
        return DeadlineSerializer(coming, many=True).data


class LeaseQuery(serializers.Serializer):
    """Which leases."""

    site = serializers.SlugField(required=False, help_text="short name of a site")
    running_on = serializers.DateField(required=False, help_text="signed, and begun and not over on that day")


@extend_schema_view(
    list=extend_schema(summary="Leases", parameters=[LeaseQuery]), retrieve=extend_schema(summary="A lease")
)
class LeaseViewSet(viewsets.ReadOnlyModelViewSet):
    """Leases in sight: of one's sites for staff, one's own for a tenant's admin, once offered."""

    queryset = Lease.objects.none()
    serializer_class = LeaseSerializer

    def get_queryset(self) -> QuerySet[Lease]:
        """A fixed number of queries however many there are."""
        user = person_of(self.request)
        leases = Lease.objects.visible_to(user).with_notice().with_price_right(user).with_parts()
        return self._asked(self.request, leases) if self.action == "list" else leases

    def get_serializer_context(self) -> dict[str, Any]:
        """One day for all of them."""
        return {**super().get_serializer_context(), "today": clock.today()}

    @staticmethod
    def _asked(request: Request, leases: QuerySet[Lease]) -> QuerySet[Lease]:
        query = LeaseQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        if "site" in asked:
            sites = Site.objects.visible_to(person_of(request))
            leases = leases.filter(site__in=sites.filter(slug=asked["site"]))
        return leases.running_on(asked["running_on"]) if "running_on" in asked else leases  # type: ignore[attr-defined]
