"""Телефония: connections with their health, adding, checking, secrets, numbers nobody knows."""
