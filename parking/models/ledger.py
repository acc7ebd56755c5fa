"""The count ledger: what sensors reported, what people and systems counted, and the projection of both.

raw = anchor value + entered - left since the anchor; never clamped here, only in what is published.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from facilities.kernel.constraints import Immutable
from facilities.models.people import User

from ..querysets import AnchorQuerySet, AnomalyQuerySet, CountEventQuerySet
from .areas import Area, Lane, Sensor, VehicleClass
from .car_parks import CarPark


class CountEvent(models.Model):
    """One message of a sensor as it was accepted; never changed, removed only when its time is over."""

    class Kind(models.TextChoices):
        PASSAGE = "passage", _("passage")
        TOTAL = "total", _("lifetime counters")
        LEVEL = "level", _("level")
        BAY = "bay", _("bay")
        HEARTBEAT = "heartbeat", _("sign of life")

    sensor = models.ForeignKey(Sensor, models.PROTECT, related_name="events", verbose_name=_("sensor"))
    external_id = models.CharField(_("number of the sender"), max_length=120)
    body_hash = models.CharField(max_length=64)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    lane = models.ForeignKey(Lane, models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("lane"))
    # The areas as the lane joined them when the event came: a lane that is laid otherwise later changes no count.
    from_area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    to_area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    entered = models.PositiveIntegerField(default=0, help_text="Vehicles from from_area to to_area.")
    returned = models.PositiveIntegerField(default=0, help_text="Vehicles the other way (lifetime counters).")
    value = models.IntegerField(_("value"), null=True, blank=True)
    vehicle_class = models.CharField(max_length=12, choices=VehicleClass.choices, default=VehicleClass.CAR)
    subject = models.CharField(max_length=64, blank=True)
    occurred_at = models.DateTimeField(_("occurred at"))
    received_at = models.DateTimeField(_("received at"))
    effective_at = models.DateTimeField(_("counts from"))
    is_late = models.BooleanField(_("came after the recount"), default=False)
    flags = models.JSONField(_("remarks"), default=list)

    objects = CountEventQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [
            models.Index(name="event_from_area_by_time", fields=["from_area", "effective_at"]),
            models.Index(name="event_to_area_by_time", fields=["to_area", "effective_at"]),
            models.Index(name="event_of_sensor_by_time", fields=["sensor", "effective_at"]),
        ]
        constraints = [
            models.UniqueConstraint(name="event_counts_once", fields=["sensor", "external_id"]),
            models.CheckConstraint(
                name="event_kind_is_known", condition=Q(kind__in=["passage", "total", "level", "bay", "heartbeat"])
            ),
            models.CheckConstraint(
                name="event_moves_vehicles_somewhere",
                condition=Q(entered=0, returned=0) | Q(from_area__isnull=False) | Q(to_area__isnull=False),
            ),
            Immutable(name="event_is_never_changed", against=["UPDATE"]),
        ]

    def __str__(self) -> str:
        return f"{self.sensor_id} {self.external_id}"


class Anchor(models.Model):
    """How many vehicles an area held at a moment: a person's recount, or a level told by another system.

    Events up to and including `counted_at` are in the count; the latest `counted_at` (then the latest row) is present.
    """

    area = models.ForeignKey(Area, models.PROTECT, related_name="anchors", verbose_name=_("area"))
    counted_at = models.DateTimeField(_("counted at"))
    value = models.IntegerField(_("vehicles"))
    drift = models.IntegerField(_("drift"), null=True, blank=True, help_text=_("Counted minus what was expected."))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    counted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    # A level goes with its event when its time is over; recounts of people stay for ever.
    event = models.OneToOneField(CountEvent, models.CASCADE, null=True, blank=True, related_name="anchor")
    recorded_at = models.DateTimeField(_("recorded at"))

    objects = AnchorQuerySet.as_manager()

    class Meta:
        ordering = ["area_id", "-counted_at", "-id"]
        verbose_name = _("recount")
        verbose_name_plural = _("recounts")
        indexes = [models.Index(name="anchor_of_area_by_time", fields=["area", "counted_at"])]
        constraints = [
            models.CheckConstraint(
                name="anchor_of_a_person_is_not_negative",
                condition=Q(value__gte=0) | Q(counted_by__isnull=True),
                violation_error_message=_("There cannot be fewer than no vehicles."),
            ),
            Immutable(name="anchor_is_never_changed", against=["UPDATE"]),
        ]

    def __str__(self) -> str:
        return f"{self.area_id} {self.value}"


class Fullness(models.TextChoices):
    """What a board says of an area or car park."""

    SPACES = "spaces", _("places free")
    ALMOST = "almost", _("almost full")
    FULL = "full", _("full")
    CLOSED = "closed", _("closed")
    UNKNOWN = "unknown", _("not known")


class Quality(models.TextChoices):
    """How far a number can be trusted."""

    GOOD = "good", _("good")
    DEGRADED = "degraded", _("doubtful")
    STALE = "stale", _("out of date")
    UNKNOWN = "unknown", _("not known")


class AreaState(models.Model):
    """Where the ledger of an area stands, and what was last published of it; rebuilt by `rebuild_occupancy`."""

    area = models.OneToOneField(Area, models.CASCADE, related_name="state", verbose_name=_("area"))
    anchor = models.ForeignKey(Anchor, models.SET_NULL, null=True, blank=True, related_name="+")
    anchor_at = models.DateTimeField(null=True, blank=True)
    anchor_value = models.IntegerField(default=0)
    entered = models.BigIntegerField(_("in since the recount"), default=0)
    left = models.BigIntegerField(_("out since the recount"), default=0)
    raw = models.BigIntegerField(_("vehicles"), default=0)
    last_event_at = models.DateTimeField(_("last event at"), null=True, blank=True)
    changed_at = models.DateTimeField(
        _("value changed at"), null=True, blank=True, help_text="When raw last became another number."
    )
    is_stuck = models.BooleanField(_("suspected of standing still"), default=False)
    fullness = models.CharField(max_length=8, choices=Fullness.choices, default=Fullness.UNKNOWN)
    fullness_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("state of an area")
        verbose_name_plural = _("states of areas")
        constraints = [
            models.CheckConstraint(
                name="area_state_adds_up", condition=Q(raw=F("anchor_value") + F("entered") - F("left"))
            ),
            models.CheckConstraint(
                name="area_fullness_is_known",
                condition=Q(fullness__in=["spaces", "almost", "full", "closed", "unknown"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area_id} {self.raw}"


class CarParkState(models.Model):
    """What was last published of a car park as a whole: the memory that hysteresis and dwell need."""

    car_park = models.OneToOneField(CarPark, models.CASCADE, related_name="state", verbose_name=_("car park"))
    fullness = models.CharField(max_length=8, choices=Fullness.choices, default=Fullness.UNKNOWN)
    fullness_since = models.DateTimeField(null=True, blank=True)
    # The published row as JSON: a deed bumps the sequence number only when this becomes another.
    published = models.JSONField(default=dict)
    # Another one with whatever is counted or laid out otherwise: who read the state can tell that it still stands.
    version = models.BigIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("state of a car park")
        verbose_name_plural = _("states of car parks")
        constraints = [
            models.CheckConstraint(
                name="car_park_fullness_is_known",
                condition=Q(fullness__in=["spaces", "almost", "full", "closed", "unknown"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.car_park_id} {self.fullness}"


class Anomaly(models.Model):
    """Something about a count that a person should look at, from when to when."""

    class Kind(models.TextChoices):
        BELOW_ZERO = "below_zero", _("fewer than no vehicles")
        ABOVE_CAPACITY = "above_capacity", _("more vehicles than places")
        STUCK = "stuck", _("does not change")
        MISMATCH = "mismatch", _("the ledger says otherwise")
        COUNTER_RESET = "counter_reset", _("lifetime counter began anew")
        CLOCK_SKEW = "clock_skew", _("clock of a device is wrong")
        DRIFT = "drift", _("large drift at a recount")

    car_park = models.ForeignKey(CarPark, models.CASCADE, related_name="anomalies", verbose_name=_("car park"))
    area = models.ForeignKey(Area, models.CASCADE, null=True, blank=True, related_name="anomalies")
    sensor = models.ForeignKey(Sensor, models.CASCADE, null=True, blank=True, related_name="anomalies")
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    started_at = models.DateTimeField(_("since"))
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)
    facts = models.JSONField(_("facts"), default=dict)

    objects = AnomalyQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-id"]
        verbose_name = _("anomaly")
        verbose_name_plural = _("anomalies")
        constraints = [
            models.UniqueConstraint(
                name="anomaly_of_an_area_is_open_once",
                fields=["area", "kind"],
                condition=Q(ended_at__isnull=True, sensor__isnull=True),
            ),
            models.UniqueConstraint(
                name="anomaly_of_a_sensor_is_open_once",
                fields=["sensor", "kind"],
                condition=Q(ended_at__isnull=True, sensor__isnull=False),
            ),
            models.CheckConstraint(
                name="anomaly_kind_is_known",
                condition=Q(
                    kind__in=[
                        "below_zero",
                        "above_capacity",
                        "stuck",
                        "mismatch",
                        "counter_reset",
                        "clock_skew",
                        "drift",
                    ]
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.started_at:%Y-%m-%d %H:%M}"
