"""Settings, addresses, engines and subscribers of the installation."""
