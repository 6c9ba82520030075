"""«Открыть в CRM»: the address of a client's card there, told by the CRM or made by the company's pattern."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from mentor.calls.queries import deal_ids
from mentor.companies.models import Company
from mentor.crm.queries import cards_of


def crm_urls(client_ids: Sequence[int], company: Company) -> dict[int, str]:
    """Address by client id. At most two queries: the connected CRM goes before deals that calls named."""
    if not client_ids:
        return {}
    known = cards_of(client_ids)
    pattern = company.crm_card_url
    if not pattern:
        return known
    named = deal_ids(client_ids)
    return {
        client_id: pattern.replace("{id}", quote(deal, safe="")) for client_id, deal in named.items()
    } | known
