"""Journals: where a landlord begins to number invoices."""

from ..deeds import Actor, deed
from ..models.journals import Journal
from ..models.people import Organisation
from ..rules import may_run_the_platform, require
from .upkeep import written


@deed
def begin_journal(*, by: Actor, landlord: Organisation, code: str, prefix: int, iban: str) -> Journal:
    """Let a landlord number invoices; `prefix` begins the references of their payments (1 to 999)."""
    require(may_run_the_platform(by))
    journal = written(Journal(landlord=landlord, code=code, prefix=prefix, iban=iban))
    deed.record("journal.begun", journal, by=by, organisation=landlord.pk, code=code)
    return journal
