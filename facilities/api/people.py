"""The API of people and organisations: who am I, and the organisations I see."""

from datetime import UTC
from typing import Any, cast

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ..models.people import Membership, Organisation, User
from ..scopes import scope_of
from ..services.people import memberships_of


class NamedSerializer(serializers.Serializer):
    """An id with its name."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class MembershipSerializer(serializers.ModelSerializer):
    """One role in its scope: a site, an organisation, or neither for the platform."""

    site = NamedSerializer(allow_null=True, read_only=True)
    organisation = NamedSerializer(allow_null=True, read_only=True)
    since = serializers.DateTimeField(default_timezone=UTC, read_only=True)

    class Meta:
        model = Membership
        fields = ["role", "site", "organisation", "since"]
        read_only_fields = fields


class MeSerializer(serializers.ModelSerializer):
    """The person who asks."""

    roles = serializers.SerializerMethodField()
    memberships = serializers.SerializerMethodField()

    class Meta:
        model = User
        fields = ["id", "name", "email", "language", "roles", "memberships"]
        read_only_fields = fields

    def get_roles(self, user: User) -> list[str]:
        """Those in force: a suspended organisation gives none."""
        return sorted(scope_of(user).roles)

    @extend_schema_field(MembershipSerializer(many=True))
    def get_memberships(self, user: User) -> Any:  # Any: DRF's rendered data
        """With their scopes, oldest first."""
        return MembershipSerializer(memberships_of(user), many=True).data


class OrganisationSerializer(serializers.ModelSerializer):
    """An organisation and the sites it sits at."""

    sites = NamedSerializer(many=True, read_only=True)

    class Meta:
        model = Organisation
        fields = ["id", "name", "kind", "enterprise_number", "sites", "is_suspended"]
        read_only_fields = fields


class Me(APIView):
    """Who asks, with which roles where."""

    @extend_schema(responses=MeSerializer, operation_id="me_retrieve")
    def get(self, request: Request) -> Response:
        """The person of the session."""
        return Response(MeSerializer(request.user).data)


class OrganisationList(generics.ListAPIView):
    """The organisations one sees."""

    serializer_class = OrganisationSerializer
    queryset = Organisation.objects.none()

    def get_queryset(self) -> QuerySet[Organisation]:
        """Those in sight."""
        return _in_sight(self.request)


class OrganisationDetail(generics.RetrieveAPIView):
    """One of them."""

    serializer_class = OrganisationSerializer
    queryset = Organisation.objects.none()

    def get_queryset(self) -> QuerySet[Organisation]:
        """Those in sight."""
        return _in_sight(self.request)


def _in_sight(request: Request) -> QuerySet[Organisation]:
    return Organisation.objects.visible_to(cast(User, request.user)).prefetch_related("sites")
