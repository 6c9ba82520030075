"""The embedded PostgreSQL: a server of our own in the data folder, on loopback, with scram passwords."""
