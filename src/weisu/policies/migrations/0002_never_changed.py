"""Published versions refuse UPDATE and DELETE. A later migration that rebuilds the table installs the triggers again."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from weisu.policies import triggers


def install(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers on."""
    triggers.install(schema_editor.connection)


def remove(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take them off."""
    triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("policies", "0001_tables")]
    operations = [migrations.RunPython(install, remove)]
