from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clients", "0005_words")]

    operations = [
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(
                condition=models.Q(("confirmed_at__isnull", True), ("source", "receipt")),
                fields=["company", "deal"],
                name="payment_waiting",
            ),
        ),
    ]
