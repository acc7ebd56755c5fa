"""Areas that hold vehicles, lanes that move them, and the sensors that tell."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from facilities.kernel.constraints import Immutable
from facilities.models.devices import Device
from facilities.models.people import User
from facilities.models.places import Floor

from ..querysets import AreaQuerySet, LaneQuerySet, SensorQuerySet
from .car_parks import CarPark


class VehicleClass(models.TextChoices):
    """For whom places are meant."""

    CAR = "car", _("car")
    DISABLED = "disabled", _("people with a disability")
    ELECTRIC = "electric", _("electric car")
    PERMIT = "permit", _("permit holder")
    MOTORCYCLE = "motorcycle", _("motorcycle")
    BICYCLE = "bicycle", _("bicycle")


class Area(models.Model):
    """A level or zone of a car park; an area with areas of its own is their sum and counts nothing itself."""

    class Kind(models.TextChoices):
        LEVEL = "level", _("level")
        ZONE = "zone", _("zone")

    class Method(models.TextChoices):
        BALANCE = "balance", _("in minus out")
        EXTERNAL = "external", _("told by another system")
        BAYS = "bays", _("a sensor a bay")
        MANUAL = "manual", _("counted by people")

    car_park = models.ForeignKey(CarPark, models.PROTECT, related_name="areas", verbose_name=_("car park"))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    floor = models.ForeignKey(
        Floor, models.PROTECT, null=True, blank=True, related_name="parking_areas", verbose_name=_("floor")
    )
    slug = models.SlugField(_("short name"))
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.LEVEL)
    position = models.PositiveSmallIntegerField(_("position"), default=0, help_text=_("0 is nearest to the entrance."))
    vehicle_class = models.CharField(_("for"), max_length=12, choices=VehicleClass.choices, default=VehicleClass.CAR)
    method = models.CharField(_("counted by"), max_length=8, choices=Method.choices, default=Method.BALANCE)
    full_on = models.PositiveSmallIntegerField(_("full from so many free"), default=0)
    full_off = models.PositiveSmallIntegerField(
        _("no longer full from"), null=True, blank=True, help_text=_("Empty: 3 or 1 %, whichever is more.")
    )
    almost_on = models.PositiveSmallIntegerField(
        _("almost full from"), null=True, blank=True, help_text=_("Empty: 10 %.")
    )
    almost_off = models.PositiveSmallIntegerField(
        _("no longer almost full from"), null=True, blank=True, help_text=_("Empty: 15 %.")
    )
    min_dwell = models.PositiveSmallIntegerField(
        _("stays full at least"), default=30, help_text=_("Seconds before a full area may read free again.")
    )
    stale_after = models.PositiveIntegerField(
        _("stale after"), default=300, help_text=_("Seconds of silence after which the count is not shown.")
    )

    objects = AreaQuerySet.as_manager()

    class Meta:
        ordering = ["car_park_id", "position", "id"]
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        constraints = [
            models.UniqueConstraint(
                name="area_slug_is_unique_in_its_car_park",
                fields=["car_park", "slug"],
                violation_error_message=_("This car park already has an area with that short name."),
            ),
            models.CheckConstraint(name="area_kind_is_known", condition=Q(kind__in=["level", "zone"])),
            models.CheckConstraint(
                name="area_method_is_known", condition=Q(method__in=["balance", "external", "bays", "manual"])
            ),
            models.CheckConstraint(
                name="area_class_is_known",
                condition=Q(vehicle_class__in=["car", "disabled", "electric", "permit", "motorcycle", "bicycle"]),
            ),
            models.CheckConstraint(name="area_is_not_its_own_parent", condition=~Q(parent=F("id"))),
            models.CheckConstraint(
                name="area_thresholds_rise",
                condition=(Q(full_off__isnull=True) | Q(full_off__gt=F("full_on")))
                & (Q(almost_off__isnull=True) | Q(almost_on__isnull=True) | Q(almost_off__gt=F("almost_on"))),
                violation_error_message=_("Leaving a state must take more free places than entering it."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Capacity(models.Model):
    """How many places an area has from a moment on; never edited, a new one is added."""

    area = models.ForeignKey(Area, models.CASCADE, related_name="capacities", verbose_name=_("area"))
    places = models.PositiveIntegerField(_("places"))
    out_of_service = models.PositiveIntegerField(_("out of service"), default=0)
    starts_at = models.DateTimeField(_("starts at"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    set_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["area_id", "-starts_at"]
        verbose_name = _("capacity")
        verbose_name_plural = _("capacities")
        constraints = [
            models.UniqueConstraint(
                name="capacity_starts_once",
                fields=["area", "starts_at"],
                violation_error_message=_("Another capacity starts at that moment."),
            ),
            models.CheckConstraint(
                name="capacity_keeps_no_more_out_than_there_is",
                condition=Q(out_of_service__lte=F("places")),
                violation_error_message=_("No more places can be out of service than there are."),
            ),
            Immutable(name="capacity_is_never_changed", against=["UPDATE"]),
        ]

    def __str__(self) -> str:
        return f"{self.area_id} {self.places}"

    @property
    def in_service(self) -> int:
        """Places that can be used."""
        return self.places - self.out_of_service


class Sensor(models.Model):
    """What a paired device is for the count: a loop, a camera, or another system that tells levels."""

    class Kind(models.TextChoices):
        LOOP = "loop", _("induction loop")
        CAMERA = "camera", _("camera")
        RADAR = "radar", _("radar")
        SYSTEM = "system", _("another system")

    device = models.OneToOneField(Device, models.PROTECT, related_name="sensor", verbose_name=_("device"))
    car_park = models.ForeignKey(CarPark, models.PROTECT, related_name="sensors", verbose_name=_("car park"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.LOOP)
    expected_every = models.PositiveIntegerField(
        _("reports every"), default=60, help_text=_("Seconds within which it is expected to be heard.")
    )
    time_zone = models.CharField(
        _("time zone"), max_length=40, blank=True, help_text=_("Only for a device that sends times without offset.")
    )
    has_bad_clock = models.BooleanField(
        _("clock is wrong"), default=False, help_text=_("Use the moment of receipt instead of what it says.")
    )
    clock_offset = models.FloatField(
        _("clock offset"), null=True, blank=True, help_text=_("Seconds between occurrence and receipt, running median.")
    )
    last_contact_at = models.DateTimeField(_("last heard at"), null=True, blank=True)

    objects = SensorQuerySet.as_manager()

    class Meta:
        ordering = ["device__name", "id"]
        verbose_name = _("sensor")
        verbose_name_plural = _("sensors")
        constraints = [
            models.CheckConstraint(
                name="sensor_kind_is_known", condition=Q(kind__in=["loop", "camera", "radar", "system"])
            ),
            models.CheckConstraint(name="sensor_is_expected_sometime", condition=Q(expected_every__gte=1)),
        ]

    def __str__(self) -> str:
        return self.device.name


class Lane(models.Model):
    """Where vehicles pass from one area to another, or in from outside and out again (no area)."""

    car_park = models.ForeignKey(CarPark, models.PROTECT, related_name="lanes", verbose_name=_("car park"))
    slug = models.SlugField(_("short name"), unique=True)
    name = models.CharField(_("name"), max_length=80)
    sensor = models.ForeignKey(
        Sensor, models.PROTECT, null=True, blank=True, related_name="lanes", verbose_name=_("sensor")
    )
    from_area = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="lanes_out", verbose_name=_("from")
    )
    to_area = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="lanes_in", verbose_name=_("to")
    )
    is_reversible = models.BooleanField(
        _("both ways"), default=False, help_text=_("Each passage must say its direction.")
    )
    debounce = models.PositiveIntegerField(
        _("flag passages within"), default=0, help_text=_("Milliseconds; flagged, never dropped.")
    )
    total_in = models.PositiveBigIntegerField(_("last lifetime counter in"), null=True, editable=False)
    total_out = models.PositiveBigIntegerField(_("last lifetime counter out"), null=True, editable=False)
    total_at = models.DateTimeField(_("lifetime counters read at"), null=True, editable=False)

    objects = LaneQuerySet.as_manager()

    class Meta:
        ordering = ["car_park_id", "name"]
        verbose_name = _("lane")
        verbose_name_plural = _("lanes")
        constraints = [
            models.CheckConstraint(
                name="lane_leads_somewhere",
                condition=(Q(from_area__isnull=False) | Q(to_area__isnull=False)) & ~Q(from_area=F("to_area")),
                violation_error_message=_("A lane leads from one area to another, or from or to outside."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
