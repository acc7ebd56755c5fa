"""What the database itself holds of a visit, going round the services."""

import pytest
from django.db import IntegrityError, transaction

from access.models import HouseRules, Visit, VisitStep
from tests.factories import NOON, a_site, a_visit, house_rules

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "in"},
        {"status": "arrived"},
        {"status": "arrived", "arrived_at": NOON},
        {"status": "out", "arrived_at": NOON, "entered_at": NOON, "left_at": NOON},
        {"status": "auto_closed", "arrived_at": NOON, "left_at": NOON, "closed_at": NOON, "closed_how": "day_end"},
        {"status": "no_show", "arrived_at": NOON, "closed_at": NOON, "closed_how": "no_show"},
        {"status": "lost"},
        {"arrived_at": NOON},
        {"closed_how": "signed_out"},
        {"waits_for": "rules"},
        {"host": None},
        {"visitor_name": ""},
        {"anonymised_at": NOON},
        {"host_answer": "perhaps"},
        {"rules_accepted_at": NOON},
    ],
)
def test_a_visit_never_contradicts_itself(wrong):
    visit = a_visit(site=a_site()).visit

    with pytest.raises(IntegrityError), transaction.atomic():
        Visit.objects.filter(pk=visit.pk).update(**wrong)


def test_an_invented_leaving_is_refused():
    visit = a_visit(site=a_site()).visit
    closed = {"status": "auto_closed", "arrived_at": NOON, "closed_at": NOON, "closed_how": "day_end"}

    assert Visit.objects.filter(pk=visit.pk).update(**closed) == 1


def test_published_house_rules_are_never_changed_nor_removed():
    version = house_rules(site=a_site())

    with pytest.raises(IntegrityError), transaction.atomic():
        HouseRules.objects.filter(pk=version.pk).update(text_nl="Anders")
    with pytest.raises(IntegrityError), transaction.atomic():
        HouseRules.objects.filter(pk=version.pk).delete()


def test_a_nonce_stands_once():
    visit = a_visit(site=a_site()).visit
    step = VisitStep.objects.create(visit=visit, nonce=visit.public_id, kind="arrived", at=NOON)

    with pytest.raises(IntegrityError), transaction.atomic():
        VisitStep.objects.create(visit=visit, nonce=step.nonce, kind="signed_out", at=NOON)
