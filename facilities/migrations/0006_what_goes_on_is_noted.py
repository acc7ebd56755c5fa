from django.db import migrations
from django.db.models.functions import Now


def note_what_goes_on(apps, schema_editor):
    """A house that is not in its normal mode has been so since nobody knows when: from now on it stands written."""
    SiteMode = apps.get_model("facilities", "SiteMode")
    for site in apps.get_model("facilities", "Site").objects.exclude(mode="normal"):
        SiteMode.objects.create(site=site, mode=site.mode, since=Now())


class Migration(migrations.Migration):
    dependencies = [("facilities", "0005_modes_of_a_site")]

    # Backwards there is nothing to do: the table goes with the migration before.
    operations = [migrations.RunPython(note_what_goes_on, migrations.RunPython.noop, elidable=True)]
