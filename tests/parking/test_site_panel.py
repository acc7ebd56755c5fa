"""The page of a site shows its car parks, without bookings knowing of parking."""

import pytest
from django.urls import reverse

from facilities.kernel import clock
from facilities.site_panels import panels_of
from tests.factories import a_room, a_site, a_tenant, a_user
from tests.parking.world import a_car_park, a_lane, a_sensor, an_area

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    site = a_site(slug="geel")
    a_room(site=site, name="Newton")
    return site


def with_places(*, site, slug="geel", **more):
    car_park = a_car_park(site=site, slug=slug, **more)
    area = an_area(car_park=car_park, places=80, counted=23)
    a_lane(sensor=a_sensor(car_park=car_park, token=f"rd_{slug}", heard=clock.now()), slug="in1", to_area=area)
    return car_park


def page_of(client, person, site):
    client.force_login(person)
    return client.get(reverse("bookings:site-live", args=[site.slug])).content.decode()


def test_a_site_shows_the_free_places_of_its_car_park_and_links_to_why(client, site):
    with_places(site=site)

    html = page_of(client, a_user("receptionist", site=site), site)

    assert 'data-car-park="geel"' in html
    assert ">57</strong>" in html
    assert 'href="/car-parks/geel/"' in html
    assert "parking/tiles.js" in html


def test_a_site_shows_no_car_park_of_another_site(client, site):
    with_places(site=a_site(slug="mol"), slug="mol")

    html = page_of(client, a_user("receptionist", site=site), site)

    assert "data-car-park" not in html
    assert "parking/tiles.js" not in html


def test_a_site_hides_a_car_park_that_is_not_for_this_person(client, site):
    with_places(site=site, is_public=False)
    stranger = a_tenant(site=a_site(slug="mol"))[1]

    def shown_to(person):
        return {panel.template for panel in panels_of(site, person=person, at=clock.now())}

    assert "parking/site_panel.html" not in shown_to(stranger)
    assert "parking/site_panel.html" in shown_to(a_tenant(site=site)[1])


def test_the_start_page_of_a_tenant_shows_the_places_of_his_house(client, site):
    car_park = with_places(site=site)
    a_car_park(slug="elsewhere")
    _, tenant = a_tenant(site=site)
    client.force_login(tenant)

    html = client.get("/").content.decode()

    assert car_park.name in html
    assert "Parking elsewhere" not in html
