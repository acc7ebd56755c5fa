"""How this process logs: one line an event, to standard error; what it may not hold stands in docs/conventions.md."""

from typing import Any


def logging_at(level: str) -> dict[str, Any]:
    """The `LOGGING` setting with `level` as the least level shown."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
    }
