from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("recovery", "0007_waiting_counts"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="recommendation",
            index=models.Index(
                fields=["company", "manager", "-created_at", "-id"],
                name="recommendation_written",
            ),
        ),
    ]
