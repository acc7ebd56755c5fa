"""`manage.py serve`: the one process of the embedded default, HTTP and live sockets under daphne."""

import contextlib
import os
import socket
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from daphne.server import Server
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import import_string

from config.demo.motion import Motion
from config.management.commands.demo import accounts
from config.statics import collect_when_changed
from facilities.worker import Worker

BACKLOG = 4096
MESSAGE_LIMIT = 64 * 1024


class Command(BaseCommand):
    """Serve Ruimte until SIGTERM or Ctrl-C."""

    help = "Serve pages, API and live sockets."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen and whether to get everything ready first."""
        parser.add_argument("--port", type=int, help="port to listen on (RUIMTE_PORT)")
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on; 0.0.0.0 for all")
        parser.add_argument("--prepare", action="store_true", help="migrate, collect files, fill the demo first")

    def handle(self, *, port: int | None, host: str, prepare: bool, **options: Any) -> None:
        """Refuse a taken port, prepare, listen, say where."""
        if port is not None and port != settings.PORT:
            _start_again(port)
        _refuse_taken(host, settings.PORT)
        if prepare:
            self.prepare()
        beside = _beside()
        failure = serve(host, settings.PORT, lambda: self.listening(beside))
        for thread in beside:
            thread.stop()
        if failure:
            raise CommandError(failure)

    def prepare(self) -> None:
        """Bring the database and the static files up to date; quiet when there is nothing to do."""
        settings.RUN_DIR.mkdir(parents=True, exist_ok=True)
        call_command("migrate", verbosity=0, interactive=False)
        collect_when_changed()
        if settings.RUIMTE_DEMO:
            call_command("demo", quiet=True)

    def listening(self, beside: list[Worker | Motion]) -> None:
        """Start what runs beside the server and say where it listens."""
        for thread in beside:
            thread.start()
        self.stdout.write(f"Ruimte listens on {settings.BASE_URL}/")
        if settings.RUIMTE_DEMO:
            self.stdout.write(accounts())
        self.stdout.flush()


class ListeningServer(Server):
    """Daphne's server that says when it listens and why it does not."""

    failure = ""

    def __init__(self, *args: Any, when_listening: Callable[[], None], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.when_listening = when_listening

    def listen_success(self, port: Any) -> None:  # Any: twisted's IListeningPort
        """Greet."""
        super().listen_success(port)
        self.when_listening()

    def listen_error(self, failure: Any) -> None:  # Any: twisted's Failure
        """Keep the reason for the one sentence at the end."""
        self.failure = failure.getErrorMessage()
        self.stop()


def serve(host: str, port: int, when_listening: Callable[[], None]) -> str:
    """Serve until told to stop; returns why it could not listen, or nothing."""
    address = host.replace(":", r"\:")
    server = ListeningServer(
        # Only now: whitenoise looks at the collected files when the application is made.
        application=import_string(settings.ASGI_APPLICATION),
        endpoints=[f"tcp:port={port}:interface={address}:backlog={BACKLOG}"],
        websocket_timeout=-1,
        websocket_max_message_size=MESSAGE_LIMIT,
        websocket_max_frame_size=MESSAGE_LIMIT,
        server_name="",
        verbosity=0,
        when_listening=when_listening,
    )
    server.run()
    return server.failure


def _beside() -> list[Worker | Motion]:
    threads: list[Worker | Motion] = []
    if settings.WORKER_IN_SERVER:
        threads.append(Worker())
    if settings.RUIMTE_DEMO and settings.RUIMTE_DEMO_LIVE:
        threads.append(Motion())
    return threads


def _start_again(port: int) -> None:
    # Addresses and origins in the settings hang on the port, so they are read anew with it.
    os.environ["RUIMTE_PORT"] = str(port)
    os.execv(sys.executable, [sys.executable, *sys.argv])  # noqa: S606 - this very command


def _refuse_taken(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with contextlib.closing(socket.socket(family)) as asked:
        asked.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            asked.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} of {host} cannot be had ({error.strerror}); choose another one with RUIMTE_PORT."
            ) from error
