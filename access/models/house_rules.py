"""House rules: what a visitor accepts, version by version."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from facilities.kernel.constraints import Immutable
from facilities.models.people import User
from facilities.models.places import Site

from ..querysets import HouseRulesQuerySet


class HouseRules(models.Model):
    """One published version of a site's rules; never changed, so that what somebody accepted can be read again."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="house_rules", verbose_name=_("site"))
    version = models.PositiveIntegerField(_("version"))
    text_nl = models.TextField(_("text in Dutch"))
    text_en = models.TextField(_("text in English"))
    published_at = models.DateTimeField(_("published at"))
    published_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("published by")
    )

    objects = HouseRulesQuerySet.as_manager()

    class Meta:
        ordering = ["site_id", "-version"]
        verbose_name = _("house rules")
        verbose_name_plural = _("house rules")
        constraints = [
            models.UniqueConstraint(name="house_rules_version_is_unique_at_its_site", fields=["site", "version"]),
            models.CheckConstraint(name="house_rules_say_something", condition=~Q(text_nl="") & ~Q(text_en="")),
            Immutable(name="house_rules_are_never_changed"),
        ]

    def __str__(self) -> str:
        return f"{self.site_id} v{self.version}"

    @property
    def text(self) -> str:
        """The text in the language of this moment."""
        return self.text_nl if (get_language() or "nl").startswith("nl") else self.text_en
