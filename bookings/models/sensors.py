"""Sensors in rooms: a device that counts people or sees motion, what it told of late, and the sums that stay."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from facilities.kernel.constraints import Immutable
from facilities.models.devices import Device

from ..querysets import RoomSensorQuerySet
from .rooms import Room


class RoomSensor(models.Model):
    """A device that tells whether a room is used, and what it said last; it knows how many, never who."""

    class Kind(models.TextChoices):
        COUNT = "count", _("counts people")
        MOTION = "motion", _("sees motion")

    device = models.OneToOneField(Device, models.PROTECT, related_name="room_sensor", verbose_name=_("device"))
    room = models.ForeignKey(Room, models.CASCADE, related_name="sensors", verbose_name=_("room"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    expected_every = models.PositiveIntegerField(
        _("is heard every"), default=60, help_text=_("Seconds; silent three times as long it says nothing any more.")
    )
    clears_after = models.PositiveIntegerField(
        _("empty after"), default=600, help_text=_("Seconds without motion after which the room counts as empty.")
    )
    last_contact_at = models.DateTimeField(_("last heard at"), null=True, blank=True)
    told_at = models.DateTimeField(_("last told of"), null=True, blank=True)
    is_used = models.BooleanField(_("in use"), default=False)
    people = models.PositiveSmallIntegerField(_("people"), null=True, blank=True)
    since = models.DateTimeField(_("since"), null=True, blank=True)
    used_until = models.DateTimeField(_("in use until"), null=True, blank=True)
    summed_until = models.DateTimeField(null=True, blank=True)

    objects = RoomSensorQuerySet.as_manager()

    class Meta:
        ordering = ["room_id", "id"]
        verbose_name = _("room sensor")
        verbose_name_plural = _("room sensors")
        constraints = [
            models.CheckConstraint(name="room_sensor_kind_is_known", condition=Q(kind__in=["count", "motion"])),
            models.CheckConstraint(
                name="room_sensor_is_expected_some_time", condition=Q(expected_every__gte=5, clears_after__gte=30)
            ),
            models.CheckConstraint(
                name="room_sensor_has_told_since_when", condition=Q(told_at__isnull=True) | Q(since__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.room_id} {self.kind}"


class RoomReading(models.Model):
    """What a sensor said of one moment; kept two days, until the sums of its quarters are sure."""

    sensor = models.ForeignKey(RoomSensor, models.CASCADE, related_name="readings", verbose_name=_("sensor"))
    external_id = models.CharField(_("number of the sender"), max_length=120)
    body_hash = models.CharField(max_length=64)
    occurred_at = models.DateTimeField(_("occurred at"))
    received_at = models.DateTimeField(_("received at"))
    # Neither: only a sign of life.
    people = models.PositiveSmallIntegerField(_("people"), null=True, blank=True)
    is_motion = models.BooleanField(_("motion"), default=False)

    class Meta:
        ordering = ["-occurred_at", "-id"]
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        indexes = [models.Index(name="reading_by_sensor_and_time", fields=["sensor", "occurred_at"])]
        constraints = [
            models.UniqueConstraint(name="reading_counts_once", fields=["sensor", "external_id"]),
            Immutable(name="reading_is_never_changed", against=["UPDATE"]),
        ]

    def __str__(self) -> str:
        return f"{self.sensor_id} {self.external_id}"


class RoomQuarter(models.Model):
    """How long a room was in use during a quarter of an hour, of the seconds of which its sensor knew."""

    sensor = models.ForeignKey(RoomSensor, models.CASCADE, related_name="quarters", verbose_name=_("sensor"))
    starts_at = models.DateTimeField(_("starts at"))
    known = models.PositiveSmallIntegerField(_("seconds known"))
    used = models.PositiveSmallIntegerField(_("seconds in use"))
    most = models.PositiveSmallIntegerField(_("most people"), null=True, blank=True)

    class Meta:
        ordering = ["-starts_at", "sensor_id"]
        verbose_name = _("quarter of a room")
        verbose_name_plural = _("quarters of rooms")
        constraints = [
            models.UniqueConstraint(name="room_quarter_is_one_a_sensor", fields=["sensor", "starts_at"]),
            models.CheckConstraint(
                name="room_quarter_knows_what_it_says", condition=Q(used__lte=F("known"), known__lte=900)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sensor_id} {self.starts_at:%Y-%m-%d %H:%M}"
