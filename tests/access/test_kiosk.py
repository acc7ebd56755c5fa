"""The kiosk in the hall: what a visitor may do there by himself, and what nobody learns from it."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from access.kiosk import CALLS, find_hosts
from access.models import HouseRules, Visit
from access.services.badges import make_badge
from facilities.devices import COOKIE
from facilities.kernel import clock
from facilities.kernel.intervals import Interval
from facilities.models import OutboxMessage
from facilities.permissions import table
from facilities.services.modes import start_evacuation
from tests.factories import a_blocked_visitor, a_device, a_site, a_user, a_visit, an_organisation, house_rules

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    return a_site(slug="darwin", name="Darwin")


@pytest.fixture
def kiosk(site):
    return a_kiosk(site)


def a_kiosk(site):
    client = Client(raise_request_exception=False)
    client.cookies[COOKIE] = a_device(site=site, shows=f"kiosk:{site.slug}")[1]
    return client


def now(site, **more):
    at = clock.now()
    return a_visit(site=site, interval=Interval(at, at + timedelta(hours=1)), at=at - timedelta(days=1), **more)


def scan(kiosk, code, **more):
    return kiosk.post("/kiosk/darwin/scan/", {"code": code, **more})


def look_up(kiosk, letters, **more):
    return kiosk.post("/kiosk/darwin/hosts/", {"visitor_name": "Ada", "letters": letters, **more})


def a_host(site, name, **more):
    firm = an_organisation(sites=[site], **more)
    return a_user("tenant_member", organisation=firm, name=name)


def choices(answer):
    return re.findall(r'name="host" value="([^"]+)"', answer.content.decode())


def announce(kiosk, choice, **more):
    return kiosk.post(
        "/kiosk/darwin/announce/", {"visitor_name": "Ada Byron", "host": choice, "nonce": uuid4(), **more}
    )


def test_a_scan_is_an_arrival_and_the_host_is_told(kiosk, site):
    made = now(site)

    answer = scan(kiosk, made.token)

    made.visit.refresh_from_db()
    assert answer.status_code == 200
    assert made.visit.status == Visit.Status.IN
    assert "Jan Peeters" in answer.content.decode()
    assert OutboxMessage.objects.filter(payload__to=made.visit.host.email).count() == 1


def test_the_page_speaks_the_language_of_the_invitation_until_one_is_chosen(kiosk, site):
    made = now(site, language="en-gb")

    assert 'lang="en-gb"' in scan(kiosk, made.token).content.decode()
    assert 'lang="nl"' in scan(kiosk, made.token, language="nl").content.decode()


def test_house_rules_come_first_and_the_accepted_version_is_kept(kiosk, site):
    house_rules(site=site)
    made = now(site)

    asked = scan(kiosk, made.token)
    made.visit.refresh_from_db()
    assert "Draag uw badge zichtbaar." in asked.content.decode()
    assert made.visit.status == Visit.Status.ARRIVED
    scan(kiosk, made.token, version=1)

    made.visit.refresh_from_db()
    assert (made.visit.status, made.visit.rules_accepted.version) == (Visit.Status.IN, 1)


def test_a_badge_signs_out_and_so_does_the_code_of_whoever_says_he_leaves(kiosk, site):
    first, second = now(site), now(site)
    for made in (first, second):
        scan(kiosk, made.token)
        made.visit.refresh_from_db()
    _, badge = make_badge(by=None, visit=first.visit, at=clock.now())

    again = scan(kiosk, second.token)
    assert 'value="leave"' in again.content.decode()
    scan(kiosk, badge)
    scan(kiosk, second.token, deed="leave")

    assert {visit.status for visit in Visit.objects.all()} == {Visit.Status.OUT}


def test_a_blocked_visitor_and_one_who_only_resembles_him_read_the_same(kiosk, site):
    blocked, alike = now(site), now(site, visitor_name="Jan Peterss")
    a_blocked_visitor(site=site, name="Jan Peeters", reason="Theft")

    one, other = scan(kiosk, blocked.token), scan(kiosk, alike.token)

    said = [re.sub(r'value="[^"]*"', "", answer.content.decode()) for answer in (one, other)]
    assert said[0] == said[1]
    assert one.status_code == other.status_code == 409
    assert "Theft" not in said[0] and "bewaking" not in said[0]


def test_an_unknown_code_says_nothing_but_that(kiosk, site):
    answer = scan(kiosk, "rv_nobody")

    assert answer.status_code == 404
    assert "Deze code is hier niet bekend." in answer.content.decode()


def test_unknown_codes_are_counted_and_known_ones_are_not(kiosk, site, settings):
    settings.KIOSK_LIMIT = 2
    made = now(site)

    assert [scan(kiosk, made.token).status_code for _ in range(4)] == [200] * 4
    assert [scan(kiosk, "rv_nobody").status_code for _ in range(3)] == [404, 404, 429]


def test_three_letters_find_at_most_five_people_of_this_site(kiosk, site):
    for number in range(7):
        a_host(site, f"Anna{number} Claes")
    a_host(a_site(slug="elsewhere"), "Annelies Elders")

    answer = look_up(kiosk, "ann")

    assert len(choices(answer)) == 5
    assert "Elders" not in answer.content.decode()


@pytest.mark.parametrize("letters", ["", "cl", "c l", "%%%", "___", "..."])
def test_fewer_than_three_letters_find_nobody(letters, site):
    a_host(site, "Clara Claes")

    assert find_hosts(site, letters) == []


@pytest.mark.parametrize("typed", ["cla", "CLAES", "cla ann", "Claës", "ann cl"])
def test_words_are_found_by_how_they_begin(typed, site):
    a_host(site, "Anna Claes")
    a_host(site, "Eclair Blanc")

    assert [host.person.name for host in find_hosts(site, typed)] == ["Anna Claes"]


def test_people_of_a_suspended_firm_are_not_found(site):
    a_host(site, "Anna Claes", is_suspended=True)

    assert find_hosts(site, "claes") == []


def test_looking_up_is_limited(kiosk, site, settings):
    settings.KIOSK_LIMIT = 2
    a_host(site, "Anna Claes")

    answers = [look_up(kiosk, "cla") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert choices(answers[-1]) == []


def test_a_walk_in_asks_his_host_after_accepting_the_rules(kiosk, site):
    house_rules(site=site)
    host = a_host(site, "Anna Claes")
    (choice,) = choices(look_up(kiosk, "cla"))
    nonce = uuid4()

    asked = announce(kiosk, choice, nonce=nonce)
    assert not Visit.objects.exists()
    assert "Draag uw badge zichtbaar." in asked.content.decode()
    for _ in range(2):
        announce(kiosk, choice, nonce=nonce, version=1, firm="Engines", language="en-gb")

    visit = Visit.objects.get()
    assert (visit.host, visit.visitor_name, visit.visitor_firm, visit.language) == (
        host,
        "Ada Byron",
        "Engines",
        "en-gb",
    )
    assert (visit.waits_for, visit.rules_accepted.version) == (Visit.WaitsFor.APPROVAL, 1)
    assert OutboxMessage.objects.filter(payload__to=host.email).count() == 1


def test_rules_published_meanwhile_are_asked_for_again(kiosk, site):
    house_rules(site=site)
    a_host(site, "Anna Claes")
    (choice,) = choices(look_up(kiosk, "cla"))
    HouseRules.objects.create(site=site, version=2, text_nl="Nieuw.", text_en="New.", published_at=clock.now())

    answer = announce(kiosk, choice, version=1)

    assert "Nieuw." in answer.content.decode()
    assert not Visit.objects.exists()


def test_nobody_is_announced_to_whom_the_kiosk_did_not_find(kiosk, site):
    host = a_host(site, "Anna Claes")

    answer = announce(kiosk, f"{host.memberships.get().organisation_id}-{host.pk}")

    assert answer.status_code == 400
    assert not Visit.objects.exists()


def test_a_blocked_walk_in_is_sent_to_the_desk_without_a_word_to_the_host(kiosk, site):
    a_host(site, "Anna Claes")
    a_blocked_visitor(site=site, name="Ada Byron")
    (choice,) = choices(look_up(kiosk, "cla"))

    answer = announce(kiosk, choice)

    assert answer.status_code == 409
    assert "Ga naar het onthaal" in answer.content.decode()
    assert not Visit.objects.exists() and not OutboxMessage.objects.exists()


def test_no_page_names_anybody_who_is_expected_or_inside(kiosk, site):
    now(site, visitor_name="Grace Hopper")
    inside = now(site, visitor_name="Mary Shelley")
    scan(kiosk, inside.token)

    pages = [kiosk.get("/kiosk/darwin/", {"step": step}) for step in ("start", "code", "host", "leave", "hits")]

    for page in pages:
        assert page.status_code == 200
        assert "no-store" in page["Cache-Control"]
        for name in ("Hopper", "Shelley", inside.visit.host.name):
            assert name not in page.content.decode()


def test_what_follows_a_scan_is_kept_in_no_cache(kiosk, site):
    assert "no-store" in scan(kiosk, now(site).token)["Cache-Control"]


def test_an_evacuation_stands_on_the_kiosk(kiosk, site):
    start_evacuation(by=None, site=site, at=clock.now())

    assert 'data-mode="evacuation"' in kiosk.get("/kiosk/darwin/").content.decode()
    assert kiosk.get("/api/v1/live/kiosk.darwin/").json()["state"]["mode"] == "evacuation"


def test_the_screen_goes_to_its_kiosk_and_a_stranger_is_sent_to_pair(kiosk, site):
    assert kiosk.get("/screens/").headers["Location"] == "/kiosk/darwin/"
    assert Client().get("/kiosk/darwin/").headers["Location"] == "/screens/"
    assert Client().get("/kiosk/nowhere/").headers["Location"] == "/screens/"


def test_a_kiosk_of_another_site_is_no_kiosk_here(site):
    other = a_kiosk(a_site(slug="elsewhere"))
    made = now(site)

    assert scan(other, made.token).status_code == 404
    assert other.get("/kiosk/darwin/").headers["Location"] == "/screens/"
    made.visit.refresh_from_db()
    assert made.visit.status == Visit.Status.PLANNED


def test_a_kiosk_may_make_six_calls(kiosk):
    assert len(CALLS) == 6
    assert all(method in table()[route].methods for method, route in CALLS)


def test_signed_in_or_not_the_api_checks_nobody_in_for_a_kiosk(kiosk, site):
    made = now(site)

    answer = kiosk.post(
        "/api/v1/visits/check-in/", {"token": made.token, "nonce": str(uuid4())}, content_type="application/json"
    )

    assert answer.status_code == 401
