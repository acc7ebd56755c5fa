from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("parking", "0005_places_are_held")]

    operations = [
        migrations.AddField(
            model_name="carparkstate", name="version", field=models.BigIntegerField(default=0, editable=False)
        ),
    ]
