"""Записи: leads, deals, payments and receipts, as people enter, load, check and mend them."""
