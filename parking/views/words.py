"""Car parks in words: what a number rests on, how long ago, what is wrong."""

from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from facilities.kernel.clock import wall_text

from ..explaining import Explained, Sum
from ..models.ledger import Anomaly, Fullness, Quality
from ..shown import CHIPS

MINUTE, HOUR, DAY = 60, 3600, 86400
FACTS: dict[str, str | Promise] = {
    "vehicles": gettext_lazy("vehicles"),
    "places": gettext_lazy("places"),
    "drift": gettext_lazy("drift"),
    "lane": gettext_lazy("lane"),
    "event": gettext_lazy("event"),
    "seconds": gettext_lazy("seconds"),
    "stood": gettext_lazy("stood at"),
    "ledger": gettext_lazy("by the ledger"),
}


def words() -> dict[str, str]:
    """The words that the script of a live page needs."""
    return {
        **{f"fullness_{value}": str(label) for value, label in Fullness.choices},
        **{f"quality_{value}": str(label) for value, label in Quality.choices},
        **{f"chip_{value}": chip for value, chip in CHIPS.items()},
        "free_of": _("{free} of {total} free"),
        "held": _("{n} held"),
        "seconds": _("{n} s ago"),
        "minutes": _("{n} min ago"),
        "hours": _("{n} h ago"),
        "days": _("{n} d ago"),
    }


def ago(moment: datetime | None, *, at: datetime) -> str:
    """How long ago, as short as the script writes it."""
    if moment is None:
        return _("never")
    seconds = max(0, int((at - moment).total_seconds()))
    for limit, unit, word in ((2 * MINUTE, 1, "seconds"), (2 * HOUR, MINUTE, "minutes"), (2 * DAY, HOUR, "hours")):
        if seconds < limit:
            return words()[word].replace("{n}", str(seconds // unit))
    return words()["days"].replace("{n}", str(seconds // DAY))


def arithmetic(row: Explained, *, at: datetime, names: bool) -> str:
    """57 = recount 40 by An at 08:10 + 31 in − 14 out; whose recount it was only where `names` may be told."""
    if row.anchor is None:
        return _("Never counted: no number until somebody does.")
    facts: dict[str, Any] = {
        "raw": row.raw,
        "value": row.value,
        "time": wall_text(row.anchor.counted_at, at=at),
        "entered": row.entered,
        "left": row.left,
    }
    if row.anchor.event_id is not None:
        return _("%(raw)s = level %(value)s told at %(time)s + %(entered)s in − %(left)s out") % facts
    if names and row.anchor.counted_by is not None:
        facts["name"] = row.anchor.counted_by.name
        return _("%(raw)s = recount %(value)s by %(name)s at %(time)s + %(entered)s in − %(left)s out") % facts
    return _("%(raw)s = recount %(value)s at %(time)s + %(entered)s in − %(left)s out") % facts


def sum_in_words(whole: Sum) -> str:
    """The same of the whole: 57 = counted 40 + 31 in − 14 out."""
    if not whole.is_counted:
        return _("Not every area has been counted.")
    facts = {"raw": whole.raw, "value": whole.value, "entered": whole.entered, "left": whole.left}
    return _("%(raw)s = recounts %(value)s + %(entered)s in − %(left)s out") % facts


def drift_in_words(drift: int | None) -> str:
    """How far a recount was from what was expected."""
    if drift is None:
        return _("The first count of this area.")
    if drift == 0:
        return _("Just as expected.")
    fewer, more = abs(drift), drift
    if drift < 0:
        return ngettext("%(n)s vehicle fewer than expected.", "%(n)s vehicles fewer than expected.", fewer) % {
            "n": fewer
        }
    return ngettext("%(n)s vehicle more than expected.", "%(n)s vehicles more than expected.", more) % {"n": more}


def facts_of(anomaly: Anomaly) -> str:
    """What was the matter, in a line."""
    return ", ".join(f"{FACTS.get(key, key)} {value}" for key, value in anomaly.facts.items())
