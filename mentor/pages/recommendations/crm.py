"""«Открыть в CRM»: the address of a client's deal there, by the pattern that the company gave."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from mentor.calls.queries import deal_ids
from mentor.companies.models import Company


def crm_urls(client_ids: Sequence[int], company: Company) -> dict[int, str]:
    """Address by client id, for clients whose calls named a deal. One query, none where there is no pattern."""
    pattern = company.crm_card_url
    if not pattern or not client_ids:
        return {}
    found = deal_ids(client_ids)
    return {client_id: pattern.replace("{id}", quote(deal, safe="")) for client_id, deal in found.items()}
