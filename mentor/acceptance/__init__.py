"""Acceptance: what the customer's acceptor ticked, stage by stage, and whether the stage is accepted."""
