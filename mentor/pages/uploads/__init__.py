"""Upload of recordings by hand."""
