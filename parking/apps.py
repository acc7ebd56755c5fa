"""The parking app."""

from django.apps import AppConfig


class ParkingConfig(AppConfig):
    """The parking app."""

    name = "parking"
