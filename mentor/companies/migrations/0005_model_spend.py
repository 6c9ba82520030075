import django.db.models.deletion
from django.db import migrations, models

import mentor.core.tenancy
from mentor.core.row_security import IsolateByCompany


class Migration(migrations.Migration):
    dependencies = [
        ("companies", "0004_demonstration"),
    ]

    operations = [
        migrations.CreateModel(
            name="ModelSpend",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.DateField()),
                ("engine", models.CharField(max_length=60)),
                ("tokens_in", models.PositiveIntegerField()),
                ("tokens_out", models.PositiveIntegerField()),
                ("roubles", models.DecimalField(decimal_places=6, max_digits=14)),
                ("at", models.DateTimeField(auto_now_add=True)),
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
                "indexes": [
                    models.Index(fields=["company", "month"], include=("roubles",), name="model_spend_month")
                ],
            },
        ),
        IsolateByCompany("ModelSpend"),
    ]
