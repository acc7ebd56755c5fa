"""Statistics: time-weighted values of an area a minute, a quarter of an hour and a local day."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .areas import Area
from .ledger import Quality


class Bucket(models.Model):
    """What one stretch of time held: means are weighted by time, a gap counts as not covered."""

    area = models.ForeignKey(Area, models.CASCADE, related_name="+", verbose_name=_("area"))
    mean = models.FloatField(_("mean"), null=True)
    least = models.IntegerField(_("least"), null=True)
    most = models.IntegerField(_("most"), null=True)
    last = models.IntegerField(_("last"), null=True)
    entered = models.PositiveIntegerField(_("in"), default=0)
    left = models.PositiveIntegerField(_("out"), default=0)
    # Of these, not from or to another area: added up they are the car park's own. Not known of what was made before.
    arrived = models.PositiveIntegerField(_("in from outside"), null=True)
    departed = models.PositiveIntegerField(_("out to outside"), null=True)
    coverage = models.PositiveIntegerField(_("covered seconds"), default=0)
    quality = models.CharField(_("worst quality"), max_length=8, choices=Quality.choices, default=Quality.GOOD)

    class Meta:
        abstract = True


class MinuteStat(Bucket):
    """One minute, from `starts_at` (UTC)."""

    starts_at = models.DateTimeField(_("starts at"))

    class Meta:
        constraints = [models.UniqueConstraint(name="minute_is_counted_once", fields=["area", "starts_at"])]

    def __str__(self) -> str:
        return f"{self.area_id} {self.starts_at:%Y-%m-%d %H:%M}"


class QuarterStat(Bucket):
    """One quarter of an hour, from `starts_at` (UTC)."""

    starts_at = models.DateTimeField(_("starts at"))

    class Meta:
        constraints = [models.UniqueConstraint(name="quarter_is_counted_once", fields=["area", "starts_at"])]

    def __str__(self) -> str:
        return f"{self.area_id} {self.starts_at:%Y-%m-%d %H:%M}"


class DayStat(Bucket):
    """One local day of the site: 1,380, 1,440 or 1,500 minutes."""

    day = models.DateField(_("day"))

    class Meta:
        constraints = [models.UniqueConstraint(name="day_is_counted_once", fields=["area", "day"])]

    def __str__(self) -> str:
        return f"{self.area_id} {self.day}"


class DirtyQuarter(models.Model):
    """A quarter whose statistics must be made again because something was told about it."""

    area = models.ForeignKey(Area, models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    # Another each time it is marked: who has made it again removes only the mark that he saw.
    mark = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(name="quarter_is_dirty_once", fields=["area", "starts_at"])]

    def __str__(self) -> str:
        return f"{self.area_id} {self.starts_at:%Y-%m-%d %H:%M}"


class Watermark(models.Model):
    """Up to when the statistics of an area are made; what is told of earlier times marks its quarter dirty."""

    area = models.OneToOneField(Area, models.CASCADE, related_name="+", primary_key=True)
    made_until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.area_id} {self.made_until:%Y-%m-%d %H:%M}"
