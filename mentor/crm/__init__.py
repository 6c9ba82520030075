"""CRM: leads, deals and payments come in, what calls showed is written back. Providers are slices of their own."""
