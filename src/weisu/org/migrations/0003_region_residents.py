from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("org", "0002_people"),
    ]

    operations = [
        migrations.AddField(
            model_name="region",
            name="residents",
            field=models.PositiveBigIntegerField(blank=True, null=True),
        ),
    ]
