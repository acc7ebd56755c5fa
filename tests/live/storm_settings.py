"""The settings of the tests' servers with one address more: a storm of changes that blows inside the server."""

from tests.live.settings import *  # noqa: F403
from tests.live.settings import RUIMTE_ROUTES

ROOT_URLCONF = "tests.live.storm"
RUIMTE_ROUTES = (*RUIMTE_ROUTES, "tests.live.storm")
