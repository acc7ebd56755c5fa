"""Bookings and blocks: who has a room when, and when nobody may."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from facilities.models.devices import Device
from facilities.models.people import Organisation, User

from ..querysets import BlockQuerySet, BookingQuerySet
from .rooms import Layout, Room


class Booking(models.Model):
    """A room kept for an organisation during [starts_at, ends_at); it occupies time through its claims only."""

    class Status(models.TextChoices):
        CONFIRMED = "confirmed", _("confirmed")
        CANCELLED = "cancelled", _("cancelled")

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    room = models.ForeignKey(Room, models.PROTECT, related_name="bookings", verbose_name=_("room"))
    layout = models.ForeignKey(
        Layout, models.PROTECT, null=True, blank=True, related_name="bookings", verbose_name=_("layout")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="bookings", verbose_name=_("organisation")
    )
    organiser = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="bookings", verbose_name=_("organiser")
    )
    booked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("booked by")
    )
    booked_at_panel = models.ForeignKey(
        Device, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("booked at panel")
    )
    title = models.CharField(_("subject"), max_length=120)
    attendees = models.PositiveSmallIntegerField(_("people"), null=True, blank=True)
    is_private = models.BooleanField(
        _("private"), default=False, help_text=_("The subject is shown on no panel or board.")
    )
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    setup = models.PositiveSmallIntegerField(_("set-up in minutes"), default=0)
    teardown = models.PositiveSmallIntegerField(_("tear-down in minutes"), default=0)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.CONFIRMED)
    created_at = models.DateTimeField(_("booked at"))
    changed_at = models.DateTimeField(_("changed at"))
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)

    objects = BookingQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "id"]
        verbose_name = _("booking")
        verbose_name_plural = _("bookings")
        indexes = [
            models.Index(name="booking_room_by_end", fields=["room", "ends_at"], condition=Q(status="confirmed")),
            models.Index(name="booking_organisation_by_end", fields=["organisation", "ends_at"]),
            models.Index(name="booking_organiser_by_end", fields=["organiser", "ends_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="booking_ends_after_it_starts",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("A booking must end after it starts."),
            ),
            models.CheckConstraint(name="booking_status_is_known", condition=Q(status__in=["confirmed", "cancelled"])),
            models.CheckConstraint(
                name="booking_cancelled_has_its_time",
                condition=Q(status="cancelled", cancelled_at__isnull=False)
                | Q(status="confirmed", cancelled_at__isnull=True),
            ),
            models.CheckConstraint(
                name="booking_is_made_by_a_person_or_at_a_panel",
                condition=Q(booked_by__isnull=True) | Q(booked_at_panel__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.room_id} {self.starts_at:%Y-%m-%d %H:%M}"


class Block(models.Model):
    """A stretch in which nobody may have a room: maintenance, cleaning, a defect."""

    room = models.ForeignKey(Room, models.PROTECT, related_name="blocks", verbose_name=_("room"))
    reason = models.CharField(_("reason"), max_length=120)
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("created by"))
    created_at = models.DateTimeField(_("created at"))
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)

    objects = BlockQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "id"]
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
        constraints = [
            models.CheckConstraint(
                name="block_ends_after_it_starts",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("A block must end after it starts."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.room_id} {self.reason}"
