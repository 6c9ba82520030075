"""Trains the local judge's matcher (PyTorch, in the training environment alone)."""
