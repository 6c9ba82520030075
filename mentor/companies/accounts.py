"""How allauth meets our people: nobody signs up without an invitation."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class InvitationOnlyAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-up is closed: log-ins are made by accepting an invitation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        return False

    def format_email_subject(self, subject: str) -> str:
        """The subject as it is written: letters name mentor.ai themselves, a server's address tells nobody anything."""
        return subject
