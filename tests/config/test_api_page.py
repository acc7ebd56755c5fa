"""The page that explains the API: for whoever is logged in, and as strict as every other page."""

import re

import pytest

from tests.factories import a_user

pytestmark = pytest.mark.django_db


def test_the_page_needs_nothing_its_policy_refuses(client):
    client.force_login(a_user("auditor"))

    answer = client.get("/api/docs/")

    page = answer.content.decode()
    assert "unsafe-inline" not in answer["Content-Security-Policy"]
    assert re.findall(r"<style|\bstyle=|<script>", page) == []
    assert '<html lang="en">' in page
    assert all(address.startswith("/") for address in re.findall(r'(?:src|href)="([^"]*)"', page))


def test_whoever_is_not_logged_in_is_sent_to_log_in(client):
    answer = client.get("/api/docs/")

    assert (answer.status_code, answer["Location"]) == (302, "/login/?next=/api/docs/")
