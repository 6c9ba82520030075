"""The bot in Telegram: what it answers, and the two ways by which commands come."""
