"""The facilities app."""

from django.apps import AppConfig


class FacilitiesConfig(AppConfig):
    """The facilities app."""

    name = "facilities"

    def ready(self) -> None:
        """Let checks and topics register themselves, and listen for log-outs."""
        from . import checks  # noqa: F401
        from .live import logouts
        from .live.topics import load_topics

        logouts.listen()
        load_topics()
