"""The health index as published up to June 2026; what came since is imported month by month."""

import csv
from datetime import UTC, date, datetime
from pathlib import Path

from django.db import migrations

PUBLISHED = Path(__file__).with_name("health_index.csv")
READ_ON = datetime(2026, 11, 24, tzinfo=UTC)


def fill(apps, schema_editor):
    IndexValue = apps.get_model("facilities", "IndexValue")
    with PUBLISHED.open(encoding="utf-8") as file:
        IndexValue.objects.bulk_create(
            IndexValue(
                series=row["series"],
                base=int(row["base"]),
                month=date.fromisoformat(f"{row['month']}-01"),
                value=row["value"],
                source=row["source"],
                imported_at=READ_ON,
            )
            for row in csv.DictReader(file, delimiter=";")
        )


class Migration(migrations.Migration):
    dependencies = [("facilities", "0009_rents_follow_the_index")]

    # Backwards the table goes as a whole.
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
