from django.db import migrations

from mentor.core.row_security import IsolateByCompany


class Migration(migrations.Migration):
    dependencies = [("clients", "0001_initial")]

    operations = [
        IsolateByCompany("Client"),
        IsolateByCompany("ClientPhone"),
        IsolateByCompany("Deal"),
        IsolateByCompany("LeadSeen"),
        IsolateByCompany("Payment"),
    ]
