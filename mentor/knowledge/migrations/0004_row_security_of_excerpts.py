from django.db import migrations

from mentor.core.row_security import IsolateByCompany


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0003_excerpts")]

    operations = [
        IsolateByCompany("Excerpt"),
        IsolateByCompany("ExcerptWord"),
        IsolateByCompany("IndexedKind"),
    ]
