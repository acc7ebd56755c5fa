"""What the desk says of a colleague who comes in."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from facilities.models.people import Role, User
from facilities.models.places import Floor, Site


class PresenceForm(forms.Form):
    """Who came in, and on which floor he is found."""

    person = forms.ModelChoiceField(User.objects.none(), label=_("Who"))
    floor = forms.ModelChoiceField(
        Floor.objects.none(), label=_("Floor"), required=False, help_text=_("Left open: where this person was last.")
    )

    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tenant = Q(memberships__organisation__sites=site, memberships__role__in=[Role.TENANT_ADMIN, Role.TENANT_MEMBER])
        here = User.objects.filter(tenant | Q(memberships__site=site), is_active=True)
        people: Any = self.fields["person"]
        people.queryset = (
            here.exclude(presences__closed_at__isnull=True, presences__site=site).distinct().order_by("name")
        )
        people.label_from_instance = lambda person: person.name
        floors: Any = self.fields["floor"]
        floors.queryset = Floor.objects.filter(building__site=site).select_related("building")
        floors.label_from_instance = lambda floor: f"{floor.building.name} · {floor.name}"
