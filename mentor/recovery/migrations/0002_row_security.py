from django.db import migrations

from mentor.core.row_security import IsolateByCompany


class Migration(migrations.Migration):
    dependencies = [("recovery", "0001_initial")]

    operations = [
        IsolateByCompany("LossCase"),
        IsolateByCompany("Recommendation"),
        IsolateByCompany("FollowUp"),
        IsolateByCompany("RecommendationVersion"),
    ]
