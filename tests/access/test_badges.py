"""Badges: a label and a sheet, set without network, with a code that signs out and does no more."""

import re
import struct
from uuid import uuid4

import pytest
from django.urls import reverse

from access.badge import badge_pdf, badge_png
from access.errors import NotCheckedIn, UnknownPass
from access.models import Visit
from access.services.arriving import check_in
from access.services.badges import make_badge
from access.services.leaving import sign_out
from tests.bookings.asking import logged_in
from tests.factories import a_site, a_user, a_visit, at

pytestmark = pytest.mark.django_db

NINE = at("2026-11-24 09:00")


def inside(**more):
    made = a_visit(site=a_site(), **more)
    return check_in(by=None, token=made.token, at=NINE, nonce=uuid4()).visit


@pytest.mark.parametrize(("form", "width", "height"), [("label", 62, 90), ("a6", 105, 148)])
def test_a_badge_has_the_size_of_its_paper(form, width, height):
    picture = badge_png(inside(), token="rb_token", form=form, ppi=254)

    assert struct.unpack(">II", picture[16:24]) == pytest.approx((width * 10, height * 10), abs=1)


@pytest.mark.parametrize("form", ["label", "a6"])
def test_a_badge_is_one_accessible_page_in_the_visitors_language(form):
    made = badge_pdf(inside(language="en-gb"), token="rb_token", form=form)

    assert made.startswith(b"%PDF-1.7")
    assert b"Visitor badge" in made
    assert b"pdfuaid" in made
    assert len(re.findall(rb"/Type\s*/Page\b", made)) <= 1


def test_what_a_visitor_is_called_is_never_markup():
    name = '#import "/etc/passwd" $x$ *bold* \\ "quoted" </svg>'

    assert badge_pdf(inside(visitor_name=name), token="rb_token").startswith(b"%PDF")


def test_the_longest_name_and_firm_stay_on_one_page():
    visit = inside(visitor_name="Wilhelmina-Annemarie " * 5, firm="Vlaamse Vereniging " * 6)

    picture = badge_png(visit, token="rb_token", ppi=254)

    assert struct.unpack(">II", picture[16:24])[1] == pytest.approx(900, abs=1)


def test_the_code_of_a_badge_signs_out_and_opens_nothing():
    visit, token = make_badge(by=None, visit=inside(), at=NINE)

    with pytest.raises(UnknownPass):
        check_in(by=None, token=token, at=NINE, nonce=uuid4())
    assert sign_out(by=None, token=token, at=NINE, nonce=uuid4()) == visit
    assert Visit.objects.get().status == "out"


def test_nobody_outside_gets_a_badge():
    with pytest.raises(NotCheckedIn):
        make_badge(by=None, visit=a_visit(site=a_site()).visit, at=NINE)


def test_the_desk_prints_and_the_host_does_not():
    visit = inside()
    address = reverse("access:visit-badge", args=[visit.pk])

    printed = logged_in(a_user("receptionist", site=visit.site)).post(address, {"format": "a6"})

    assert (printed.status_code, printed["Content-Type"]) == (200, "application/pdf")
    assert printed["Cache-Control"] == "private, no-store"
    assert logged_in(visit.host).post(address).status_code == 403
    assert Visit.objects.get().badge_printed_at is not None
