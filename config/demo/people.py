"""The people: demo accounts one can log in with, and the invented staff of the firms, who cannot."""

import random
from dataclasses import dataclass

from django.conf import settings

from facilities.models.people import Membership, Organisation, Role, User
from facilities.models.places import Site

HOST = "demo.ruimte.example"


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody the demonstration lets you be; `scope` is a site's slug or an organisation's name."""

    address: str
    name: str
    role: Role
    scope: str = ""
    language: str = "nl"

    @property
    def email(self) -> str:
        """What to type at the log-in."""
        return f"{self.address}@{HOST}"


ACCOUNTS = (
    Account("platform", "Petra Platteau", Role.PLATFORM_ADMIN),
    Account("manager.niel", "Marc Vandermeulen", Role.SITE_MANAGER, "darwin"),
    Account("onthaal.niel", "Nadia El Amrani", Role.RECEPTIONIST, "darwin"),
    Account("onthaal.mol", "Gust Molenberghs", Role.RECEPTIONIST, "mth"),
    Account("manager.geel", "An Verlinden", Role.SITE_MANAGER, "geel"),
    Account("huurder", "Hilde Zwaenepoel", Role.TENANT_ADMIN, "Zilverzwam Biotech"),
    Account("collega", "Kobe Lauwers", Role.TENANT_MEMBER, "Zilverzwam Biotech"),
    Account("extern", "Emma Whitfield", Role.EXTERNAL_BOOKER, "Wilgenkatje Opleidingen", "en-gb"),
    Account("auditor", "Alain Stroobants", Role.AUDITOR),
    Account("vreemd", "Victor Vogels", Role.TENANT_ADMIN, "Vreemde Vogel"),
)

# Somebody of another house, with nothing and nobody: what others have must stay hidden from him.
STRANGERS = {"Vreemde Vogel"}

GIVEN = (
    "An", "Bart", "Britt", "Dries", "Ellen", "Femke", "Geert", "Hanne", "Ilse", "Jan", "Joris", "Karel",
    "Katrien", "Lies", "Lotte", "Maarten", "Mieke", "Niels", "Nele", "Olga", "Pieter", "Roos", "Ruben", "Sofie",
    "Stijn", "Tine", "Tom", "Veerle", "Wim", "Yasmina", "Youssef", "Fatima", "Mehmet", "Amina",
)  # fmt: skip
FAMILY = (
    "Aerts", "Bogaerts", "Claes", "De Backer", "De Smedt", "Dierckx", "Geens", "Goossens", "Hermans", "Huysmans",
    "Jacobs", "Janssens", "Lenaerts", "Maes", "Mertens", "Nijs", "Peeters", "Pauwels", "Schepers", "Segers",
    "Smets", "Thys", "Van den Broeck", "Van Dyck", "Verbeeck", "Verhoeven", "Vermeulen", "Willems", "Wouters",
    "Benali", "Yilmaz", "El Idrissi",
)  # fmt: skip


def fill(sites: dict[str, Site], firms: dict[str, Organisation]) -> dict[int, list[User]]:
    """Everybody; the people of each organisation by its primary key, those with an account first."""
    staff: dict[int, list[User]] = {}
    for account in ACCOUNTS:
        user = _account(account, sites, firms)
        if account.scope in firms:
            staff.setdefault(firms[account.scope].pk, []).append(user)
    for position, firm in enumerate(firms.values()):
        if firm.name not in STRANGERS:
            staff.setdefault(firm.pk, []).extend(_colleagues(firm, position))
    return staff


def _account(account: Account, sites: dict[str, Site], firms: dict[str, Organisation]) -> User:
    user = User.objects.filter(email=account.email).first()
    if user is None:
        user = User(email=account.email, name=account.name, language=account.language)
        user.set_password(settings.RUIMTE_DEMO_PASSWORD)
        user.save()
        Membership.objects.create(
            user=user, role=account.role, site=sites.get(account.scope), organisation=firms.get(account.scope)
        )
    return user


def _colleagues(firm: Organisation, position: int) -> list[User]:
    draw = random.Random(position)  # noqa: S311 - invented names, the same at every start
    people = []
    for _ in range(2 + position % 3):
        name = f"{draw.choice(GIVEN)} {draw.choice(FAMILY)}"
        address = f"{name.lower().replace(' ', '.')}@{firm.email.partition('@')[2]}"
        user, is_new = User.objects.get_or_create(email=address, defaults={"name": name, "password": "!"})
        if is_new:
            Membership.objects.create(user=user, role=Role.TENANT_MEMBER, organisation=firm)
        people.append(user)
    return people
