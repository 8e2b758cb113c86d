from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0003_people"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="ticket", name="ticket_due"),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("due_at__isnull", False)), fields=["region_code", "due_at"], name="ticket_due"
            ),
        ),
    ]
