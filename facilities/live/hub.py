"""The live hub: one per event loop."""

from collections.abc import Sequence


def hint_everyone(topics: Sequence[str]) -> None:
    """Tell the hubs of this process and of the others that `topics` changed."""
