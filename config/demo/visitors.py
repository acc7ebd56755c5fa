"""The visitors of today and the days after, through the same deeds as everybody; nobody gets a mail about them."""

import random
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import NAMESPACE_OID, uuid5

from django.db import transaction

from access.models.house_rules import HouseRules
from access.models.visits import Visit
from access.services.arriving import check_in, newest_rules
from access.services.badges import mark_badge_printed
from access.services.deciding import accept_rules, announce_walk_in
from access.services.house_rules import publish_rules
from access.services.leaving import sign_out
from access.services.visits import Person, invite, invite_group
from facilities.kernel import clock
from facilities.kernel.intervals import Interval
from facilities.models.machinery import OutboxMessage
from facilities.models.people import Organisation, User
from facilities.models.places import Site

from .organisations import FIRMS
from .people import FAMILY, GIVEN, STRANGERS

AHEAD = 3
QUARTER = timedelta(minutes=15)
# Firms that visit; like all here invented, the addresses lie where no mail ever goes.
COMING_FROM = (
    "Heidelicht Architecten", "Kempenkracht Installaties", "Schelpenzand Verzekeringen", "Zandkorrel Drukwerk",
    "Klokkenluider Audit", "Stroomversnelling Energie", "Boomhut Software", "Wervelwind Ventilatie", "", "",
)  # fmt: skip
# How many a day each house expects, before its firms draw their own.
HOUSES = {"darwin": 11, "mth": 9, "voorbeeldkaai": 6, "geel": 4}
GROUPS = {"mth": "Studenten milieukunde", "darwin": "Klankbordgroep kweekproeven"}
RULES_NL = (
    "Meld u aan en af aan het onthaal en draag uw badge zichtbaar.\n\n"
    "Roken kan buiten, aan de fietsenstalling. In de labo's eet, drinkt en fotografeert u niet.\n\n"
    "Bij alarm volgt u uw gastheer naar de verzamelplaats; neem geen lift."
)
RULES_EN = (
    "Sign in and out at the desk and wear your badge visibly.\n\n"
    "Smoke outside, by the bicycle stands. In the labs you do not eat, drink or take photographs.\n\n"
    "When an alarm sounds, follow your host to the assembly point; take no lift."
)


@dataclass(frozen=True, slots=True)
class Expected:
    """One visitor of a day; `invited_at` is its name as well, down to the microsecond."""

    site: str
    firm: str
    person: int
    name: str
    coming_from: str
    interval: Interval
    plate: str
    language: str
    invited_at: datetime
    comes: bool
    late: timedelta
    reads_rules: bool


def fill(sites: dict[str, Site], firms: dict[str, Organisation], staff: dict[int, list[User]], *, at: datetime) -> int:
    """Invite who is missing of today and the days after, and let those come and go whose time it is; how many new."""
    today = at.astimezone(clock.BRUSSELS).date()
    for site in sites.values():
        if not HouseRules.objects.filter(site=site).exists():
            publish_rules(by=None, site=site, text_nl=RULES_NL, text_en=RULES_EN, at=at - timedelta(days=90))
    # Nothing of it leaves the house: what the deeds wrote for the post is taken out before anybody can see it.
    with transaction.atomic():
        before = OutboxMessage.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        found = [_invited(each, sites, firms, staff) for each in _days(today)]
        for site_slug, title in GROUPS.items():
            found += _group(site_slug, title, sites, firms, staff, today)
        for expected, visit, _is_new in found:
            _come_and_go(expected, visit, at)
        _walk_in(sites["darwin"], firms, staff, at)
        OutboxMessage.objects.filter(pk__gt=before, kind="mail").delete()
    return sum(is_new for _, _, is_new in found)


def _days(today: date) -> Iterator[Expected]:
    for day in (today + timedelta(days=distance) for distance in range(AHEAD + 1)):
        if day.weekday() < 5:
            for site, number in HOUSES.items():
                yield from (_expected(site, day, index) for index in range(number))


def _expected(site: str, day: date, index: int) -> Expected:
    name = f"visitor {site} {day.isoformat()} {index}"
    draw = random.Random(name)  # noqa: S311 - invented names, the same at every start
    # Half of them want to be there at nine.
    minute = 540 if index % 2 else draw.choice((510, 570, 600, 660, 780, 810, 840, 900, 930))
    start = clock.at_minute(day, minute)
    here = _hosting(site)
    number = zlib.crc32(name.encode())
    return Expected(
        site=site,
        firm=here[draw.randrange(len(here))],
        # The first of each house comes to whoever can log in.
        person=0 if index < 2 else draw.randrange(100),
        name=f"{draw.choice(GIVEN)} {draw.choice(FAMILY)}",
        coming_from=draw.choice(COMING_FROM),
        interval=Interval(start, start + draw.choice((4, 4, 6, 8, 12)) * QUARTER),
        plate=f"1{draw.choice('ABCDEFGH')}{draw.choice('ABCDEFGH')}{draw.choice('KLMNP')}{draw.randrange(100, 999)}"
        if draw.random() < 0.4
        else "",
        language="en-gb" if draw.random() < 0.15 else "nl",
        invited_at=start - timedelta(days=2 + number % 9, microseconds=number % 1_000_000 + 1),
        comes=draw.random() < 0.9,
        late=timedelta(minutes=draw.randrange(-12, 9)),
        reads_rules=draw.random() < 0.6,
    )


def _hosting(site: str) -> list[str]:
    kinds = {"tenant", "operator"} if site == "geel" else {"tenant"}
    return [name for name, kind, houses in FIRMS if site in houses and kind in kinds and name not in STRANGERS]


def _invited(
    each: Expected, sites: dict[str, Site], firms: dict[str, Organisation], staff: dict[int, list[User]]
) -> tuple[Expected, Visit, bool]:
    known = Visit.objects.filter(created_at=each.invited_at).first()
    if known is not None:
        return each, known, False
    firm = firms[each.firm]
    people = staff[firm.pk]
    made = invite(
        by=None,
        site=sites[each.site],
        host=people[each.person % len(people)],
        organisation=firm,
        visitor_name=each.name,
        visitor_email=f"{each.name.lower().replace(' ', '.')}@bezoek.example",
        firm=each.coming_from,
        plate=each.plate,
        language=each.language,
        interval=each.interval,
        at=each.invited_at,
    )
    return each, made.visit, True


def _group(
    slug: str,
    title: str,
    sites: dict[str, Site],
    firms: dict[str, Organisation],
    staff: dict[int, list[User]],
    today: date,
) -> list[tuple[Expected, Visit, bool]]:
    if today.weekday() > 4:
        return []
    expected = [_expected(f"{slug}", today, 100 + index) for index in range(6)]
    interval = Interval(clock.at_minute(today, 630), clock.at_minute(today, 720))
    invited_at = clock.at_minute(today, 630) - timedelta(days=6, microseconds=zlib.crc32(slug.encode()) % 1_000_000)
    standing = list(Visit.objects.filter(created_at=invited_at).order_by("pk"))
    is_new = not standing
    if is_new:
        firm = firms[_hosting(slug)[0]]
        made = invite_group(
            by=None,
            site=sites[slug],
            host=staff[firm.pk][0],
            organisation=firm,
            title=title,
            people=[Person(name=each.name, firm=each.coming_from) for each in expected],
            interval=interval,
            at=invited_at,
        )
        standing = [invitation.visit for invitation in made]
    return [(each, visit, is_new) for each, visit in zip(expected, standing, strict=False)]


def _come_and_go(expected: Expected, visit: Visit, at: datetime) -> None:
    """What happened to him by `at`, as far as nobody else has decided about him."""
    came_at = visit.starts_at + expected.late
    if visit.status != Visit.Status.PLANNED or not expected.comes or came_at > at:
        return
    newest = newest_rules(visit.site)
    if newest is not None and (expected.reads_rules or at - came_at > timedelta(minutes=5)):
        accept_rules(by=None, visit=visit, version=newest.version, at=came_at)
    answer = check_in(by=None, visit=visit, at=came_at, nonce=uuid5(NAMESPACE_OID, f"in {visit.public_id}"))
    if answer.visit.status != Visit.Status.IN:
        return
    mark_badge_printed(by=None, visit=visit, at=came_at)
    left_at = visit.ends_at + expected.late
    # One in ten forgets to sign out.
    if left_at <= at and visit.pk % 10:
        sign_out(by=None, visit=visit, at=left_at, nonce=uuid5(NAMESPACE_OID, f"out {visit.public_id}"))


def _walk_in(site: Site, firms: dict[str, Organisation], staff: dict[int, list[User]], at: datetime) -> None:
    """Somebody without an invitation, who waits for the host one can log in as; on working days, once a day."""
    day = at.astimezone(clock.BRUSSELS).date()
    opened = Interval(clock.at_minute(day, 480), clock.at_minute(day, 1020))
    firm = firms["Zilverzwam Biotech"]
    if day.weekday() > 4 or at not in opened:
        return
    announce_walk_in(
        by=None,
        site=site,
        host=staff[firm.pk][0],
        organisation=firm,
        visitor_name="Wouter Van Hecke",
        firm="Kempenkracht Installaties",
        at=at - timedelta(minutes=4),
        nonce=uuid5(NAMESPACE_OID, f"walk-in {day.isoformat()}"),
    )
