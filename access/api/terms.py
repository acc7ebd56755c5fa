"""How long a house remembers its visitors."""

from django.conf import settings
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from bookings.api.fields import caller

from .. import rules
from ..services.terms import days_of, set_visitor_days


class VisitorDaysSerializer(serializers.Serializer):
    """The days that count at the site, and the most the platform allows."""

    days = serializers.IntegerField(min_value=1, max_value=90, allow_null=True, help_text="null: as the platform.")
    most = serializers.IntegerField(read_only=True)


class VisitorDaysView(APIView):
    """The days of one site."""

    @extend_schema(
        operation_id="visitor_days_retrieve",
        summary="How long visitors are remembered",
        responses=VisitorDaysSerializer,
    )
    def get(self, request: Request, slug: str) -> Response:
        """As they count now."""
        site = get_object_or_404(rules.sites_of(caller(request)), slug=slug)
        return Response({"days": days_of(site), "most": settings.VISITOR_DAYS})

    @extend_schema(
        operation_id="visitor_days_update",
        summary="Forget visitors sooner",
        request=VisitorDaysSerializer,
        responses=VisitorDaysSerializer,
    )
    def put(self, request: Request, slug: str) -> Response:
        """For visits that are over already, too."""
        site = get_object_or_404(rules.sites_of(caller(request)), slug=slug)
        form = VisitorDaysSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        days = set_visitor_days(by=caller(request), site=site, days=form.validated_data["days"])
        return Response({"days": days, "most": settings.VISITOR_DAYS})
