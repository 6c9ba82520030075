from django.db import migrations

from mentor.core.row_security import IsolateByCompany


class Migration(migrations.Migration):
    dependencies = [("analysis", "0001_initial")]

    operations = [
        IsolateByCompany("RubricVersion"),
        IsolateByCompany("RubricRule"),
        IsolateByCompany("Assessment"),
        IsolateByCompany("CallObjection"),
        IsolateByCompany("CallResult"),
        IsolateByCompany("Deduction"),
    ]
