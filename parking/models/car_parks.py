"""Car parks: the whole, the hours of the gate, and what an operator says instead of the count."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from facilities.models.people import User
from facilities.models.places import Site

from ..querysets import CarParkQuerySet


class CarPark(models.Model):
    """A place for vehicles of a site, counted as one whole of areas."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="car_parks", verbose_name=_("site"))
    slug = models.SlugField(_("short name"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    is_public = models.BooleanField(_("public"), default=True, help_text=_("Anybody may see how many places are free."))
    is_always_open = models.BooleanField(_("open day and night"), default=True)
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)

    objects = CarParkQuerySet.as_manager()

    class Meta:
        ordering = ["site__name", "name"]
        verbose_name = _("car park")
        verbose_name_plural = _("car parks")
        constraints = [
            models.UniqueConstraint(
                name="car_park_name_is_unique_at_its_site",
                fields=["site", "name"],
                violation_error_message=_("This site already has a car park of that name."),
            ),
            models.CheckConstraint(
                name="car_park_stands_on_earth",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                violation_error_message=_("Give both latitude and longitude, or neither."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class GateHours(models.Model):
    """A stretch of a weekday in which a car park is open, in minutes after local midnight, [opens, closes).

    Closing may lie past midnight: 1590 on Friday is Saturday 02:30.
    """

    car_park = models.ForeignKey(CarPark, models.CASCADE, related_name="gate_hours", verbose_name=_("car park"))
    weekday = models.PositiveSmallIntegerField(_("weekday"), help_text=_("0 is Monday."))
    opens = models.PositiveSmallIntegerField(_("opens at"))
    closes = models.PositiveSmallIntegerField(_("closes at"))

    class Meta:
        ordering = ["car_park_id", "weekday", "opens"]
        verbose_name = _("hours of the gate")
        verbose_name_plural = _("hours of the gate")
        constraints = [
            models.UniqueConstraint(name="gate_hours_start_once", fields=["car_park", "weekday", "opens"]),
            models.CheckConstraint(name="gate_hours_weekday_is_one_of_seven", condition=Q(weekday__lte=6)),
            models.CheckConstraint(
                name="gate_hours_close_after_they_open",
                condition=Q(opens__lt=1440, closes__gt=F("opens"), closes__lte=2880),
                violation_error_message=_("Closing time must come after opening time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.car_park_id} {self.weekday} {self.opens}-{self.closes}"


class GateException(models.Model):
    """A dated day on which the gate keeps other hours; no hours means closed all day."""

    car_park = models.ForeignKey(CarPark, models.CASCADE, related_name="gate_exceptions", verbose_name=_("car park"))
    day = models.DateField(_("day"))
    opens = models.PositiveSmallIntegerField(_("opens at"), null=True, blank=True)
    closes = models.PositiveSmallIntegerField(_("closes at"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=120, blank=True)

    class Meta:
        ordering = ["car_park_id", "day"]
        verbose_name = _("exception to the hours of the gate")
        verbose_name_plural = _("exceptions to the hours of the gate")
        constraints = [
            models.UniqueConstraint(
                name="gate_exception_is_one_a_day",
                fields=["car_park", "day"],
                violation_error_message=_("This day already has an exception."),
            ),
            models.CheckConstraint(
                name="gate_exception_has_both_hours_or_none",
                condition=Q(opens__isnull=True, closes__isnull=True)
                | Q(opens__lt=1440, closes__gt=F("opens"), closes__lte=2880),
                violation_error_message=_("Give both hours, the closing time after the opening time, or none."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.car_park_id} {self.day}"


class Override(models.Model):
    """What an operator says instead of the count, until a moment, with a reason."""

    class State(models.TextChoices):
        FULL = "full", _("full")
        CLOSED = "closed", _("closed")
        OPEN = "open", _("open, whatever the hours")
        UNKNOWN = "unknown", _("no number")

    car_park = models.ForeignKey(CarPark, models.CASCADE, related_name="overrides", verbose_name=_("car park"))
    state = models.CharField(_("shows"), max_length=8, choices=State.choices)
    reason = models.CharField(_("reason"), max_length=200)
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)
    set_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-starts_at", "-id"]
        verbose_name = _("override")
        verbose_name_plural = _("overrides")
        constraints = [
            models.CheckConstraint(
                name="override_state_is_known", condition=Q(state__in=["full", "closed", "open", "unknown"])
            ),
            models.CheckConstraint(
                name="override_ends_after_it_starts",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("An override must end after it starts."),
            ),
            models.CheckConstraint(
                name="override_has_a_reason",
                condition=~Q(reason=""),
                violation_error_message=_("Say why."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.car_park_id} {self.state}"
