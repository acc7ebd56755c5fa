"""Static files come straight from the source folders: no test waits for collectstatic."""

import pytest
from django.conf import settings


def pytest_configure(config: pytest.Config) -> None:
    settings.STATIC_FROM_SOURCE = settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns where it is missing
