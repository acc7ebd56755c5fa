"""The `browser` marker: such a test needs Chromium, and says so when there is none."""

import os
from pathlib import Path

import pytest

# Chromium heeds the last list only, so Playwright's own comes back here, but for what concerns other systems. The two
# of the address bar are pages of their own for a bar that nobody sees: half the work of opening a window.
WITHOUT = [
    "AimEnabled",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxPopup",
]
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(WITHOUT)}",
]


def chromium() -> Path | None:
    """The Chromium of this machine (RUIMTE_CHROMIUM, else Debian's), if it has one."""
    path = Path(os.environ.get("RUIMTE_CHROMIUM") or "/usr/bin/chromium")
    return path if os.access(path, os.X_OK) else None


def is_required() -> bool:
    return os.environ.get("RUIMTE_BROWSER") == "required"


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("browser") is None or chromium():
        return
    if is_required():
        pytest.fail("RUIMTE_BROWSER=required, but there is no Chromium (RUIMTE_CHROMIUM)", pytrace=False)
    pytest.skip("no Chromium: install it, or name one with RUIMTE_CHROMIUM")
