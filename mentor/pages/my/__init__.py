"""A manager's own pages: Мой день and Мои этапы."""
