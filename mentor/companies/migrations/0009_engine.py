from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("companies", "0008_training"),
    ]

    operations = [
        migrations.AddField(
            model_name="company",
            name="engine",
            field=models.CharField(
                blank=True,
                choices=[
                    ("local", "свой: разбор не покидает сервер"),
                    ("language_model", "языковая модель, а когда она не отвечает — свой"),
                ],
                default="",
                help_text="empty: as the installation's settings say",
                max_length=20,
            ),
            preserve_default=False,
        ),
    ]
