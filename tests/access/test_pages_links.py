"""The pages behind mailed links: a GET changes nothing, a button does what it says, a bad link says nothing."""

from uuid import uuid4

import pytest
from django.test import Client

from access.models import Visit
from access.services.arriving import check_in
from access.services.deciding import accept_rules
from facilities.models import OutboxMessage
from tests.factories import a_site, a_user, a_visit, at, house_rules

pytestmark = pytest.mark.django_db


def host_token():
    bodies = [row.payload["body"] for row in OutboxMessage.objects.order_by("id")]
    return [body for body in bodies if "/h/" in body][-1].split("/h/")[1].split("/")[0]


@pytest.fixture
def made():
    site = a_site()
    house_rules(site=site)
    return a_visit(site=site, language="en-gb")


@pytest.fixture
def page(made):
    return f"/v/{made.token}/"


def test_the_visitor_sees_the_visit_the_code_and_the_rules(page):
    answer = Client().get(page)

    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Welcome, Jan Peeters" in text
    assert "Wear your badge." in text
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in text
    assert Visit.objects.get().rules_accepted is None


def test_the_page_goes_into_no_cache_and_is_named_to_no_other_site(page):
    answer = Client().get(page)

    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "same-origin"


def test_the_page_speaks_the_visitors_language(page):
    text = Client().get(page).content.decode()

    assert '<html lang="en-gb">' in text


def test_the_visitor_accepts_the_version_shown(page):
    Client().post(page, {"deed": "accept", "version": "1"})

    assert Visit.objects.get().rules_accepted.version == 1


@pytest.mark.parametrize("version", ["", "0", "2", "999999999999999999999", "x"])
def test_another_version_is_not_accepted_by_accident(page, version):
    assert Client().post(page, {"deed": "accept", "version": version}).status_code == 302

    assert Visit.objects.get().rules_accepted is None


def test_the_visitor_gives_and_takes_back_a_plate(page):
    Client().post(page, {"deed": "plate", "plate": "1-abc-123"})
    assert Visit.objects.get().plate == "1ABC123"

    Client().post(page, {"deed": "plate", "plate": ""})
    assert Visit.objects.get().plate == ""


def test_the_visitor_cancels_and_the_host_hears(page, made):
    Client().post(page, {"deed": "cancel"})

    assert Visit.objects.get().status == "cancelled"
    assert OutboxMessage.objects.filter(payload__to=made.visit.host.email).count() == 1


def test_pressing_twice_is_pressing_once(page):
    for _ in range(2):
        assert Client().post(page, {"deed": "cancel"}).status_code == 302

    assert Client().get(page).status_code == 200


@pytest.mark.parametrize("address", ["/v/rv_unknown/", "/h/rh_unknown/", "/v/%00/", "/v/" + "x" * 3000 + "/"])
def test_a_bad_link_says_only_that_it_is_not_open(address):
    assert Client().get(address).status_code == 404
    assert Client().post(address, {"deed": "cancel"}).status_code == 404


def test_a_visitors_link_does_not_open_the_hosts_page(made):
    assert Client().get(f"/h/{made.token}/").status_code == 404


def test_the_host_answers_by_one_button(made):
    nine = at("2026-11-24 09:00")
    check_in(by=None, token=made.token, at=nine, nonce=uuid4())
    page = f"/h/{host_token()}/"

    assert "Jan Peeters" in Client().get(page).content.decode()
    assert Visit.objects.get().host_answer == "none"
    Client().post(page, {"deed": "send_up"})

    assert Visit.objects.get().host_answer == "send_up"


def test_the_host_signs_out_by_the_link_whom_he_saw_leaving(made):
    check_in(by=None, token=made.token, at=at("2026-11-24 09:00"), nonce=uuid4())
    accept_rules(by=None, visit=made.visit, version=1, at=at("2026-11-24 09:01"))

    Client().post(f"/h/{host_token()}/", {"deed": "sign_out"})

    assert Visit.objects.get().status == "out"


def test_who_is_logged_in_reads_the_page_in_his_own_language(made, page):
    client = Client()
    client.force_login(a_user(language="nl"))

    assert '<html lang="nl">' in client.get(page).content.decode()
