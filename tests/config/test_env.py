"""Each reader of the environment: what it takes, what it leaves, what it refuses."""

import pytest

from config import env

NAME = "RUIMTE_TEST_VALUE"


@pytest.fixture(autouse=True)
def _own_list(monkeypatch):
    monkeypatch.setattr(env, "SETTINGS", {})


@pytest.mark.parametrize(
    ("read", "default", "raw", "value"),
    [
        (env.text, "none", " words here ", "words here"),
        (env.names, [], "a, b ,,c", ["a", "b", "c"]),
        (env.number, 1, "2.5", 2.5),
        (env.flag, False, "1", True),
        (env.flag, False, "Yes", True),
        (env.flag, True, "0", False),
        (env.flag, True, "off", False),
    ],
)
def test_a_reader_takes_what_the_environment_says(monkeypatch, read, default, raw, value):
    monkeypatch.setenv(NAME, raw)

    assert read(NAME, default, "For the test.") == value


@pytest.mark.parametrize("raw", [None, "", "   "])
@pytest.mark.parametrize(
    ("read", "default"), [(env.text, "none"), (env.names, ["a"]), (env.number, 3), (env.flag, True)]
)
def test_nothing_said_means_the_default(monkeypatch, read, default, raw):
    if raw is not None:
        monkeypatch.setenv(NAME, raw)

    assert read(NAME, default, "For the test.") == default


@pytest.mark.parametrize(
    ("read", "raw", "why"),
    [
        (env.number, "many", "many"),
        (env.number, "-1", "at least 0"),
        (env.flag, "maybe", "must be 1 or 0"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(monkeypatch, read, raw, why):
    monkeypatch.setenv(NAME, raw)

    with pytest.raises(env.BadSetting, match=f"{NAME}.*{why}"):
        read(NAME, 0, "For the test.")


def test_a_reader_remembers_what_it_reads_for_the_docs(monkeypatch):
    env.text(NAME, "none", "For the test.")

    assert env.SETTINGS[NAME] == env.Setting(NAME, "none", "For the test.")
