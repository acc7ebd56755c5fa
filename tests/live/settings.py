"""The project's settings with topics and quick passwords of the tests plugged in; for servers that tests start."""

from config.settings import *  # noqa: F403
from config.settings import RUIMTE_ROUTES, RUIMTE_TOPICS

RUIMTE_TOPICS = (*RUIMTE_TOPICS, "tests.live.topics")
RUIMTE_ROUTES = (*RUIMTE_ROUTES, "tests.live.topics")
PASSWORD_HASHERS = ["tests.plugins.passwords.QuickArgon2"]
