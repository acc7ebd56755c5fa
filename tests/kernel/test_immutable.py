"""Rows that nobody changes, whatever way he comes."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction

from facilities.checks import check_guards
from facilities.kernel.constraints import violated
from facilities.models import AuditEntry
from tests.factories import NOON

UPDATE = "UPDATE facilities_auditentry SET verb = 'other'"
DELETE = "DELETE FROM facilities_auditentry"


def an_entry() -> AuditEntry:
    return AuditEntry.objects.create(at=NOON, actor="system", verb="made", subject="facilities.site:1")


def refusal_of(sql: str) -> str:
    with pytest.raises(IntegrityError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    return violated(refused.value)


@pytest.mark.django_db
@pytest.mark.parametrize("sql", [UPDATE, DELETE])
def test_an_audit_entry_stays_as_it_was_written_also_for_plain_sql(sql):
    an_entry()

    assert refusal_of(sql) == "audit_entry_is_never_changed"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("sql", [UPDATE, DELETE])
def test_the_guard_survives_a_change_of_its_table(sql):
    an_entry()
    verb = AuditEntry._meta.get_field("verb")
    longer = models.CharField(max_length=80)
    longer.set_attributes_from_name("verb")
    longer.model = AuditEntry

    with connection.schema_editor() as editor:
        editor.alter_field(AuditEntry, verb, longer, strict=True)
    try:
        assert refusal_of(sql) == "audit_entry_is_never_changed"
    finally:
        with connection.schema_editor() as editor:
            editor.alter_field(AuditEntry, longer, verb, strict=True)


@pytest.mark.django_db
def test_the_database_holds_the_guards_the_models_declare():
    assert check_guards(None, databases=["default"]) == []


@pytest.mark.django_db
def test_a_guard_that_went_missing_is_found():
    drop = {
        "sqlite": "DROP TRIGGER audit_entry_is_never_changed_delete",
        "postgresql": "DROP FUNCTION audit_entry_is_never_changed_delete() CASCADE",
    }
    with connection.cursor() as cursor:
        cursor.execute(drop[connection.vendor])

    (warning,) = check_guards(None, databases=["default"])

    assert "audit_entry_is_never_changed_delete on facilities_auditentry" in warning.msg


@pytest.mark.django_db
def test_no_migration_is_missing():
    said = StringIO()

    call_command("makemigrations", "--dry-run", stdout=said)

    assert said.getvalue() == "No changes detected\n"
