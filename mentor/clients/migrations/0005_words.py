from typing import Any

from django.db import migrations

from mentor.clients.names import words
from mentor.companies import lookup
from mentor.core.tenancy import company_scope

BATCH = 5_000


def write_words(apps: Any, _schema_editor: Any) -> None:
    """The words of the clients that are there already."""
    clients, word_rows = (apps.get_model("clients", name).objects for name in ("Client", "ClientWord"))
    for company_id in lookup.company_ids():
        with company_scope(company_id):
            named = clients.exclude(name="").values_list("pk", "name").iterator(chunk_size=BATCH)
            rows = [
                word_rows.model(company_id=company_id, client_id=pk, word=word)
                for pk, name in named
                for word in words(name)
            ]
            word_rows.bulk_create(rows, batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("clients", "0004_search")]

    operations = [migrations.RunPython(write_words, migrations.RunPython.noop)]
