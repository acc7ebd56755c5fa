"""What `make test` says in its closing lines of a pass that did not simply pass."""

import signal
import sys

import pytest

from tests.passes import Pass, ending


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (0, "passed"),
        (1, "FAILED"),
        (2, "INTERRUPTED"),
        (5, "ENDED with 5"),
        (-9, "KILLED by SIGKILL, so not all of it ran,"),
        (143, "KILLED by SIGTERM, so not all of it ran,"),
    ],
)
def test_each_way_to_end_has_its_own_words(code, words):
    assert ending(code) == words


def test_a_pass_that_is_killed_says_so_and_how_long_it_ran():
    each = Pass("SQLite", "unused", beside_servers=False)
    each.run([sys.executable, "-c", "import time; time.sleep(60)"])

    each.end(signal.SIGKILL)

    assert each.close() == "SQLite: KILLED by SIGKILL, so not all of it ran, after 0 min 00 s"
