"""The product in a real browser, on the demonstration company."""
