"""Attempts to log in, to open a link or to have a mail sent: counted per account and network, and per network."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from ..errors import TooManyAttempts
from ..models.people import User
from .throttle import give_back, seconds_to_wait, take, throttle_key

WINDOW = timedelta(minutes=15)
# A whole building may sit behind one address; only failures are kept counted.
NETWORK_FACTOR = 10
INVITATIONS_AN_HOUR = 60


@dataclass(frozen=True, slots=True)
class Attempt:
    """One counted attempt; `succeeded` takes it off the counters again."""

    keys: tuple[str, ...]
    at: datetime

    def succeeded(self) -> None:
        """Give the counts back."""
        for key in self.keys:
            give_back(key=key, at=self.at)


def begin_attempt(*, purpose: str, account: str, network: str, at: datetime) -> Attempt:
    """Count an attempt before it is looked at; raises `TooManyAttempts` past a limit."""
    limits = {
        throttle_key(purpose, account.strip().lower(), network): settings.LOGIN_LIMIT,
        throttle_key(purpose, network): settings.LOGIN_LIMIT * NETWORK_FACTOR,
    }
    for key, limit in limits.items():
        if not take(key=key, limit=limit, window=WINDOW, at=at):
            raise TooManyAttempts(retry_after=seconds_to_wait(key=key, at=at))
    return Attempt(tuple(limits), at)


def count_invitation(*, by: User, at: datetime) -> None:
    """Mails leave in our name: a stolen account must not send them by the thousand; raises `TooManyAttempts`."""
    key = throttle_key("invite", str(by.pk))
    if not take(key=key, limit=INVITATIONS_AN_HOUR, window=timedelta(hours=1), at=at):
        raise TooManyAttempts(retry_after=seconds_to_wait(key=key, at=at))
