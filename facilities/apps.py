"""The facilities app."""

from django.apps import AppConfig


class FacilitiesConfig(AppConfig):
    """The facilities app."""

    name = "facilities"

    def ready(self) -> None:
        """Let topics register themselves, and listen for log-outs."""
        from .live import logouts
        from .live.topics import load_topics

        logouts.listen()
        load_topics()
