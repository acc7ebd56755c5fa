"""docs/api.md and docs/openapi.yaml tell what the API does."""

import re
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.urls import get_resolver

from facilities.kernel.errors import DomainError

DOCS = Path(settings.BASE_DIR) / "docs"


def refusals(kind=DomainError):
    for below in kind.__subclasses__():
        yield below
        yield from refusals(below)


def test_every_refusal_is_listed_with_its_status_and_no_other():
    # Whatever a page or service can raise is imported once the addresses are.
    assert get_resolver().url_patterns
    section = (DOCS / "api.md").read_text().split("### Rules that say no")[1]

    listed = set(re.findall(r"^\| `([a-z_]+)` \| (\d+) \|", section, re.MULTILINE))

    product = {kind for kind in refusals() if not kind.__module__.startswith("tests.")}
    assert listed == {(kind.code, str(kind.status)) for kind in product}


def test_each_fact_has_a_code_of_its_own():
    product = [kind for kind in refusals() if not kind.__module__.startswith("tests.")]

    codes = [kind.code for kind in product]

    assert sorted(codes) == sorted(set(codes))


def test_the_committed_description_is_what_the_code_says():
    written = StringIO()

    call_command("spectacular", "--lang=en-gb", "--api-version=v1", "--validate", "--fail-on-warn", stdout=written)

    assert "/api/v1/bookings/{id}/cancel/" in written.getvalue()
    assert (DOCS / "openapi.yaml").read_text().strip() == written.getvalue().strip(), "run make schema"
