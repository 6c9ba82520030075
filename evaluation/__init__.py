"""Corpora, training and the harness that prints quality. Not imported by the product."""
