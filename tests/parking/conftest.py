"""What every test of the count begins with."""

import pytest

from parking import remembering


@pytest.fixture(autouse=True)
def nothing_remembered(monkeypatch):
    """Another test's car park may have had the same number."""
    monkeypatch.setattr(remembering, "_left", {})
