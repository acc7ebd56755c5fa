"""OpenAPI: what drf-spectacular cannot see in the code, chiefly how things fail."""

from typing import Any

FAILURES = {
    "400": "The input cannot be read.",
    "401": "Nobody is logged in.",
    "403": "Not allowed.",
    "404": "Not there, or outside your scope.",
    "409": "A rule says no.",
    "415": "Only application/json is read.",
    "429": "Slow down.",
}
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
    return result
