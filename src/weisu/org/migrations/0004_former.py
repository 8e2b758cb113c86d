"""Spans of regions and units; what units were called before, as far as it was written down."""

import django.db.models.deletion
from django.db import migrations, models


def keep_names(apps, schema_editor):
    """A former name held until another was accepted; of what else a unit was before nothing is known."""
    told = apps.get_model("org", "UnitName").objects.filter(other=None, accepted_at__isnull=False)
    former = apps.get_model("org", "FormerUnit")
    former.objects.bulk_create(
        former(
            of=one.unit,
            name=one.name,
            level=one.unit.level,
            kind=one.unit.kind,
            region_code=one.unit.region_code,
            parent_id=one.unit.parent_id,
            until=one.accepted_at,
        )
        for one in told.select_related("unit").exclude(unit__state="to_review")
    )


class Migration(migrations.Migration):
    dependencies = [
        ("org", "0003_region_residents"),
    ]

    operations = [
        migrations.CreateModel(
            name="FormerRegion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("national", "national"),
                            ("province", "province"),
                            ("prefecture", "prefecture"),
                            ("county", "county"),
                            ("township", "township"),
                        ],
                        max_length=16,
                    ),
                ),
                ("until", models.DateTimeField()),
                ("residents", models.PositiveBigIntegerField(null=True)),
                (
                    "of",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="former", to="org.region"
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.region"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="FormerUnit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("national", "national"),
                            ("province", "province"),
                            ("prefecture", "prefecture"),
                            ("county", "county"),
                            ("township", "township"),
                        ],
                        max_length=16,
                    ),
                ),
                ("until", models.DateTimeField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("authority", "authority"),
                            ("department", "department"),
                            ("utility", "utility"),
                            ("territorial", "territorial"),
                            ("vendor", "vendor"),
                        ],
                        max_length=16,
                    ),
                ),
                ("region_code", models.CharField(max_length=32)),
                (
                    "of",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="former", to="org.unit"
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.RunPython(keep_names, migrations.RunPython.noop),
    ]
