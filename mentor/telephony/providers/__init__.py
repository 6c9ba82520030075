"""One folder a provider: its protocol, its settings, the words for the customer's side, its tests."""
