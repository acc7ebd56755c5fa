"""Periodic jobs of this storey: what is no longer needed goes."""

from datetime import datetime, timedelta
from importlib import import_module

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from .models.devices import Device
from .models.people import Throttle
from .services.jobs import Job
from .services.outbox import erase_sent
from .services.repeats import forget_keys

# A screen that was switched off while it showed its code asks for a new one; its old row may stay a day.
CODE_KEPT = timedelta(days=1)


def clear_sessions(*, at: datetime) -> None:
    """Remove log-in sessions that ended."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


def forget_attempts(*, at: datetime) -> None:
    """Remove counters of log-in attempts whose window ended."""
    Throttle.objects.filter(window_ends_at__lte=at).delete()


def remove_unpaired_screens(*, at: datetime) -> None:
    """Remove screens that nobody paired while their code was good."""
    Device.objects.filter(paired_at__isnull=True, pairing_expires_at__lte=at - CODE_KEPT).delete()


JOBS = (
    Job(name="clear-sessions", label=_("Clear ended sessions"), daily="03:15", catch_up=False, run=clear_sessions),
    Job(
        name="forget-attempts",
        label=_("Forget old log-in attempts"),
        every=timedelta(hours=1),
        catch_up=False,
        run=forget_attempts,
    ),
    Job(
        name="forget-idempotency-keys",
        label=_("Forget the keys of requests sent over a day ago"),
        every=timedelta(hours=1),
        catch_up=False,
        run=forget_keys,
    ),
    Job(
        name="remove-unpaired-screens",
        label=_("Remove screens that were never paired"),
        every=timedelta(hours=1),
        catch_up=False,
        run=remove_unpaired_screens,
    ),
    Job(
        name="erase-sent-mails",
        label=_("Erase the text of mails sent long ago"),
        daily="03:30",
        catch_up=False,
        run=erase_sent,
    ),
)
