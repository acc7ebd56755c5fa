"""Every route as every role, over HTTP."""

import pytest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path, re_path

from config.urls import urlpatterns as real
from facilities.models import Organisation
from facilities.permissions import ANYBODY, PERSON, STAFF, allow, table
from tests.walk import addresses
from tests.walk.walker import faults, routes, walkers
from tests.walk.world import World

# Marked so that the test database is set up at all; the world lives in one transaction around all of them.
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def people(world, django_db_blocker):
    with django_db_blocker.unblock():
        return walkers(world)


@pytest.mark.parametrize("route", routes())
def test_the_route_answers_each_role_as_the_table_says(route, world, people, settings):
    settings.LOGIN_LIMIT = 10_000

    assert list(faults(route, world, people)) == []


def test_every_route_with_parameters_has_an_address_by_hand():
    from facilities.permissions import view_names

    blind = {name for name, pattern in view_names() if pattern.pattern.regex.groups and name not in addresses.ADDRESSES}

    assert blind == set()


def open_view(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    return HttpResponse("everything")


urlpatterns = [
    *real,
    path("leak/", open_view, name="leak"),
    re_path(r"^leak/(?P<pk>\d+)/$", open_view, name="leak-one"),
]


@override_settings(ROOT_URLCONF=__name__)
def test_a_route_without_an_entry_turns_the_walk_red(world, people):
    assert list(faults("leak", world, people)) == ["leak has no entry in the permission table"]


@override_settings(ROOT_URLCONF=__name__)
def test_a_view_that_shows_somebody_elses_row_turns_the_walk_red(world, people, monkeypatch):
    monkeypatch.setitem(table(), "leak-one", allow(GET=STAFF))
    firm = addresses.Address(lambda world, house, role: {"pk": house.tenant.pk})
    monkeypatch.setitem(addresses.ADDRESSES, "leak-one", firm)

    found = list(faults("leak-one", world, people))

    assert "GET leak-one as receptionist, somebody else's: 200, not 404" in found
    assert Organisation.objects.exists()


@override_settings(ROOT_URLCONF=__name__)
def test_a_view_that_refuses_whom_the_table_allows_turns_the_walk_red(world, people, monkeypatch):
    monkeypatch.setitem(table(), "leak", allow(GET=PERSON, POST=ANYBODY))
    monkeypatch.setattr("tests.walk.walker.DONE", {201})

    assert "GET leak as auditor: 200 though the table allows" in list(faults("leak", world, people))
