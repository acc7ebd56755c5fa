"""The bookings app."""

from django.apps import AppConfig


class BookingsConfig(AppConfig):
    """The bookings app."""

    name = "bookings"
