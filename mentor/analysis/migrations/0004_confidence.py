from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("analysis", "0003_grades"),
    ]

    operations = [
        migrations.AddField(
            model_name="assessment",
            name="confidence",
            field=models.FloatField(
                help_text="0-1: the chance that an expert would leave it as it is; empty: not told", null=True
            ),
        ),
        migrations.AddIndex(
            model_name="assessment",
            index=models.Index(fields=["company", "confidence"], name="assessment_confidence"),
        ),
    ]
