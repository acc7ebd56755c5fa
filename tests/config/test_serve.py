"""The one command: it listens, says where, gives way to a taken port and ends when told."""

import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from tests.fixtures.server import server_environment
from tests.plugins.turns import on_sqlite
from tests.servers import CHECKOUT, _free_port

PATIENCE = 120


@pytest.fixture
def serve(transactional_db):
    started = []

    def start(port: int, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", *arguments],
            cwd=CHECKOUT,
            env=server_environment(port, DJANGO_SETTINGS_MODULE="config.settings", **environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def fetch(address: str) -> str:
    with urllib.request.urlopen(address, timeout=20) as answer:
        return answer.read().decode()


def test_it_says_where_it_listens_and_ends_cleanly_with_its_worker(serve):
    port = _free_port()
    process = serve(port, WORKER="1")

    assert process.stdout.readline() == f"Ruimte listens on http://localhost:{port}/\n"
    assert '"alive"' in fetch(f"http://localhost:{port}/healthz")
    process.terminate()
    said, complained = process.communicate(timeout=PATIENCE)

    assert (process.returncode, said, complained) == (0, "", "")


def test_a_port_on_the_command_line_wins_over_the_environment(serve):
    port = _free_port()
    process = serve(1, "--port", str(port))

    assert process.stdout.readline() == f"Ruimte listens on http://localhost:{port}/\n"


def test_a_taken_port_is_refused_in_one_sentence(serve):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = serve(taken.getsockname()[1])

        said, complained = process.communicate(timeout=PATIENCE)

    assert process.returncode == 1
    assert said == ""
    assert complained.startswith("CommandError: Port ")
    assert complained.strip().endswith("choose another one with RUIMTE_PORT.")
    assert complained.count("\n") == 1


@pytest.mark.slow
@on_sqlite  # it makes its own, whatever the others are on
def test_prepared_it_migrates_an_empty_database_and_shows_the_demonstration(serve, tmp_path):
    port = _free_port()
    process = serve(
        port,
        "--prepare",
        RUN_DIR=str(tmp_path),
        DATABASE_URL=f"sqlite:///{tmp_path / 'new.sqlite3'}",
        DEMO="1",
        DEMO_LIVE="0",
    )
    started = time.monotonic()

    assert process.stdout.readline() == f"Ruimte listens on http://localhost:{port}/\n"
    assert "password" in process.stdout.readline()
    assert time.monotonic() - started < PATIENCE
    assert 'type="password"' in fetch(f"http://localhost:{port}/")
    process.terminate()
    process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
