"""Оценка звонков: experts listen, grade, and see where the AI differs."""
