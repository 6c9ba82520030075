"""One folder a CRM: its protocol, its settings, the words for the customer's side, its tests."""
