"""Published index numbers from files: all rows or none, and never behind a rent that followed them."""

import json
from datetime import date
from decimal import Decimal
from importlib import import_module
from io import StringIO

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from facilities.kernel.errors import NotAllowed
from facilities.leasing.errors import IndexRefused, IndexUsed, UnreadableIndices
from facilities.models import IndexLink, IndexValue, Lease
from facilities.services.indexations import approve_round
from facilities.services.indices import import_indices
from facilities.services.leases import set_rate, sign_lease
from tests.factories import NOON, a_building, a_lease, a_site, a_user, an_index, an_office

pytestmark = pytest.mark.django_db
HEAD = "series;base;month;value;to_base;coefficient;source\n"
JULY = "health;2013;2026-07;139,40;;;Statbel\n"


def taken(text: str, **more):
    return import_indices(**{"by": None, "text": text, "at": NOON} | more)


def july() -> Decimal | None:
    return IndexValue.objects.filter(base=2013, month=date(2026, 7, 1)).values_list("value", flat=True).first()


def test_the_published_table_is_there_from_the_start() -> None:
    # Whoever emptied the tables before took what the migration had brought.
    IndexValue.objects.all().delete()
    import_module("facilities.migrations.0010_health_index_until_june_2026").fill(apps, None)

    assert IndexValue.objects.get(base=2013, month=date(2022, 2, 1)).value == Decimal("118.74")
    assert IndexValue.objects.filter(base=2013).count() == 138


def test_a_file_brings_a_month_with_a_comma_or_a_point() -> None:
    assert len(taken(HEAD + JULY).added) == 1
    assert july() == Decimal("139.40")


def test_a_json_list_does_as_well() -> None:
    taken(json.dumps([{"base": 2013, "month": "2026-07", "value": 139.40, "source": "Statbel"}]))

    assert july() == Decimal("139.40")


def test_a_try_changes_nothing_and_tells_as_much() -> None:
    report = taken(HEAD + JULY, dry_run=True)

    assert (len(report.added), july()) == (1, None)


def test_the_same_file_twice_changes_nothing() -> None:
    taken(HEAD + JULY)

    report = taken(HEAD + JULY)

    assert (len(report.added), len(report.corrected), report.known) == (0, 0, 1)


def test_a_number_no_rent_followed_is_corrected() -> None:
    taken(HEAD + JULY)

    assert len(taken(HEAD + JULY.replace("139,40", "139,41")).corrected) == 1
    assert july() == Decimal("139.41")


def test_a_number_that_rents_followed_never_changes() -> None:
    site = a_site()
    lease = a_lease(site=site, spaces=[an_office(building=a_building(site=site))], starts_on="2025-01-01")
    rent = {"kind": "rent", "amount": Decimal(850), "per": "month", "vat": "letting", "is_indexable": True}
    set_rate(by=None, line=lease.lines.get(), **rent)
    sign_lease(by=None, lease=lease, signed_on=date(2024, 12, 1))
    an_index(month="2024-11", value="133.22")
    an_index(month="2025-12", value="136.69")
    assert len(approve_round(by=None, leases=[lease], month=date(2026, 1, 1), at=NOON)) == 1

    with pytest.raises(IndexUsed):
        taken(HEAD + JULY + "health;2013;2025-12;136.70;;;Statbel\n")

    assert july() is None
    assert Lease.objects.count() == 1


def test_a_coefficient_comes_with_the_same_file() -> None:
    taken(HEAD + "health;2013;;;2025;0.7375;Statbel\n")

    assert IndexLink.objects.get().coefficient == Decimal("0.7375")


@pytest.mark.parametrize(
    "row",
    ["health;2013;2026-13;139.40;;;Statbel", "health;;2026-07;139.40;;;Statbel", "health;2013;2026-07;NaN;;;Statbel"],
)
def test_a_row_that_says_nothing_is_named(row: str) -> None:
    with pytest.raises(UnreadableIndices) as refused:
        taken(HEAD + JULY + row + "\n")

    assert refused.value.details["line"] == 3
    assert july() is None


@pytest.mark.parametrize(
    "row",
    ["health;2013;2026-08;-1;;;Statbel", "health;2013;2026-08;139.40;;;", "other;2013;2026-08;139.40;;;Statbel",
     "health;2013;2026-08-02;139.40;;;Statbel", "health;2013;;;2013;1;Statbel"],
)  # fmt: skip
def test_a_row_against_the_rules_stops_the_whole_file(row: str) -> None:
    with pytest.raises(IndexRefused):
        taken(HEAD + JULY + row + "\n")

    assert july() is None


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(UnreadableIndices):
        taken("")


def test_only_the_platform_brings_numbers_in() -> None:
    with pytest.raises(NotAllowed):
        taken(HEAD + JULY, by=a_user("site_manager", site=a_site()))


def test_the_command_says_what_it_did(tmp_path) -> None:
    file, out = tmp_path / "index.csv", StringIO()
    file.write_text(HEAD + JULY, encoding="utf-8")

    call_command("import_indices", str(file), "--dry-run", stdout=out)
    assert ("1 added", july()) == (out.getvalue()[:7], None)
    call_command("import_indices", str(file), stdout=out)

    assert july() == Decimal("139.40")


def test_the_command_fails_on_a_bad_file(tmp_path) -> None:
    file = tmp_path / "index.csv"
    file.write_text("nonsense\n1\n", encoding="utf-8")

    with pytest.raises(CommandError):
        call_command("import_indices", str(file))


def test_the_page_tries_first_and_takes_in_after(client) -> None:
    client.force_login(a_user("platform_admin"))
    address = reverse("facilities:index-import")

    tried = client.post(address, {"file": SimpleUploadedFile("i.csv", (HEAD + JULY).encode()), "dry_run": "on"})
    assert (tried.status_code, july()) == (200, None)
    assert "2026-07 139.40" in tried.content.decode()
    answer = client.post(address, {"file": SimpleUploadedFile("i.csv", (HEAD + JULY).encode())})

    assert answer.url == reverse("facilities:index-list")
    assert july() == Decimal("139.40")


def test_the_page_says_which_row_is_wrong(client) -> None:
    client.force_login(a_user("platform_admin"))
    file = SimpleUploadedFile("i.csv", (HEAD + "health;2013;x;1;;;s\n").encode())

    answer = client.post(reverse("facilities:index-import"), {"file": file})

    assert answer.status_code == 400
    assert "2" in str(answer.context["form"].errors["file"])
