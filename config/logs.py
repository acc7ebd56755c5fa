"""How this process logs: one line an event, to standard error; what it may not hold stands in docs/conventions.md."""

import copy
import logging
from typing import Any


class Line(logging.Formatter):
    """One line an event; where it came from follows for bugs, not for requests that were refused (4xx)."""

    def format(self, record: logging.LogRecord) -> str:
        """The event in words."""
        if 400 <= getattr(record, "status_code", 500) < 500:
            record = copy.copy(record)
            record.exc_info = record.exc_text = None
        return super().format(record)


def logging_at(level: str) -> dict[str, Any]:
    """The `LOGGING` setting with `level` as the least level shown."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": Line, "fmt": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
    }
