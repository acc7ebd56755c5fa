"""The form that switches the mode of a house."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models.people import User
from ..models.places import Site
from ..rules import may_set_mode


class SiteModeForm(forms.Form):
    """The modes this person may switch the house to."""

    mode = forms.ChoiceField(label=_("Mode of the house"), widget=forms.RadioSelect)
    is_drill = forms.BooleanField(
        label=_("This is a drill"), required=False, help_text=_("Screens say so; people do the same.")
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=200, required=False, help_text=_("Only the people of the house read it.")
    )

    def __init__(self, *args: Any, site: Site, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(mode, label) for mode, label in Site.Mode.choices if may_set_mode(person, site, mode)]
        self.fields["mode"].choices = offered  # type: ignore[attr-defined]
        self.initial["mode"], self.initial["is_drill"] = site.mode, site.is_drill
