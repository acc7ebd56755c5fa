"""Forms about the index: which round, and a file of published numbers."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from ..models.leases import Lease
from ..models.places import Site

LARGEST = 1_000_000


class RoundForm(forms.Form):
    """Whose anniversaries: of which site, in which month."""

    site = forms.ModelChoiceField(
        Site.objects.none(), label=_("Site"), required=False, to_field_name="slug", empty_label=_("All")
    )
    month = forms.TypedChoiceField(
        label=_("Month"), required=False, coerce=lambda text: date.fromisoformat(f"{text}-01"), empty_value=None
    )

    def __init__(self, *args: Any, sites: QuerySet[Site], months: Iterable[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = sites  # type: ignore[attr-defined]
        self.fields["month"].choices = [  # type: ignore[attr-defined]
            (f"{month:%Y-%m}", date_format(month, "F Y")) for month in months
        ]


class ApproveForm(forms.Form):
    """The leases of a round that are approved."""

    leases = forms.ModelMultipleChoiceField(Lease.objects.none(), label=_("Leases"))

    def __init__(self, *args: Any, leases: QuerySet[Lease], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["leases"].queryset = leases  # type: ignore[attr-defined]


class ImportForm(forms.Form):
    """A file of index numbers."""

    file = forms.FileField(label=_("File"), help_text=_("CSV with semicolons or commas, or a JSON list; UTF-8."))
    dry_run = forms.BooleanField(
        label=_("Try first"),
        required=False,
        initial=True,
        help_text=_("Shows what the file brings and changes nothing."),
    )

    def clean_file(self) -> str:
        """Its text."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("This file is too large."))
        try:
            return file.read().decode("utf-8")
        except UnicodeDecodeError as error:
            raise forms.ValidationError(_("This file is no text in UTF-8.")) from error
