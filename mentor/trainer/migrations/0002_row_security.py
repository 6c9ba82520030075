from django.db import migrations

from mentor.core.row_security import IsolateByCompany


class Migration(migrations.Migration):
    dependencies = [("trainer", "0001_initial")]

    operations = [
        IsolateByCompany("Scenario"),
        IsolateByCompany("ScenarioVersion"),
        IsolateByCompany("Talk"),
        IsolateByCompany("TalkTurn"),
    ]
