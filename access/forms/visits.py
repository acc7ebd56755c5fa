"""Inviting: three fields for one visitor, a list to paste for many; who, where and when follow from the context."""

from __future__ import annotations

import re
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from bookings.forms.times import ClockField, TimesForm, clock_times
from bookings.models.bookings import Booking
from facilities.kernel.intervals import Interval
from facilities.models.people import User
from facilities.models.places import Site

from ..models.visits import Visit
from ..services.visits import Person
from .hosts import Host

MOST_PEOPLE = 200
STEP = 15
PLATE = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}


class WhenForm(TimesForm):
    """When somebody comes; a meeting that was booked says it itself."""

    def __init__(self, *args: Any, booking: Booking | None = None, **kwargs: Any) -> None:  # Any: Django's own
        super().__init__(*args, **kwargs)
        self.booking = booking
        if booking is not None:
            for name in ("day", "start", "start_pass", "end_day", "end", "end_pass"):
                del self.fields[name]
            return
        times = list(clock_times(STEP))
        for name, offered in (("start", times[:-1]), ("end", times[1:])):
            cast(ClockField, self.fields[name]).offer(offered, self[name].value())

    @property
    def times(self) -> Interval:
        """Of the meeting, or as chosen."""
        if self.booking is not None:
            return Interval(self.booking.starts_at, self.booking.ends_at)
        return super().times


class HostForm(WhenForm):
    """Whom to visit and where, asked only where there is something to choose."""

    host = forms.ChoiceField(label=_("Host"))
    site = forms.ChoiceField(label=_("Site"))
    language = forms.ChoiceField(label=_("Language of the mails"), choices=User.Language.choices, required=False)
    needs_parking = forms.BooleanField(label=_("Needs a parking place"), required=False)

    def __init__(self, *args: Any, hosts: list[Host], sites: list[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hosts = {host.key: host for host in hosts}
        self.sites = {str(site.pk): site for site in sites}
        self._offer("host", [(key, host.label) for key, host in self.hosts.items()])
        self._offer("site", [(key, site.name) for key, site in self.sites.items()])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = cast(forms.ChoiceField, self.fields[name])
        field.choices = choices
        if len(choices) == 1:
            field.widget, field.required, field.initial = forms.HiddenInput(), False, choices[0][0]

    @property
    def chosen_host(self) -> Host:
        """The host of a valid form."""
        return self.hosts[self.cleaned_data["host"] or next(iter(self.hosts))]

    @property
    def chosen_site(self) -> Site:
        """The site of a valid form."""
        return self.sites[self.cleaned_data["site"] or next(iter(self.sites))]


class VisitForm(HostForm):
    """One visitor."""

    visitor_name = forms.CharField(
        label=_("Name of the visitor"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    visitor_email = forms.EmailField(
        label=_("Mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_("The invitation with the code goes there."),
    )
    firm = forms.CharField(label=_("Firm of the visitor"), max_length=120, required=False)
    plate = forms.CharField(label=_("Number plate"), max_length=20, required=False, widget=forms.TextInput(attrs=PLATE))


class ChangeForm(WhenForm):
    """What was agreed, open to change."""

    visitor_name = forms.CharField(label=_("Name of the visitor"), max_length=120)
    visitor_email = forms.EmailField(label=_("Mail address"), max_length=254, required=False)
    firm = forms.CharField(label=_("Firm of the visitor"), max_length=120, required=False)
    plate = forms.CharField(label=_("Number plate"), max_length=20, required=False, widget=forms.TextInput(attrs=PLATE))
    needs_parking = forms.BooleanField(label=_("Needs a parking place"), required=False)


def as_fields(visit: Visit) -> dict[str, Any]:
    """The fields of a `ChangeForm` that say what stands."""
    return {
        "visitor_name": visit.visitor_name,
        "visitor_email": visit.visitor_email,
        "firm": visit.visitor_firm,
        "plate": visit.plate,
        "needs_parking": visit.needs_parking,
    }


class PeopleField(forms.CharField):
    """A line for each person: name, mail address, firm, plate; cut by semicolon, tab or comma, as sheets paste it."""

    widget = forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "autocomplete": "off"})

    def clean(self, value: Any) -> list[Person]:
        """All people, or every line that cannot be read."""
        text = super().clean(value)
        people: list[Person] = []
        faults: list[ValidationError] = []
        seen: dict[str, int] = {}
        for number, line in enumerate(text.splitlines(), start=1):
            if not line.strip():
                continue
            try:
                person = _person(line)
                if person.email and person.email.lower() in seen:
                    raise ValidationError(
                        _("the same address as line %(other)d"), params={"other": seen[person.email.lower()]}
                    )
            except ValidationError as fault:
                faults.append(_in_line(number, line, fault))
                continue
            seen[person.email.lower()] = number
            people.append(person)
        if not faults and len(people) > MOST_PEOPLE:
            faults.append(ValidationError(_("At most %(most)d people at once."), params={"most": MOST_PEOPLE}))
        if faults:
            raise ValidationError(faults)
        return people


class GroupForm(HostForm):
    """Many visitors at once, all or nobody."""

    title = forms.CharField(label=_("Name of the group"), max_length=120)
    people = PeopleField(
        label=_("Visitors"),
        help_text=_("One line each: name; mail address; firm; number plate. Only the name is needed."),
    )


def _person(line: str) -> Person:
    cut = next((mark for mark in (";", "\t", ",") if mark in line), ";")
    parts = [part.strip().strip('"') for part in line.split(cut)]
    if len(parts) > 4:
        raise ValidationError(_("more than four parts"))
    name, email, firm, plate = parts + [""] * (4 - len(parts))
    if len(parts) == 1 and (found := re.fullmatch(r"(.*?)\s*<([^<>]+)>", name)):
        # As mail programs copy it: An Maes <an@example.org>.
        name, email = found.group(1).strip('" '), found.group(2)
    if not name:
        raise ValidationError(_("no name"))
    for part, most in ((name, 120), (email, 254), (firm, 120), (plate, 20)):
        if len(part) > most:
            raise ValidationError(_("something is too long"))
    if email:
        try:
            validate_email(email)
        except ValidationError as fault:
            raise ValidationError(_("this is no mail address: %(email)s"), params={"email": email}) from fault
    return Person(name=name, email=email, firm=firm, plate=plate)


def _in_line(number: int, line: str, fault: ValidationError) -> ValidationError:
    what = " ".join(fault.messages)
    return ValidationError(
        _("Line %(number)d (%(line)s): %(what)s."), params={"number": number, "line": line.strip()[:40], "what": what}
    )
