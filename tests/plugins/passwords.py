"""Passwords are hashed by Argon2 at its least cost: the real one takes a fifth of a second, and has its own test."""

import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher

QUICK = ["tests.plugins.passwords.QuickArgon2"]


class QuickArgon2(Argon2PasswordHasher):
    """The same hash at no cost."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1


def pytest_configure(config: pytest.Config) -> None:
    settings.PASSWORD_HASHERS = QUICK
