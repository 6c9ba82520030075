from django.db import migrations

from mentor.core.row_security import IsolateByCompany


class Migration(migrations.Migration):
    dependencies = [("speech", "0001_initial")]

    operations = [
        IsolateByCompany("Transcript"),
    ]
