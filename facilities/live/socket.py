"""The one live socket."""

from typing import Any


def live_socket(router: Any, path: Any) -> Any:
    return router([])
