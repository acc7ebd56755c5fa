"""House rules: each version is published once and never changed."""

from datetime import datetime

from facilities.deeds import Actor, deed
from facilities.models.people import User
from facilities.models.places import Site

from .. import rules
from ..models.house_rules import HouseRules


@deed
def publish_rules(*, by: Actor, site: Site, text_nl: str, text_en: str, at: datetime) -> HouseRules:
    """Publish the next version; from now on every visitor is asked for it. The same text again is no new version."""
    rules.require(rules.may_publish_rules(by, site))
    # Two managers at once: the second waits, and gets the number after the first.
    Site.objects.select_for_update().get(pk=site.pk)
    newest = HouseRules.objects.newest(site).first()
    if newest is not None and (newest.text_nl, newest.text_en) == (text_nl.strip(), text_en.strip()):
        return newest
    published = HouseRules.objects.create(
        site=site,
        version=newest.version + 1 if newest else 1,
        text_nl=text_nl.strip(),
        text_en=text_en.strip(),
        published_at=at,
        published_by=by if isinstance(by, User) else None,
    )
    deed.record("house_rules.published", published, by=by, site=site, version=published.version)
    deed.touch(f"desk.{site.slug}")
    return published
