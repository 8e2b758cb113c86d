"""The record of what happened at the door is only ever added to."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from weisu.vault import triggers

TABLE = "accounts_accessrecord"


def install(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Refuse changes from now on."""
    triggers.install(schema_editor.connection, TABLE)


def remove(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Allow the table to be dropped."""
    triggers.remove(schema_editor.connection, TABLE)


class Migration(migrations.Migration):
    """Triggers after the tables."""

    dependencies = [("accounts", "0001_tables")]
    operations = [migrations.RunPython(install, remove)]
