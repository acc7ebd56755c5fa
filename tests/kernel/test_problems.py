"""What every failure of the API has in common."""

import pytest
from django.utils import translation

from facilities.kernel.errors import DomainError
from facilities.kernel.problems import TITLES, problem_body
from tests.config.test_dutch import refusals


def test_the_title_says_what_kind_of_failure_it_is_in_the_language_of_the_reader():
    with translation.override("nl"):
        dutch = problem_body(409, "overlap", "Newton is bezet.")
    with translation.override("en-gb"):
        english = problem_body(409, "overlap", "Newton is taken.")

    assert (dutch["title"], english["title"]) == ("Een regel staat dit niet toe", "A rule says no")
    assert dutch["type"] == english["type"] == "/problems/overlap"


@pytest.mark.parametrize("refusal", sorted({DomainError, *refusals()}, key=lambda each: each.__name__))
def test_every_refusal_has_a_title(refusal):
    assert refusal.status in TITLES
