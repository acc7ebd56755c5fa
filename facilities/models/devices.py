"""Devices and boards: the screens and boxes on the walls, and what a board shows."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..querysets import BoardQuerySet, DeviceQuerySet
from .people import User
from .places import Site


class Device(models.Model):
    """A screen or controller with a token of its own; unpaired it has a short code and no rights."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=80, blank=True)
    site = models.ForeignKey(
        Site, models.PROTECT, null=True, blank=True, related_name="devices", verbose_name=_("site")
    )
    shows = models.CharField(
        _("shows"), max_length=120, blank=True, help_text=_("What the screen is for: board:SLUG, panel:SLUG.")
    )
    token_hash = models.CharField(max_length=64, unique=True)
    pairing_code = models.CharField(_("pairing code"), max_length=8, null=True, blank=True, unique=True)
    pairing_expires_at = models.DateTimeField(null=True, blank=True)
    paired_at = models.DateTimeField(_("paired at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    last_seen_at = models.DateTimeField(_("last seen at"), null=True, blank=True)

    objects = DeviceQuerySet.as_manager()

    class Meta:
        ordering = ["site__name", "name", "id"]
        verbose_name = _("device")
        verbose_name_plural = _("devices")
        constraints = [
            models.CheckConstraint(
                name="device_is_paired_with_a_site_or_has_a_code",
                condition=Q(paired_at__isnull=False, site__isnull=False, pairing_code__isnull=True)
                | Q(paired_at__isnull=True, site__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.uuid)

    @property
    def is_live(self) -> bool:
        """Whether it may act and watch."""
        return self.paired_at is not None and self.revoked_at is None


class Board(models.Model):
    """A display of lines for people who pass by."""

    class Layout(models.TextChoices):
        LOBBY = "lobby", _("lobby")
        DIGITS = "digits", _("big digits")

    site = models.ForeignKey(Site, models.PROTECT, related_name="boards", verbose_name=_("site"))
    slug = models.SlugField(_("short name"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    layout = models.CharField(
        pgettext_lazy("board", "layout"), max_length=12, choices=Layout.choices, default=Layout.LOBBY
    )
    language = models.CharField(_("language"), max_length=5, choices=User.Language.choices, default=User.Language.DUTCH)
    is_public = models.BooleanField(
        _("public"), default=False, help_text=_("Anybody may watch it, without a paired screen.")
    )

    objects = BoardQuerySet.as_manager()

    class Meta:
        ordering = ["site__name", "name"]
        verbose_name = _("board")
        verbose_name_plural = _("boards")
        constraints = [
            models.CheckConstraint(name="board_layout_is_known", condition=Q(layout__in=["lobby", "digits"])),
        ]

    def __str__(self) -> str:
        return self.name


class BoardLine(models.Model):
    """One entry of a board: a provider from the settings and what it is asked to show."""

    board = models.ForeignKey(Board, models.CASCADE, related_name="lines", verbose_name=_("board"))
    position = models.PositiveSmallIntegerField(_("position"))
    provider = models.CharField(_("provider"), max_length=40)
    argument = models.CharField(_("argument"), max_length=80, help_text=_("Short name of the thing shown."))
    topic = models.CharField(max_length=120, db_index=True, editable=False)
    label = models.CharField(_("label"), max_length=80, blank=True)

    class Meta:
        ordering = ["board_id", "position"]
        verbose_name = _("line of a board")
        verbose_name_plural = _("lines of a board")
        constraints = [
            models.UniqueConstraint(name="board_line_position_is_unique", fields=["board", "position"]),
        ]

    def __str__(self) -> str:
        return f"{self.board_id} {self.position} {self.topic}"
