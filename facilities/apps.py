"""The facilities app."""

from django.apps import AppConfig


class FacilitiesConfig(AppConfig):
    """The facilities app."""

    name = "facilities"
