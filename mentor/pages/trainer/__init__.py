"""Тренажёр: rehearsals with the virtual client, what came of them, and who trained on what."""
