"""Forms for screens and boards."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models.devices import Board, Device
from ..models.places import Site
from ..screens import screen_choices


class ShowsField(forms.ChoiceField):
    """What a screen shows, grouped by site; the choice also says at which site the screen hangs."""

    def __init__(self, sites: Iterable[Site]) -> None:
        self._sites = {}
        groups = []
        for site in sites:
            offered = screen_choices(site)
            self._sites.update({shows: site for shows, _words in offered})
            groups.append((site.name, offered))
        super().__init__(choices=[("", "---------"), *groups], label=_("Shows"))

    def site_of(self, shows: str) -> Site:
        """The site of one choice."""
        return self._sites[shows]


class PairForm(forms.Form):
    """A code read from a screen, and what the screen is for."""

    code = forms.CharField(
        max_length=12,
        label=_("Code on the screen"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    name = forms.CharField(max_length=80, label=_("Name"), help_text=_("Where it hangs: entrance hall, first floor."))

    def __init__(self, *args: Any, sites: Iterable[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shows"] = ShowsField(sites)


class DeviceForm(forms.ModelForm):
    """Name and purpose of a paired screen."""

    class Meta:
        model = Device
        fields = ["name"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        self.fields["shows"] = ShowsField([self.instance.site])
        self.initial["shows"] = self.instance.shows


class BoardForm(forms.ModelForm):
    """How a board looks and who may watch it."""

    class Meta:
        model = Board
        fields = ["name", "layout", "language", "is_public"]
        help_texts = {"language": _("The other language stands below it in small letters.")}


class NewBoardForm(BoardForm):
    """The same, and at which site it hangs."""

    class Meta(BoardForm.Meta):
        fields = ["site", *BoardForm.Meta.fields]

    def __init__(self, *args: Any, sites: Any, **kwargs: Any) -> None:  # sites: a QuerySet
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = sites  # type: ignore[attr-defined]


class LineForm(forms.Form):
    """One line of a board."""

    shows = forms.ChoiceField(label=_("Shows"))
    label = forms.CharField(
        max_length=80, required=False, label=_("Heading"), help_text=_("Stands above these rows; may stay empty.")
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shows"].choices = choices  # type: ignore[attr-defined]
