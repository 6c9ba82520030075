"""CRM: connecting it, what its stages mean, what is written back, how it does."""
