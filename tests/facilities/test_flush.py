"""Transactional tests leave append-only tables empty and guarded."""

import pytest
from django.db import DatabaseError, transaction

from facilities.models import AuditEntry
from tests.factories import NOON


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", ["first", "second"])
def test_the_flush_after_a_transactional_test_empties_the_audit_log_and_leaves_it_guarded(turn):
    assert not AuditEntry.objects.exists()
    entry = AuditEntry.objects.create(at=NOON, actor="system", verb=turn, subject="facilities.site:1")

    with pytest.raises(DatabaseError, match="audit_entry_is_never_changed"), transaction.atomic():
        AuditEntry.objects.filter(pk=entry.pk).delete()
    with pytest.raises(DatabaseError, match="audit_entry_is_never_changed"), transaction.atomic():
        AuditEntry.objects.filter(pk=entry.pk).update(verb="other")
