"""Set-up of a company: its people, rules, figures, keys and knowledge."""
