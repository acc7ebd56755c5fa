"""What the linters cannot see: foreign keys point down, files and functions stay small."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

HEIGHT = {"facilities": 0, "bookings": 1, "parking": 1, "access": 2}
ROOTS = ["access", "bench", "bookings", "config", "facilities", "parking", "tests"]


def relations():
    for model in apps.get_models():
        for field in model._meta.get_fields(include_parents=False):
            if field.is_relation and not field.auto_created and field.related_model is not None:
                yield pytest.param(model, field.related_model, id=str(field))


def python_files():
    for root in ROOTS:
        for path in sorted((Path(settings.BASE_DIR) / root).rglob("*.py")):
            if "migrations" not in path.parts:
                yield pytest.param(path, id=str(path.relative_to(settings.BASE_DIR)))


@pytest.mark.parametrize("model, target", list(relations()))
def test_foreign_keys_point_down(model, target):
    above, below = model._meta.app_label, target._meta.app_label

    allowed = above == below or above not in HEIGHT or below not in HEIGHT or HEIGHT[above] > HEIGHT[below]

    assert allowed, f"{model.__name__} in {above} points at {target.__name__} in {below}"


@pytest.mark.parametrize("path", list(python_files()))
def test_no_python_file_is_longer_than_300_lines(path):
    assert len(path.read_text().splitlines()) <= 300


@pytest.mark.parametrize("path", list(python_files()))
def test_no_function_is_longer_than_50_lines(path):
    tree = ast.parse(path.read_text())

    long = [
        f"{node.name}: {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno - node.lineno + 1 > 50
    ]

    assert long == []
