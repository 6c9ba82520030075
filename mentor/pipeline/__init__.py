"""The only room that knows the order in which a call is worked through."""
