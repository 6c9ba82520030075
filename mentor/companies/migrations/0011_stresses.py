from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("companies", "0010_dated_values_keep_every_entry"),
    ]

    operations = [
        migrations.AddField(
            model_name="company",
            name="stresses",
            field=models.TextField(
                blank=True,
                default="",
                help_text="names as they are said, «+» before the stressed vowel",
            ),
            preserve_default=False,
        ),
    ]
