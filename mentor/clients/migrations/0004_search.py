import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Reverse

import mentor.core.tenancy
from mentor.core.row_security import IsolateByCompany


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0003_leads_of_weeks"),
        ("companies", "0004_demonstration"),
    ]

    operations = [
        migrations.CreateModel(
            name="ClientWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("word", models.CharField(max_length=40)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="words", to="clients.client"
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(
                        db_index=False,
                        default=mentor.core.tenancy.current_company_id,
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="companies.company",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("company", "word", "client"), name="client_word_once")
                ],
            },
        ),
        IsolateByCompany("ClientWord"),
        migrations.AddField(
            model_name="clientphone",
            name="tail",
            field=models.GeneratedField(
                db_persist=True, expression=Reverse("e164"), output_field=models.CharField(max_length=16)
            ),
        ),
        migrations.AddIndex(
            model_name="clientphone",
            index=models.Index(fields=["company", "tail"], name="client_phone_tail"),
        ),
    ]
