"""Training of the reader (``mentor/engines/assessor/local/reader``). Needs PyTorch: ``make train-setup``."""
