"""Leads, deals, payments and receipts on their way into the books: one set of rules behind every door.

- ``entries``: what is entered, typed; ``payload`` makes it of JSON, ``rows`` of a table's row;
- ``actions``: entering, refunds, corrections; every count follows in the same transaction;
- ``receipts``: files that prove a payment, checked by our staff;
- ``tables`` reads CSV and XLSX row by row; ``checking`` judges the rows, ``imports`` loads them on consent;
- ``merging``: two clients turn out to be one.

Nothing is overwritten: an entry sent again changes nothing, one sent with other content is refused.
"""
