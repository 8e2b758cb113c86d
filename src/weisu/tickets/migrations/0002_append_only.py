"""The log refuses change by itself, from its first row on."""

from django.db import migrations

from weisu.tickets import triggers


def install(apps, schema_editor):
    triggers.install(schema_editor.connection)


def remove(apps, schema_editor):
    triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("tickets", "0001_tables")]
    operations = [migrations.RunPython(install, remove)]
