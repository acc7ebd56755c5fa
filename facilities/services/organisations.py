"""Organisations: add, change, suspend."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import IntegrityError
from django.db.models import QuerySet

from .. import rules
from ..deeds import Actor, deed
from ..errors import EnterpriseNumberTaken, NameTaken, NoSite
from ..kernel.constraints import violated
from ..live.topics import user_topic
from ..models.people import Membership, Organisation, User
from ..models.places import Site
from ..scopes import scope_of

# The house itself and its walk-in guests are the platform's own.
HOUSE_KINDS = frozenset({Organisation.Kind.OPERATOR, Organisation.Kind.WALK_IN})


@dataclass(frozen=True, slots=True)
class OrganisationRenamed:
    """Announced when every screen that names an organisation must look again."""

    organisation: Organisation


@deed
def add_organisation(
    *,
    by: Actor,
    name: str,
    sites: Iterable[Site],
    kind: str = Organisation.Kind.TENANT,
    enterprise_number: str | None = None,
    email: str = "",
    phone: str = "",
    street: str = "",
    postcode: str = "",
    city: str = "",
    is_vat_liable: bool = True,
) -> Organisation:
    """Add an organisation at `sites`; a site manager only at sites of his own."""
    sites = list(sites)
    rules.require(rules.may_manage_some_site(by))
    rules.require(all(rules.may_manage_site(by, site) for site in sites))
    rules.require(kind not in HOUSE_KINDS or rules.may_run_the_platform(by))
    if not sites and not rules.may_run_the_platform(by):
        raise NoSite
    organisation = Organisation(
        name=name,
        kind=kind,
        enterprise_number=enterprise_number or None,
        email=email,
        phone=phone,
        street=street,
        postcode=postcode,
        city=city,
        is_vat_liable=is_vat_liable,
    )
    _save(organisation)
    organisation.sites.set(sites)
    deed.record("organisation.added", organisation, by=by, organisation=organisation, sites=_keys(sites), kind=kind)
    return organisation


@deed
def change_organisation(
    *,
    by: Actor,
    organisation: Organisation,
    name: str,
    kind: str,
    sites: Iterable[Site],
    enterprise_number: str | None = None,
    email: str = "",
    phone: str = "",
    street: str = "",
    postcode: str = "",
    city: str = "",
    is_vat_liable: bool = True,
) -> Organisation:
    """Change an organisation; of its sites a manager moves only his own, the others stay as they are."""
    rules.require(rules.may_manage_organisation(by, organisation))
    rules.require(kind == organisation.kind or not HOUSE_KINDS & {kind, organisation.kind} or by is None)
    before, after = {site.pk: site for site in organisation.sites.all()}, {site.pk: site for site in sites}
    moved = before.keys() ^ after.keys()
    rules.require(all(rules.may_manage_site(by, (before | after)[pk]) for pk in moved))
    if not after and not rules.may_run_the_platform(by):
        raise NoSite
    is_renamed = name != organisation.name
    organisation.name, organisation.kind = name, kind
    organisation.enterprise_number = enterprise_number or None
    organisation.email, organisation.phone = email, phone
    organisation.street, organisation.postcode, organisation.city = street, postcode, city
    organisation.is_vat_liable = is_vat_liable
    _save(organisation)
    organisation.sites.set(after.values())
    if moved:
        _touch_members(organisation)
    if is_renamed:
        deed.announce(OrganisationRenamed(organisation))
    deed.record("organisation.changed", organisation, by=by, organisation=organisation, sites=sorted(after), kind=kind)
    return organisation


@deed
def suspend_organisation(*, by: Actor, organisation: Organisation) -> Organisation:
    """Suspend: its members keep their accounts but reach nothing through it, from this moment on."""
    return _set_suspended(by=by, organisation=organisation, suspended=True)


@deed
def unsuspend_organisation(*, by: Actor, organisation: Organisation) -> Organisation:
    """Let its members in again."""
    return _set_suspended(by=by, organisation=organisation, suspended=False)


def sites_to_choose(user: User) -> QuerySet[Site]:
    """The sites a person may put an organisation at."""
    return Site.objects.all() if scope_of(user).is_admin else Site.objects.managed_by(user)


def _set_suspended(*, by: Actor, organisation: Organisation, suspended: bool) -> Organisation:
    rules.require(rules.may_suspend_organisation(by, organisation))
    changed = Organisation.objects.filter(pk=organisation.pk, is_suspended=not suspended).update(is_suspended=suspended)
    organisation.is_suspended = suspended
    if changed:
        verb = "organisation.suspended" if suspended else "organisation.let_in"
        deed.record(verb, organisation, by=by, organisation=organisation)
        _touch_members(organisation)
    return organisation


def _touch_members(organisation: Organisation) -> None:
    members = Membership.objects.filter(organisation=organisation).values_list("user_id", flat=True)
    deed.touch(*(user_topic(pk) for pk in set(members)))


def _save(organisation: Organisation) -> None:
    try:
        organisation.save()
    except IntegrityError as error:
        # Unique columns have no constraint names of ours; what the database says holds the column's.
        if "enterprise_number" in violated(error):
            raise EnterpriseNumberTaken from error
        if "name" in violated(error):
            raise NameTaken from error
        raise


def _keys(sites: Iterable[Site]) -> list[int]:
    return sorted(site.pk for site in sites)
