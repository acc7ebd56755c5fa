"""Asking the database from an event loop: one thread with one connection of its own, kept between questions."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from django.db import connections

P = ParamSpec("P")
R = TypeVar("R")


class DatabaseThread:
    """Runs functions one after another in a single thread; after a failure the next starts on a fresh connection."""

    def __init__(self, name: str) -> None:
        self._executor = ThreadPoolExecutor(1, thread_name_prefix=name)

    async def run(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Await `function` called in the thread."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._executor, lambda: _fenced(function, *args, **kwargs))

    def stop(self) -> None:
        """Close the connection and let the thread end after what it is doing."""
        self._executor.submit(connections.close_all)
        self._executor.shutdown(wait=False)


def _fenced(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    try:
        return function(*args, **kwargs)
    except BaseException:
        connections.close_all()
        raise
