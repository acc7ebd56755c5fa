"""The first person of an empty house."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from ...errors import AlreadyMember
from ...kernel import clock
from ...models.people import Role, User
from ...services.invitations import invitation_link, issue_invitation
from ...services.people import create_platform_admin


class Command(BaseCommand):
    """Makes a platform admin, or prints the link with which one sets a name and password."""

    help = (
        "Makes a platform admin. Without --password-stdin it prints an invitation link to open in a browser. "
        "Running it again for the same address changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Address, name, and whether a password comes in."""
        parser.add_argument("--email", required=True, help="mail address to log in with")
        parser.add_argument("--name", required=True, help="name shown to others")
        parser.add_argument("--language", choices=User.Language.values, default=User.Language.DUTCH.value)
        parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make or invite."""
        email, name = options["email"].strip().lower(), options["name"].strip()
        try:
            validate_email(email)
            if options["password_stdin"]:
                self._create(email, name, options["language"])
            else:
                self._invite(email, name, options["language"])
        except ValidationError as faults:
            raise CommandError(" ".join(faults.messages)) from faults
        except AlreadyMember:
            self.stdout.write(f"{email} is a platform admin already; nothing changed.")

    def _create(self, email: str, name: str, language: str) -> None:
        password = sys.stdin.readline().rstrip("\r\n")
        validate_password(password, User(email=email, name=name))
        create_platform_admin(by=None, email=email, name=name, password=password, language=language)
        self.stdout.write(f"{email} is a platform admin now.")

    def _invite(self, email: str, name: str, language: str) -> None:
        invitation, token = issue_invitation(
            by=None, email=email, name=name, role=Role.PLATFORM_ADMIN, language=language, at=clock.now()
        )
        self.stdout.write(f"Open this link before {invitation.expires_at:%Y-%m-%d %H:%M} UTC; it works once:")
        self.stdout.write(invitation_link(token))
