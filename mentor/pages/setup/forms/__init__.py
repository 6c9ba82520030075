"""Forms of set-up: what a person may type, and what they are told when it can't be taken."""
