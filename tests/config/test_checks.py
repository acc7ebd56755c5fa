"""A route, topic or path that somebody forgot stops the build."""

import pytest
from django.http import HttpResponse
from django.urls import path

from facilities import permissions
from facilities.checks import check_paths, check_routes, check_topics
from facilities.live import topics
from facilities.permissions import PERSON, allow

urlpatterns = [path("forgotten/", lambda request: HttpResponse("secret"), name="forgotten")]


@pytest.fixture(autouse=True)
def product_topics(monkeypatch):
    """Without the topics that the tests of the live hub bring along."""
    own = {
        name: entry for name, entry in topics._registry.items() if not type(entry[2]).__module__.startswith("tests.")
    }
    monkeypatch.setattr(topics, "_registry", own)


@pytest.fixture
def fresh_tables():
    permissions.table.cache_clear()
    permissions.topic_table.cache_clear()
    yield
    permissions.table.cache_clear()
    permissions.topic_table.cache_clear()


def ids(messages) -> set[str]:
    return {message.id for message in messages}


def test_all_routes_and_topics_have_their_rows():
    assert check_routes(None) == []
    assert check_topics(None) == []


def test_a_route_without_a_row_is_an_error(settings):
    settings.ROOT_URLCONF = "tests.config.test_checks"

    assert "The route 'forgotten' has no row in the permission table." in [m.msg for m in check_routes(None)]


@pytest.mark.django_db
def test_a_route_without_a_row_answers_nobody(settings, client):
    settings.ROOT_URLCONF = "tests.config.test_checks"

    answer = client.get("/forgotten/")

    assert answer.status_code == 404
    assert b"secret" not in answer.content


ROUTES = {"nowhere": allow(GET=PERSON)}
TOPICS = {"nothing.<int:pk>": PERSON}


def test_rows_of_nothing_are_errors(settings, fresh_tables):
    settings.RUIMTE_ROUTES = (*settings.RUIMTE_ROUTES, "tests.config.test_checks")

    assert ids(check_routes(None)) == {"ruimte.E002"}
    assert ids(check_topics(None)) == {"ruimte.E004"}


def test_a_topic_without_a_row_is_an_error(monkeypatch):
    monkeypatch.setitem(topics._registry, "new.<int:pk>", topics._registry["room.<int:pk>"])

    assert ids(check_topics(None)) == {"ruimte.E003"}


def test_all_paths_in_the_settings_lead_somewhere():
    assert check_paths(None) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RUIMTE_SCREENS", ("bookings.screens.NoSuchThing",)),
        ("RUIMTE_JOBS", ("bookings.nowhere",)),
        ("RUIMTE_CHARGES", ("facilities.lease_charges.Nothing",)),
        ("RUIMTE_SENDERS", {"mail": "facilities.mails.nothing"}),
    ],
)
def test_a_path_that_leads_nowhere_is_an_error(settings, name, value):
    setattr(settings, name, value)

    (error,) = check_paths(None)

    assert name in error.msg
