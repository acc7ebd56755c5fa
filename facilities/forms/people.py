"""Forms about people: profile, language, invitations."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..models.people import Invitation, Role, User


class ProfileForm(forms.ModelForm):
    """What a person may change about himself."""

    class Meta:
        model = User
        fields = ["name", "language", "phone", "uses_shortcuts"]
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "phone": forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel", "type": "tel"}),
        }


class LanguageForm(forms.Form):
    """The language switch."""

    language = forms.ChoiceField(label=_("Language"), choices=User.Language.choices)


class InvitationForm(forms.Form):
    """Whom to invite and as what; `roles` are those the inviter may give in this scope."""

    email = forms.EmailField(
        label=_("Mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    role = forms.ChoiceField(label=_("Role"))
    language = forms.ChoiceField(
        label=_("Language"), choices=User.Language.choices, help_text=_("Of the mail and of the first visit.")
    )

    def __init__(self, *args: Any, roles: Sequence[Role], **kwargs: Any) -> None:  # Any: Django's own form arguments
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.label) for role in roles]  # type: ignore[attr-defined]


class NewAccountForm(forms.Form):
    """Accept an invitation with a name and a password."""

    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    # Password managers file the password under this address.
    username = forms.CharField(
        label=_("Mail address"),
        disabled=True,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=256,
        help_text=password_validators_help_text_html,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("Password again"),
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:  # Any: as above
        kwargs["initial"] = {"name": invitation.name, "username": invitation.email} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.invitation = invitation

    def clean(self) -> dict[str, Any]:
        """Both passwords alike, and good enough for this person."""
        cleaned = self.cleaned_data
        password = cleaned.get("password")
        if password and cleaned.get("again") and password != cleaned["again"]:
            self.add_error("again", ValidationError(_("The two passwords differ."), code="password_mismatch"))
        if password:
            try:
                validate_password(password, User(email=self.invitation.email, name=cleaned.get("name", "")))
            except ValidationError as faults:
                self.add_error("password", faults)
        return cleaned


class ExistingAccountForm(forms.Form):
    """Accept an invitation with the password one already has."""

    password = forms.CharField(
        label=_("Password of your account"),
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class RemovalForm(forms.Form):
    """A yes to taking a role away; `own_last` asks a second one."""

    knowingly = forms.BooleanField(label=_("I give up my own last right to administer."), required=False)

    def __init__(self, *args: Any, own_last: bool, **kwargs: Any) -> None:  # Any: as above
        super().__init__(*args, **kwargs)
        if not own_last:
            del self.fields["knowingly"]
