"""The firms: all invented.

Their enterprise numbers are valid but start with 1999.9: numbers with a 1 are given out in rising order since 2023, so
that none of these belongs to anybody for decades.
"""

from facilities.models.people import Organisation
from facilities.models.places import Site

FIRST_NUMBER = 19_999_000

# Name, kind, houses; the order fixes the enterprise numbers, so new ones go at the end.
FIRMS = (
    ("Zilverzwam Biotech", "tenant", ("darwin",)),
    ("Quarkwerk Sensoren", "tenant", ("darwin",)),
    ("Kwikstaart Diagnostica", "tenant", ("darwin",)),
    ("Parelpad Medtech", "tenant", ("darwin",)),
    ("Vlierbes Farma", "tenant", ("darwin",)),
    ("Hoppelhaas Logistiek", "tenant", ("darwin",)),
    ("Bietenbit Software", "tenant", ("darwin", "voorbeeldkaai")),
    ("Pluimvolt Energie", "tenant", ("mth",)),
    ("Moerasmos Materialen", "tenant", ("mth",)),
    ("Wolkbreuk Watertechniek", "tenant", ("mth",)),
    ("Mosselmeter Milieumetingen", "tenant", ("mth",)),
    ("Turfturbine Engineering", "tenant", ("mth",)),
    ("Slibslim Recyclage", "tenant", ("mth", "darwin")),
    ("Stekelbaars Robotica", "tenant", ("voorbeeldkaai",)),
    ("Ganzenveer Communicatie", "tenant", ("voorbeeldkaai",)),
    ("Nevelnet Data", "tenant", ("voorbeeldkaai",)),
    ("Duingras Advies", "tenant", ("voorbeeldkaai",)),
    ("Vreemde Vogel", "tenant", ("voorbeeldkaai",)),
    ("Wilgenkatje Opleidingen", "external", ("darwin",)),
    ("Gemeentebestuur Fictiegem", "public_body", ("voorbeeldkaai", "darwin")),
    ("Huisbeheer Demonstratie", "operator", ("darwin", "mth", "voorbeeldkaai", "geel")),
)

# Everybody sits in a street that is nowhere.
ADDRESS = {"street": "Fictiestraat 1", "postcode": "2845", "city": "Niel"}


def enterprise_number(position: int) -> str:
    """A number that passes the check of the KBO and is nobody's."""
    base = FIRST_NUMBER + position
    return f"{base}{97 - base % 97:02}"


def fill(sites: dict[str, Site]) -> dict[str, Organisation]:
    """The organisations by name."""
    numbers = [enterprise_number(position) for position in range(len(FIRMS))]
    standing = {each.enterprise_number: each for each in Organisation.objects.filter(enterprise_number__in=numbers)}
    firms = {}
    for number, (name, kind, houses) in zip(numbers, FIRMS, strict=True):
        firm = standing.get(number)
        if firm is None:
            firm = Organisation.objects.create(
                name=name, kind=kind, enterprise_number=number, email=mailbox(name), **ADDRESS
            )
            firm.sites.set(sites[house] for house in houses)
        firms[name] = firm
    return firms


def mailbox(name: str) -> str:
    """The invented address of a firm."""
    return f"info@{name.split()[0].lower()}.example"
