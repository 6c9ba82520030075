from django.db import migrations

from mentor.core.row_security import IsolateByCompany


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0001_initial")]

    operations = [
        IsolateByCompany("ExpertRule"),
        IsolateByCompany("ForbiddenPhrase"),
        IsolateByCompany("KnownObjection"),
        IsolateByCompany("ReferenceCall"),
        IsolateByCompany("Script"),
    ]
