"""OpenAPI: what drf-spectacular cannot see in the code, chiefly how things fail."""

from typing import Any

from django.utils import translation
from drf_spectacular.generators import SchemaGenerator

FAILURES = {
    "400": "The input cannot be read.",
    "401": "Nobody is logged in.",
    "403": "Not allowed.",
    "404": "Not there, or outside your scope.",
    "409": "A rule says no.",
    "415": "Only application/json is read.",
    "429": "Slow down.",
}
REUSED = "The Idempotency-Key was sent before with another body."
PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "pointer": {"type": "string"},
                    "detail": {"type": "string"},
                    "code": {"type": "string"},
                },
            },
        },
    },
}


# The largest whole numbers of the column types, and the smallest without their sign.
WIDTHS = {2**bits - less for bits in (15, 31, 63) for less in (0, 1)}


class EnglishSchemaGenerator(SchemaGenerator):
    """The description is written for programmers: in English, whatever the reader's language or the site's."""

    def get_schema(self, request: Any = None, public: bool = False) -> Any:
        """Build it with the names of things in English."""
        with translation.override("en-gb"):
            return super().get_schema(request, public)


def add_problem_responses(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Document on every operation the problems it may answer."""
    result.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
    body = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for operations in result.get("paths", {}).values():
        for method, operation in operations.items():
            for status, text in FAILURES.items():
                if status in {"409", "415"} and method == "get":
                    continue
                operation["responses"].setdefault(status, {"description": text, "content": body})
            if any(parameter["name"] == "Idempotency-Key" for parameter in operation.get("parameters", ())):
                operation["responses"].setdefault("422", {"description": REUSED, "content": body})
    return result


def forget_the_database(result: Any, **_: Any) -> Any:
    """Leave out the widths of whole numbers, which differ between SQLite and PostgreSQL; the API promises none."""
    parts = result.values() if isinstance(result, dict) else result if isinstance(result, list) else ()
    if isinstance(result, dict) and result.get("type") == "integer":
        for bound in ("maximum", "minimum"):
            if abs(result.get(bound, 0)) in WIDTHS:
                del result[bound]
        result.pop("format", None)
    for part in parts:
        forget_the_database(part)
    return result
