"""Rooms: bookable offers on spaces, made of the atoms that can be taken."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from facilities.models.places import Amenity, Building, Space

from ..querysets import RoomQuerySet


class Atom(models.Model):
    """The smallest thing that can be taken: half of a divisible hall, a desk, a projector."""

    building = models.ForeignKey(Building, models.PROTECT, related_name="atoms", verbose_name=_("building"))
    name = models.CharField(_("name"), max_length=80)

    class Meta:
        ordering = ["id"]
        verbose_name = _("atom")
        verbose_name_plural = _("atoms")
        constraints = [
            models.UniqueConstraint(name="atom_name_is_unique_in_its_building", fields=["building", "name"]),
        ]

    def __str__(self) -> str:
        return self.name


class Room(models.Model):
    """A bookable offer on a space: a booking of it takes all its atoms, or nothing."""

    class Audience(models.TextChoices):
        SITE_TENANTS = "site_tenants", _("tenants of this site")
        ALL_TENANTS = "all_tenants", _("tenants of all sites")
        EVERYONE = "everyone", _("everyone, external bookers too")

    space = models.ForeignKey(Space, models.PROTECT, related_name="rooms", verbose_name=_("space"))
    slug = models.SlugField(_("short name"), unique=True)
    name = models.CharField(_("name"), max_length=80)
    atoms = models.ManyToManyField(Atom, related_name="rooms", verbose_name=_("atoms"))
    seats = models.PositiveSmallIntegerField(_("seats"))
    description = models.TextField(_("description"), blank=True)
    equipment = models.ManyToManyField(Amenity, related_name="rooms", blank=True, verbose_name=_("equipment"))
    audience = models.CharField(_("offered to"), max_length=12, choices=Audience.choices, default=Audience.SITE_TENANTS)
    is_offered = models.BooleanField(_("can be booked"), default=True)
    grid = models.PositiveSmallIntegerField(_("grid in minutes"), default=15)
    shortest = models.PositiveIntegerField(_("shortest booking in minutes"), default=15)
    longest = models.PositiveIntegerField(_("longest booking in minutes"), default=24 * 60)
    notice = models.PositiveIntegerField(_("notice in minutes"), default=0)
    horizon = models.PositiveSmallIntegerField(
        _("horizon in days"), default=365, help_text=_("Whole local days ahead that may be booked.")
    )
    turnover = models.PositiveSmallIntegerField(
        _("turnover in minutes"), default=0, help_text=_("Shared gap after each booking.")
    )
    takes_whole_day = models.BooleanField(_("one group a day"), default=False)
    shows_subject = models.BooleanField(
        _("subject on the panel"), default=False, help_text=_("Show what a meeting is about at the door.")
    )

    objects = RoomQuerySet.as_manager()

    class Meta:
        ordering = ["space__floor__building__name", "space__floor__level", "name"]
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        constraints = [
            models.CheckConstraint(
                name="room_audience_is_known",
                condition=Q(audience__in=["site_tenants", "all_tenants", "everyone"]),
            ),
            models.CheckConstraint(
                name="room_grid_is_positive",
                condition=Q(grid__gte=1),
                violation_error_message=_("The grid must be at least one minute."),
            ),
            models.CheckConstraint(
                name="room_seats_somebody",
                condition=Q(seats__gte=1),
                violation_error_message=_("A room seats at least one person."),
            ),
            models.CheckConstraint(
                name="room_longest_is_not_below_shortest",
                condition=Q(longest__gte=F("shortest"), shortest__gte=1),
                violation_error_message=_("The longest booking may not be shorter than the shortest."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Layout(models.Model):
    """A way to furnish a room, with the minutes it takes before and after."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="layouts", verbose_name=_("room"))
    name = models.CharField(_("name"), max_length=60)
    seats = models.PositiveSmallIntegerField(_("seats"))
    setup = models.PositiveSmallIntegerField(_("set-up in minutes"), default=0)
    teardown = models.PositiveSmallIntegerField(_("tear-down in minutes"), default=0)

    class Meta:
        ordering = ["room_id", "id"]
        verbose_name = _("layout")
        verbose_name_plural = _("layouts")
        constraints = [
            models.UniqueConstraint(name="layout_name_is_unique_in_its_room", fields=["room", "name"]),
        ]

    def __str__(self) -> str:
        return self.name
