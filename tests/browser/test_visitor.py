"""A visitor on his telephone: the page behind the link in his mail, and what its buttons do in a real browser."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from access.models import Visit
from facilities.kernel import clock
from facilities.kernel.intervals import Interval
from tests.factories import a_site, a_visit, house_rules

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_visitor_accepts_gives_a_plate_and_cancels_by_the_link(transactional_db, a_server, a_visitor):
    site, now = a_site(), clock.now()
    house_rules(site=site)
    made = a_visit(site=site, interval=Interval(now, now + timedelta(hours=1)), at=now)
    visitor = a_visitor(a_server(), size=(390, 844))
    page = visitor.open(f"/v/{made.token}/")
    assert visitor.faults() == []

    # A browser says where a form comes from; a page that hides it could not post to us at all.
    page.get_by_role("button", name="I accept the house rules").click()
    expect(page.get_by_text("You have accepted the house rules")).to_be_visible()
    page.get_by_label("Number plate").fill("1-abc-123")
    page.get_by_role("button", name="Note my plate").click()
    expect(page.get_by_text("Your number plate is noted")).to_be_visible()
    page.get_by_text("I cannot come").click()
    page.get_by_role("button", name="Cancel my visit").click()
    expect(page.get_by_text("Your visit is cancelled")).to_be_visible()

    visit = Visit.objects.get()
    assert (visit.rules_accepted.version, visit.plate, visit.status) == (1, "1ABC123", "cancelled")
    assert visitor.complaints == []
