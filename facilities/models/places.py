"""Places: a site holds buildings, a building floors, a floor spaces."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..kernel.days import Days
from ..querysets import BuildingQuerySet, FloorQuerySet, SiteQuerySet, SpaceQuerySet


class Amenity(models.Model):
    """Something a space offers (projector, whiteboard, induction loop)."""

    slug = models.SlugField(_("short name"), unique=True)
    name_nl = models.CharField(_("name in Dutch"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)

    class Meta:
        ordering = ["slug"]
        verbose_name = _("equipment")
        verbose_name_plural = _("equipment")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of this moment."""
        from django.utils.translation import get_language

        return self.name_nl if (get_language() or "nl").startswith("nl") else self.name_en


class Site(models.Model):
    """One of the houses: a plot with an address, a desk and opening hours of its own."""

    class Kind(models.TextChoices):
        BEDRIJVENCENTRUM = "bedrijvencentrum", _("business centre")
        INCUBATOR = "incubator", _("incubator")
        INNOVATIECENTRUM = "innovatiecentrum", _("innovation centre")
        WETENSCHAPSPARK = "wetenschapspark", _("science park")
        MULTIFUNCTIONEEL = "multifunctioneel", _("multifunctional building")
        DOORGANGSGEBOUW = "doorgangsgebouw", _("transit building")
        TECHNOLOGIEHUIS = "technologiehuis", _("technology house")
        PARKEERGEBOUW = "parkeergebouw", _("parking building")

    class Mode(models.TextChoices):
        NORMAL = "normal", _("normal")
        LOCKDOWN = "lockdown", _("lockdown")
        EVACUATION = "evacuation", _("evacuation")

    slug = models.SlugField(_("short name"), unique=True)
    name = models.CharField(_("name"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    street = models.CharField(_("street and number"), max_length=120, blank=True)
    postcode = models.CharField(_("postcode"), max_length=10, blank=True)
    city = models.CharField(_("city"), max_length=80)
    time_zone = models.CharField(_("time zone"), max_length=40, default="Europe/Brussels")
    # What screens show now; since when, by whom and why stands in SiteMode, and services/modes.py writes both.
    mode = models.CharField(_("mode"), max_length=12, choices=Mode.choices, default=Mode.NORMAL)
    is_drill = models.BooleanField(_("drill"), default=False)
    desk_email = models.EmailField(_("mailbox of the desk"), blank=True)
    desk_phone = models.CharField(_("telephone of the desk"), max_length=30, blank=True)
    closes_on_holidays = models.BooleanField(_("closed on Belgian public holidays"), default=True)
    longest_stay = models.PositiveSmallIntegerField(
        _("longest stay in months"), null=True, blank=True, help_text=_("Of a tenant, where the house has such a rule.")
    )
    walk_in_organisation = models.OneToOneField(
        "facilities.Organisation",
        models.PROTECT,
        related_name="walk_in_site",
        verbose_name=_("walk-in organisation"),
        help_text=_("What is booked at a door panel belongs to it."),
    )

    objects = SiteQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        constraints = [
            models.CheckConstraint(
                name="site_kind_is_known",
                condition=Q(
                    kind__in=[
                        "bedrijvencentrum",
                        "incubator",
                        "innovatiecentrum",
                        "wetenschapspark",
                        "multifunctioneel",
                        "doorgangsgebouw",
                        "technologiehuis",
                        "parkeergebouw",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="site_mode_is_known", condition=Q(mode__in=["normal", "lockdown", "evacuation"])
            ),
            models.CheckConstraint(
                name="site_drills_only_out_of_the_normal", condition=Q(is_drill=False) | ~Q(mode="normal")
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Building(models.Model):
    """A building of a site."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="buildings", verbose_name=_("site"))
    slug = models.SlugField(_("short name"), unique=True)
    name = models.CharField(_("name"), max_length=120)

    objects = BuildingQuerySet.as_manager()

    class Meta:
        ordering = ["site__name", "name"]
        verbose_name = _("building")
        verbose_name_plural = _("buildings")
        constraints = [
            models.UniqueConstraint(
                name="building_name_is_unique_in_its_site",
                fields=["site", "name"],
                violation_error_message=_("This site already has a building of that name."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Floor(models.Model):
    """A storey of a building; level 0 is the ground floor."""

    building = models.ForeignKey(Building, models.PROTECT, related_name="floors", verbose_name=_("building"))
    level = models.SmallIntegerField(_("level"), help_text=_("0 is the ground floor."))
    name = models.CharField(_("name"), max_length=60)

    objects = FloorQuerySet.as_manager()

    class Meta:
        ordering = ["building__name", "level"]
        verbose_name = _("floor")
        verbose_name_plural = _("floors")
        constraints = [
            models.UniqueConstraint(
                name="floor_level_is_unique_in_its_building",
                fields=["building", "level"],
                violation_error_message=_("This building already has a floor at that level."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Space(models.Model):
    """A part of a floor with a purpose and an area."""

    class Kind(models.TextChoices):
        OFFICE = "office", _("office")
        LAB = "lab", _("laboratory")
        WORKSHOP = "workshop", _("workshop")
        MEETING = "meeting", _("meeting room")
        AUDITORIUM = "auditorium", _("auditorium")
        FLEX = "flex", _("flex desks")
        STORAGE = "storage", _("storage")
        COMMON = "common", _("common area")
        PARKING = "parking", _("parking")

    floor = models.ForeignKey(Floor, models.PROTECT, related_name="spaces", verbose_name=_("floor"))
    code = models.CharField(_("code"), max_length=20, help_text=_("As on the door: 1.04."))
    name = models.CharField(_("name"), max_length=120, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    area = models.DecimalField(_("area in m²"), max_digits=9, decimal_places=2)
    capacity = models.PositiveSmallIntegerField(_("people at most"), null=True, blank=True)
    is_step_free = models.BooleanField(_("step-free"), default=True)
    equipment = models.ManyToManyField(Amenity, related_name="spaces", blank=True, verbose_name=_("equipment"))
    is_lettable = models.BooleanField(_("can be let"), default=True)
    in_service_on = models.DateField(_("in service from"), default=date(2000, 1, 1))
    out_of_service_on = models.DateField(_("out of service from"), null=True, blank=True)

    objects = SpaceQuerySet.as_manager()

    class Meta:
        ordering = ["floor__building__name", "floor__level", "code"]
        verbose_name = _("space")
        verbose_name_plural = _("spaces")
        constraints = [
            models.UniqueConstraint(
                name="space_code_is_unique_on_its_floor",
                fields=["floor", "code"],
                violation_error_message=_("This floor already has a space with that code."),
            ),
            models.CheckConstraint(
                name="space_has_an_area",
                condition=Q(area__gt=0),
                violation_error_message=_("The area must be more than 0 m²."),
            ),
            models.CheckConstraint(
                name="space_leaves_service_after_it_enters",
                condition=Q(out_of_service_on__isnull=True) | Q(out_of_service_on__gt=F("in_service_on")),
                violation_error_message=_("A space goes out of service after it came into it."),
            ),
            models.CheckConstraint(
                name="space_kind_is_known",
                condition=Q(
                    kind__in=[
                        "office",
                        "lab",
                        "workshop",
                        "meeting",
                        "auditorium",
                        "flex",
                        "storage",
                        "common",
                        "parking",
                    ]
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.code

    @property
    def in_service(self) -> Days:
        """The days on which it exists as it is."""
        return Days(self.in_service_on, self.out_of_service_on)


class OpeningHours(models.Model):
    """A stretch of a weekday in which a site is open, in minutes after local midnight, [opens, closes)."""

    site = models.ForeignKey(Site, models.CASCADE, related_name="opening_hours", verbose_name=_("site"))
    weekday = models.PositiveSmallIntegerField(_("weekday"), help_text=_("0 is Monday."))
    opens = models.PositiveSmallIntegerField(_("opens at"))
    closes = models.PositiveSmallIntegerField(_("closes at"))

    class Meta:
        ordering = ["site_id", "weekday", "opens"]
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        constraints = [
            models.UniqueConstraint(name="opening_hours_start_once", fields=["site", "weekday", "opens"]),
            models.CheckConstraint(name="opening_hours_weekday_is_one_of_seven", condition=Q(weekday__lte=6)),
            models.CheckConstraint(
                name="opening_hours_close_after_they_open",
                condition=Q(closes__gt=F("opens"), closes__lte=1440),
                violation_error_message=_("Closing time must come after opening time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site_id} {self.weekday} {self.opens}-{self.closes}"


class OpeningException(models.Model):
    """A dated day on which a site keeps other hours; no hours means closed all day."""

    site = models.ForeignKey(Site, models.CASCADE, related_name="opening_exceptions", verbose_name=_("site"))
    day = models.DateField(_("day"))
    opens = models.PositiveSmallIntegerField(_("opens at"), null=True, blank=True)
    closes = models.PositiveSmallIntegerField(_("closes at"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=120, blank=True)

    class Meta:
        ordering = ["site_id", "day"]
        verbose_name = _("exception to the opening hours")
        verbose_name_plural = _("exceptions to the opening hours")
        constraints = [
            models.UniqueConstraint(
                name="opening_exception_is_one_a_day",
                fields=["site", "day"],
                violation_error_message=_("This day already has an exception."),
            ),
            models.CheckConstraint(
                name="opening_exception_has_both_hours_or_none",
                condition=Q(opens__isnull=True, closes__isnull=True)
                | Q(opens__isnull=False, closes__gt=F("opens"), closes__lte=1440),
                violation_error_message=_("Give both hours, the closing time after the opening time, or none."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site_id} {self.day}"
